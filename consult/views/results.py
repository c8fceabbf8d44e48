"""What came back to a survey, for staff: counts, each response, and keying in those on paper."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.forms.responses import CONTROLS, Sheet
from consult.models.accounts import Permission
from consult.models.consultations import Consultation
from consult.models.responses import Route
from consult.models.surveys import Question
from consult.services import responses
from consult.services.refusals import ServiceError
from consult.services.responses import InvalidAnswers
from consult.services.responses import results as came_back
from consult.views.access import requires, signed_in
from consult.views.consultations import tabs
from consult.views.furniture import page_number
from consult.views.surveys import found

bp = Blueprint("results", __name__, url_prefix="/staff/c/<slug>/survey")

PER_PAGE = 20
# How an answer comes that staff key in.
KEYED = {
    Route.PAPER: "On paper",
    Route.TELEPHONE: "By telephone",
    Route.ASSISTED: "In person, with help",
}


def numeric(label: str) -> dict[str, str | bool]:
    """Return a column of numbers, as the table macro takes it."""
    return {"label": label, "numeric": True}


def render(template: str, consultation: Consultation, **values: object) -> str:
    """Return a page of the survey tab."""
    return render_template(
        f"responses/{template}.html",
        consultation=consultation,
        tabs=tabs(consultation, "Survey"),
        **values,
    )


@bp.route("/results")
@requires(Permission.VIEW)
def show_results(slug: str) -> ResponseReturnValue:
    """Count what came back: by day and route, and option by option."""
    consultation, survey = found(slug)
    days = came_back.by_day(db.session, survey)
    routes = came_back.routes(days)
    return render(
        "show_results",
        consultation,
        survey=survey,
        responses=came_back.count(db.session, survey),
        days=days,
        routes=routes,
        columns=["Day", *(numeric(each.value.capitalize()) for each in routes), numeric("All")],
        results={each.question.id: each for each in came_back.by_question(db.session, survey)},
        statements_url=lambda question: _statements_url(consultation, question),
    )


def _statements_url(consultation: Consultation, question: Question) -> str:
    """Return where the answers to a question are listed as statements, or ""."""
    if question.statement_kind is None:
        return ""
    return url_for(
        "statements.list_statements",
        slug=consultation.slug,
        source="answer",
        kind=question.statement_kind.value,
        outcome=question.outcome_id,
    )


@bp.route("/responses")
@requires(Permission.VIEW)
def list_responses(slug: str) -> ResponseReturnValue:
    """List the responses, newest first."""
    consultation, survey = found(slug)
    page = page_number()
    route = next((each for each in Route if each.value == request.args.get("route")), None)
    rows, total = came_back.find(
        db.session,
        survey,
        route=route,
        reference=request.args.get("q", ""),
        page=page,
        per_page=PER_PAGE,
    )
    return render(
        "list_responses",
        consultation,
        survey=survey,
        rows=rows,
        total=total,
        page=page,
        per_page=PER_PAGE,
        pages=max(1, -(-total // PER_PAGE)),
        chosen=route.value if route else "",
        routes=[("", "All routes"), *((each.value, each.value.capitalize()) for each in Route)],
    )


@bp.route("/responses/<int:response_id>")
@requires(Permission.VIEW)
def show_response(slug: str, response_id: int) -> ResponseReturnValue:
    """Show one response, answer by answer."""
    consultation, survey = found(slug)
    response = came_back.get(db.session, survey, response_id)
    return render("show_response", consultation, survey=survey, response=response)


@bp.route("/responses.csv")
@requires(Permission.REPORT)
def download(slug: str) -> ResponseReturnValue:
    """Hand out all answers as a file that a spreadsheet opens without harm."""
    _, survey = found(slug)
    attachment = f'attachment; filename="{slug}-responses.csv"'
    headers = {"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": attachment}
    return came_back.as_csv(db.session, survey), 200, headers


@bp.route("/enter", methods=["GET", "POST"])
@requires(Permission.CAPTURE)
def enter_response(slug: str) -> ResponseReturnValue:
    """Key in a response that came on paper, by telephone or in person: all on one page."""
    consultation, survey = found(slug)
    sheet = Sheet(survey)
    route = next((each for each in KEYED if each.value == request.values.get("route")), None)
    status = 200
    if request.method == "POST":
        sheet = Sheet.read(survey, request.form, controls=CONTROLS | {"route"})
        reference = _key_in(sheet, route)
        if reference:
            flash(f"Stored as {reference}. Write it on the paper, then key in the next one.")
            return redirect(url_for(".enter_response", slug=slug, route=route))
        status = 400 if sheet.is_forged else 200
    page = render(
        "enter_response", consultation, survey=survey, sheet=sheet, route=route, routes=KEYED
    )
    return page, status


def _key_in(sheet: Sheet, route: Route | None) -> str:
    """Store the sheet and return its reference, or "" with the sheet saying why not."""
    if route is None:
        sheet.notes.append("Choose how the response came.")
    if sheet.notes or route is None:
        return ""
    try:
        stored = responses.submit(
            db.session,
            sheet.survey,
            key=sheet.key,
            typed=sheet.typed,
            route=route,
            entered_by=signed_in(),
        )
    except InvalidAnswers as refusal:
        sheet.faults = refusal.faults
    except ServiceError as refusal:
        sheet.notes.append(str(refusal))
    else:
        return stored.reference
    return ""
