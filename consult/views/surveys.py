"""The survey for staff: building it, trying it, and what came back."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.forms.numbers import number_in
from consult.forms.responses import Sheet
from consult.forms.surveys import (
    TYPE_NAMES,
    NewSurveyForm,
    QuestionForm,
    SectionForm,
    SurveyForm,
)
from consult.models.accounts import Permission
from consult.models.consultations import Consultation
from consult.models.surveys import QuestionType, Survey
from consult.services import consultations, surveys
from consult.services.refusals import NotFound
from consult.services.responses import results
from consult.services.surveys import bank, conditions, structure, versions
from consult.views import attachments
from consult.views.access import requires
from consult.views.attempts import attempt
from consult.views.consultations import tabs
from consult.views.survey_pages import show

bp = Blueprint("surveys", __name__, url_prefix="/staff/c/<slug>/survey")


def found(slug: str) -> tuple[Consultation, Survey]:
    """Return a consultation with its survey, or raise NotFound."""
    consultation = consultations.get(db.session, slug)
    return consultation, surveys.get(db.session, consultation)


def found_asked(slug: str) -> tuple[Consultation, Survey]:
    """Return a consultation with the version that is asked, or with that of the address."""
    consultation = consultations.get(db.session, slug)
    wanted = number_in(request.args.get("version"))
    for each in versions.every(db.session, consultation) if wanted else ():
        if each.survey.version == wanted and not each.survey.is_draft:
            return consultation, surveys.load(db.session, each.survey.id)
    survey = surveys.current(db.session, consultation)
    if survey is None:
        raise NotFound(f"“{consultation.title}” has no survey.", missing="survey")
    return consultation, survey


def render(template: str, consultation: Consultation, **values: object) -> str:
    """Return a page of the survey tab."""
    return render_template(
        f"surveys/{template}.html",
        consultation=consultation,
        tabs=tabs(consultation, "Survey"),
        **values,
    )


def back(slug: str, anchor: str | None = None) -> ResponseReturnValue:
    """Return to the questions, at the place where something changed."""
    return redirect(url_for("surveys.show_survey", slug=slug, _anchor=anchor))


@bp.route("")
@requires(Permission.VIEW)
def show_survey(slug: str) -> ResponseReturnValue:
    """Show the questions, what must be mended, and why they are locked if they are."""
    consultation = consultations.get(db.session, slug)
    survey = surveys.newest(db.session, consultation)
    if survey is None:
        return render("no_survey", consultation)
    return render(
        "show_survey",
        consultation,
        survey=survey,
        lock=surveys.why_locked(db.session, survey),
        hindrances=surveys.hindrances(survey),
        responses=results.count(db.session, survey),
        versions=versions.every(db.session, consultation),
        conditions_of=lambda target: [
            conditions.in_words(each) for each in conditions.of(survey, target)
        ],
        type_names=TYPE_NAMES,
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def new_survey(slug: str) -> ResponseReturnValue:
    """Make a survey from outcomes."""
    consultation = consultations.get(db.session, slug)
    form = NewSurveyForm.of(consultation)
    if attempt(
        form,
        lambda: surveys.create(db.session, consultation, outcomes=form.chosen(consultation)),
    ):
        flash("The survey is made. Read it through, then preview it as a resident.")
        return back(slug)
    return render("new_survey", consultation, form=form)


@bp.route("/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def edit_survey(slug: str) -> ResponseReturnValue:
    """Change the survey's title and introduction."""
    consultation, survey = found(slug)
    form = SurveyForm(obj=survey)
    if attempt(form, lambda: structure.change(db.session, survey, **form.words())):
        return back(slug)
    return render("edit_survey", consultation, form=form)


