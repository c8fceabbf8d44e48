"""Disclosure control: the one place that decides which counts of respondents may be shown.

`line`, `table` and `once` serve a page that is read once; `series` serves what leaves the house,
where a later release is held against the earlier ones that `remember` kept, also where their lines
overlap (`disclosure_overlaps`). `release` does both.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.disclosure import FigureRelease
from consult.services import audit, disclosure_overlaps
from consult.services.refusals import Conflict
from consult.services.transaction import transaction

if TYPE_CHECKING:
    from analysis.disclosure import Released

USUAL = 5
"""The least count of respondents that is shown where no consultation says otherwise."""

THRESHOLDS = (5, 10)
ROUNDED_TO = 5
MOST_TRIES = 3
NO_TOTAL = "(total)"
"""Kept with what is hidden of a line where its total is not told."""

Made = TypeVar("Made")
Cells = Sequence[Sequence[int | None]]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of counts as it may leave.

    Attributes
    ----------
    name
        Which line it is, such as "wards".
    counts
        What is true, or was when what stands was released; by the key of each group.
    shown
        What may be said, rounded where the consultation wants it; None is hidden.
    total
        None where it would give hidden counts away.
    """

    name: str
    counts: Mapping[str, int]
    shown: Mapping[str, int | None]
    total: int | None

    @property
    def hidden(self) -> list[str]:
        """Return the keys of what is hidden."""
        return [key for key, n in self.shown.items() if n is None]

    @property
    def kept_hidden(self) -> list[str]:
        """Return what is hidden as it is kept, with the total where that is not told."""
        return [*self.hidden, *([NO_TOTAL] if self.total is None else [])]

    @property
    def says_nothing(self) -> bool:
        """Return whether it tells neither a count nor a total."""
        return not self.counts or (self.total is None and len(self.hidden) == len(self.shown))


def line(counts: Sequence[int], fewest: int = USUAL, *, withheld: Collection[int] = ()) -> Released:
    """Return a line of counts and their total as they may be shown.

    Parameters
    ----------
    withheld
        The places that are hidden whatever they count, because they are hidden elsewhere.
    """
    from analysis.disclosure import release

    return release(counts, fewest, withheld=withheld)


def table(
    counts: Sequence[Sequence[int]], fewest: int = USUAL, *, rows_add: bool, columns_add: bool
) -> Cells:
    """Return a table of counts as it may be shown.

    Parameters
    ----------
    rows_add, columns_add
        Whether each row, or each column, adds up to people who could be known as its total.
    """
    from analysis.disclosure import release, release_table

    if rows_add and columns_add:
        return release_table(counts, fewest)
    if rows_add:
        return [release(row, fewest).counts for row in counts]
    if columns_add:
        columns = [release(column, fewest).counts for column in zip(*counts, strict=True)]
        return list(zip(*columns, strict=True))
    return [[None if 0 < n < fewest else n for n in row] for row in counts]


