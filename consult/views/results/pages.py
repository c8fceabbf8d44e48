"""Counting what came back: by day, route, ward and answer, and who is missing."""

from __future__ import annotations

from flask import Response, make_response, url_for
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.models.accounts import Permission
from consult.models.consultations import Consultation
from consult.models.surveys import Question
from consult.services.refusals import NotFound
from consult.services.responses import audiences, measures, profiles, scopes, wards
from consult.services.responses import results as came_back
from consult.views.access import requires
from consult.views.results.blueprint import audience_asked, bp, numeric, render, scope_asked


@bp.route("/results")
@requires(Permission.VIEW)
def show_results(slug: str) -> ResponseReturnValue:
    """Count what came back: by day and route, ward by ward, and option by option."""
    consultation, scope = scope_asked(slug)
    days = came_back.by_day(db.session, scope)
    routes = came_back.routes(days)
    audience = audience_asked()
    return render(
        "show_results",
        consultation,
        survey=scope.survey,
        scope=scope,
        by_version=scopes.responses_by_version(db.session, scope),
        responses=came_back.count(db.session, scope),
        audience=audience,
        ledger=audiences.ledger(db.session, scope),
        audiences=audiences,
        days=days,
        routes=routes,
        columns=["Day", *(numeric(each.value.capitalize()) for each in routes), numeric("All")],
        by_ward=wards.by_ward(db.session, scope, audience=audience),
        profiles=profiles.profiles(db.session, scope),
        results={
            each.question.id: each
            for each in came_back.by_question(db.session, scope, audience=audience)
        },
        measures=measures.by_question(db.session, scope, audience=audience),
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


@bp.route("/results/wards.svg")
@requires(Permission.VIEW)
def ward_map(slug: str) -> Response:
    """Draw the responses by ward; the page has the same figures as a table."""
    _, scope = scope_asked(slug)
    counts = wards.by_ward(db.session, scope, audience=audience_asked())
    if counts is None:
        raise NotFound("The consultation is about no wards. Choose some first.")
    reply = make_response(wards.drawn(counts))
    reply.content_type = "image/svg+xml"
    return reply
