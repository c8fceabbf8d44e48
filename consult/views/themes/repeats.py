"""Reviewing statements that say the same: separate people's words, a campaign, or one twice."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.models.accounts import Permission
from consult.models.consultations import Consultation
from consult.models.repeats import RepeatDecision, RepeatKind
from consult.services import consultations, paging, repeat_groups
from consult.services.refusals import Conflict, InvalidInput
from consult.services.statement_lists import source_label
from consult.views.access import requires
from consult.views.consultations import tabs
from consult.views.furniture import page_number
from consult.views.themes.blueprint import bp

GROUPS_PER_PAGE = 10


@bp.route("/repeats")
@requires(Permission.VIEW)
def list_repeats(slug: str) -> ResponseReturnValue:
    """List the groups that wait for a decision, or those that have had theirs."""
    return _listed(consultations.get(db.session, slug))


def _listed(consultation: Consultation, *, refusal: str = "", field: str = "") -> str:
    """Return the page; after a refusal with the sentence at its field, and what was typed."""
    is_open = request.values.get("decided") != "yes"
    asked = request.args.get("kind", "")
    kind = next((each for each in RepeatKind if each.value == asked), None)
    page = page_number()
    groups, total = repeat_groups.find(
        db.session, consultation, is_open=is_open, kind=kind, page=page, per_page=GROUPS_PER_PAGE
    )
    return render_template(
        "themes/list_repeats.html",
        consultation=consultation,
        tabs=tabs(consultation, "Themes"),
        groups=groups,
        total=total,
        is_open=is_open,
        kind=kind,
        kinds=list(RepeatKind),
        page=page,
        per_page=GROUPS_PER_PAGE,
        pages=paging.pages(total, GROUPS_PER_PAGE),
        source_label=source_label,
        refusal=refusal,
        field=field,
        typed=request.form,
        typed_in=(request.view_args or {}).get("group_id"),
    )


@bp.route("/repeats/<int:group_id>/decide", methods=["POST"])
@requires(Permission.CODE)
def decide_repeats(slug: str, group_id: int) -> ResponseReturnValue:
    """Say what a group of repeats is, and why."""
    consultation = consultations.get(db.session, slug)
    group = repeat_groups.get(db.session, consultation, group_id)
    try:
        repeat_groups.decide(
            db.session,
            group,
            _decision("decision"),
            reason=request.form.get("reason", ""),
            seen=_decision("seen"),
        )
    except (InvalidInput, Conflict) as refusal:
        status = 409 if isinstance(refusal, Conflict) else 400
        field = getattr(refusal, "field", "")
        return _listed(consultation, refusal=str(refusal), field=field), status
    return _back(slug, "Decided. It can be taken back under “Decided”.")


@bp.route("/repeats/<int:group_id>/take-back", methods=["POST"])
@requires(Permission.CODE)
def take_back_repeats(slug: str, group_id: int) -> ResponseReturnValue:
    """Open a decided group again; its statements stand as before."""
    consultation = consultations.get(db.session, slug)
    group = repeat_groups.get(db.session, consultation, group_id)
    repeat_groups.take_back(db.session, group)
    return _back(slug, "Taken back: its statements stand as they stood before.")


def _decision(field: str) -> RepeatDecision:
    asked = request.form.get(field, "")
    found = next((each for each in RepeatDecision if each.value == asked), None)
    if found is None:
        raise InvalidInput("Choose what the group is.", field=field)
    return found


def _back(slug: str, message: str) -> ResponseReturnValue:
    flash(message, "success")
    decided = "yes" if request.form.get("decided") == "yes" else None
    return redirect(url_for("themes.list_repeats", slug=slug, decided=decided))
