"""Changing or taking back what was sent, by the reference and the code of its receipt."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from consult.db import db
from consult.forms.corrections import ReceiptForm
from consult.forms.responses import Sheet
from consult.models.consultations import Consultation
from consult.models.responses import Response
from consult.services import consultations, surveys
from consult.services.refusals import NotFound, ServiceError
from consult.services.responses import corrections
from consult.services.responses.rules import InvalidAnswers
from consult.views import languages
from consult.views.access import public
from consult.views.drafts import TOO_MANY_CODES
from consult.views.limits import SendLimit
from consult.views.survey_pages import not_shared
from consult.words import gettext as _

bp = Blueprint("corrections", __name__, url_prefix="/c/<slug>/change")
CONTROLS = frozenset({"csrf_token", "key", "step", "changing", "action", "reference", "code"})


@bp.route("", methods=["GET", "POST"])
@public
def change_answers(slug: str) -> ResponseReturnValue:
    """Ask for the receipt, show what was sent, and store or take back what is asked for."""
    consultation = consultations.get_public(db.session, slug)
    languages.speak_of(consultation)
    form = ReceiptForm()
    if not form.validate_on_submit():
        return _ask(consultation, form)
    limit: SendLimit = current_app.extensions["code_limit"]
    if limit.is_used_up(request.remote_addr or ""):
        form.form_errors.append(_(TOO_MANY_CODES))
        return _ask(consultation, form, status=429)
    try:
        response = corrections.find(
            db.session,
            consultation,
            secret=current_app.config["SECRET_KEY"],
            reference=form.reference.data or "",
            code=form.code.data or "",
        )
        return _act(consultation, response, form)
    except NotFound as refusal:
        form.form_errors.append(str(refusal))
        return _ask(consultation, form)
    except ServiceError as refusal:
        form.form_errors.append(str(refusal))
        return _ask(consultation, form, status=409)


def _ask(consultation: Consultation, form: ReceiptForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "responses/open_receipt.html",
        consultation=consultation,
        form=form,
        is_slowed=status == 429,
    )
    return page, status


def _act(consultation: Consultation, response: Response, form: ReceiptForm) -> ResponseReturnValue:
    """Do what the button is for; the one that opened the page only shows the answers."""
    action = request.form.get("action", "")
    survey = surveys.load(db.session, response.survey_id)
    if action == "withdraw":
        return _make_sure(consultation, response, form)
    if action == "withdraw-now":
        corrections.withdraw(db.session, response)
        return _done(consultation, response, _("Your answers were withdrawn"))
    if action not in {"correct", "keep"}:
        sheet = Sheet(survey, typed=corrections.typed(response))
        return _show(consultation, response, sheet, form)
    names = MultiDict((name, value) for name, value in request.form.items(multi=True))
    sheet = Sheet.read(survey, names, controls=CONTROLS)
    if action == "keep":
        return _show(consultation, response, sheet, form)
    try:
        here = {question.id for question in corrections.changeable(survey)}
        typed = {key: values for key, values in sheet.typed.items() if key in here}
        corrections.correct(db.session, response, typed=typed)
    except InvalidAnswers as refusal:
        sheet.faults = refusal.faults
        return _show(consultation, response, sheet, form)
    return _done(consultation, response, _("Your answers were changed"))


def _make_sure(
    consultation: Consultation, response: Response, form: ReceiptForm
) -> ResponseReturnValue:
    """Ask once more before everything is taken back; what was typed meanwhile goes along."""
    typed = [each for each in request.form.items(multi=True) if each[0] not in CONTROLS]
    page = render_template(
        "responses/confirm_withdrawal.html",
        consultation=consultation,
        response=response,
        receipt=form,
        fields=[("key", request.form.get("key", "")), *typed],
        address=url_for(".change_answers", slug=consultation.slug),
    )
    return not_shared(page)


def _show(
    consultation: Consultation, response: Response, sheet: Sheet, form: ReceiptForm
) -> ResponseReturnValue:
    page = render_template(
        "responses/change_answers.html",
        consultation=consultation,
        sheet=sheet,
        response=response,
        sections=corrections.by_section(sheet.survey),
        receipt=form,
        address=url_for(".change_answers", slug=consultation.slug),
    )
    return not_shared(page)


def _done(consultation: Consultation, response: Response, what: str) -> ResponseReturnValue:
    return render_template(
        "responses/changed.html", consultation=consultation, response=response, what=what
    )
