"""A survey's life around its questions: routing, checks, versions, pasting and the bank."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.forms.numbers import number_in
from consult.forms.surveys import TYPE_NAMES, ConditionForm, PasteForm, VersionForm
from consult.models.accounts import Permission
from consult.models.surveys import Comparison, Question, Section, Survey
from consult.services import paging, surveys
from consult.services.refusals import Conflict, NotFound, ServiceError
from consult.services.responses import apart, uploads
from consult.services.surveys import (
    bank,
    changes,
    checking,
    conditions,
    equality,
    pasting,
    presets,
    versions,
)
from consult.views.access import requires
from consult.views.attempts import attempt
from consult.views.furniture import page_number
from consult.views.surveys import back, found, render
from consult.writers.figures import counted

bp = Blueprint("building", __name__, url_prefix="/staff/c/<slug>/survey")

PER_PAGE = 20


@bp.route("/check")
@requires(Permission.VIEW)
def check_survey(slug: str) -> ResponseReturnValue:
    """Say what to look at before the survey opens: where, what, and what to do."""
    consultation, survey = found(slug)
    close = bank.close_to(db.session, survey, {each.text for each in survey.kept_questions})
    return render(
        "check_survey",
        consultation,
        survey=survey,
        checked=checking.check(survey),
        close=[(each, close[each.text]) for each in survey.kept_questions if each.text in close],
    )


@bp.route("/routing")
@requires(Permission.VIEW)
def show_routing(slug: str) -> ResponseReturnValue:
    """Show who is asked what, as a picture and as a list."""
    consultation, survey = found(slug)
    return render(
        "show_routing",
        consultation,
        survey=survey,
        picture=conditions.picture(survey),
        conditions_of=lambda target: conditions.of(survey, target),
        in_words=conditions.in_words,
        may_change=not surveys.why_locked(db.session, survey),
    )


def _target(survey: Survey, kind: str, number: int) -> Section | Question:
    if kind == "section":
        return surveys.get_section(survey, number)
    if kind == "question":
        return surveys.get_question(survey, number)
    raise NotFound("A condition is on a section or on a question.")


@bp.route("/routing/<kind>/<int:number>", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def edit_condition(slug: str, kind: str, number: int) -> ResponseReturnValue:
    """Set when a section or a question is asked."""
    consultation, survey = found(slug)
    target = _target(survey, kind, number)
    sources = conditions.sources(survey, target)
    form = ConditionForm.of(sources)
    ticked = set(form.options.data or [])
    added = attempt(
        form,
        lambda: conditions.add(
            db.session,
            target,
            source=next((each for each in sources if each.id == form.source.data), None),
            comparison=Comparison(form.comparison.data),
            options=[option for each in sources for option in each.options if option.id in ticked],
            value=form.value.data,
        ),
    )
    if added is not None:
        flash("The condition is set.")
        return redirect(url_for(".edit_condition", slug=slug, kind=kind, number=number))
    return render(
        "edit_condition",
        consultation,
        form=form,
        target=target,
        is_section=kind == "section",
        conditions=conditions.of(survey, target),
        in_words=conditions.in_words,
    )


@bp.route("/routing/conditions/<int:condition_id>/remove", methods=["POST"])
@requires(Permission.MANAGE)
def remove_condition(slug: str, condition_id: int) -> ResponseReturnValue:
    """Take a condition away."""
    _, survey = found(slug)
    conditions.remove(db.session, survey, condition_id)
    flash("The condition is taken away.")
    return redirect(url_for(".show_routing", slug=slug))


@bp.route("/sections/<int:section_id>/paste", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def paste_questions(slug: str, section_id: int) -> ResponseReturnValue:
    """Show what a pasted list becomes, then add it."""
    consultation, survey = found(slug)
    section = surveys.get_section(survey, section_id)
    form = PasteForm()
    pasted = pasting.read(form.text.data or "") if request.method == "POST" else []
    if request.form.get("then") == "add":
        added = attempt(form, lambda: pasting.add(db.session, survey, section, pasted))
        if added:
            flash(f"{counted(len(added), 'question is', 'questions are')} added.")
            return back(slug, f"question-{added[0].id}")
    else:
        form.validate_on_submit()
    return render(
        "paste_questions",
        consultation,
        form=form,
        section=section,
        pasted=pasted,
        type_names=TYPE_NAMES,
    )


@bp.route("/equality", methods=["POST"])
@requires(Permission.MANAGE)
def add_equality(slug: str) -> ResponseReturnValue:
    """Add the ready section of equality questions."""
    _, survey = found(slug)
    section = equality.add(db.session, survey)
    flash("The equality questions are added. Remove those that you will not use.")
    return back(slug, f"section-{section.id}")


@bp.route("/outcomes", methods=["POST"])
@requires(Permission.MANAGE)
def add_outcomes(slug: str) -> ResponseReturnValue:
    """Add what works and what gets in the way, of each outcome that matters to a respondent."""
    _, survey = found(slug)
    section = presets.add_outcomes(db.session, survey)
    flash("Each outcome has its section, asked of those who say that it matters to them.")
    return back(slug, f"section-{section.id}")


@bp.route("/equality", methods=["GET"])
@requires(Permission.REPORT)
def show_equality(slug: str) -> ResponseReturnValue:
    """Show the counts of the equality questions, with small ones hidden."""
    consultation, survey = found(slug)
    asked = [each.survey for each in versions.every(db.session, consultation)]
    shown = [
        (each, equality.shown(db.session, surveys.load(db.session, each.id)))
        for each in asked
        if not each.is_draft
    ]
    return render(
        "show_equality",
        consultation,
        survey=survey,
        shown=[(each, lines) for each, lines in shown if lines],
        threshold=consultation.fewest_shown,
    )


@bp.route("/contacts")
@requires(Permission.REPORT)
def list_contacts(slug: str) -> ResponseReturnValue:
    """List how respondents may be reached and to what they agreed, without what they answered."""
    consultation, survey = found(slug)
    page = page_number()
    rows, total = apart.contacts(
        db.session, consultation, text=request.args.get("q", ""), page=page, per_page=PER_PAGE
    )
    return render(
        "list_contacts",
        consultation,
        survey=survey,
        rows=rows,
        total=total,
        page=page,
        per_page=PER_PAGE,
        pages=paging.pages(total, PER_PAGE),
    )


@bp.route("/files/<uuid:token>")
@requires(Permission.REPORT)
def download_file(slug: str, token: UUID) -> ResponseReturnValue:
    """Hand out a file that a respondent sent, to be saved and never shown as a page of ours."""
    _, survey = found(slug)
    file = uploads.of(db.session, survey, token)
    reply = make_response(file.content)
    reply.headers["Content-Type"] = file.media_type
    reply.headers["Content-Disposition"] = "attachment; filename*=UTF-8''" + quote(file.filename)
    reply.headers["X-Content-Type-Options"] = "nosniff"
    reply.headers["Cache-Control"] = "no-store"
    return reply


@bp.route("/versions/new", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def new_version(slug: str) -> ResponseReturnValue:
    """Make a draft of the next version."""
    consultation, survey = found(slug)
    form = VersionForm()
    if attempt(
        form,
        lambda: versions.begin(db.session, survey, what_changed=form.what_changed.data or ""),
    ):
        flash("This is a draft. Residents are asked the version before until you publish it.")
        return back(slug)
    return render("new_version", consultation, form=form, survey=survey)


@bp.route("/versions/check")
@requires(Permission.MANAGE)
def check_version(slug: str) -> ResponseReturnValue:
    """Show what residents would be asked from now on, before they are."""
    consultation, survey = found(slug)
    asked = surveys.current(db.session, consultation)
    if asked is None or not survey.is_draft:
        raise Conflict("There is no draft of a new version to publish.")
    return render(
        "check_version",
        consultation,
        survey=survey,
        asked=asked,
        changes=changes.between(asked, survey),
        hindrances=surveys.hindrances(survey),
    )


@bp.route("/versions/publish", methods=["POST"])
@requires(Permission.MANAGE)
def publish_version(slug: str) -> ResponseReturnValue:
    """Ask the draft from now on."""
    _, survey = found(slug)
    return _done(slug, survey, publishes=True)


@bp.route("/versions/discard", methods=["POST"])
@requires(Permission.MANAGE)
def discard_version(slug: str) -> ResponseReturnValue:
    """Remove the draft."""
    _, survey = found(slug)
    return _done(slug, survey, publishes=False)


def _done(slug: str, survey: Survey, *, publishes: bool) -> ResponseReturnValue:
    try:
        if publishes:
            versions.publish(db.session, survey)
            flash(f"Version {survey.version} is asked from now on.")
        else:
            versions.discard(db.session, survey)
            flash("The draft is removed. What is asked stays as it was.")
    except ServiceError as refusal:
        flash(str(refusal), "error")
    return back(slug)


@bp.route("/bank")
@requires(Permission.VIEW)
def list_bank(slug: str) -> ResponseReturnValue:
    """List what was asked before, in every consultation."""
    consultation, survey = found(slug)
    page = page_number()
    text = request.args.get("q", "")
    rows, total = bank.find(db.session, text=text, page=page, per_page=PER_PAGE)
    return render(
        "list_bank",
        consultation,
        survey=survey,
        rows=rows,
        total=total,
        page=page,
        per_page=PER_PAGE,
        pages=paging.pages(total, PER_PAGE),
        type_names=TYPE_NAMES,
    )


@bp.route("/bank/<int:question_id>", methods=["GET"])
@requires(Permission.VIEW)
def show_banked(slug: str, question_id: int) -> ResponseReturnValue:
    """Show one question that was asked before, with what was answered."""
    consultation, survey = found(slug)
    asked = bank.get(db.session, question_id)
    return render(
        "show_banked",
        consultation,
        survey=survey,
        asked=asked,
        figures=bank.figures(db.session, asked),
        may_change=not surveys.why_locked(db.session, survey),
        type_names=TYPE_NAMES,
    )


@bp.route("/bank/<int:question_id>", methods=["POST"])
@requires(Permission.MANAGE)
def use_banked(slug: str, question_id: int) -> ResponseReturnValue:
    """Ask the question again, word for word, so that the answers can be compared."""
    _, survey = found(slug)
    asked = bank.get(db.session, question_id)
    section = surveys.get_section(survey, number_in(request.form.get("section")) or 0)
    question = presets.ask_again(db.session, section, asked.question)
    flash("The question is added, word for word.")
    return back(slug, f"question-{question.id}")
