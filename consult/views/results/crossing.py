"""One question by another."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.models.accounts import Permission
from consult.services.responses import audiences, crosstabs
from consult.views.access import requires
from consult.views.results.blueprint import audience_asked, bp, numeric, render
from consult.views.surveys import found_asked as found


@bp.route("/results/compare")
@requires(Permission.VIEW)
def compare_answers(slug: str) -> ResponseReturnValue:
    """Lay two questions out against each other, with small counts hidden."""
    consultation, survey = found(slug)
    down = crosstabs.question_of(survey, request.args.get("down", ""))
    across = crosstabs.question_of(survey, request.args.get("across", ""))
    audience = audience_asked()
    table = None
    if down is not None and across is not None and down is not across:
        table = crosstabs.cross(db.session, survey, down, across, audience=audience)
    return render(
        "compare_answers",
        consultation,
        survey=survey,
        questions=crosstabs.choices(survey),
        down=down,
        across=across,
        table=table,
        audience=audience,
        audiences=audiences,
        ledger=audiences.ledger(db.session, survey),
        columns=["Answer", *map(numeric, table.heads), numeric("All")] if table else [],
    )
