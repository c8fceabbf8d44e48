"""Taking part in public, without an account and without JavaScript, and the receipt for it."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import structlog
from flask import (
    Blueprint,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import session as browser
from flask.blueprints import BlueprintSetupState
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from consult.config import MOST_BYTES_IN_A_FIELD, Config
from consult.db import db
from consult.forms.keeping import Keeping
from consult.forms.responses import Sheet
from consult.models.consultations import Stage
from consult.models.responses import Route
from consult.services import audit, consultations, responses, surveys
from consult.services.refusals import ConsultationNotOpen, NotFound
from consult.services.responses import (
    AlreadySent,
    corrections,
    drafts,
    receipts,
)
from consult.services.responses.arrivals import Arrival, InvitationRefused
from consult.services.responses.asked import Now, Outdated, Questionnaires
from consult.services.responses.drafts import Saved
from consult.services.responses.filled import Filled
from consult.services.responses.rules import InvalidAnswers
from consult.services.surveys.frozen import (
    AnyConsultation,
    Questionnaire,
)
from consult.views import arriving, attachments, blank_forms, languages
from consult.views.access import public
from consult.views.limits import SendLimit
from consult.views.survey_pages import (
    begin,
    closed,
    not_saved,
    not_shared,
    rendered,
    saved_page,
    show,
)
from consult.words import gettext as _
from consult.words import marked

bp = Blueprint("responses", __name__)
log = structlog.get_logger()

STALE = marked(
    "This page had been open for so long that we could not be sure it was you who sent it. "
    "Nothing is lost: check what you typed and press the button again. If this comes back, "
    "allow cookies for this site."
)
TOO_MANY = marked(
    "Many answers came from your network in the last ten minutes, so we did not take these. "
    "Nothing is lost: keep this page open, wait a few minutes and send them again."
)
NO_LONGER_KEPT = marked(
    "What you had saved is no longer kept: it was sent, or its time was over. All that you typed "
    "is still on this page. Save it again to get a new code."
)


@bp.record_once
def prepare(state: BlueprintSetupState) -> None:
    """Give the app its limit, and let the page itself answer a bad token."""
    state.app.extensions["send_limit"] = SendLimit()
    state.app.extensions["code_limit"] = SendLimit()
    state.app.extensions["questionnaires"] = Questionnaires()
    blank_forms.init_app(state.app)
    state.app.extensions["csrf"].exempt(f"{__name__}.take_part")


@bp.route("/c/<slug>/take-part", methods=["GET", "POST"])
@public
def take_part(slug: str) -> ResponseReturnValue:
    """Ask a section a page, then let the answers be checked and sent."""
    sent = request_ctx.request
    sent.max_content_length = MOST_BYTES_IN_A_FIELD
    try:
        # What may bring files is not read before it is known how large they may be.
        is_plain = sent.mimetype == "application/x-www-form-urlencoded"
        if is_plain and sent.form.get("action") == "send":
            with contextlib.suppress(Outdated):
                return _send_unasked(slug)
        now = _asked_now(slug)
        survey = now.asked.questionnaire
        if survey is None or not survey.questions:
            return render_template("responses/no_survey.html", consultation=now.consultation), 404
        attachments.allow(survey)
        return _begin(now, survey) if sent.method == "GET" else _answer(now, survey)
    except SQLAlchemyError as error:
        if request.method == "GET":
            raise
        log.error("response.not_saved", kind=type(error).__name__)
        return not_saved(slug)


def _send_unasked(slug: str) -> ResponseReturnValue:
    """Send a form by what is kept of its survey; whether that is fresh, the writing makes sure."""
    questionnaires: Questionnaires = current_app.extensions["questionnaires"]
    now = questionnaires.last(slug)
    if now is None or now.asked.questionnaire is None or not languages.speak(now.asked, None):
        raise Outdated
    return _answer(now, now.asked.questionnaire, expected=now)


def _asked_now(slug: str) -> Now:
    """Return what is asked now, in the language of this browser."""
    questionnaires: Questionnaires = current_app.extensions["questionnaires"]
    with db.connect() as connection:
        now = questionnaires.now(connection, slug)
        languages.speak(now.asked, connection)
    return now


def _begin(now: Now, survey: Questionnaire) -> ResponseReturnValue:
    """Hand out a blank form."""
    sheet = Sheet(survey)
    if not now.consultation.is_open:
        return closed(now.consultation, sheet)
    keeping = begin(sheet)
    if not blank_forms.is_for_anybody():
        return show(sheet, now.consultation, keeping=keeping)
    form = blank_forms.BlankForm(now.asked)
    page = form.filled(sheet.key, keeping.begun)
    if page is None:
        page = rendered(sheet, now.consultation, keeping=keeping)
        form.keep(page, sheet.key, keeping.begun)
    return not_shared(page)


def _answer(now: Now, newest: Questionnaire, *, expected: Now | None = None) -> ResponseReturnValue:
    consultation = now.consultation
    survey = attachments.opened_with(consultation, newest)
    sent = request.form
    sheet, keeping = Sheet.read(survey, sent), Keeping.read(sent)
    is_genuine = is_from_us()
    if not is_genuine:
        sheet.notes.append(_(STALE))
    if is_genuine and not sheet.is_forged:
        action = sent.get("action", "continue")
        form = sheet.filled() if action == "send" else None
        if form is not None:
            return _send(sheet, form, now, keeping, expected=expected)
        if expected is None:
            return _act(sheet, consultation, keeping, action)
    if expected is not None:
        # Nothing is written, so nothing makes sure that this is still asked.
        raise Outdated
    if not _may_go_on(sheet, consultation, keeping):
        return closed(consultation, sheet)
    return show(sheet, consultation, keeping=keeping, status=400)


def _act(
    sheet: Sheet, consultation: AnyConsultation, keeping: Keeping, action: str
) -> ResponseReturnValue:
    """Do what a button of the form is for."""
    if not _may_go_on(sheet, consultation, keeping):
        return closed(consultation, sheet)
    if action == "send" or not attachments.take(sheet):
        return show(sheet, consultation, keeping=keeping)
    if action.startswith("language-"):
        languages.remember(action.removeprefix("language-"))
        _asked_now(consultation.slug)
        return show(sheet, consultation, keeping=keeping)
    if action == "save":
        return save(sheet, consultation, keeping)
    sheet.go(action)
    if not keeping.draft:
        return show(sheet, consultation, keeping=keeping)
    # Once kept, each page is kept as it is left.
    try:
        saved = keep(sheet, keeping)
    except NotFound:
        sheet.notes.append(_(NO_LONGER_KEPT))
        return show(sheet, consultation, keeping=replace(keeping, draft=""))
    return show(
        sheet,
        consultation,
        keeping=keeping.kept_as(saved),
        replaced=sheet.answers_of(saved.replaced),
    )


def _may_go_on(sheet: Sheet, consultation: AnyConsultation, keeping: Keeping) -> bool:
    """Return whether the form can still be sent: also when it was begun in time."""
    return consultation.is_open or (
        consultation.stage is Stage.CLOSED
        and keeping.has_begun(current_app.config["SECRET_KEY"], sheet.key)
    )


def keep(sheet: Sheet, keeping: Keeping) -> Saved:
    """Keep the form as it stands, and return under which code."""
    return db.write_public(
        lambda session: drafts.save(
            session,
            surveys.load(session, sheet.survey.id),
            key=sheet.key,
            typed=sheet.typed,
            step=sheet.step,
            code=keeping.draft,
            seen_version=keeping.version,
        )
    )


def save(sheet: Sheet, consultation: AnyConsultation, keeping: Keeping) -> ResponseReturnValue:
    """Keep the form, and show the code to come back with."""
    limit: SendLimit = current_app.extensions["send_limit"]
    if not keeping.draft and limit.is_used_up(request.remote_addr or ""):
        sheet.notes.append(_(TOO_MANY))
        return show(sheet, consultation, keeping=keeping, status=429)
    try:
        saved = keep(sheet, keeping)
    except NotFound:
        saved = keep(sheet, replace(keeping, draft=""))
    return saved_page(consultation, saved, replaced=sheet.answers_of(saved.replaced))


def is_from_us() -> bool:
    """Return whether the page came from us to this browser, by its token."""
    try:
        current_app.extensions["csrf"].protect()
    except CSRFError:
        return False
    return True


def _send(
    sheet: Sheet,
    form: Filled,
    now: Now,
    keeping: Keeping,
    *,
    is_late: bool = False,
    expected: Now | None = None,
) -> ResponseReturnValue:
    """Store a sheet that is complete, and lead to its receipt."""
    consultation, secret = now.consultation, current_app.config["SECRET_KEY"]
    limit: SendLimit = current_app.extensions["send_limit"]
    if limit.is_used_up(request.remote_addr or ""):
        sheet.notes.append(_(TOO_MANY))
        return show(sheet, consultation, keeping=keeping, status=429)
    try:
        arrival = arriving.arrival(sheet, now, keeping, is_late=is_late)
        reference = db.write_public(
            lambda session: _store(session, sheet, form, arrival, expected), adds=True
        )
    except AlreadySent as refusal:
        page = render_template(
            "responses/already_sent.html",
            consultation=consultation,
            sheet=sheet,
            reference=refusal.reference,
        )
        return page, 409
    except ConsultationNotOpen:
        if not is_late and keeping.has_begun(secret, sheet.key):
            return _send(sheet, form, now, keeping, is_late=True)
        return closed(consultation, sheet)
    except (InvitationRefused, InvalidAnswers) as refusal:
        return _refused(sheet, consultation, keeping, refusal)
    arriving.forget_link(consultation)
    # Shown with the receipt to this browser alone: the address of a receipt opens no answers.
    browser["sent"] = [reference, corrections.code_of(secret, reference=reference, key=sheet.key)]
    return redirect(url_for(".receipt", slug=consultation.slug, reference=reference), code=303)


def _refused(
    sheet: Sheet,
    consultation: AnyConsultation,
    keeping: Keeping,
    refusal: InvitationRefused | InvalidAnswers,
) -> ResponseReturnValue:
    """Show what hinders sending, with all that was typed."""
    if isinstance(refusal, InvalidAnswers):
        sheet.faults = refusal.faults
        return show(sheet, consultation, keeping=keeping)
    sheet.notes.append(str(refusal))
    return show(sheet, consultation, keeping=keeping, status=409)


def _store(
    session: Session, sheet: Sheet, form: Filled, arrival: Arrival, expected: Now | None
) -> str:
    """Store the sheet in a session of its own, and return its reference."""
    audit.act_as(session, audit.RESIDENT)
    return responses.receive(
        session,
        sheet.survey,
        key=sheet.key,
        typed=sheet.typed,
        route=Route.INVITED if arrival.token else Route.ONLINE,
        arrival=arrival,
        expected=expected,
        form=form,
    ).reference


@bp.route("/c/<slug>/receipt/<reference>")
@public
def receipt(slug: str, reference: str) -> ResponseReturnValue:
    """Show the reference to keep, and what happens next; never the answers."""
    consultation = _asked_now(slug).consultation
    response = responses.by_reference(db.session, consultation, reference)
    sent = browser.get("sent", ["", ""])
    return render_template(
        "responses/receipt.html",
        consultation=consultation,
        response=response,
        code=sent[1] if sent[0] == response.reference else "",
    )


@bp.route("/c/<slug>/receipt/<reference>.pdf")
@public
def receipt_file(slug: str, reference: str) -> ResponseReturnValue:
    """Give the receipt as a PDF to the browser that sent the answers, and to no other."""
    consultation = consultations.get_public(db.session, slug)
    languages.speak_of(consultation)
    response = responses.by_reference(db.session, consultation, reference)
    sent = browser.get("sent", ["", ""])
    if sent[0] != response.reference:
        return redirect(url_for(".receipt", slug=slug, reference=reference))
    config: Config = current_app.extensions["config"]
    content = receipts.render(
        response,
        code=sent[1],
        organisation=config.organisation,
        address=url_for("consultations.show_public", slug=slug, _external=True),
    )
    reply = make_response(content)
    reply.content_type = "application/pdf"
    reply.headers["Content-Disposition"] = f'attachment; filename="receipt-{reference}.pdf"'
    reply.headers["Cache-Control"] = "private, no-store"
    return reply
