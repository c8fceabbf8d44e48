"""Keying in what came on paper, by telephone, in person, by email or as a letter."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.forms.responses import CONTROLS, Sheet
from consult.models.accounts import Permission
from consult.models.responses import Response, Route
from consult.models.surveys import Survey
from consult.services import consultations, paging, responses
from consult.services.refusals import NotFound, ServiceError
from consult.services.responses import scopes, second_entry
from consult.services.responses.arrivals import Arrival
from consult.services.responses.rules import AnsweredPast, InvalidAnswers
from consult.services.responses.second_entry import Difference
from consult.views import attachments
from consult.views.access import requires, signed_in
from consult.views.furniture import page_number
from consult.views.results.blueprint import bp, render, response_asked
from consult.views.surveys import found_asked as found
from consult.writers.figures import counted

PER_PAGE = 20
# Which of two keyings is what stands on the paper: the names of those choices begin so.
RIGHT = "right-"
# Sent by the box that says to store what earlier answers lead past.
KEEP = "keep"
ANSWERED_PAST = (
    "Nothing is stored yet. Mend what was keyed in wrongly, or say at the end of the page that "
    "these answers stand so and are kept."
)
NO_ROUTE = "Choose how the response came."
# How an answer comes that staff key in.
KEYED = {
    Route.PAPER: "On paper",
    Route.TELEPHONE: "By telephone",
    Route.ASSISTED: "In person, with help",
    Route.EMAIL: "By email",
    Route.LETTER: "As a letter",
}


@bp.route("/enter", methods=["GET", "POST"])
@requires(Permission.CAPTURE)
def enter_response(slug: str) -> ResponseReturnValue:
    """Key in a response that somebody else brought: all on one page."""
    consultation, survey = found(slug)
    sheet = Sheet(survey)
    route = next((each for each in KEYED if each.value == request.values.get("route")), None)
    organisation = request.form.get("organisation", "")
    status = 200
    if request.method == "POST":
        attachments.allow(survey)
        sheet = Sheet.read(
            survey, request.form, controls=CONTROLS | {"route", "organisation", KEEP}
        )
        reference = _key_in(survey, sheet, route, organisation)
        if reference:
            flash(f"Stored as {reference}. Write it on the paper, then key in the next one.")
            return redirect(url_for(".enter_response", slug=slug, route=route))
        status = 400 if sheet.is_forged else 200
    page = render(
        "enter_response",
        consultation,
        survey=survey,
        sheet=sheet,
        route=route,
        routes=KEYED,
        organisation=organisation,
        keep=KEEP,
        past=ANSWERED_PAST in sheet.notes,
        no_route=NO_ROUTE if NO_ROUTE in sheet.notes else "",
    )
    return page, status


def _key_in(survey: Survey, sheet: Sheet, route: Route | None, organisation: str) -> str:
    """Store the sheet and return its reference, or "" with the sheet saying why not."""
    if route is None:
        sheet.notes.append(NO_ROUTE)
    if sheet.is_forged or not attachments.take_keyed(sheet) or sheet.notes or route is None:
        return ""
    try:
        stored = responses.submit(
            db.session,
            survey,
            key=sheet.key,
            typed=sheet.typed,
            route=route,
            entered_by=signed_in(),
            arrival=Arrival(organisation=organisation),
            keeps_all=request.form.get(KEEP) == "yes",
        )
    except AnsweredPast as refusal:
        sheet.faults = refusal.faults
        sheet.notes.append(ANSWERED_PAST)
    except InvalidAnswers as refusal:
        sheet.faults = refusal.faults
    except ServiceError as refusal:
        sheet.notes.append(str(refusal))
    else:
        return stored.reference
    return ""


@bp.route("/enter/again")
@requires(Permission.CAPTURE)
def list_to_check(slug: str) -> ResponseReturnValue:
    """List what came on paper and was keyed in only once."""
    consultation = consultations.get(db.session, slug)
    scope = scopes.chosen(db.session, consultation, scopes.ALL)
    page = page_number()
    rows, total = second_entry.to_check(db.session, scope, page=page, per_page=PER_PAGE)
    return render(
        "list_to_check",
        consultation,
        scope=scope,
        rows=rows,
        total=total,
        page=page,
        per_page=PER_PAGE,
        pages=paging.pages(total, PER_PAGE),
    )


@bp.route("/responses/<int:response_id>/again", methods=["GET", "POST"])
@requires(Permission.CAPTURE)
def enter_again(slug: str, response_id: int) -> ResponseReturnValue:
    """Key in a paper a second time, without seeing the first; then settle where they differ."""
    consultation, scope, response = response_asked(slug, response_id)
    survey = scope.of(response)
    sheet = Sheet(survey)
    differences: list[Difference] = []
    status = 200
    if request.method == "POST":
        named = frozenset(name for name in request.form if name.startswith(RIGHT))
        sheet = Sheet.read(survey, request.form, controls=CONTROLS | {"settle"} | named)
        status = 400 if sheet.is_forged else 200
        try:
            if not sheet.is_forged:
                differences = second_entry.compare(survey, response, sheet.typed)
                is_settling = request.form.get("settle") == "yes"
                sheet.faults = _unsettled(differences) if is_settling else {}
                if not differences or (is_settling and not sheet.faults):
                    return _settled(slug, survey, response, sheet, differences)
                # All that was keyed in travels along, as on the page to check answers on.
                sheet.step = len(survey.sections) + 1
        except InvalidAnswers as refusal:
            sheet.faults = refusal.faults
    page = render(
        "enter_again",
        consultation,
        survey=survey,
        response=response,
        sheet=sheet,
        differences=differences,
        chosen=_chosen(differences),
    )
    return page, status


def _chosen(differences: list[Difference]) -> dict[int, str]:
    """Return which keying was said to be right, “first” or “second”, by question."""
    said = (
        (each.question.id, request.form.get(f"{RIGHT}{each.question.id}")) for each in differences
    )
    return {key: value for key, value in said if value in ("first", "second")}


def _unsettled(differences: list[Difference]) -> dict[int, str]:
    """Return what to say of each difference for which neither keying was chosen."""
    chosen = _chosen(differences)
    return {
        each.question.id: f"Choose which keying of “{each.question.text}” stands on the paper."
        for each in differences
        if each.question.id not in chosen
    }


def _settled(
    slug: str, survey: Survey, response: Response, sheet: Sheet, differences: list[Difference]
) -> ResponseReturnValue:
    """Store the second keying and say what came of it."""
    right = {key for key, keying in _chosen(differences).items() if keying == "second"}
    person = signed_in()
    try:
        if person is None:  # pragma: no cover - the view lets nobody in who is not signed in
            raise NotFound("Sign in again.")
        mended = second_entry.settle(
            db.session, survey, response, sheet.typed, by=person, second_is_right=right
        )
    except ServiceError as refusal:
        flash(str(refusal), "error")
    else:
        settled = f"{counted(len(differences), 'difference')} settled"
        words = f"{settled}, {counted(mended, 'answer')} mended"
        words = words if differences else "Both keyings agree"
        flash(f"{response.reference}: {words}.", "success")
    return redirect(url_for(".list_to_check", slug=slug))
