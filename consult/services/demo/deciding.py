"""The demonstration's decisions, and how far their actions have come."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from consult.models.accounts import User
from consult.models.actions import ActionStatus, Decision, Verdict
from consult.models.audit import ActorKind
from consult.models.consultations import Consultation
from consult.services import actions, audit, partners
from consult.services.actions import decisions, following
from consult.services.audit import Actor
from consult.services.demo import files

VERDICTS = {
    "will do": Verdict.WILL,
    "will look into": Verdict.LOOK_INTO,
    "will not": Verdict.WILL_NOT,
}
# What is late is under way, and its day has passed.
STATUSES = {
    "planned": ActionStatus.PLANNED,
    "under way": ActionStatus.UNDER_WAY,
    "late": ActionStatus.UNDER_WAY,
    "done": ActionStatus.DONE,
    "stopped": ActionStatus.STOPPED,
}


def load(
    session: Session, consultation: Consultation, written: dict[str, Any], *, by: User
) -> None:
    """Note each decision with its actions, and show it to residents."""
    audit.act_as(session, Actor(ActorKind.PERSON, user_id=by.id))
    themes = {theme.key: theme.id for theme in decisions.choices(session, consultation)}
    for entry in written["decision"]:
        decision = actions.add(
            session,
            consultation,
            verdict=VERDICTS[entry["decision"]],
            said=entry["you_said"],
            text=entry["text"],
            reason=entry["why"],
            theme_ids=[themes[entry["theme"]]],
            decided_by=written["decided_by"],
            decided_on=written["decided"],
        )
        for action in entry.get("action", []):
            _follow(session, decision, action)
        actions.show(session, decision, is_public=True)
    audit.act_as(session, audit.SYSTEM)


def _follow(session: Session, decision: Decision, written: dict[str, Any]) -> None:
    names = {partner["id"]: partner["name"] for partner in files.read("place.toml")["partner"]}
    organisation = partners.named(session, names[written["partner"]])
    fields = {"text": written["text"], "owner": written["owner"], "due_on": written["due"]}
    action = following.add(session, decision, organisation=organisation, **fields)
    status = STATUSES[written["status"]]
    if status is not ActionStatus.PLANNED:
        following.change(
            session, action, seen_version=1, organisation=organisation, status=status, **fields
        )
