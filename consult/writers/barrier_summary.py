"""The whole content of a barrier summary, as data: what every format of it is written from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from consult.writers.figures import Figure, joined
from consult.writers.plain import NotAReport, from_plain, to_plain
from consult.writers.standing import Standing

KIND = "barrier-summary"
"""What the JSON form says of itself, so that other reports can be told from this one."""


NOTHING_WAITS = Figure(0, "ledger:waiting")
"""What the ledger says of the barriers that wait for review once there are none."""


class LedgerDoesNotAddUp(ValueError):
    """Statements came in that the ledger does not account for, or it counts some twice."""


class MatrixDoesNotFit(ValueError):
    """A row of the matrix has not one count for each theme."""


@dataclass(frozen=True)
class Outcome:
    """An outcome of the strategy: its reference ("2.1") and its title."""

    reference: str
    title: str

    @property
    def text(self) -> str:
        """Reference and title, as far as there are both."""
        return f"{self.reference} {self.title}".strip()


@dataclass(frozen=True)
class Count:
    """A figure and what it counts: "Workshop participants", "Harbour Trust", "2.1 …"."""

    label: str
    figure: Figure


@dataclass(frozen=True)
class Quote:
    """A statement in its speaker's own words, with where it was said.

    Parameters
    ----------
    statement_id
        The statement that anyone can look up.
    text
        Verbatim.
    route
        By which door it came: "Workshop", "Survey", "Imported notes".
    outcome
        Reference of the outcome that it was said under; empty where none.
    place
        Where in its source: "Table 3", "Question 2"; empty where the source has no such place.
    partners
        Short names of the partners that it concerns.
    """

    statement_id: str
    text: str
    route: str
    outcome: str = ""
    place: str = ""
    partners: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """Everything a reader needs to find the statement, on one line."""
        parts = (
            f"Statement {self.statement_id}",
            f"outcome {self.outcome}" if self.outcome else "",
            self.route,
            self.place,
            ", ".join(self.partners),
        )
        return " · ".join(part for part in parts if part)


@dataclass(frozen=True)
class TiedSolution:
    """A solution, and the statements whose barriers it answers, as somebody judged."""

    quote: Quote
    barriers: tuple[str, ...]

    @property
    def source(self) -> str:
        """Where the solution was said, and what it answers, on one line."""
        statements = "statement" if len(self.barriers) == 1 else "statements"
        return f"{self.quote.source} · answers {statements} {joined(self.barriers)}"


@dataclass(frozen=True)
class Attendance:
    """Who was at a workshop: counts for everybody, names only where they may be read.

    Parameters
    ----------
    organisations
        Those represented, each with how many people spoke for it.
    uncounted
        Those represented by so few, or hidden to protect those, that no number is shown.
    absent
        Organisations that were invited and that nobody spoke for.
    quorum
        How the group's quorum stood, as a sentence; empty where it has none.
    people, apologies_from
        Names with organisations, for staff; empty in what is published.
    """

    workshop: str
    held_on: date | None
    place: str
    present: Figure
    invited: Figure
    apologies: Figure
    substitutes: Figure
    organisations: tuple[Count, ...] = ()
    uncounted: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    quorum: str = ""
    people: tuple[str, ...] = ()
    apologies_from: tuple[str, ...] = ()


@dataclass(frozen=True)
class FirstLine:
    """One of the lines a cabinet member will remember: words, and figures bound to evidence."""

    parts: tuple[str | Figure, ...]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures in the sentence, in its order."""
        return tuple(part for part in self.parts if isinstance(part, Figure))

    @property
    def text(self) -> str:
        """The sentence as it is read."""
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)


@dataclass(frozen=True)
class Base:
    """How much there is to go by: what was said, and who took part by which route.

    `counted` are the barriers that every share is of, out of those that count at all; the others
    wait for review. None where nothing waits and shares are of all barriers. `not_shown` are the
    routes by which so few came, or so few beside them, that their numbers stay hidden.
    """

    statements: Figure
    barriers: Figure
    people: tuple[Count, ...] = ()
    counted: Figure | None = None
    not_shown: tuple[str, ...] = ()

    @property
    def of_shares(self) -> Figure:
        """The barriers that a share is of."""
        return self.barriers if self.counted is None else self.counted

    @property
    def waiting(self) -> int:
        """How many barriers wait for review."""
        return 0 if self.counted is None else (self.counted.base or 0) - self.counted.count


@dataclass(frozen=True)
class MatrixRow:
    """The barriers of one outcome, by theme; `total` counts each statement once."""

    outcome: Outcome
    counts: tuple[Figure, ...]
    total: Figure