@bp.route("/sections/new", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def new_section(slug: str) -> ResponseReturnValue:
    """Add a section."""
    consultation, survey = found(slug)
    form = SectionForm()
    added = attempt(form, lambda: structure.add_section(db.session, survey, **form.words()))
    if added is not None and request.form.get("then") == "next":
        return redirect(url_for(".new_question", slug=slug, section_id=added.id))
    if added is not None:
        return back(slug, f"section-{added.id}")
    return render("edit_section", consultation, form=form, section=None)


@bp.route("/sections/<int:section_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def edit_section(slug: str, section_id: int) -> ResponseReturnValue:
    """Change a section's title and introduction."""
    consultation, survey = found(slug)
    section = surveys.get_section(survey, section_id)
    form = SectionForm.of(section)
    seen = form.seen.data or ""
    if attempt(
        form,
        lambda: structure.change_section(db.session, section, seen=seen, **form.words()),
        stands=section,
    ):
        return back(slug, f"section-{section_id}")
    return render("edit_section", consultation, form=form, section=section)


@bp.route("/sections/<int:section_id>/move", methods=["POST"])
@requires(Permission.MANAGE)
def move_section(slug: str, section_id: int) -> ResponseReturnValue:
    """Move a section up or down."""
    _, survey = found(slug)
    section = surveys.get_section(survey, section_id)
    structure.move_section(db.session, section, up=request.form.get("to") == "up")
    return back(slug, f"section-{section_id}")


@bp.route("/sections/<int:section_id>/remove", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def remove_section(slug: str, section_id: int) -> ResponseReturnValue:
    """Say what would go with a section, then remove it."""
    consultation, survey = found(slug)
    section = surveys.get_section(survey, section_id)
    if request.method == "POST":
        structure.remove_section(db.session, section)
        flash(f"The section “{section.title}” is removed.")
        return back(slug)
    return render("remove_section", consultation, section=section)


@bp.route("/sections/<int:section_id>/questions/new", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def new_question(slug: str, section_id: int) -> ResponseReturnValue:
    """Add a question to a section; the next one may follow at once."""
    consultation, survey = found(slug)
    section = surveys.get_section(survey, section_id)
    form = QuestionForm.of(survey)
    added = attempt(form, lambda: structure.add_question(db.session, section, form.wording(survey)))
    if added is not None and request.form.get("then") == "next":
        flash(f"{added.code} is added. Write the next one.")
        place = url_for(
            ".new_question", slug=slug, section_id=section_id, type=added.question_type.value
        )
        return redirect(place)
    if added is not None and request.form.get("then") == "section":
        flash(f"{added.code} is added. Begin the next section.")
        return redirect(url_for(".new_section", slug=slug))
    if added is not None:
        return back(slug, f"question-{added.id}")
    if request.method == "GET" and request.args.get("type") in set(QuestionType):
        form.question_type.data = request.args["type"]
    return render(
        "edit_question",
        consultation,
        form=form,
        section=section,
        question=None,
        close=_close(survey, form),
    )


def _close(survey: Survey, form: QuestionForm) -> list[bank.Asked]:
    """Return what was asked elsewhere that the question is close to, where one was typed."""
    text = (form.text.data or "").strip()
    return bank.close_to(db.session, survey, [text]).get(text, []) if text else []


@bp.route("/questions/<int:question_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def edit_question(slug: str, question_id: int) -> ResponseReturnValue:
    """Change a question."""
    consultation, survey = found(slug)
    question = surveys.get_question(survey, question_id)
    form = QuestionForm.of(survey, question)
    seen = form.seen.data or ""
    if attempt(
        form,
        lambda: structure.change_question(db.session, question, form.wording(survey), seen=seen),
        stands=question,
    ):
        return back(slug, f"question-{question_id}")
    return render(
        "edit_question",
        consultation,
        form=form,
        section=question.section,
        question=question,
        close=_close(survey, form),
    )


@bp.route("/questions/<int:question_id>/copy", methods=["POST"])
@requires(Permission.MANAGE)
def copy_question(slug: str, question_id: int) -> ResponseReturnValue:
    """Copy a question and open the copy to be changed."""
    _, survey = found(slug)
    copy = structure.copy_question(db.session, surveys.get_question(survey, question_id))
    flash(f"{copy.code} is a copy. Change what is different.")
    return redirect(url_for(".edit_question", slug=slug, question_id=copy.id))


@bp.route("/questions/<int:question_id>/move", methods=["POST"])
@requires(Permission.MANAGE)
def move_question(slug: str, question_id: int) -> ResponseReturnValue:
    """Move a question up or down."""
    _, survey = found(slug)
    question = surveys.get_question(survey, question_id)
    structure.move_question(db.session, question, up=request.form.get("to") == "up")
    return back(slug, f"question-{question_id}")


@bp.route("/questions/<int:question_id>/remove", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def remove_question(slug: str, question_id: int) -> ResponseReturnValue:
    """Ask once more, then remove a question."""
    consultation, survey = found(slug)
    question = surveys.get_question(survey, question_id)
    if request.method == "POST":
        structure.remove_question(db.session, question)
        flash("The question is removed.")
        return back(slug)
    return render("remove_question", consultation, question=question)


@bp.route("/preview", methods=["GET", "POST"])
@requires(Permission.VIEW)
def preview(slug: str) -> ResponseReturnValue:
    """Walk through the survey as a resident; nothing is stored."""
    consultation, survey = found(slug)
    if not survey.questions:
        way = surveys.way_to_first_question(survey)
        flash(f"There is no question to preview. {way}", "error")
        return back(slug)
    if request.method == "GET":
        return show(Sheet(survey), consultation, is_preview=True)
    attachments.allow(survey)
    sheet = Sheet.read(survey, request.form)
    attachments.take(sheet, is_preview=True)
    if request.form.get("action") == "send":
        if sheet.filled() is not None:
            flash("That was the whole survey. Nothing of the preview was kept.")
            return back(slug)
    else:
        sheet.go(request.form.get("action", ""))
    return show(sheet, consultation, is_preview=True)
