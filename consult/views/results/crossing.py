"""One question by another."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.models.accounts import Permission
from consult.services.responses import audiences, crosstabs, scopes
from consult.views.access import requires
from consult.views.results.blueprint import audience_asked, bp, numeric, render, scope_asked


@bp.route("/results/compare")
@requires(Permission.VIEW)
def compare_answers(slug: str) -> ResponseReturnValue:
    """Lay two questions out against each other, with small counts hidden."""
    consultation, scope = scope_asked(slug)
    down = crosstabs.question_of(scope, request.args.get("down", ""))
    across = crosstabs.question_of(scope, request.args.get("across", ""))
    audience = audience_asked()
    table = None
    if down is not None and across is not None and down is not across:
        table = crosstabs.cross(db.session, scope, down, across, audience=audience)
    return render(
        "compare_answers",
        consultation,
        survey=scope.survey,
        scope=scope,
        by_version=scopes.responses_by_version(db.session, scope),
        questions=crosstabs.choices(scope.survey),
        has_equality=any(each.is_equality for each in scope.survey.sections),
        down=down,
        across=across,
        table=table,
        audience=audience,
        audiences=audiences,
        ledger=audiences.ledger(db.session, scope),
        columns=["Answer", *map(numeric, table.heads), numeric("All")] if table else [],
    )
