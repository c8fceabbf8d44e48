"""Taking part in public, without an account and without JavaScript, and the receipt for it."""

from __future__ import annotations

import hashlib
import hmac
import secrets

import structlog
from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from consult.config import MOST_BYTES_IN_A_FIELD
from consult.db import db
from consult.forms.responses import Sheet
from consult.models.consultations import Consultation
from consult.models.surveys import Survey
from consult.services import audit, consultations, responses, surveys
from consult.services.refusals import ConsultationNotOpen
from consult.services.responses import AlreadySent, InvalidAnswers
from consult.views.access import public

bp = Blueprint("responses", __name__)
log = structlog.get_logger()

STALE = (
    "This page had been open for so long that we could not be sure it was you who sent it. "
    "Nothing is lost: check what you typed and press the button again. If this comes back, "
    "allow cookies for this site."
)
TOO_MANY = (
    "Many answers came from your network in the last ten minutes, so we did not take these. "
    "Nothing is lost: keep this page open, wait a few minutes and send them again."
)


class SendLimit:
    """How many responses one network may send: wide, since a library shares one address.

    The address is kept in memory only, behind a hash whose key nobody knows.
    """

    def __init__(self, most: int = 60, minutes: int = 10) -> None:
        self.allowed = RateLimitItemPerMinute(most, minutes)
        self._window = MovingWindowRateLimiter(MemoryStorage())
        self._key = secrets.token_bytes(32)

    def is_used_up(self, address: str) -> bool:
        """Count one more and return whether that is too many."""
        hashed = hmac.new(self._key, address.encode(), hashlib.sha256).hexdigest()
        return not self._window.hit(self.allowed, hashed)


@bp.record_once
def prepare(state: BlueprintSetupState) -> None:
    """Give the app its limit, and let the page itself answer a bad token."""
    state.app.extensions["send_limit"] = SendLimit()
    state.app.extensions["csrf"].exempt(f"{__name__}.take_part")


@bp.route("/c/<slug>/take-part", methods=["GET", "POST"])
@public
def take_part(slug: str) -> ResponseReturnValue:
    """Ask a section a page, then let the answers be checked and sent."""
    request.max_content_length = MOST_BYTES_IN_A_FIELD
    try:
        consultation = consultations.get_public(db.session, slug)
        survey = surveys.current(db.session, consultation)
        if survey is None or not survey.questions:
            return render_template("responses/no_survey.html", consultation=consultation), 404
        return _answer(consultation, survey)
    except SQLAlchemyError as error:
        if request.method == "GET":
            raise
        log.error("response.not_saved", kind=type(error).__name__)
        return _not_saved(slug)


def _answer(consultation: Consultation, survey: Survey) -> ResponseReturnValue:
    if request.method == "GET":
        sheet = Sheet(survey)
        return show(sheet, consultation) if consultation.is_open else closed(consultation, sheet)
    sheet = Sheet.read(survey, request.form)
    action = request.form.get("action", "continue")
    is_genuine = _is_genuine()
    if action == "send" and is_genuine and not sheet.is_forged:
        return _send(sheet, consultation)
    if not consultation.is_open:
        return closed(consultation, sheet)
    if not is_genuine:
        sheet.notes.append(STALE)
    elif not sheet.is_forged:
        sheet.go(action)
    return show(sheet, consultation, status=200 if is_genuine and not sheet.is_forged else 400)


def _is_genuine() -> bool:
    """Return whether the page came from us to this browser, by its token."""
    try:
        current_app.extensions["csrf"].protect()
    except CSRFError:
        return False
    return True


def _send(sheet: Sheet, consultation: Consultation) -> ResponseReturnValue:
    limit: SendLimit = current_app.extensions["send_limit"]
    if not sheet.is_complete():
        return show(sheet, consultation)
    if limit.is_used_up(request.remote_addr or ""):
        sheet.notes.append(TOO_MANY)
        return show(sheet, consultation, status=429)
    try:
        reference = db.write_public(lambda session: _store(session, sheet))
    except AlreadySent as refusal:
        page = render_template(
            "responses/already_sent.html",
            consultation=consultation,
            sheet=sheet,
            reference=refusal.reference,
        )
        return page, 409
    except ConsultationNotOpen:
        return closed(consultation, sheet)
    except InvalidAnswers as refusal:
        sheet.faults = refusal.faults
        return show(sheet, consultation)
    return redirect(url_for(".receipt", slug=consultation.slug, reference=reference), code=303)


def _store(session: Session, sheet: Sheet) -> str:
    """Store the sheet in a session of its own, and return its reference."""
    audit.act_as(session, audit.RESIDENT)
    survey = surveys.load(session, sheet.survey.id)
    return responses.submit(session, survey, key=sheet.key, typed=sheet.typed).reference


def show(
    sheet: Sheet, consultation: Consultation, *, status: int = 200, is_preview: bool = False
) -> Response:
    """Return the page that the sheet stands at."""
    template = "responses/check_answers.html" if sheet.is_check else "responses/take_part.html"
    page = render_template(
        template,
        sheet=sheet,
        consultation=consultation,
        address=request.path,
        is_preview=is_preview,
    )
    reply = make_response(page, status)
    # The browser keeps the page for its own *Back*; no cache between us and it may.
    reply.headers["Cache-Control"] = "private, no-cache"
    if status == 429:
        reply.headers["Retry-After"] = "600"
    return reply


def closed(consultation: Consultation, sheet: Sheet) -> ResponseReturnValue:
    """Say that no answers are taken, and show what was typed so that it can be copied."""
    page = render_template("responses/closed.html", consultation=consultation, sheet=sheet)
    return page, 409 if request.method == "POST" else 200


def _not_saved(slug: str) -> ResponseReturnValue:
    """Say that nothing is saved and hold what was typed, without asking the database anything."""
    fields = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name != "csrf_token" and value
    ]
    page = render_template("responses/not_saved.html", slug=slug, fields=fields)
    return page, 503, {"Retry-After": "60"}


@bp.route("/c/<slug>/receipt/<reference>")
@public
def receipt(slug: str, reference: str) -> ResponseReturnValue:
    """Show the reference to keep, and what happens next; never the answers."""
    consultation = consultations.get_public(db.session, slug)
    response = responses.by_reference(db.session, consultation, reference)
    return render_template("responses/receipt.html", consultation=consultation, response=response)