def rounded(count: int) -> int:
    """Return a count to the nearest five.

    >>> [rounded(n) for n in (0, 7, 8, 12)]
    [0, 5, 10, 10]
    """
    return ROUNDED_TO * ((count + ROUNDED_TO // 2) // ROUNDED_TO)


def once(consultation: Consultation, counts: Mapping[str, Mapping[str, int]]) -> dict[str, Line]:
    """Return lines as a page shows them that is read once, and kept by nobody; by their names."""
    said = rounded if consultation.rounds_counts else int
    found = {}
    for name, groups in counts.items():
        kept = line(list(groups.values()), consultation.fewest_shown)
        shown = {
            key: None if count is None else said(count)
            for key, count in zip(groups, kept.counts, strict=True)
        }
        total = None if kept.total is None else said(kept.total)
        found[name] = Line(name, groups, shown, total)
    return found


def series(
    session: Session,
    consultation: Consultation,
    counts: Mapping[str, Mapping[str, int]],
    *,
    of_people: bool = True,
) -> dict[str, Line]:
    """Return lines as they may leave now, given all that left before; by their names.

    Parameters
    ----------
    counts
        For each line, how many respondents are in each of its groups.
    of_people
        Whether they count people: then nothing new is said where only few came since. A count of
        statements may grow by one, if only what is hidden stays so.
    """
    kept = select(FigureRelease).where(FigureRelease.consultation_id == consultation.id)
    earlier = session.scalars(kept.order_by(FigureRelease.id)).all()
    by_line: dict[str, list[FigureRelease]] = {}
    for each in earlier:
        by_line.setdefault(each.line, []).append(each)
    lines = [
        _line(consultation, name, groups, by_line.get(name, ()), of_people=of_people)
        for name, groups in counts.items()
    ]
    return {each.name: each for each in disclosure_overlaps.held_together(lines, earlier)}


def _line(
    consultation: Consultation,
    name: str,
    groups: Mapping[str, int],
    earlier: Collection[FigureRelease],
    *,
    of_people: bool,
) -> Line:
    from analysis.disclosure_series import Issue, release_after

    # A group that was not there then was of nobody; one that is gone is of nobody now.
    keys = list(dict.fromkeys([*groups, *(key for each in earlier for key in each.counts)]))
    issues = [
        Issue(
            tuple(each.counts.get(key, 0) for key in keys),
            frozenset(at for at, key in enumerate(keys) if key in each.hidden),
        )
        for each in earlier
    ]
    now = tuple(groups.get(key, 0) for key in keys)
    found = release_after(now, consultation.fewest_shown, issues, stands=of_people)
    stands = issues and found == issues[-1].released
    said = rounded if of_people and consultation.rounds_counts else int
    return Line(
        name,
        dict(zip(keys, issues[-1].counts if stands else now, strict=True)),
        {key: None if n is None else said(n) for key, n in zip(keys, found.counts, strict=True)},
        None if found.total is None else said(found.total),
    )


def hidden_before(session: Session, consultation: Consultation) -> frozenset[str]:
    """Return the keys that the last release of any line hid: they stay hidden elsewhere too."""
    kept = select(FigureRelease).where(FigureRelease.consultation_id == consultation.id)
    last = {each.line: each for each in session.scalars(kept.order_by(FigureRelease.id))}
    return frozenset(key for each in last.values() for key in each.hidden)


def release(
    session: Session,
    consultation: Consultation,
    make: Callable[[], Made],
    lines_of: Callable[[Made], Iterable[Line]],
) -> Made:
    """Make what leaves the house, and keep its lines; anew where something else left meanwhile.

    Two that are made at the same moment would not be held against each other.

    Raises
    ------
    Conflict
        Where something else left each time.
    """
    for _ in range(MOST_TRIES):
        before = newest(session, consultation)
        made = make()
        with transaction(session):
            session.execute(
                select(Consultation.id).where(Consultation.id == consultation.id).with_for_update()
            )
            if newest(session, consultation) == before:
                remember(session, consultation, lines_of(made))
                return made
    raise Conflict("Others are taking reports of this consultation just now. Try again.")


def newest(session: Session, consultation: Consultation) -> int:
    """Return the number of what was kept last, which tells whether something left meanwhile."""
    wanted = select(func.max(FigureRelease.id)).where(
        FigureRelease.consultation_id == consultation.id
    )
    return session.scalar(wanted) or 0


def remember(session: Session, consultation: Consultation, lines: Iterable[Line]) -> None:
    """Keep what leaves the house, so that the next release is held against it.

    A line that is hidden whole or without a group says nothing, and one that left before as it is
    says nothing new.
    """
    with transaction(session):
        for each in lines:
            if each.says_nothing or _left_last(session, consultation, each):
                continue
            kept = FigureRelease(
                consultation_id=consultation.id,
                line=each.name,
                counts=dict(each.counts),
                hidden=each.kept_hidden,
            )
            session.add(kept)
            session.flush()
            audit.record(
                session, "figures.released", kept, consultation=consultation, line=each.name
            )


def _left_last(session: Session, consultation: Consultation, found: Line) -> bool:
    last = session.scalar(
        select(FigureRelease)
        .where(FigureRelease.consultation_id == consultation.id, FigureRelease.line == found.name)
        .order_by(FigureRelease.id.desc())
        .limit(1)
    )
    return (
        last is not None
        and last.counts == dict(found.counts)
        and sorted(last.hidden) == sorted(found.kept_hidden)
    )
