"""Splitting a theme into two or three: under it as sub-themes, or in its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult import exchange
from consult.models.consultations import Consultation
from consult.models.statements import Statement
from consult.models.themes import CodingState, SplitProposal, Theme
from consult.services import (
    codebook_acts,
    codebook_figures,
    codebook_previews,
    deleting,
    ledger,
    theme_texts,
    themes,
)
from consult.services.codebook_acts import SPLIT, Act
from consult.services.codebook_previews import Preview
from consult.services.refusals import InvalidInput
from consult.services.transaction import transaction

MOST_PARTS = 8
QUOTES = 3


@dataclass(frozen=True, slots=True)
class Part:
    """A theme that a split makes: its name, what it is about, and whose statements it takes."""

    name: str
    statement_ids: frozenset[int]
    keywords: tuple[str, ...] = ()
    quotes: tuple[Statement, ...] = ()


def proposed(session: Session, theme: Theme, proposal: SplitProposal) -> list[Part]:
    """Return the parts that the machine sees, of statements that are still under the theme."""
    standing = {
        coding.statement_id
        for coding in codebook_acts.standing(session, theme)
        if coding.state is not CodingState.REJECTED
    }
    found = []
    for part in proposal.parts:
        still = [each for each in part["statements"] if each in standing]
        if still:
            found.append(
                Part(
                    part["name"],
                    frozenset(still),
                    tuple(part["keywords"]),
                    _quotes(session, still),
                )
            )
    return found


def _quotes(session: Session, typical_first: Sequence[int]) -> tuple[Statement, ...]:
    wanted = typical_first[:QUOTES]
    found = {
        statement.id: statement
        for statement in session.scalars(select(Statement).where(Statement.id.in_(wanted)))
    }
    return tuple(found[each] for each in wanted if each in found)


def preview(
    session: Session,
    consultation: Consultation,
    theme: Theme,
    parts: Sequence[Part],
    *,
    keeps_theme: bool,
) -> Preview:
    """Return what the split would do: who moves where, and what the figures become."""
    before = codebook_previews.standing(session, consultation)
    named = [(part.name, part.statement_ids) for part in parts]
    after = codebook_figures.split(before, theme, named, keeps_theme=keeps_theme)
    mine = before.own(theme.id)
    taken = frozenset().union(*(part.statement_ids for part in parts))
    left = mine - taken
    if not keeps_theme:
        left -= after.themed | after.to_review
    stays = f"“{theme.name}”" if keeps_theme else codebook_figures.OTHER
    groups = [
        codebook_previews.group(session, before, theme, f"“{part.name}”", part.statement_ids)
        for part in parts
    ]
    if left:
        groups.append(codebook_previews.group(session, before, theme, stays, left))
    other = ledger.of(session, consultation).other
    return Preview(tuple(groups), codebook_figures.figures(before, after, other=other))


def split(
    session: Session,
    theme: Theme,
    parts: Sequence[Part],
    *,
    seen_version: int,
    keeps_theme: bool,
) -> list[Theme]:
    """Make a theme of each part, with its statements; whoever decided them stays on record.

    Parameters
    ----------
    keeps_theme
        Whether the theme stays above its parts. Else they take its place: what is in none of them
        goes to Other, and its other sub-themes then stand by themselves.

    Raises
    ------
    Conflict
        When the theme has changed since, or is no longer in use.
    InvalidInput
        For too few parts, or names that will not do.
    """
    with transaction(session):
        themes.refuse_stale(session, theme, seen_version)
        names = _checked(session, theme, parts, keeps_theme=keeps_theme)
        if keeps_theme and theme.parent_id is not None:
            raise InvalidInput(
                f"“{theme.name}” is a sub-theme itself, and there is one level of them. "
                "Put the parts in its place."
            )
        act = Act(session, theme.codebook)
        above = theme.id if keeps_theme else theme.parent_id
        made = [
            _make(session, act, theme, name, part, above)
            for name, part in zip(names, parts, strict=True)
        ]
        _hand_out(session, act, theme, zip(made, parts, strict=True))
        if not keeps_theme:
            deleting.retire(session, act, theme)
        told = f"Split “{theme.name}” into {codebook_acts.named(names)}"
        act.record(SPLIT, theme, told, made=[each.id for each in made])
    return made


def _checked(
    session: Session, theme: Theme, parts: Sequence[Part], *, keeps_theme: bool
) -> list[str]:
    if not 2 <= len(parts) <= MOST_PARTS:
        raise InvalidInput(f"Keep from 2 to {MOST_PARTS} parts, or merge and move instead.")
    besides = None if keeps_theme else theme
    names = [themes.free_name(session, theme.codebook, p.name, besides=besides) for p in parts]
    if len({name.casefold() for name in names}) < len(names):
        raise InvalidInput("Two parts have the same name. Give each its own.")
    return names


def _make(
    session: Session, act: Act, theme: Theme, name: str, part: Part, above: int | None
) -> Theme:
    place = themes.next_position(session, theme.codebook)
    colour, mark = exchange.look_of(place)
    return act.add_theme(
        key=themes.free_key_in(session, theme.codebook, name),
        name=name,
        position=place,
        colour=colour,
        mark=mark,
        # The words that set the part apart find its like in later runs.
        lexicon={"seeds": theme_texts.as_seeds(part.keywords)},
        parent_id=above,
    )


def _hand_out(session: Session, act: Act, theme: Theme, made: Iterable[tuple[Theme, Part]]) -> None:
    homes = {each: new for new, part in made for each in part.statement_ids}
    for coding in codebook_acts.standing(session, theme):
        home = homes.get(coding.statement_id)
        if home is not None and coding.state is not CodingState.REJECTED:
            act.move_coding(coding, home)
    session.flush()
