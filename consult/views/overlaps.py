"""Similar work of several partners, side by side: a person says whether it overlaps."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.models.accounts import Permission
from consult.models.overlaps import Verdict
from consult.models.statements import Statement
from consult.services import consultations, overlaps, statements
from consult.services.refusals import InvalidInput
from consult.services.reports import overlapping
from consult.views.access import requires
from consult.views.consultations import tabs

bp = Blueprint("overlaps", __name__, url_prefix="/staff/c/<slug>/report/overlaps")


@bp.route("")
@requires(Permission.VIEW)
def list_overlaps(slug: str) -> ResponseReturnValue:
    """Show the pairs that wait for a verdict, and those that have one."""
    return _show(slug)


def _show(slug: str, *, pair: str = "", reason: str = "", refusal: str = "") -> ResponseReturnValue:
    consultation = consultations.get(db.session, slug)
    return render_template(
        "reports/list_overlaps.html",
        consultation=consultation,
        tabs=tabs(consultation, "Report"),
        pairs=overlapping.pairs(db.session, consultation),
        sent={"pair": pair, "reason": reason, "refusal": refusal},
        longest=overlaps.LONGEST_REASON,
    )


@bp.route("/<int:first>-<int:second>", methods=["POST"])
@requires(Permission.CODE)
def decide_overlap(slug: str, first: int, second: int) -> ResponseReturnValue:
    """Confirm or reject that two pieces of work overlap."""
    pair = _pair(slug, first, second)
    said, reason = request.form.get("verdict", ""), request.form.get("reason", "")
    if said not in set(Verdict):
        return _show(
            slug, pair=f"{first}-{second}", reason=reason, refusal="Choose one of the two."
        )
    try:
        overlaps.decide(db.session, *pair, verdict=Verdict(said), reason=reason)
    except InvalidInput as refusal:
        return _show(slug, pair=f"{first}-{second}", reason=reason, refusal=str(refusal))
    flash(f"Saved: {'they overlap' if said == Verdict.CONFIRMED else 'no overlap'}.", "success")
    return redirect(url_for(".list_overlaps", slug=slug))


@bp.route("/<int:first>-<int:second>/undo", methods=["POST"])
@requires(Permission.CODE)
def undo_overlap(slug: str, first: int, second: int) -> ResponseReturnValue:
    """Take a verdict back."""
    try:
        overlaps.undo(db.session, *_pair(slug, first, second))
    except InvalidInput as refusal:
        flash(str(refusal), "error")
    else:
        flash("Undone. What was said stays in the log.", "success")
    return redirect(url_for(".list_overlaps", slug=slug))


def _pair(slug: str, first: int, second: int) -> tuple[Statement, Statement]:
    consultation = consultations.get(db.session, slug)
    return (
        statements.get(db.session, consultation, first),
        statements.get(db.session, consultation, second),
    )
