"""Deciding where a statement stands on the proposal, on its own page."""

from __future__ import annotations

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.models.accounts import Permission
from consult.services import positions
from consult.views.access import requires
from consult.views.statements.blueprint import address, bp, found


@bp.route("/<int:statement_id>/position", methods=["POST"])
@requires(Permission.CODE)
def decide_position(slug: str, statement_id: int) -> ResponseReturnValue:
    """Say where it stands, or take that back."""
    _, statement = found(slug, statement_id)
    position = positions.named(request.form.get("position", ""))
    seen = positions.named(request.form.get("seen", ""))
    positions.decide(db.session, statement, position, seen=seen)
    told = f"Position: {position.value}." if position else "The decision is taken back."
    flash(told, "success")
    return redirect(address(statement))
