"""Consultations: their public page, and for staff the overview, settings and a new one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from consult.db import db
from consult.forms.consultations import ConsultationForm
from consult.models.accounts import Permission
from consult.models.consultations import Consultation
from consult.services import consultations, ledger, strategy
from consult.services.consultations import overview
from consult.services.refusals import Conflict, InvalidInput, ServiceError
from consult.views import languages
from consult.views.access import public, requires

bp = Blueprint("consultations", __name__)

# The parts of a consultation, in the order of its life.
TABS = (
    ("Overview", "consultations.overview", Permission.VIEW),
    ("Workshops", "workshops.list_workshops", Permission.VIEW),
    ("Survey", "surveys.show_survey", Permission.VIEW),
    ("Statements", "statements.list_statements", Permission.VIEW),
    ("Themes", "themes.show_themes", Permission.VIEW),
    ("Report", "reports.show_report", Permission.VIEW),
    ("Actions", "actions.list_decisions", Permission.VIEW),
    ("Settings", "consultations.settings", Permission.MANAGE),
)


def tabs(consultation: Consultation, current: str) -> list[dict[str, Any]]:
    """Return the tabs that this person may see.

    Parameters
    ----------
    current
        The label of the tab that is open, such as “Themes”.
    """
    return [
        {
            "label": label,
            "url": url_for(endpoint, slug=consultation.slug),
            "current": label == current,
        }
        for label, endpoint, permission in TABS
        if endpoint in current_app.view_functions and current_user.may(permission)
    ]


@bp.route("/c/<slug>")
@public
def show_public(slug: str) -> ResponseReturnValue:
    """Tell residents what is asked, why, by when, and how to take part."""
    consultation = consultations.get_public(db.session, slug)
    languages.speak_of(consultation)
    return render_template(
        "consultations/show_public.html",
        consultation=consultation,
        page=overview.public_page(db.session, consultation),
    )


@bp.route("/staff/c/<slug>/", endpoint="overview")
@requires(Permission.VIEW)
def overview_page(slug: str) -> ResponseReturnValue:
    """Show where the consultation stands and what is next."""
    consultation = consultations.get(db.session, slug)
    return render_template(
        "consultations/overview.html",
        consultation=consultation,
        tabs=tabs(consultation, "Overview"),
        overview=overview.of(db.session, consultation),
        next_stages=overview.next_stages(consultation),
        to_prepare=overview.to_prepare(db.session, consultation),
        ledger=ledger.of(db.session, consultation),
        ledger_kind=ledger.only_kind(db.session, consultation),
    )


@bp.route("/staff/c/<slug>/stage", methods=["POST"])
@requires(Permission.MANAGE)
def move(slug: str) -> ResponseReturnValue:
    """Move the consultation to another stage."""
    consultation = consultations.get(db.session, slug)
    wanted = request.form.get("stage", "")
    try:
        consultations.move_to(db.session, consultation, consultations.stage_named(wanted))
    except ServiceError as refusal:
        flash(str(refusal), "error")
    else:
        flash(f"“{consultation.title}” is now {consultation.stage.value}.", "success")
    return redirect(url_for(".overview", slug=slug))


@bp.route("/staff/c/new", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def new_consultation() -> ResponseReturnValue:
    """Start a consultation."""
    form = ConsultationForm.for_strategies(strategy.list_strategies(db.session))
    if form.validate_on_submit():
        try:
            created = consultations.create(
                db.session,
                **form.fields(),
                strategy=strategy.find_by_id(db.session, form.strategy_id.data),
                outcomes=strategy.outcomes_by_id(db.session, form.outcome_ids()),
            )
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            flash("The consultation is a draft: only staff see it.", "success")
            return redirect(url_for(".overview", slug=created.slug))
    return render_template("consultations/new_consultation.html", form=form)


@bp.route("/staff/c/<slug>/settings", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def settings(slug: str) -> ResponseReturnValue:
    """Change the consultation's settings."""
    consultation = consultations.get(db.session, slug)
    form = ConsultationForm.for_strategies(strategy.list_strategies(db.session), consultation)
    if form.validate_on_submit():
        try:
            consultations.change(
                db.session,
                consultation,
                seen_version=form.version.data,
                **form.fields(),
                strategy=strategy.find_by_id(db.session, form.strategy_id.data),
                outcomes=strategy.outcomes_by_id(db.session, form.outcome_ids()),
            )
        except (Conflict, InvalidInput) as refusal:
            form.refuse_change(refusal, consultation)
        else:
            flash("The settings are saved.", "success")
            return redirect(url_for(".settings", slug=slug))
    return render_template(
        "consultations/settings.html",
        consultation=consultation,
        tabs=tabs(consultation, "Settings"),
        form=form,
    )
