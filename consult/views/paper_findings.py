"""Findings that are new or gone since a paper was begun: shown, chosen, tried out, taken back."""

from __future__ import annotations

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.forms.numbers import number_in
from consult.models.accounts import Permission
from consult.services.papers import Desk, arising, choosing
from consult.services.papers.choosing import Plan
from consult.services.refusals import ServiceError
from consult.views.access import requires
from consult.views.papers import back, found, render

bp = Blueprint(
    "paper_findings", __name__, url_prefix="/staff/c/<slug>/report/papers/<int:paper_id>"
)


@bp.route("/findings")
@requires(Permission.VIEW)
def show_findings(slug: str, paper_id: int) -> ResponseReturnValue:
    """Show which findings are new since a paper was begun, and which are gone."""
    return _page(found(slug, paper_id))


@bp.route("/findings", methods=["POST"])
@requires(Permission.REPORT)
def choose_findings(slug: str, paper_id: int) -> ResponseReturnValue:
    """Show what a choice would make of the paper, or make it so."""
    desk = found(slug, paper_id)
    choices = _choices()
    try:
        if request.form.get("act") != "change":
            return _page(desk, choices, choosing.plan(desk, choices))
        seen = number_in(request.form.get("seen")) or 0
        made = choosing.choose(db.session, desk.paper, choices, seen=seen)
    except ServiceError as refusal:
        return _page(found(slug, paper_id), choices, refusal=str(refusal))
    flash(f"Findings added: {len(made.added)}; taken out: {len(made.taken_out)}.", "success")
    return back(slug, paper_id)


@bp.route("/findings/undo", methods=["POST"])
@requires(Permission.REPORT)
def undo_findings(slug: str, paper_id: int) -> ResponseReturnValue:
    """Take the last choice among the findings back."""
    desk = found(slug, paper_id)
    try:
        choosing.undo(db.session, desk.paper)
    except ServiceError as refusal:
        flash(str(refusal), "error")
    else:
        flash("The report’s findings are as they were before.", "success")
    return back(slug, paper_id)


def _choices() -> dict[str, str]:
    """Return what was chosen, by the marks of the findings."""
    allowed = {choosing.ADD, choosing.TAKE_OUT, choosing.NO, choosing.LATER}
    return {
        name.removeprefix("finding-"): choice
        for name, choice in request.form.items()
        if name.startswith("finding-") and choice in allowed
    }


def _page(
    desk: Desk, choices: dict[str, str] | None = None, plan: Plan | None = None, refusal: str = ""
) -> ResponseReturnValue:
    page = render(
        "show_findings",
        desk.consultation,
        paper=desk.paper,
        arisen=arising.of(desk),
        choices=choices or {},
        lines=plan.lines(desk) if plan else [],
        section=arising.section_of(desk),
        refusal=refusal,
    )
    return page, 422 if refusal else 200
