"""How the results came about, in figures: routes, dates, base, review, agreement, the ledger."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.services import disclosure, sign_offs
from consult.services.publishing import releasing
from consult.services.reports import beside, gaps, gathering, taking_part
from consult.services.reports import method as methods
from consult.services.reports.taking_part import Lines
from consult.words import marked
from consult.writers.barrier_summary import Base, Ledger, Method
from consult.writers.figures import Figure, period

PLACES = (
    ("themed", marked("Under a theme")),
    ("other", marked("Read, and under no theme")),
    ("waiting", marked("Waiting for review")),
    ("empty", marked("Without words")),
    ("duplicate", marked("Said twice, counted once")),
    ("campaign", marked("Part of a campaign, counted apart")),
    ("withheld", marked("Withheld")),
)


@dataclass(frozen=True)
class How:
    """How it was done, as the store says it at this moment."""

    base: Base
    ledger: Ledger
    method: Method
    # How many answered, as it may be told after all that was told before.
    lines: Lines
    # The least count that the consultation lets be shown.
    fewest: int
    # The sentences that name members of staff: they stay with staff.
    signed: tuple[str, ...] = ()

    @property
    def places(self) -> list[tuple[str, Figure]]:
        """Return where every barrier is; together they are all that were received."""
        return [(label, getattr(self.ledger, name)) for name, label in PLACES]

    @property
    def routes(self) -> list[tuple[str, Figure]]:
        """Return how many took part by each route of which that may be told."""
        return [(each.label, each.figure) for each in self.base.people]

    @property
    def reviewed(self) -> Figure | None:
        """Return how many of the accepted codings somebody decided."""
        return self.method.decided_by_people

    def said(self, figure: Figure) -> str:
        """Return a figure that stands by itself, as anybody may read it."""
        return releasing.NOT_SHOWN if releasing.is_small(figure, self.fewest) else figure.text


def how(session: Session, consultation: Consultation) -> How:
    """Read how it was done."""
    facts = gathering.gather(session, consultation)
    lines = disclosure.series(session, consultation, taking_part.counts(session, consultation))
    return How(
        methods.base(session, consultation, facts, lines),
        methods.ledger(facts),
        methods.method(session, consultation, facts, beside.neighbours(facts), lines),
        lines,
        consultation.fewest_shown,
        tuple(sign_offs.in_words(session, consultation))
        if sign_offs.has_codebook(session, consultation)
        else (),
    )


def told(done: How, hidden: frozenset[str]) -> list[dict[str, str]]:
    """Return it as names and what they are, for the page."""

    def said(figure: Figure) -> str:
        return releasing.as_shown(figure, hidden)

    lines = [(marked("Statements received"), said(done.base.statements))]
    lines += [(label, said(figure)) for label, figure in done.routes]
    lines += [(label, releasing.NOT_SHOWN) for label in done.base.not_shown]
    for route in done.method.routes:
        when = period(route.first_day, route.last_day)
        detail = releasing.without(route.detail, releasing.small_numbers(done.fewest))
        lines.append((route.name, "; ".join(filter(None, (detail, when)))))
    lines.append((marked("Base of the shares"), said(done.base.of_shares)))
    if done.reviewed is not None:
        lines.append((marked("Codings that a person decided"), said(done.reviewed)))
    run = done.method.run
    if run is not None:
        by_machine = f"Run with seed {run.seed}; a person decides."
        lines.append((marked("Analysis by machine"), by_machine))
    return [{"name": name, "text": text} for name, text in lines]


def notes(done: How) -> list[str]:
    """Return what has to be known of the method, in sentences."""
    campaign = done.ledger.campaign.count
    none = marked("No campaign was found: nothing is counted apart for being one.")
    apart = [] if campaign else [none]
    return [
        *(_public(each, done.fewest) for each in done.method.notes if each not in done.signed),
        *apart,
    ]


def _public(note: str, fewest: int) -> str:
    # The sentences are bound to no figure, so every number that might count few is left out.
    if note in (beside.RULE, gaps.RULE):
        return note
    return releasing.without(note, releasing.small_numbers(fewest))
