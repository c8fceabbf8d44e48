"""What is put to the vote: cards of the workshop's tables, and themes of its consultation."""

from __future__ import annotations

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from consult.models.statements import Statement, StatementState
from consult.models.themes import Theme, ThemeState
from consult.models.votes import Vote, VoteOption, VoteState
from consult.models.workshops import WorkshopTable
from consult.services import audit, paging, themes
from consult.services.refusals import Conflict, InvalidInput, NotFound
from consult.services.statement_lists import words_match
from consult.services.transaction import transaction

MOST_OPTIONS = 30


def add_statement(session: Session, vote: Vote, statement_id: int) -> VoteOption:
    """Put a card to the vote, in the words in which it may be quoted.

    Raises
    ------
    NotFound
        When the tables have no such card that counts.
    """
    with transaction(session):
        _lock_draft(session, vote)
        statement = session.scalar(_cards(vote).where(Statement.id == statement_id))
        if statement is None:
            raise NotFound("There is no such card at the tables of this workshop.")
        known = next((each for each in vote.options if each.statement_id == statement.id), None)
        return known or _add(session, vote, statement=statement, label=statement.quotable)


def add_theme(session: Session, vote: Vote, theme_id: int) -> VoteOption:
    """Put a theme to the vote.

    Raises
    ------
    NotFound
        When the consultation has no such theme in use.
    """
    with transaction(session):
        _lock_draft(session, vote)
        theme = themes.get(session, vote.workshop.consultation, theme_id)
        if theme.state is not ThemeState.ACTIVE:
            raise NotFound("That theme was merged into another. Put the other one to the vote.")
        known = next((each for each in vote.options if each.theme_id == theme.id), None)
        return known or _add(session, vote, theme=theme, label=theme.name)


def remove_option(session: Session, vote: Vote, option_id: int) -> None:
    """Take a card or theme off the vote; what is off already stays off."""
    with transaction(session):
        _lock_draft(session, vote)
        option = next((each for each in vote.options if each.id == option_id), None)
        if option is not None:
            vote.options.remove(option)
            vote.version += 1
            audit.record(
                session,
                "vote.option_removed",
                vote,
                consultation=vote.workshop.consultation,
                statement=option.statement_id,
                theme=option.theme_id,
            )


def cards_to_add(
    session: Session,
    vote: Vote,
    *,
    words: str = "",
    table_id: int | None = None,
    page: int = 1,
    per_page: int = 20,
) -> tuple[list[Statement], int]:
    """Return one page of the cards that are not put to the vote yet, and how many there are."""
    chosen = [each.statement_id for each in vote.options if each.statement_id is not None]
    wanted = _cards(vote).where(Statement.id.not_in(chosen))
    if words.strip():
        wanted = wanted.where(words_match(words))
    if table_id is not None:
        wanted = wanted.where(Statement.table_id == table_id)
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    listed = (
        wanted.options(joinedload(Statement.table), joinedload(Statement.outcome))
        .order_by(Statement.id)
        .offset(paging.start(page, total, per_page))
        .limit(per_page)
    )
    return list(session.scalars(listed)), total


def themes_to_add(session: Session, vote: Vote) -> list[Theme]:
    """Return the themes in use that are not put to the vote yet."""
    codebook = themes.find_codebook(session, vote.workshop.consultation)
    chosen = {each.theme_id for each in vote.options}
    found = themes.list_themes(session, codebook) if codebook is not None else []
    return [each for each in found if each.id not in chosen]


def _cards(vote: Vote) -> Select[Statement]:
    tables = select(WorkshopTable.id).where(WorkshopTable.workshop_id == vote.workshop_id)
    return select(Statement).where(
        Statement.table_id.in_(tables), Statement.state == StatementState.LIVE
    )


def _lock_draft(session: Session, vote: Vote) -> None:
    """Refuse where people may have seen the options: dots mean nothing under other words."""
    session.refresh(vote, with_for_update={"of": Vote})
    session.refresh(vote, ["options"])
    if vote.state is not VoteState.DRAFT:
        raise Conflict(
            "This vote has been opened, so what is voted on stays as it is. Draft another vote."
        )


def _add(
    session: Session,
    vote: Vote,
    *,
    label: str,
    statement: Statement | None = None,
    theme: Theme | None = None,
) -> VoteOption:
    if len(vote.options) >= MOST_OPTIONS:
        raise InvalidInput(
            f"A vote takes {MOST_OPTIONS} cards and themes, as a phone shows no more with ease. "
            "Take one off first."
        )
    position = max((each.position for each in vote.options), default=0) + 1
    option = VoteOption(position=position, label=label, statement=statement, theme=theme)
    vote.options.append(option)
    vote.version += 1
    session.flush()
    audit.record(
        session,
        "vote.option_added",
        vote,
        consultation=vote.workshop.consultation,
        statement=option.statement_id,
        theme=option.theme_id,
    )
    return option
