"""What the record can say in a new paper by itself: sentences over figures, every one bound."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.kinds import StatementKind
from consult.models.papers import BlockKind, PaperKind
from consult.services.papers import sections, tables, then_and_now
from consult.services.papers.menu import Menu
from consult.services.reports import beside, quotes, sentences
from consult.writers.barrier_summary import FirstLine
from consult.writers.figures import Figure, period

MOST_QUOTES = 3
DO_NOTHING = "Do nothing"
TOLD_US = "What people told us"
NO_THEMES = "No barrier is under an accepted theme yet. Review the themes, then add findings here."
HOW_TO_READ = (
    "A change is given in percentage points, with its confidence interval: the true change may lie"
    " anywhere in it. A theme is said to have grown or shrunk only where that whole interval is on"
    " one side of nought and both bases are large enough. One person can make several statements,"
    " and other people may have come, so the true interval is wider."
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A block that is not stored yet."""

    section: str
    kind: BlockKind
    text: str = ""
    prompt: str = ""
    shows: str = ""
    alt: str = ""
    statement_id: int | None = None


@dataclass(frozen=True, slots=True)
class Material:
    """What a section is filled from."""

    session: Session
    consultation: Consultation
    menu: Menu


def drafts(
    session: Session, consultation: Consultation, menu: Menu, kind: PaperKind
) -> Iterator[Draft]:
    """Yield the blocks with which a paper begins, section by section."""
    material = Material(session, consultation, menu)
    for section in sections.of(kind):
        if section.prefilled:
            yield from FILLERS[section.prefilled](material, section.key)
        for prompt in section.prompts:
            yield Draft(section.key, BlockKind.TEXT, prompt=prompt)


def _purpose(material: Material, key: str) -> Iterator[Draft]:
    title = material.consultation.title
    text = f"To report what people said in the consultation “{title}”, and to ask for a decision."
    yield Draft(key, BlockKind.TEXT, text)


def _background(material: Material, key: str) -> Iterator[Draft]:
    consultation = material.consultation
    open_from = period(consultation.opens_on, consultation.closes_on)
    lines = [
        " ".join(consultation.purpose.split()),
        f"The consultation was open: {open_from}." if open_from else "",
        "{base:statements.count} statements came in. {ledger:received.count} of them name a"
        " barrier: something that gets in the way.",
    ]
    for line in lines:
        if line:
            yield Draft(key, BlockKind.TEXT, line)
    prompt = (
        "Say which decision this is part of, what the council has done so far, and what else is"
        " known."
    )
    yield Draft(key, BlockKind.TEXT, prompt=prompt)
    yield Draft(key, BlockKind.HEADING, TOLD_US)
    yield from _findings(material, key)
    yield Draft(key, BlockKind.HEADING, "How the consultation was run")
    yield Draft(key, BlockKind.TABLE, shows="gunning")
    prompt = (
        "Say what changed, in the plans or in these recommendations, because of what people said."
    )
    yield Draft(key, BlockKind.TEXT, prompt=prompt)
    yield Draft(key, BlockKind.TABLE, shows="ledger")
    yield Draft(key, BlockKind.HEADING, "What we cannot conclude")
    yield Draft(
        key,
        BlockKind.TEXT,
        "What the whole community thinks: those who took part chose to, or were invited, and are"
        " not a sample of everybody. Nor how many people name a barrier: one person can make"
        " several statements.",
    )


def findings(material: Material, key: str) -> Iterator[Draft]:
    """Yield what the record says by itself, without quotes; those are a choice among many."""
    if not material.menu.facts.themes:
        yield Draft(key, BlockKind.TEXT, prompt=NO_THEMES)
        return
    yield from _told(material, key)
    yield from _before(material.menu, key)


def _findings(material: Material, key: str) -> Iterator[Draft]:
    if not material.menu.facts.themes:
        yield from findings(material, key)
        return
    yield from _told(material, key)
    yield from _quotes(material.menu, key)
    yield from _before(material.menu, key)


