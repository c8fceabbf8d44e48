"""What the sheet's script asks for, in JSON: the cards, and what a device did with them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, json, jsonify, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from consult.db import db
from consult.models.workshops import WorkshopTable
from consult.services import capture
from consult.services.capture import Card, CardWithheld, Change, Memory, OtherCard, Taken
from consult.services.refusals import (
    ConsultationNotOpen,
    InvalidInput,
    NotFound,
    ServiceError,
)
from consult.views.access import at_table
from consult.views.capture.saving import saved
from consult.views.capture.showing import as_json

bp = Blueprint("cards", __name__, url_prefix="/tables/<int:table_id>")

MOST_CHANGES = 100
# The word that the script goes by for each refusal; the sentence is for the person.
REASONS: tuple[tuple[type[ServiceError], str], ...] = (
    (ConsultationNotOpen, "not-open"),
    (OtherCard, "other-card"),
    (CardWithheld, "withheld"),
    (NotFound, "unknown-card"),
    (InvalidInput, "invalid"),
)


@bp.record_once
def remember(state: BlueprintSetupState) -> None:
    """Let the app remember what it read of the sheets."""
    state.app.extensions["sheets"] = capture.Memory()


@bp.route("/cards")
@at_table
def list_cards(table: WorkshopTable) -> ResponseReturnValue:
    """Give every card of the table, or 304 where none changed since."""
    etag = capture.mark(db.session, table)
    if request.if_none_match.contains(etag):
        unchanged = Response(status=304)
        unchanged.set_etag(etag)
        return unchanged
    memory: Memory = current_app.extensions["sheets"]
    found = ",".join(_text(card) for card in memory.cards(db.session, table))
    is_open = json.dumps(table.workshop.consultation.is_open)
    reply = Response(f'{{"cards":[{found}],"open":{is_open}}}', mimetype="application/json")
    reply.set_etag(etag)
    return reply


@lru_cache(maxsize=20_000)
def _text(card: Card) -> str:
    # Five devices ask for the same hundred cards every two seconds.
    return json.dumps(as_json(card))


@bp.route("/token")
@at_table
def token(table: WorkshopTable) -> ResponseReturnValue:
    """Give a fresh token for requests that change something."""
    return jsonify(token=generate_csrf())


@bp.route("/changes", methods=["POST"])
@at_table
def take_changes(table: WorkshopTable) -> ResponseReturnValue:
    """Store what a device did, in its order, and say of each change what came of it."""
    device, raw = _body()
    read = [_read(each) for each in raw]
    changes = [each for each in read if isinstance(each, Change)]
    taken = iter(
        saved(
            table,
            lambda session, here: capture.take_in(session, here, device=device, changes=changes),
        )
        if changes
        else ()
    )
    results = [
        _result(next(taken)) if isinstance(each, Change) else _refused(_uuid_in(source), each)
        for each, source in zip(read, raw, strict=True)
    ]
    return jsonify(results=results)


@bp.errorhandler(InvalidInput)
def invalid(refusal: InvalidInput) -> ResponseReturnValue:
    """Say what of the request cannot be read."""
    reply = jsonify(status=400, title=str(refusal), reason="invalid", field=refusal.field)
    reply.content_type = "application/problem+json"
    return reply, 400


def _body() -> tuple[str, list[Any]]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or set(body) != {"device", "changes"}:
        raise InvalidInput("Send one JSON object with “device” and “changes”.")
    device, changes = capture.read_device(body["device"]), body["changes"]
    if not isinstance(changes, list) or len(changes) > MOST_CHANGES:
        raise InvalidInput(f"Send at most {MOST_CHANGES} changes at once.", field="changes")
    return device, changes


def _read(raw: object) -> Change | InvalidInput:
    # One change that cannot be read must not hold up the others.
    try:
        return capture.read_change(raw)
    except InvalidInput as refusal:
        return refusal


def _uuid_in(raw: object) -> str | None:
    """Return the UUID that a change gives itself, so that its device knows it again."""
    given = raw.get("uuid") if isinstance(raw, dict) else None
    try:
        return str(UUID(given))
    except (AttributeError, TypeError, ValueError):
        return None


def _result(taken: Taken) -> dict[str, Any]:
    if taken.refusal is not None:
        return _refused(str(taken.uuid), taken.refusal)
    card = as_json(taken.card) if taken.card is not None else None
    return {"uuid": str(taken.uuid), "new": taken.is_new, "card": card}


def _refused(uuid: str | None, refusal: ServiceError) -> dict[str, Any]:
    reason = next((word for kind, word in REASONS if isinstance(refusal, kind)), "refused")
    field = getattr(refusal, "field", "")
    return {"uuid": uuid, "refused": {"reason": reason, "title": str(refusal), "field": field}}
