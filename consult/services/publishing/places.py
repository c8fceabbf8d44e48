"""Where every barrier is, as the public may have it: only those places are hidden that must be.

The places add up to all that were received; two of them to the base of every share, which each
share tells. A place that only few are in is hidden, with as much more as it takes for no sum to
tell it: a place, or how many were received.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.disclosure import FigureRelease
from consult.services import disclosure
from consult.services.disclosure import Line
from consult.services.publishing.method import How
from consult.services.reports import evidence
from consult.writers.figures import Figure

LINE = "places"
SETTLED, COUNTING = "base of the shares", "base of the outcomes"
ALL_RECEIVED = evidence.name(kind="barrier")
ANY_THEME = evidence.name(theme=evidence.ANY)

Sums = list[dict[str, int]]


@dataclass(frozen=True)
class Places:
    """The places of an edition, with what it tells of their sums.

    Attributes
    ----------
    counts
        What is true of each place, by its evidence.
    totals
        The evidence of how many were received, as the ledger and other parts name it.
    tells_counting
        Whether the edition tells how many barriers count, reviewed or not.
    telling
        The evidence of what would tell that where so few wait for review that it must not be told.
    """

    counts: dict[str, int]
    themed: str
    other: str
    waiting: str
    received: str
    tells_counting: bool
    telling: frozenset[str] = frozenset()

    @property
    def names(self) -> frozenset[str]:
        """Return the evidence of the places."""
        return frozenset(self.counts)

    @property
    def settled(self) -> list[str]:
        """Return the places that add up to the base of every share."""
        return [self.themed, self.other]

    @property
    def rest(self) -> list[str]:
        """Return the places that add up to what is left of all that were received."""
        apart = {*self.settled, *([self.waiting] if self.tells_counting else ())}
        return [name for name in self.counts if name not in apart]

    def sum_of(self, names: Sequence[str]) -> int:
        """Return how many barriers are in several places."""
        return sum(self.counts[name] for name in names)

    def sums(self) -> tuple[dict[str, int], Sums]:
        """Return all counts with their totals, and how they add up."""
        counting = [*self.settled, self.waiting]
        parts: dict[str, Sequence[str]] = {
            SETTLED: self.settled,
            COUNTING: counting,
            self.received: list(self.counts),
            ALL_RECEIVED: list(self.counts),
            ANY_THEME: [self.themed],
        }
        if not self.tells_counting:
            del parts[COUNTING]
        counts = self.counts | {name: self.sum_of(names) for name, names in parts.items()}
        return counts, [{**dict.fromkeys(names, 1), name: -1} for name, names in parts.items()]


def of(done: How, figures: Mapping[str, Figure], fewest: int) -> Places:
    """Return the places, given the figures that stand beside them."""
    ledger = done.ledger
    places = [figure for _, figure in done.places]
    settled = ledger.themed.count + ledger.other.count
    counting = settled + ledger.waiting.count
    beside = [*figures.values(), done.base.of_shares]
    telling = frozenset(figure.evidence for figure in beside if figure.base == counting)
    is_small = 0 < ledger.waiting.count < fewest
    return Places(
        {figure.evidence: figure.count for figure in places},
        ledger.themed.evidence,
        ledger.other.evidence,
        ledger.waiting.evidence,
        ledger.received.evidence,
        bool(telling) and not is_small,
        telling if is_small else frozenset(),
    )


def hidden(
    session: Session, consultation: Consultation, places: Places, withheld: Set[str]
) -> frozenset[str]:
    """Return what must be hidden of the places, and of their totals.

    Parameters
    ----------
    withheld
        What is hidden whatever it counts, because few people said it.
    """
    from analysis.disclosure_system import given_away, hide_together

    fewest = consultation.fewest_shown
    counts, sums = places.sums()
    small = {name for name, n in counts.items() if 0 < n < fewest}
    few = (small | {name for name in withheld if counts.get(name)}) - {SETTLED, COUNTING}
    before = _before(session, consultation, places)
    told = {SETTLED, COUNTING} | {name for each in before for name in each.told}
    sums += [form for each in before for form in each.sums]
    counts = {name: n for each in before for name, n in each.counts.items()} | counts
    must = few | _of_lines(places, few, fewest)
    unknown = (must | {name for each in before for name in each.hidden}) - told
    lost = given_away([form for each in before for form in each.sums], unknown, in_doubt=False)
    open_still = {name for name in unknown - lost if counts[name] and name not in must - few}
    found = hide_together(counts, sums, unknown, protected=open_still, told=told)
    return places.telling | ((found | few) & ({*counts} - {SETTLED, COUNTING}))


def _of_lines(places: Places, few: Set[str], fewest: int) -> set[str]:
    """Return what the two lines of places need hidden, each of which adds up to a total.

    The first one's is told by each share. The second one's is what was received less the first, and
    is not told where how many were received is not.
    """
    settled = _in_line(places, places.settled, few, fewest)
    rest = _in_line(places, places.rest, few, fewest)
    return {
        *(places.settled if settled is None else settled),
        *({places.received, ALL_RECEIVED} if rest is None else rest),
    }


def _in_line(places: Places, names: Sequence[str], few: Set[str], fewest: int) -> list[str] | None:
    """Return what a line hides where its total is told; None where the total must not be."""
    withheld = [at for at, name in enumerate(names) if name in few]
    kept = disclosure.line([places.counts[name] for name in names], fewest, withheld=withheld)
    if kept.total is None and any(places.counts[name] for name in names):
        return None
    return [name for name, n in zip(names, kept.counts, strict=True) if n is None]


@dataclass(frozen=True)
class _Before:
    """What an earlier edition told of the places, in the names of now where nothing changed."""

    counts: dict[str, int]
    hidden: frozenset[str]
    sums: Sums

    @property
    def told(self) -> set[str]:
        """Return what it told."""
        return set(self.counts) - self.hidden


def _before(session: Session, consultation: Consultation, places: Places) -> list[_Before]:
    kept = select(FigureRelease).where(
        FigureRelease.consultation_id == consultation.id, FigureRelease.line == LINE
    )
    return [_as_now(each, places) for each in session.scalars(kept.order_by(FigureRelease.id))]


def _as_now(each: FigureRelease, places: Places) -> _Before:
    names = {
        name: name if places.counts.get(name) == count else f"{name} in {each.id}"
        for name, count in each.counts.items()
    }
    hidden = {name for key, name in names.items() if key in each.hidden}
    parts: list[list[str]] = [] if disclosure.NO_TOTAL in each.hidden else [list(names.values())]
    parts += [[names[name] for name in places.settled if name in names]]
    return _Before(
        {name: each.counts[key] for key, name in names.items()},
        frozenset(hidden),
        [dict.fromkeys(part, 1) for part in parts if part],
    )


def line(places: Places, hidden: Set[str]) -> Line:
    """Return the places as a line to keep, so that the next edition is held against it."""
    shown = {name: None if name in hidden else n for name, n in places.counts.items()}
    is_told = places.received not in hidden
    total = places.sum_of(list(places.counts)) if is_told else None
    return Line(LINE, places.counts, shown, total)