def _told(material: Material, key: str) -> Iterator[Draft]:
    menu, fewest = material.menu, material.consultation.fewest_shown
    for line in sentences.first_lines(menu.facts, (), ()):
        text = bound(line, menu)
        if text and not any(_is_small(part, fewest) for part in line.parts):
            yield Draft(key, BlockKind.FINDING, text)
    yield from _gap(menu, key, fewest)
    yield from _contested(menu, key)
    yield from _overlaps(menu, key)
    chart = tables.theme_bars(menu)
    yield Draft(key, BlockKind.CHART, shows="themes", alt=tables.alt_of(chart))


def bound(line: FirstLine, menu: Menu) -> str:
    """Return a line with references in place of its figures; nothing where one has none."""
    words = [each if isinstance(each, str) else menu.naming(each) for each in line.parts]
    return "" if None in words else "".join(str(word) for word in words)


def _is_small(part: str | Figure, fewest: int) -> bool:
    return isinstance(part, Figure) and part.count < fewest


def _gap(menu: Menu, key: str, fewest: int) -> Iterator[Draft]:
    entry = menu.find("gap:barriers")
    if entry is not None and entry.figure.count >= fewest:
        text = "{gap:barriers.count} barriers stand under outcomes where nobody told of any work."
        yield Draft(key, BlockKind.FINDING, text)


def _overlaps(menu: Menu, key: str) -> Iterator[Draft]:
    count = len(menu.facts.confirmed_overlaps)
    if count:
        places = "place" if count == 1 else "places"
        text = f"Partners do similar work in {{overlap:confirmed.count}} {places};"
        yield Draft(key, BlockKind.FINDING, f"{text} an officer read each pair and confirmed it.")
        yield Draft(key, BlockKind.TABLE, shows="overlaps")


def _before(menu: Menu, key: str) -> Iterator[Draft]:
    """Yield what earlier consultations counted under the same themes, and what was done since."""
    if not menu.before.told:
        return
    yield Draft(key, BlockKind.HEADING, "What people told us before")
    chart = then_and_now.over_time_bars(menu)
    if chart.bars:
        alt = tables.alt_of(chart)
        yield Draft(key, BlockKind.CHART, shows=then_and_now.OVER_TIME, alt=alt)
    yield Draft(key, BlockKind.TABLE, shows=then_and_now.OVER_TIME)
    yield Draft(key, BlockKind.TEXT, HOW_TO_READ)
    yield Draft(key, BlockKind.TABLE, shows=then_and_now.TOLD_BEFORE)


def _contested(menu: Menu, key: str) -> Iterator[Draft]:
    for theme in menu.facts.themes:
        found = menu.sides.get(theme.key)
        work = StatementKind.WORK.value
        if found is None or not found.is_contested or work not in found.by_kind:
            continue
        text = (
            f"There are two sides to “{theme.name}”: {{theme:{theme.key}.count}} statements say"
            f" that it gets in the way, and {{kind:work theme:{theme.key}.count}} tell of work"
            " under way."
        )
        yield Draft(key, BlockKind.FINDING, text)


def _quotes(menu: Menu, key: str) -> Iterator[Draft]:
    neighbours = beside.neighbours(menu.facts)
    quoted: set[int] = set()
    for theme in menu.facts.themes[:MOST_QUOTES]:
        members = [menu.facts.barriers[each] for each in sorted(theme.members)]
        for said in quotes.choose(members, neighbours.stems, most=1, besides=quoted):
            if said.id not in quoted:
                quoted.add(said.id)
                yield Draft(key, BlockKind.QUOTE, said.text, statement_id=said.id)


def _options(_: Material, key: str) -> Iterator[Draft]:
    yield Draft(key, BlockKind.HEADING, DO_NOTHING)
    prompt = (
        "Say what would happen if nothing changed: to people, to money and to the council’s duties."
    )
    yield Draft(key, BlockKind.TEXT, prompt=prompt)
    yield Draft(key, BlockKind.HEADING, "Other options")
    prompt = (
        "Describe each other option that was weighed, with what people said of it, and why it is"
        " not recommended."
    )
    yield Draft(key, BlockKind.TEXT, prompt=prompt)


FILLERS: dict[str, Callable[[Material, str], Iterator[Draft]]] = {
    "purpose": _purpose,
    "background": _background,
    "findings": _findings,
    "options": _options,
}
