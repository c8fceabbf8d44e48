"""You said, we did: decisions about themes, the actions that follow, and what is overdue."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.forms.actions import STATUSES, VERDICTS, ActionForm, DecisionForm, ProgressForm
from consult.forms.numbers import number_in, numbers_in
from consult.models.accounts import Permission
from consult.models.actions import Verdict
from consult.models.base import utc_now
from consult.services import actions, consultations, paging, partners
from consult.services.actions import decisions, following, telling
from consult.services.refusals import Conflict, InvalidInput
from consult.views.access import requires
from consult.views.consultations import tabs
from consult.views.furniture import page_number

bp = Blueprint("actions", __name__, url_prefix="/staff")

PER_PAGE = 20


@bp.route("/c/<slug>/actions")
@requires(Permission.VIEW)
def list_decisions(slug: str) -> ResponseReturnValue:
    """Show what was decided about each theme, and what follows from it."""
    consultation = consultations.get(db.session, slug)
    return render_template(
        "actions/list_decisions.html",
        consultation=consultation,
        tabs=tabs(consultation, "Actions"),
        answered=telling.answered(db.session, consultation, only_public=False),
        unanswered=telling.unanswered(
            db.session, consultation, decisions.choices(db.session, consultation)
        ),
        verdicts=VERDICTS,
        statuses=STATUSES,
        today=utc_now().date(),
    )


@bp.route("/c/<slug>/actions/new", methods=["GET", "POST"])
@requires(Permission.REPORT)
def new_decision(slug: str) -> ResponseReturnValue:
    """Note what was decided about one or more themes."""
    consultation = consultations.get(db.session, slug)
    themes = decisions.choices(db.session, consultation)
    form = DecisionForm.about(themes)
    if request.method == "GET":
        form.themes.data = numbers_in(request.args.getlist("theme"))
    if form.validate_on_submit():
        try:
            decision = actions.add(db.session, consultation, **form.fields())
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            if decision.verdict is Verdict.WILL_NOT:
                flash("The decision is noted. Residents see it once you show it.", "success")
                return redirect(url_for(".list_decisions", slug=slug))
            flash("The decision is noted. Add what will be done, by whom and by when.")
            return redirect(url_for(".new_action", slug=slug, decision_id=decision.id))
    return render_template(
        "actions/edit_decision.html",
        consultation=consultation,
        tabs=tabs(consultation, "Actions"),
        form=form,
        decision=None,
        has_themes=bool(themes),
    )


@bp.route("/c/<slug>/actions/<int:decision_id>", methods=["GET", "POST"])
@requires(Permission.REPORT)
def edit_decision(slug: str, decision_id: int) -> ResponseReturnValue:
    """Change a decision."""
    consultation = consultations.get(db.session, slug)
    decision = actions.get(db.session, consultation, decision_id)
    form = DecisionForm.about(decisions.choices(db.session, consultation), decision)
    if form.validate_on_submit():
        try:
            actions.change(db.session, decision, seen_version=form.version.data, **form.fields())
        except (Conflict, InvalidInput) as refusal:
            form.refuse_change(refusal, decision)
        else:
            flash("The decision is saved.")
            return redirect(
                url_for(".list_decisions", slug=slug, _anchor=f"decision-{decision_id}")
            )
    return render_template(
        "actions/edit_decision.html",
        consultation=consultation,
        tabs=tabs(consultation, "Actions"),
        form=form,
        decision=decision,
        verdicts=VERDICTS,
        has_themes=True,
    )


@bp.route("/c/<slug>/actions/<int:decision_id>/public", methods=["POST"])
@requires(Permission.REPORT)
def show_decision(slug: str, decision_id: int) -> ResponseReturnValue:
    """Show a decision to the public, or hide it."""
    consultation = consultations.get(db.session, slug)
    decision = actions.get(db.session, consultation, decision_id)
    is_public = request.form.get("public") == "yes"
    actions.show(db.session, decision, is_public=is_public)
    flash("Residents see this decision now." if is_public else "Only staff see this decision now.")
    return redirect(url_for(".list_decisions", slug=slug, _anchor=f"decision-{decision_id}"))


@bp.route("/c/<slug>/actions/<int:decision_id>/new", methods=["GET", "POST"])
@requires(Permission.REPORT)
def new_action(slug: str, decision_id: int) -> ResponseReturnValue:
    """Add an action to a decision."""
    consultation = consultations.get(db.session, slug)
    decision = actions.get(db.session, consultation, decision_id)
    form = ActionForm.of(partners.list_organisations(db.session))
    if form.validate_on_submit():
        try:
            following.add(
                db.session,
                decision,
                **form.fields(),
                organisation=partners.find(db.session, form.organisation_id.data),
            )
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            flash("The action is added.")
            return redirect(
                url_for(".list_decisions", slug=slug, _anchor=f"decision-{decision_id}")
            )
    return render_template(
        "actions/edit_action.html",
        consultation=consultation,
        tabs=tabs(consultation, "Actions"),
        form=form,
        decision=decision,
        action=None,
    )


@bp.route("/c/<slug>/actions/steps/<int:action_id>", methods=["GET", "POST"])
@requires(Permission.REPORT)
def edit_action(slug: str, action_id: int) -> ResponseReturnValue:
    """Say how far an action has come, or change it."""
    consultation = consultations.get(db.session, slug)
    action = following.get(db.session, consultation, action_id)
    form = ProgressForm.of(partners.list_organisations(db.session), action)
    if form.validate_on_submit():
        try:
            following.change(
                db.session,
                action,
                seen_version=form.version.data,
                **form.fields(),
                organisation=partners.find(db.session, form.organisation_id.data),
            )
        except (Conflict, InvalidInput) as refusal:
            form.refuse_change(refusal, action)
        else:
            flash("The action is saved.")
            anchor = f"decision-{action.decision_id}"
            return redirect(url_for(".list_decisions", slug=slug, _anchor=anchor))
    return render_template(
        "actions/edit_action.html",
        consultation=consultation,
        tabs=tabs(consultation, "Actions"),
        form=form,
        decision=action.decision,
        action=action,
        statuses=STATUSES,
    )


@bp.route("/actions")
@requires(Permission.VIEW)
def list_actions() -> ResponseReturnValue:
    """List the actions of all consultations, the first due first."""
    due = request.args.get("due", following.Due.OPEN.value)
    filters = following.Filters(
        due=following.Due(due) if due in set(following.Due) else None,
        organisation_id=number_in(request.args.get("partner")),
        words=request.args.get("q", ""),
    )
    today = utc_now().date()
    page = page_number()
    found, total = following.find(db.session, filters, today=today, page=page, per_page=PER_PAGE)
    return render_template(
        "actions/list_actions.html",
        found=found,
        total=total,
        page=page,
        per_page=PER_PAGE,
        pages=paging.pages(total, PER_PAGE),
        due=due,
        organisations=partners.list_organisations(db.session),
        filters=filters,
        statuses=STATUSES,
        today=today,
    )
