"""The capture sheet on the web: joining by code, the page, and what its script asks for."""

from __future__ import annotations

from flask import Blueprint

from consult.views.capture import cards, joining, offline, rescuing, sheet

bp = Blueprint("capture", __name__)
bp.register_blueprint(joining.bp)
bp.register_blueprint(sheet.bp)
bp.register_blueprint(cards.bp)
bp.register_blueprint(offline.bp)
bp.register_blueprint(rescuing.bp)
