"""Keeps the books while a layout is interpreted: every paragraph ends in exactly one place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from consult.readers import partners
from consult.readers.layout import Layout, Paragraph, Place, Table, below_header
from consult.readers.readings import Option, Question, Skipped, Statement

BETWEEN_HEADINGS = " › "
KIND_LABELS = {
    "work": "Work",
    "barrier": "Barriers",
    "solution": "Solutions",
    "aspiration": "Aspirations",
    "definition": "Definitions",
    "discussion": "Discussion points",
    "comment": "Other comments",
}


@dataclass(slots=True, eq=False)
class Heading:
    """Text above notes. If no note ever comes under it, it is skipped with `why_unused`."""

    text: str
    level: int = 0
    kind: str = ""
    is_used: bool = False
    encloses: bool = False
    role: str = "heading"
    why_unused: str = "a heading with no note under it"


@dataclass(slots=True, eq=False)
class Outcome:
    """An outcome that notes are about: its reference and the lines of its title."""

    reference: str | None
    lines: list[str] = field(default_factory=list)
    level: int = 3
    is_used: bool = False
    role: str = "outcome"
    why_unused: str = "an outcome with no note under it"

    @property
    def title(self) -> str | None:
        """Return the title, a line for each line in the file, or None."""
        return "\n".join(line for line in self.lines if line) or None


@dataclass(frozen=True, slots=True)
class Context:
    """What stands above a note: its outcome, its headings from the top, its kind."""

    outcome: Outcome | None = None
    headings: tuple[Heading, ...] = ()
    kind: str = ""
    about: Mapping[str, str] = field(default_factory=dict)

    def under(self, *headings: Heading) -> Context:
        """Return the same context with further headings."""
        new = tuple(heading for heading in headings if heading not in self.headings)
        return replace(self, headings=self.headings + new)


@dataclass(slots=True)
class Fate:
    """What became of a paragraph."""

    role: str
    statements: tuple[int, ...] = ()


class Scribe:
    """Writes down statements, skipped text and questions, and who answers for each paragraph."""

    def __init__(self, layout: Layout, answers: Mapping[str, str]) -> None:
        self.layout = layout
        self.answers = answers
        self.statements: list[Statement] = []
        self.skipped: list[Skipped] = []
        self.questions: list[Question] = []
        self.fates: dict[Paragraph, Fate] = {}
        self.outcomes: dict[str, Outcome] = {}
        self._owners: dict[Paragraph, Heading | Outcome] = {}
        self._given: dict[int, tuple[str, ...]] = {}
        self._header_ends: dict[tuple[object, object], int] = {}

    def end_header(self, table: Table, rows: int) -> None:
        """Note how many rows of a table stand above its first row of notes."""
        self._header_ends[table.file, table.number] = rows

    def place(self, paragraph: Paragraph) -> Place:
        """Return where a paragraph stands, in the numbers that people count by."""
        place = paragraph.place
        table = (place.get("file", ""), place.get("table", 0))
        return below_header(place, self._header_ends.get(table, 0))

    def state(
        self, paragraphs: Sequence[Paragraph], context: Context, *,
        text: str = "", partners: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        """Write down a statement made of these paragraphs (of one of them `text`, if given)."""
        index = len(self.statements)
        for heading in context.headings:
            heading.is_used = True
        outcome = context.outcome
        if outcome:
            outcome.is_used = True
        kind = context.kind or "comment"
        self.statements.append(
            Statement(
                outcome=outcome.reference if outcome else None,
                outcome_title=outcome.title if outcome else None,
                kind=kind,
                text=text or " ".join(paragraph.text for paragraph in paragraphs),
                partners=(),
                heading=BETWEEN_HEADINGS.join(h.text for h in context.headings) or None,
                place=self.place(paragraphs[0]),
                about=dict(context.about),
            )
        )
        self._given[index] = partners
        for paragraph in paragraphs:
            self.fates[paragraph] = Fate(kind, (index,))

    def skip(self, paragraph: Paragraph, why: str, role: str = "skipped") -> None:
        """Leave a paragraph out, saying why."""
        self.skipped.append(Skipped(paragraph.text, why, self.place(paragraph)))
        self.fates[paragraph] = Fate(role)

    def entrust(self, paragraphs: Iterable[Paragraph], owner: Heading | Outcome) -> None:
        """Let a heading or an outcome answer for paragraphs: used, or skipped at the end."""
        for paragraph in paragraphs:
            self._owners[paragraph] = owner

    def outcome(self, reference: str | None, lines: list[str]) -> Outcome:
        """Return the outcome of that reference: the one met before, if this adds no other title.

        In a list, people write the title once and then only the reference.
        """
        known = self.outcomes.get(reference or "")
        lines = [line for line in lines if line]
        if known and (not lines or not known.lines or lines == known.lines):
            known.lines = known.lines or lines
            return known
        found = Outcome(reference, lines)
        if reference:
            self.outcomes[reference] = found
        return found

    def ask(
        self, id_: str, about: str, question: str, assumed: str, options: Mapping[str, str]
    ) -> str:
        """Put a question once, and return the answer to go on with."""
        if all(asked.id != id_ for asked in self.questions):
            offered = tuple(Option(value, label) for value, label in options.items())
            self.questions.append(Question(id_, about, question, assumed, offered))
        answer = self.answers.get(id_, assumed)
        return answer if answer in options else assumed

    def finish(self) -> tuple[tuple[Statement, ...], tuple[Skipped, ...]]:
        """Settle what is still open, and return the statements and what was skipped, in order."""
        order: dict[str, int] = {}
        for n, paragraph in enumerate(self.layout.paragraphs()):
            order.setdefault(_key(paragraph.text, self.place(paragraph)), n)
            if paragraph not in self.fates:
                self._settle(paragraph)
        self.skipped.sort(key=lambda skipped: order[_key(skipped.text, skipped.place)])
        return self._with_partners(), tuple(self.skipped)

    def _settle(self, paragraph: Paragraph) -> None:
        owner = self._owners.get(paragraph)
        if owner and owner.is_used:
            self.fates[paragraph] = Fate(owner.role)
        elif owner:
            self.skip(paragraph, owner.why_unused, owner.role)
        else:
            why = paragraph.aside or "it could not be placed under any heading or column"
            self.skip(paragraph, why)

    def _with_partners(self) -> tuple[Statement, ...]:
        likely = partners.likely([statement.text for statement in self.statements])
        accepted = {name: self._is_partner(name, guess) for name, guess in likely.items()}
        named = []
        for index, statement in enumerate(self.statements):
            found = (n for n in partners.candidates(statement.text) if accepted.get(n, True))
            every = dict.fromkeys((*self._given[index], *found))
            named.append(replace(statement, partners=tuple(every)))
        return tuple(named)

    def _is_partner(self, name: str, guess: bool) -> bool:
        answer = self.ask(
            f"partner.{name}", f"“{name}”", f"Is “{name}” a partner, or a place or another name?",
            "yes" if guess else "no", {"yes": "A partner", "no": "Not a partner"},
        )  # fmt: skip
        return answer == "yes"


def _key(text: str, place: Place) -> str:
    return f"{sorted(place.items())}{text}"
