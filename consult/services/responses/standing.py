"""The doors by which it changes whether and where a response counts; each needs a reason."""

from __future__ import annotations

from sqlalchemy.orm import Session

from consult.models.responses import Response, Standing
from consult.services import audit, responses
from consult.services.refusals import Conflict, InvalidInput
from consult.services.transaction import transaction

LONGEST_REASON = 500
LONGEST_NAME = 200


def release(session: Session, response: Response) -> Response:
    """Let a response that was held, or taken for one of a campaign, count with the others.

    Raises
    ------
    Conflict
        When it counts already, or was withdrawn by its respondent.
    """
    if response.standing is Standing.COUNTED:
        raise Conflict(f"{response.reference} counts already. Reload the page.")
    if response.standing is Standing.WITHDRAWN:
        raise Conflict(f"{response.reference} was withdrawn by its respondent, for good.")
    with transaction(session):
        was = response.standing
        response.standing, response.standing_reason = Standing.COUNTED, ""
        if was is Standing.HELD:
            responses.record_statements(session, response)
        _tell(session, "response.released", response, was=was.value)
    return response


def count_apart(session: Session, response: Response, *, reason: str) -> Response:
    """Count a response with its campaign, apart from the others.

    Raises
    ------
    InvalidInput
        Without a reason, or for one that is too long to stand in the report.
    Conflict
        When it does not count with the others now.
    """
    written = " ".join(reason.split())
    if not written:
        raise InvalidInput("Enter why it is counted apart: the report says it.", field="reason")
    if len(written) > LONGEST_REASON:
        raise InvalidInput(
            f"The reason has {len(written):,} characters; the most is {LONGEST_REASON}. Shorten"
            " it.",
            field="reason",
        )
    if response.standing is not Standing.COUNTED:
        raise Conflict(f"{response.reference} is not counted with the others now. Reload the page.")
    with transaction(session):
        response.standing, response.standing_reason = Standing.CAMPAIGN, written
        _tell(session, "response.counted_apart", response)
    return response


def speak_for(session: Session, response: Response, *, organisation: str) -> Response:
    """Say for which organisation a response speaks; "" makes it a person's again."""
    name = " ".join(organisation.split())
    if len(name) > LONGEST_NAME:
        raise InvalidInput(
            f"The name has {len(name)} characters; shorten it to {LONGEST_NAME}.",
            field="organisation",
        )
    with transaction(session):
        response.organisation = name
        _tell(session, "response.speaker_changed", response, is_organisation=bool(name))
    return response


def _tell(session: Session, event: str, response: Response, **detail: object) -> None:
    audit.record(session, event, response, consultation=response.survey.consultation, **detail)
