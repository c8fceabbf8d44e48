"""The list of responses, each response with its history, and where it counts."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.forms.doors import StandingForm
from consult.models.accounts import Permission
from consult.models.responses import Route
from consult.services import paging
from consult.services.refusals import InvalidInput, ServiceError
from consult.services.responses import audiences, lists, scopes, standing, telling, uploads
from consult.services.responses.audiences import Audience
from consult.services.responses.lists import Filters
from consult.views.access import requires
from consult.views.furniture import page_number
from consult.views.results.blueprint import (
    bp,
    number_asked,
    render,
    response_asked,
    scope_asked,
)

PER_PAGE = 20


@bp.route("/responses")
@requires(Permission.VIEW)
def list_responses(slug: str) -> ResponseReturnValue:
    """List the responses, newest first."""
    consultation, scope = scope_asked(slug)
    page, filters = page_number(), _filters()
    rows, total = lists.find(db.session, scope, filters, page=page, per_page=PER_PAGE)
    return render(
        "list_responses",
        consultation,
        scope=scope,
        by_version=scopes.responses_by_version(db.session, scope),
        numbers={each.id: each.version for each in scope.asked},
        rows=rows,
        total=total,
        page=page,
        per_page=PER_PAGE,
        pages=paging.pages(total, PER_PAGE),
        filters=filters,
        routes=list(Route),
        audiences=audiences,
        wards=lists.wards(db.session, scope),
        choices=[each for each in scope.survey.questions if each.options],
    )


def _filters() -> Filters:
    """Return what the address narrows the list to; what makes no sense there narrows nothing."""
    asked = request.args
    try:
        day = date.fromisoformat(asked.get("day", ""))
    except ValueError:
        day = None
    return Filters(
        words=asked.get("q", "")[:200],
        route=next((each for each in Route if each.value == asked.get("route")), None),
        audience=next((each for each in Audience if each.value == asked.get("of")), None),
        ward_id=number_asked("ward"),
        option_id=number_asked("answer"),
        day=day,
    )


@bp.route("/responses/<int:response_id>")
@requires(Permission.VIEW)
def show_response(slug: str, response_id: int) -> ResponseReturnValue:
    """Show one response, answer by answer, with what was done to it."""
    return _shown(slug, response_id)


def _shown(slug: str, response_id: int, form: StandingForm | None = None) -> str:
    """Show one response, with a form of where it counts that was refused, if one was."""
    consultation, asked, response = response_asked(slug, response_id)
    return render(
        "show_response",
        consultation,
        form=form or StandingForm(obj=response),
        survey=asked.of(response),
        has_versions=len(asked.asked) > 1,
        response=response,
        as_text=telling.as_text,
        files=uploads.by_answer(db.session, response),
        history=lists.history(db.session, response),
    )


@bp.route("/responses/<int:response_id>/standing", methods=["POST"])
@requires(Permission.MANAGE)
def change_standing(slug: str, response_id: int) -> ResponseReturnValue:
    """Release a response, count it apart, or say for which organisation it speaks."""
    _, _, response = response_asked(slug, response_id)
    form, act = StandingForm(obj=response), request.form.get("act")
    try:
        if act == "release":
            standing.release(db.session, response)
        elif act == "apart":
            standing.count_apart(db.session, response, reason=form.reason.data or "")
        else:
            standing.speak_for(db.session, response, organisation=form.organisation.data or "")
    except InvalidInput as refusal:
        form.refuse(refusal)
        return _shown(slug, response_id, form)
    except ServiceError as refusal:
        flash(str(refusal), "error")
    else:
        flash(f"{response.reference} is changed.", "success")
    return redirect(url_for(".show_response", slug=slug, response_id=response_id))
