"""A refusal becomes a page, or problem+json for a script; never a stack trace."""

from __future__ import annotations

import structlog
from flask import Flask, Response, jsonify, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import (
    IntegrityError,
    InvalidRequestError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError
from werkzeug.exceptions import HTTPException, InternalServerError

from consult.services.refusals import Conflict, InvalidInput, NotFound, ServiceError
from consult.words import gettext as _
from consult.words import marked

log = structlog.get_logger()

# The text that a person reads where the refusal itself brings none.
SENTENCES = {
    400: marked("We could not read what was sent. Go back, reload the page and try again."),
    403: marked("Your account may not do this. Ask an administrator if you need it."),
    404: marked("There is no such page. Check the address, or start from the home page."),
    405: marked("This page cannot be used that way. Go back and try again."),
    409: marked("This has changed since you opened it. Reload the page and try again."),
    413: marked("That is too large to send. The limit is 32 MB for a file and 2 MB for a text."),
    429: marked("There were too many requests. Wait a minute and try again."),
    500: marked(
        "Something went wrong on our side. What you sent may not be saved: keep your copy."
    ),
    503: marked("We could not save just now. Keep this page open and try again in a minute."),
}
OVERTAKEN = marked(
    "Somebody else saved a change of the same thing at this moment, so yours is not saved. Go "
    "back: what you typed is still there. Then try again."
)
# The names that the SQL standard gives them; SQLite says it in words.
UNIQUE_OR_REFERENCE = {"23505", "23503"}
# Where staff make what a page needs, and what the link there says.
MADE_AT = {
    "survey": ("surveys.show_survey", "Go to the survey page, where one can be made"),
    "codebook": ("themes.show_themes", "Go to the themes page, where one can be started"),
}
STATUS = {NotFound: 404, InvalidInput: 400, Conflict: 409}


def init_app(app: Flask) -> None:
    """Tell the app what each kind of error becomes."""
    app.register_error_handler(ServiceError, _refused)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _not_saved)
    app.register_error_handler(NoConnection, _not_saved)
    app.register_error_handler(IntegrityError, _overtaken)
    app.register_error_handler(StaleDataError, _overtaken)
    app.register_error_handler(ObjectDeletedError, _overtaken)
    app.register_error_handler(InvalidRequestError, _misused)
    app.register_error_handler(Exception, _fault)


def wants_json() -> bool:
    """Return whether the caller is a script that reads JSON."""
    accepted = request.accept_mimetypes
    return request.is_json or (
        accepted.best_match(["text/html", "application/json"]) == "application/json"
        and accepted["application/json"] > accepted["text/html"]
    )


def problem(status: int, sentence: str, *, way_on: tuple[str, str] | None = None) -> Response:
    """Return the error as a page, or as RFC 9457 problem details.

    Parameters
    ----------
    way_on
        The address where what is missing can be made, and the words of the link there.
    """
    if wants_json():
        reply = jsonify(status=status, title=sentence)
        reply.content_type = "application/problem+json"
        reply.status_code = status
        return reply
    template = f"errors/{status}.html" if status in SENTENCES else "errors/400.html"
    page = render_template(template, sentence=sentence, way_on=way_on, typed=_typed())
    reply = make_response(page, status)
    if status in {429, 503}:
        reply.headers["Retry-After"] = "60"
    return reply


def _typed() -> list[str]:
    """Return the texts that somebody sent: the page of an error is the last that has them.

    Words have a space between them, which keys, numbers and choices have not. A password is never
    shown.
    """
    try:
        sent = [(name, text) for name, text in request.form.items(multi=True)]
    except HTTPException:
        return []
    return [
        text.strip()
        for name, text in sent
        if "password" not in name and len(text.split()) > 1 and "\x00" not in text
    ]


def _refused(refusal: ServiceError) -> ResponseReturnValue:
    status = next((code for kind, code in STATUS.items() if isinstance(refusal, kind)), 409)
    return problem(status, str(refusal), way_on=_way_on(refusal))


def _way_on(refusal: ServiceError) -> tuple[str, str] | None:
    """Return where staff can make what is missing; residents cannot make anything."""
    slug = (request.view_args or {}).get("slug")
    missing = refusal.missing if isinstance(refusal, NotFound) else ""
    if missing not in MADE_AT or slug is None or not request.path.startswith("/staff/"):
        return None
    endpoint, words = MADE_AT[missing]
    return url_for(endpoint, slug=slug), words


def _expired(error: CSRFError) -> ResponseReturnValue:
    reply = problem(
        400,
        _("This page was open for too long, or cookies are off. Reload it and send it again."),
    )
    # Tells a script that nothing was wrong with what it sent: it may keep it and send it again.
    reply.headers["X-Reload"] = "yes"
    return reply


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    if isinstance(error, InternalServerError):
        log.error("request.failed", exc_info=error.original_exception)
    return problem(error.code, _(SENTENCES.get(error.code, SENTENCES[400])))


def _not_saved(error: SQLAlchemyError) -> ResponseReturnValue:
    log.error("database.unavailable", kind=type(getattr(error, "orig", error)).__name__)
    return problem(503, _(SENTENCES[503]))


def _overtaken(error: SQLAlchemyError) -> ResponseReturnValue:
    """Say that another was quicker: the same is there already, or what it was about is gone."""
    if isinstance(error, IntegrityError) and not _is_of_two(error):
        return _fault(error)
    log.warning("request.overtaken", kind=type(error).__name__)
    return problem(409, _(OVERTAKEN))


def _misused(error: InvalidRequestError) -> ResponseReturnValue:
    """Say that what should be looked at again was removed; any other misuse is a fault of ours."""
    # SQLAlchemy has no kind of its own for it.
    is_gone = str(error).startswith("Could not refresh instance")
    return _overtaken(error) if is_gone else _fault(error)


def _is_of_two(error: IntegrityError) -> bool:
    """Return whether a double or a missing record was refused, and not what no record may hold."""
    told = str(error.orig)
    state = getattr(error.orig, "sqlstate", "")
    return state in UNIQUE_OR_REFERENCE or told.startswith(("UNIQUE ", "FOREIGN KEY "))


def _fault(error: Exception) -> ResponseReturnValue:
    log.error("request.failed", exc_info=error)
    return problem(500, _(SENTENCES[500]))