@dataclass(frozen=True)
class Matrix:
    """Barriers by outcome and theme: a statement counts under each theme, but once in a total."""

    themes: tuple[str, ...] = ()
    rows: tuple[MatrixRow, ...] = ()
    totals: tuple[Figure, ...] = ()
    total: Figure | None = None

    def __post_init__(self) -> None:
        for name, counts in ((row.outcome.text, row.counts) for row in self.rows):
            self._check(name, counts)
        self._check("the row of totals", self.totals)

    def _check(self, name: str, counts: tuple[Figure, ...]) -> None:
        if len(counts) != len(self.themes):
            raise MatrixDoesNotFit(
                f"The matrix has {len(self.themes)} themes, but “{name}” has {len(counts)} counts;"
                " give one for each theme, 0 where there is none."
            )


@dataclass(frozen=True)
class ThemeSection:
    """All that the report says of one theme."""

    key: str
    name: str
    definition: str
    figure: Figure
    by_part: tuple[Count, ...] = ()
    by_outcome: tuple[Count, ...] = ()
    by_partner: tuple[Count, ...] = ()
    partners_uncounted: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    tied_solutions: tuple[TiedSolution, ...] = ()
    solutions: tuple[Quote, ...] = ()
    work: tuple[Quote, ...] = ()


@dataclass(frozen=True)
class Gap:
    """An outcome whose barriers, or whose work, stand alone: how many, and some of them."""

    outcome: Outcome
    figure: Figure
    examples: tuple[Quote, ...] = ()


@dataclass(frozen=True)
class Overlap:
    """Similar work by two or more partners, side by side.

    Attributes
    ----------
    standing
        "confirmed" or "rejected" by a person, or empty: then only its words are alike.
    reason
        Why, as the person wrote it.
    """

    title: str
    partners: tuple[str, ...]
    statements: tuple[Quote, ...]
    standing: str = ""
    reason: str = ""

    @property
    def is_confirmed(self) -> bool:
        """Return whether a person said that the two overlap."""
        return self.standing == "confirmed"


@dataclass(frozen=True)
class Route:
    """One way in which people took part, with its dates."""

    name: str
    detail: str = ""
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True)
class Run:
    """What anyone needs to run the analysis again and get the same."""

    seed: int
    digest: str
    versions: tuple[tuple[str, str], ...] = ()
    run_on: date | None = None


@dataclass(frozen=True)
class Method:
    """How it was done. `decided_by_people` is a share of all codings in the report."""

    routes: tuple[Route, ...] = ()
    run: Run | None = None
    decided_by_people: Figure | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ledger:
    """Every statement received, in exactly one place."""

    received: Figure
    themed: Figure
    other: Figure
    empty: Figure
    duplicate: Figure
    campaign: Figure
    withheld: Figure
    waiting: Figure = NOTHING_WAITS

    def __post_init__(self) -> None:
        accounted = sum(part.count for part in self.parts)
        if accounted != self.received.count:
            raise LedgerDoesNotAddUp(
                f"{self.received.count} statements were received, but the ledger accounts for"
                f" {accounted}. Find the difference before you report."
            )

    @property
    def parts(self) -> tuple[Figure, ...]:
        """The places in which a statement can be; together they are `received`."""
        return (
            self.themed,
            self.other,
            self.empty,
            self.duplicate,
            self.campaign,
            self.withheld,
            self.waiting,
        )


@dataclass(frozen=True)
class Proposal:
    """What was proposed, and how many statements stand where on it, by people's decisions alone."""

    text: str
    decided: Figure
    stands: tuple[Count, ...]


@dataclass(frozen=True)
class BarrierSummary:
    """A barrier summary: what was asked, what stands in the way, and how we know.

    Parameters
    ----------
    short_names
        What the short names in its quotes stand for, in pairs.
    standing
        Whether it is a draft, and who checked and approved it; None on a page that is no file.
    """

    title: str
    organisation: str
    consultation: str
    purpose: str
    generated_on: date
    base: Base
    ledger: Ledger
    opened_on: date | None = None
    closed_on: date | None = None
    attendance: tuple[Attendance, ...] = ()
    short_names: tuple[tuple[str, str], ...] = ()
    first_lines: tuple[FirstLine, ...] = ()
    proposal: Proposal | None = None
    matrix: Matrix = Matrix()
    sections: tuple[ThemeSection, ...] = ()
    barriers_without_work: tuple[Gap, ...] = ()
    work_without_barriers: tuple[Gap, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    cannot_conclude: tuple[str, ...] = ()
    method: Method = Method()
    standing: Standing | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain data: its JSON form."""
        return {"kind": KIND, **to_plain(self)}

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> BarrierSummary:
        """Return the report that `to_dict` made `plain` of.

        Raises
        ------
        NotAReport
            Where `plain` is no barrier summary; the text says what is wrong, and where.
        """
        if not isinstance(plain, dict) or plain.get("kind") != KIND:
            raise NotAReport(f"This is no barrier summary: its “kind” must be “{KIND}”.")
        return from_plain(cls, {name: plain[name] for name in plain if name != "kind"})
