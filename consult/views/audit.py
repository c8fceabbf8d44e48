"""The audit trail, for administrators."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.models.accounts import Permission
from consult.services import audit, paging
from consult.views.access import requires
from consult.views.furniture import page_number

bp = Blueprint("audit", __name__, url_prefix="/staff/audit")

PER_PAGE = 50


@bp.route("/")
@requires(Permission.ADMINISTER)
def list_events() -> ResponseReturnValue:
    """List who changed what, newest first."""
    page = page_number()
    chosen = request.args.get("event", "")
    events, total = audit.list_events(db.session, event=chosen, page=page, per_page=PER_PAGE)
    return render_template(
        "audit/list_events.html",
        events=events,
        total=total,
        page=page,
        per_page=PER_PAGE,
        pages=paging.pages(total, PER_PAGE),
        chosen=chosen,
        names=audit.event_names(db.session),
    )
