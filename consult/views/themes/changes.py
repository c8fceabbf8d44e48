"""Telling an open workbench what others changed, every few seconds and for next to nothing."""

from __future__ import annotations

from flask import jsonify, make_response, request
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.forms.numbers import number_in, numbers_in
from consult.models.accounts import Permission
from consult.services import consultations, watching
from consult.views.access import requires
from consult.views.themes.blueprint import bp
from consult.views.themes.telling import changed
from consult.views.themes.workbench import view_of

MOST_SHOWN = 100
MOST_DIGITS = 11


@bp.route("/changes")
@requires(Permission.VIEW)
def show_changes(slug: str) -> ResponseReturnValue:
    """Answer with 304 while nothing happened, else with the numbers and the changed cards."""
    consultation = consultations.get(db.session, slug)
    newest = watching.newest(db.session, consultation)
    tag = f"{consultation.id}-{newest}"
    if tag in request.if_none_match:
        unchanged = make_response("", 304)
        unchanged.set_etag(tag)
        return unchanged
    seen, shown = _number("since"), _numbers("shown")
    news = watching.since(db.session, consultation, seen, shown)
    message = _message(news.names)
    view = view_of(consultation)
    told = {**changed(consultation, view, news.statement_ids), "newest": news.newest}
    reply = jsonify(message=message, **told)
    reply.set_etag(f"{consultation.id}-{news.newest}")
    return reply


def _message(names: tuple[str, ...]) -> str:
    if not names:
        return ""
    who = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"{who} decided something here. The page is up to date."


def _number(name: str) -> int:
    return number_in(request.args.get(name), digits=MOST_DIGITS) or 0


def _numbers(name: str) -> list[int]:
    asked = request.args.get(name, "").split(".")[:MOST_SHOWN]
    return numbers_in(asked, digits=MOST_DIGITS)
