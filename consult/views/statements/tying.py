"""Tying a solution to the barriers that it answers, on the solution's own page."""

from __future__ import annotations

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.forms.numbers import numbers_in
from consult.models.accounts import Permission
from consult.services import statements, ties
from consult.services.refusals import InvalidInput
from consult.views.access import requires
from consult.views.statements.blueprint import address, bp, found


@bp.route("/<int:statement_id>/ties", methods=["POST"])
@requires(Permission.CODE)
def tie_solution(slug: str, statement_id: int) -> ResponseReturnValue:
    """Tie a solution to the barriers that were chosen."""
    consultation, solution = found(slug, statement_id)
    asked = numbers_in(request.form.getlist("barrier"))
    barriers = ties.chosen(db.session, consultation, asked)
    try:
        fresh = ties.tie(db.session, solution, barriers)
    except InvalidInput as refusal:
        flash(str(refusal), "error")
    else:
        flash(f"It is tied to {len(fresh)} more {'barrier' if len(fresh) == 1 else 'barriers'}.")
    return redirect(address(solution))


@bp.route("/<int:statement_id>/ties/<int:barrier_id>/remove", methods=["POST"])
@requires(Permission.CODE)
def untie_solution(slug: str, statement_id: int, barrier_id: int) -> ResponseReturnValue:
    """Take a tie away again."""
    consultation, solution = found(slug, statement_id)
    try:
        ties.untie(db.session, solution, statements.get(db.session, consultation, barrier_id))
    except InvalidInput as refusal:
        flash(str(refusal), "error")
    else:
        flash("The tie is taken away.", "success")
    return redirect(address(solution))
