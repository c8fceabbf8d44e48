"""The menu of references: every figure that a paper may speak of, each by a name people can read.

A reference is a subject, such as `theme:resources` or `outcome:2.1 theme:resources`, and a measure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.services import disclosure
from consult.services.disclosure import Line
from consult.services.papers import before, groups, gunning, sides
from consult.services.papers.before import Before, Counted
from consult.services.papers.groups import Group
from consult.services.papers.layout import slug
from consult.services.papers.sides import Sides
from consult.services.publishing import answers
from consult.services.publishing.answers import Answers
from consult.services.reports import evidence, gathering, method, partners_named, taking_part
from consult.services.reports.facts import Facts
from consult.services.reports.taking_part import ROUTES, Lines
from consult.writers.figures import Figure

ANSWERED = "answered"
EVERYBODY = evidence.name(responses="all")
GROUPS = (
    "What came in",
    "Where each barrier stands",
    "Themes",
    "Outcomes",
    "Themes under one outcome",
    "Partners named",
    "Who answered",
    "The same themes before",
    "Answers in figures",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure of the menu; `said` are its words where it is said otherwise than as a count."""

    subject: str
    label: str
    group: str
    figure: Figure
    said: str = ""


@dataclass(frozen=True)
class Menu:
    """All figures of one consultation, as the store has them now.

    Attributes
    ----------
    small_groups
        The groups of people too small to be spoken of, and those that would give them away.
    held
        By the evidence of a count that is held against what left before: the lines to keep with it.
    as_of
        What had left when it was counted.
    sides
        By the key of a theme: how many statements speak of it from each side.
    gunning
        The principles of a fair consultation, and what the record shows of each.
    before
        What earlier consultations counted under the same themes.
    answers
        What the answers to the survey come to that are not in words, as far as may be told.
    """

    entries: dict[str, Entry]
    facts: Facts
    before: Before
    small_groups: tuple[Group, ...] = ()
    # By the evidence of a group's count: the line of counts that it stands in.
    lines: dict[str, str] = field(default_factory=dict)
    held: dict[str, tuple[Line, ...]] = field(default_factory=dict)
    as_of: int = 0
    sides: dict[str, Sides] = field(default_factory=dict)
    gunning: tuple[tuple[str, str], ...] = ()
    answers: Answers = field(default_factory=Answers)

    def find(self, subject: str) -> Entry | None:
        """Return the entry of a subject, in whatever order its pairs are."""
        return self.entries.get(canonical(subject))

    def naming(self, figure: Figure) -> str | None:
        """Return the reference that says a figure as a sentence does, if there is one."""
        for entry in self.entries.values():
            if entry.figure.evidence == figure.evidence and entry.figure.count == figure.count:
                if figure.base is None:
                    return f"{{{entry.subject}.count}}"
                if figure.base == entry.figure.base:
                    return f"{{{entry.subject}.of}}"
        return None

    def by_group(self) -> dict[str, list[Entry]]:
        """Return the entries under the headings of the menu."""
        found: dict[str, list[Entry]] = {group: [] for group in GROUPS}
        for entry in self.entries.values():
            found[entry.group].append(entry)
        return {group: entries for group, entries in found.items() if entries}


def canonical(subject: str) -> str:
    """Return a subject with its pairs in order.

    >>> canonical("theme:resources  outcome:2.1")
    'outcome:2.1 theme:resources'
    """
    return " ".join(sorted(subject.split()))


def build(session: Session, consultation: Consultation) -> Menu:
    """Count everything that a paper may speak of."""
    as_of = disclosure.newest(session, consultation)
    facts = gathering.gather(session, consultation)
    found = groups.of(session, consultation)
    by_theme = sides.of(session, consultation)
    earlier = before.of(session, consultation, facts)
    lines = disclosure.series(session, consultation, taking_part.counts(session, consultation))
    named = partners_named.line(session, consultation, facts)
    told = answers.of(session, consultation)
    entries = (
        *_came_in(session, consultation, facts, lines),
        *_standing(facts),
        *_themes(facts, by_theme),
        *_outcomes(facts),
        *_crossed(facts),
        *_partners(facts, named),
        *_groups(group for group in found if not group.is_small),
        *_counted(before.unnamed(earlier, facts), GROUPS[2]),
        *_counted(before.figures(earlier), GROUPS[7]),
        *_answers(told),
    )
    return Menu(
        _by_subject(entries),
        facts,
        earlier,
        tuple(group for group in found if group.is_small),
        {evidence.name(**{ANSWERED: group.key}): group.line for group in found},
        _held(lines, named) | told.held,
        as_of,
        by_theme,
        gunning.rows(session, consultation, facts),
        told,
    )


def _by_subject(entries: Iterable[Entry]) -> dict[str, Entry]:
    """Return entries by their subjects; of two with one name, the second has a number."""
    found: dict[str, Entry] = {}
    for entry in entries:
        subject, number = entry.subject, 1
        while subject in found:
            number += 1
            subject = f"{entry.subject}-{number}"
        found[subject] = replace(entry, subject=subject)
    return found


def _held(lines: Lines, named: Line) -> dict[str, tuple[Line, ...]]:
    """Return the lines by the evidence of their counts; routes and versions count the same people.

    Of those neither is told anew without the other, or their sums would tell who came in between.
    """
    routes = [evidence.name(responses=door) for door in lines[ROUTES].counts]
    people = dict.fromkeys([EVERYBODY, *routes], tuple(lines.values()))
    return people | dict.fromkeys(named.counts, (named,))


