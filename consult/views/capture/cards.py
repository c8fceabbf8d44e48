"""What the sheet's script asks for, in JSON: the cards, and each thing done with one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from consult.db import db
from consult.models.kinds import StatementKind
from consult.models.workshops import WorkshopTable
from consult.services import capture
from consult.services.capture import OtherCard
from consult.services.refusals import ConsultationNotOpen, InvalidInput, ServiceError
from consult.services.statements import EditedMeanwhile
from consult.views.access import at_table
from consult.views.capture.saving import saved
from consult.views.capture.showing import as_json

bp = Blueprint("cards", __name__, url_prefix="/tables/<int:table_id>")

LARGEST_NUMBER = 2**31 - 1
LONGEST_DEVICE = 40


@bp.route("/cards")
@at_table
def list_cards(table: WorkshopTable) -> ResponseReturnValue:
    """Give every card of the table, or 304 where none changed since."""
    etag = capture.mark(db.session, table)
    if request.if_none_match.contains(etag):
        unchanged = Response(status=304)
        unchanged.set_etag(etag)
        return unchanged
    found = [as_json(card) for card in capture.cards(db.session, table)]
    reply = jsonify(cards=found, open=table.workshop.consultation.is_open)
    reply.set_etag(etag)
    return reply


@bp.route("/token")
@at_table
def token(table: WorkshopTable) -> ResponseReturnValue:
    """Give a fresh token for requests that change something."""
    return jsonify(token=generate_csrf())


@bp.route("/statements", methods=["POST"])
@at_table
def record(table: WorkshopTable) -> ResponseReturnValue:
    """Store a card: 201 the first time, 200 for a replay."""
    body = _body("uuid", "text", "kind", "outcome", "device", "sequence")
    fields: dict[str, Any] = {
        "uuid": _uuid(body.get("uuid")),
        "text": _text(body.get("text")),
        "kind": _kind(body.get("kind")),
        "outcome_id": _outcome(body.get("outcome")),
        "device": _text(body.get("device", ""))[:LONGEST_DEVICE],
        "sequence": _number("sequence", body.get("sequence", 0)),
    }
    card, is_new = saved(table, lambda session, here: capture.record(session, here, **fields))
    return jsonify(as_json(card)), 201 if is_new else 200


@bp.route("/statements/<uuid:uuid>", methods=["PATCH"])
@at_table
def change(table: WorkshopTable, uuid: UUID) -> ResponseReturnValue:
    """Change a card that the device saw at a version: its text, kind or outcome."""
    body = _body("version", "text", "kind", "outcome")
    version = _number("version", body.get("version"))
    read = {"text": _text, "kind": _kind, "outcome": _outcome}
    names = {"outcome": "outcome_id"}
    fields = {names.get(key, key): read[key](body[key]) for key in read if key in body}
    card = saved(
        table,
        lambda session, here: capture.change(session, here, uuid, seen_version=version, **fields),
    )
    return jsonify(as_json(card))


@bp.route("/statements/<uuid:uuid>/state", methods=["POST"])
@at_table
def set_state(table: WorkshopTable, uuid: UUID) -> ResponseReturnValue:
    """Strike a card through, or bring it back."""
    is_struck = _body("struck").get("struck")
    if not isinstance(is_struck, bool):
        raise InvalidInput("“struck” must be true or false.", field="struck")
    card = saved(
        table,
        lambda session, here: capture.set_struck(session, here, uuid, is_struck=is_struck),
    )
    return jsonify(as_json(card))


@bp.errorhandler(EditedMeanwhile)
def edited_meanwhile(refusal: EditedMeanwhile) -> ResponseReturnValue:
    """Give both texts, so that no one's words are lost."""
    return _problem(
        409,
        refusal,
        "edited-meanwhile",
        theirs=refusal.theirs,
        mine=refusal.mine,
        version=refusal.version,
    )


@bp.errorhandler(OtherCard)
def other_card(refusal: OtherCard) -> ResponseReturnValue:
    """Tell the device to give its card another UUID."""
    return _problem(409, refusal, "other-card")


@bp.errorhandler(ConsultationNotOpen)
def not_open(refusal: ConsultationNotOpen) -> ResponseReturnValue:
    """Tell the device to keep its card."""
    return _problem(409, refusal, "not-open")


@bp.errorhandler(InvalidInput)
def invalid(refusal: InvalidInput) -> ResponseReturnValue:
    """Say which field cannot be stored and why."""
    return _problem(400, refusal, "invalid", field=refusal.field)


def _problem(status: int, refusal: ServiceError, reason: str, **members: Any) -> Response:
    """Return RFC 9457 problem details with a word that a script can go by."""
    reply = jsonify(status=status, title=str(refusal), reason=reason, **members)
    reply.content_type = "application/problem+json"
    reply.status_code = status
    return reply


def _body(*allowed: str) -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise InvalidInput("Send one JSON object.")
    unknown = sorted(set(body) - set(allowed))
    if unknown:
        raise InvalidInput(f"“{unknown[0]}” is not a field of a card.", field=unknown[0])
    return body


def _uuid(value: object) -> UUID:
    try:
        return UUID(value if isinstance(value, str) else "")
    except ValueError:
        raise InvalidInput("“uuid” is not a UUID.", field="uuid") from None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise InvalidInput("“text” must be text.", field="text")
    return value


def _kind(value: object) -> StatementKind:
    try:
        return StatementKind(str(value))
    except ValueError:
        raise InvalidInput("That is not a kind of statement.", field="kind") from None


def _outcome(value: object) -> int | None:
    return None if value is None else _number("outcome", value)


def _number(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST_NUMBER:
        raise InvalidInput(f"“{name}” must be a whole number.", field=name)
    return value
