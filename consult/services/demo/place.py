"""The demonstration's people, partners and strategy."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from consult.models.accounts import RoleName, User
from consult.models.consultations import Consultation
from consult.models.strategy import Strategy
from consult.models.workshops import QuorumRule, Workshop
from consult.services import abbreviations, accounts, consultations, partners, strategy, workshops
from consult.services.demo import files
from consult.services.workshops import agenda, columns
from consult.services.workshops.columns import Column
from consult.services.workshops.quorum import NO_QUORUM, Quorum


def add_people(
    session: Session, people: list[dict[str, Any]], password_hash: str
) -> dict[str, User]:
    """Add everybody who signs in, by their id in the file."""
    return {
        person["id"]: accounts.add(
            session,
            email=person["email"],
            name=person["name"],
            roles=[RoleName(person["role"])],
            password_hash=password_hash,
        )
        for person in people
    }


def add_partners(session: Session) -> None:
    """Add the directory of partners."""
    for partner in files.read("place.toml")["partner"]:
        partners.add(
            session,
            name=partner["name"],
            short_names=partner["short_names"],
            description=partner["does"],
        )


def add_abbreviations(session: Session) -> None:
    """Add what people shorten besides the partners."""
    written = files.read("place.toml")["abbreviations"]
    abbreviations.replace(
        session, "\n".join(f"{short} = {meaning}" for short, meaning in written.items())
    )


def add_strategy(session: Session) -> Strategy:
    """Store the strategy as its file's reading would be."""
    written = files.read("strategy.toml")
    reading = {
        "aims": [_aim(aim) for aim in written["aim"]],
        "shared_delivered": [
            {"references": item["references"], "text": item["text"]}
            for item in written.get("shared_delivered", [])
        ],
    }
    return strategy.store(session, title=written["title"], reading=reading)


def _aim(written: dict[str, Any]) -> dict[str, Any]:
    return {
        "number": written["number"],
        "title": written["title"],
        "outcomes": [
            {
                "reference": outcome["reference"],
                "title": outcome["title"],
                "actions": [{"text": text} for text in outcome.get("actions", [])],
                "delivered": outcome.get("delivered", []),
            }
            for outcome in written["outcome"]
        ],
    }


def add_consultation(session: Session, settings: dict[str, Any], plan: Strategy) -> Consultation:
    """Store one consultation as a draft."""
    about = set(settings["outcomes"])
    return consultations.create(
        session,
        title=settings["title"],
        slug=settings["slug"],
        summary=settings["summary"],
        purpose=files.paragraph(settings["purpose"]),
        privacy_notice=files.paragraph(settings["privacy"]),
        proposal=settings.get("proposal", ""),
        contact=f"{settings['contact']}\n{settings['contact_email']}",
        opens_on=settings["opens"],
        closes_on=settings["closes"],
        strategy=plan,
        outcomes=[each for each in plan.outcomes if each.reference in about],
    )


def add_workshop(
    session: Session,
    consultation: Consultation,
    event: dict[str, Any],
    people: dict[str, User],
    *,
    secret: str,
) -> Workshop:
    """Set up a workshop with its tables and who writes at each."""
    workshop = workshops.create(
        session,
        consultation,
        title=event["title"],
        held_on=event["date"],
        place=event["place"],
        tables=len(event["table"]),
        columns=_columns(event),
        rounds=agenda.read(event.get("agenda", "")),
        ground_rules=event.get("ground_rules", ()),
        quorum=_quorum(event),
        secret=secret,
    )
    for table, written in zip(workshop.tables, event["table"], strict=True):
        workshops.set_facilitator(session, table, people[written["facilitator"]].name)
    return workshop


def _columns(event: dict[str, Any]) -> list[Column]:
    under_outcomes = columns.read("\n".join(event["columns"]), field="columns")
    discussed = columns.read(
        "\n".join(event.get("discussion", [])), field="discussion", is_discussion=True
    )
    return [*under_outcomes, *discussed]


def _quorum(event: dict[str, Any]) -> Quorum:
    written = event.get("quorum")
    return Quorum(QuorumRule(written["rule"]), written["size"]) if written else NO_QUORUM
