"""How many responses are wanted from whom."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.models.accounts import Permission
from consult.services import surveys
from consult.services.refusals import InvalidInput
from consult.services.responses import crosstabs, profiles
from consult.views.access import requires
from consult.views.results.blueprint import bp, render
from consult.views.surveys import found_asked as found


@bp.route("/quotas/<int:question_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def set_quotas(slug: str, question_id: int) -> ResponseReturnValue:
    """Set how many are wanted for each answer to a question."""
    consultation, survey = found(slug)
    question = surveys.get_question(survey, question_id)
    names = [f"wanted-{option.id}" for option in question.options]
    typed, fault = {}, None
    if request.method == "POST":
        typed = {name: request.form.get(name, "") for name in names}
        try:
            profiles.set_quotas(db.session, survey, question, list(typed.values()))
        except InvalidInput as refusal:
            fault = refusal
        else:
            flash("The quotas are set.", "success")
            return redirect(url_for(".show_results", slug=slug, _anchor="missing"))
    else:
        quotas = profiles.quotas(db.session, survey)
        typed = {
            name: str(quotas.get(option.id) or "")
            for name, option in zip(names, question.options, strict=True)
        }
    page = render(
        "set_quotas", consultation, survey=survey, question=question, typed=typed, fault=fault
    )
    return page, 400 if fault else 200


@bp.route("/quotas")
@requires(Permission.VIEW)
def list_quotas(slug: str) -> ResponseReturnValue:
    """List the questions for whose answers quotas can be set."""
    consultation, survey = found(slug)
    return render(
        "list_quotas",
        consultation,
        survey=survey,
        questions=crosstabs.choices(survey),
        has_equality=any(each.is_equality for each in survey.sections),
        profiles=profiles.profiles(db.session, survey),
    )