def _came_in(
    session: Session, consultation: Consultation, facts: Facts, lines: Lines
) -> Iterator[Entry]:
    group = GROUPS[0]
    base = method.base(session, consultation, facts, lines)
    yield Entry("base:statements", "Statements of every kind", group, base.statements)
    yield Entry("base:barriers", "Barriers, in whatever place they stand", group, base.barriers)
    counted = Figure(facts.settled, "settled:barrier", facts.counting)
    yield Entry("base:reviewed", "Barriers reviewed, the base of every share", group, counted)
    for kind, said, noun in (
        ("work", facts.work, "work under way"),
        ("solution", facts.solutions, "possible solutions"),
    ):
        name = evidence.name(kind=kind, state="live")
        yield Entry(f"kind:{kind}", f"Statements of {noun}", group, Figure(len(said), name))
    total = lines[ROUTES].total
    if total is not None:
        everybody = Figure(total, EVERYBODY)
        yield Entry("base:respondents", "Survey respondents", group, everybody)
    for count in base.people:
        key, _, value = count.figure.evidence.partition(":")
        subject = {"responses": f"route:{value}"}.get(key, "base:tables")
        yield Entry(subject, count.label, group, count.figure)
    yield _without_work(facts)
    confirmed = Figure(len(facts.confirmed_overlaps), evidence.name(overlaps="confirmed"))
    yield Entry("overlap:confirmed", "Overlaps of work, confirmed", group, confirmed)


def _without_work(facts: Facts) -> Entry:
    worked = {said.outcome_id for said in facts.work}
    bare = [facts.under(each) for each in facts.outcomes if each not in worked]
    count = sum(len(barriers) for barriers in bare)
    figure = Figure(count, evidence.name(gaps="barriers-without-work"))
    return Entry("gap:barriers", "Barriers under outcomes without any work", GROUPS[0], figure)


def _standing(facts: Facts) -> Iterator[Entry]:
    ledger = method.ledger(facts)
    for name, label, figure in (
        ("received", "Barriers received", ledger.received),
        ("themed", "Under a theme", ledger.themed),
        ("other", "Under no theme", ledger.other),
        ("waiting", "Waiting for review", ledger.waiting),
        ("duplicate", "Repeats of another", ledger.duplicate),
        ("campaign", "Of a campaign, shown apart", ledger.campaign),
        ("empty", "Without words", ledger.empty),
        ("withheld", "Withheld", ledger.withheld),
    ):
        yield Entry(f"ledger:{name}", label, GROUPS[1], figure)


def _themes(facts: Facts, by_theme: dict[str, Sides]) -> Iterator[Entry]:
    group = GROUPS[2]
    some = Figure(len(facts.themed), evidence.name(theme=evidence.ANY), facts.settled)
    yield Entry("theme:any", "Barriers under at least one theme", group, some)
    for theme in facts.themes:
        count = Figure(len(theme.members), evidence.name(theme=theme.key), facts.settled)
        yield Entry(f"theme:{theme.key}", f"Barriers under “{theme.name}”", group, count)
        for kind, other in by_theme.get(theme.key, Sides()).besides_barriers.items():
            name = evidence.name(kind=kind, theme=theme.key)
            label = f"Statements of {kind} under “{theme.name}”"
            subject = canonical(f"kind:{kind} theme:{theme.key}")
            yield Entry(subject, label, group, Figure(other, name))


def _outcomes(facts: Facts) -> Iterator[Entry]:
    group = GROUPS[3]
    for outcome_id, outcome in facts.outcomes.items():
        here = facts.under(outcome_id)
        name = evidence.name(kind="barrier", outcome=outcome.reference, state="live")
        title = f"Barriers under outcome {outcome.reference}"
        figure = Figure(len(here), name, facts.counting)
        yield Entry(f"outcome:{outcome.reference}", title, group, figure)
        themed = Figure(
            len(here & facts.themed),
            evidence.name(theme=evidence.ANY, outcome=outcome.reference),
            len(facts.themed),
        )
        subject = canonical(f"outcome:{outcome.reference} theme:any")
        yield Entry(subject, f"{title} and any theme", group, themed)


def _crossed(facts: Facts) -> Iterator[Entry]:
    for outcome_id, outcome in facts.outcomes.items():
        base = facts.under(outcome_id) & facts.themed
        for theme in facts.themes:
            count = len(theme.members & base)
            name = evidence.name(theme=theme.key, outcome=outcome.reference)
            subject = canonical(f"outcome:{outcome.reference} theme:{theme.key}")
            label = f"Barriers under outcome {outcome.reference} and “{theme.name}”"
            yield Entry(subject, label, GROUPS[4], Figure(count, name, len(base)))


def _partners(facts: Facts, named: Line) -> Iterator[Entry]:
    for name in partners_named.by_name(facts):
        counted = partners_named.named_by(name)
        count = named.shown[counted]
        if count is not None:
            figure = Figure(count, counted, facts.counting)
            label = f"Barriers that name {name}"
            yield Entry(f"partner:{slug(name)}", label, GROUPS[5], figure)


def _groups(found: Iterable[Group]) -> Iterator[Entry]:
    for group in found:
        figure = Figure(group.count, evidence.name(**{ANSWERED: group.key}), group.base)
        label = f"Respondents who chose “{group.name}” ({group.question})"
        yield Entry(f"group:{slug(group.name)}", label, GROUPS[6], figure)


def _counted(found: Iterable[Counted], group: str) -> Iterator[Entry]:
    for each in found:
        yield Entry(canonical(each.subject), each.label, group, each.figure, each.said)


def _answers(told: Answers) -> Iterator[Entry]:
    """Yield each count of an answer that may be told; what is hidden has no entry."""
    for asked, group in told.groups:
        if group.figure is not None:
            label = f"{asked.title}: {group.label}"
            subject = f"answer:{asked.number}-{slug(group.label)}"
            yield Entry(subject, label, GROUPS[8], group.figure)
