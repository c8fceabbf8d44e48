"""Notes outside tables: which paragraph is a heading, an outcome, an instruction or a note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from consult.readers import labels, outcomes, vocabulary
from consult.readers.cells import ask_kind, state_note
from consult.readers.label_forms import FormReader, is_form
from consult.readers.layout import Block, Layout, Paragraph, Table
from consult.readers.readings import LaidColumn
from consult.readers.scribe import Context, Heading, Outcome, Scribe
from consult.readers.shapes import (
    OUTCOME_LEVEL,
    OVER_LIST,
    SECTION_LEVEL,
    first_topic,
    heading_level,
    is_stray,
    opening_lines,
    signing_off,
)
from consult.readers.tables import TableReader

_TITLE_LINES = 5
_TITLE_WORDS = 30
_STRAY_OPTIONS = {"statement": "Notes of their own", "heading": "Headings over what follows"}


class ProseReader:
    """Walks through the blocks of a file, keeping the headings and the outcome above each."""

    def __init__(self, layout: Layout, scribe: Scribe) -> None:
        self.blocks: Sequence[Block] = layout.blocks
        self.scribe = scribe
        self.headings: list[Heading] = []
        self.outcome: Outcome | None = None
        self.at = 0
        self.last_outcome = _last_outcome(self.blocks)
        self.columns: dict[str, tuple[LaidColumn, ...]] = {}
        self._cell_contexts: dict[tuple[int, int, int], Context] = {}

    @property
    def context(self) -> Context:
        """Return what stands above the next note."""
        kind = next((heading.kind for heading in reversed(self.headings) if heading.kind), "")
        return Context(self.outcome, tuple(self.headings), kind)

    def read(self) -> None:
        """Write down everything in the file."""
        opening = opening_lines(self.blocks)
        topic = first_topic(self.blocks, len(opening))
        for paragraph in opening:
            self.at += 1
            if paragraph is topic:
                self._start_heading(paragraph, SECTION_LEVEL)
            else:
                why = "a title or an introduction over the whole document"
                self.scribe.skip(paragraph, why)
        while self.at < len(self.blocks):
            block = self.blocks[self.at]
            self.at += 1
            if isinstance(block, Table):
                self._table(block)
            else:
                self._paragraph(block)

    def _signature(self) -> bool:
        """Skip what closes a letter, from “Best wishes” to the end; return whether it was one."""
        lines = signing_off(self.blocks, self.at - 1)
        for line in lines:
            self.scribe.skip(line, "a signature, not a statement")
        self.at += max(0, len(lines) - 1)
        return bool(lines)

    def _table(self, table: Table) -> None:
        context = self._cell_contexts.get(table.within or (0, 0, 0), self.context)
        of_form = is_form(table)
        reader = (FormReader if of_form else TableReader)(table, context, self.scribe)
        reader.read()
        self.columns[table.name] = reader.laid_columns
        for (row, column), inner in reader.cell_contexts.items():
            self._cell_contexts[table.number, row, column] = inner

    def _next(self, ahead: int = 0) -> Block | None:
        at = self.at + ahead
        return self.blocks[at] if at < len(self.blocks) else None

    def _paragraph(self, paragraph: Paragraph) -> None:
        if self._signature():
            return
        named = self._outcome_in(paragraph)
        if named and outcomes.is_aim(paragraph.text) and self.at <= self.last_outcome:
            self._start_heading(paragraph, paragraph.level or OUTCOME_LEVEL - 1)
            return
        if named:
            self._start_outcome(paragraph, named)
            return
        before = self.blocks[self.at - 2] if self.at > 1 else None
        level = heading_level(paragraph, before, self._next())
        why = "" if paragraph.marker else self._reason_to_skip(paragraph, level)
        if why:
            self.scribe.skip(paragraph, f"{why}, not a statement")
        elif level and not (level == OVER_LIST and self._is_note_over_list(paragraph)):
            self._start_heading(paragraph, level)
        elif is_stray(paragraph, before, self._next()) and self._strays_are_headings(paragraph):
            self._start_heading(paragraph, 7)
        else:
            self._note(paragraph)

    def _reason_to_skip(self, paragraph: Paragraph, level: int) -> str:
        if not level and vocabulary.is_about_the_event(paragraph.text):
            return "about the event"
        if self.at == 1 and vocabulary.is_greeting(paragraph.text):
            return "a greeting"
        return "an instruction" if vocabulary.is_instruction(paragraph.text) else ""

    def _outcome_in(self, paragraph: Paragraph) -> outcomes.Parsed | None:
        """Return the outcome that a paragraph names; numbered paragraphs of a report name none."""
        named = None if paragraph.marker else outcomes.in_heading(paragraph.text)
        if not named or len(named[1].split()) > _TITLE_WORDS:
            return None
        below = self._next()
        is_bare = paragraph.text.rstrip(".").replace(".", "").isdecimal()
        if is_bare and isinstance(below, Paragraph) and len(below.text.split()) > _TITLE_WORDS:
            return None
        return named

    def _start_outcome(self, paragraph: Paragraph, named: outcomes.Parsed) -> None:
        """Open an outcome, with the lines below that belong to its title."""
        level = paragraph.level or OUTCOME_LEVEL
        if not paragraph.level:
            self._sort_headings()
        self._close(level)
        self.outcome = Outcome(named[0], [named[1]], level=level)
        self.scribe.entrust([paragraph], self.outcome)
        for line in self._title_lines(has_title=bool(named[1])):
            if vocabulary.is_instruction(line.text):
                self.scribe.skip(line, "an instruction, not a statement")
            else:
                self.outcome.lines.append(line.text)
                self.scribe.entrust([line], self.outcome)
            self.at += 1

    def _sort_headings(self) -> None:
        """Before an outcome without a style: keep a kind that encloses outcomes, end a section.

        "Barriers" straight above the first outcome is about all of them; a heading that already
        has notes of its own is over.
        """
        for heading in self.headings:
            if heading.kind and not heading.is_used:
                heading.level, heading.encloses = min(heading.level, OUTCOME_LEVEL - 1), True
        self.headings = [h for h in self.headings if h.encloses or not (h.kind and h.is_used)]

    def _title_lines(self, *, has_title: bool) -> list[Paragraph]:
        """Return the plain paragraphs between an outcome and the notes under it.

        Where no table, list or heading follows, only the first can be the title, and only if
        the outcome has none yet: the others are notes.
        """
        lines: list[Paragraph] = []
        while len(lines) <= _TITLE_LINES:
            block = self._next(len(lines))
            if not isinstance(block, Paragraph):
                return lines if block else lines[: not has_title]
            after = self._next(len(lines) + 1)
            if len(block.text.split()) > _TITLE_WORDS:
                return lines[: not has_title]
            if block.marker or labels.opens(block.text):
                return lines
            if outcomes.in_heading(block.text):
                return lines[: not has_title]
            level = heading_level(block, None, after)
            untitled = not has_title and not lines
            if level and (level != OVER_LIST or not (untitled or isinstance(after, Table))):
                return lines
            lines.append(block)
        return lines[: not has_title]

    def _start_heading(self, paragraph: Paragraph, level: int) -> None:
        meaning = vocabulary.meaning(paragraph.text)
        if meaning and level > OUTCOME_LEVEL + 2 and not meaning.is_exact and self.context.kind:
            meaning = (
                None  # A line that leads into a list seldom changes what the section is about.
            )
        is_core = bool(meaning and meaning.is_exact and meaning.kind in vocabulary.CORE_KINDS)
        if self.outcome and is_core and not self._is_about_all(paragraph):
            level = max(level, self.outcome.level + 1)
        self._close(level)
        kind = meaning.kind if meaning else ""
        heading = Heading(paragraph.text, level, kind)
        if meaning and (len(meaning.kinds) > 1 or not meaning.is_certain):
            heading.kind = ask_kind(self.scribe, f"kind.{paragraph.text}", paragraph.text, kind)
        self.scribe.entrust([paragraph], heading)
        self.headings.append(heading)

    def _is_about_all(self, paragraph: Paragraph) -> bool:
        """Return whether a heading after the last outcome's table closes the whole document.

        “Possible solutions” under each outcome is that outcome's; said only once, in the style of
        the outcomes, after tables that had no such column, it is about all of them.
        """
        if not (self.outcome and 0 < paragraph.level <= self.outcome.level):
            return False
        same = [
            block
            for block in self.blocks
            if isinstance(block, Paragraph) and block.text.casefold() == paragraph.text.casefold()
        ]
        above = self.blocks[self.at - 2] if self.at > 1 else None
        return len(same) == 1 and isinstance(above, Table)

    def _close(self, level: int) -> None:
        """End the headings and the outcome on this level and below."""
        self.headings = [heading for heading in self.headings if heading.level < level]
        if self.outcome and level <= self.outcome.level:
            self.outcome = None

    def _is_note_over_list(self, paragraph: Paragraph) -> bool:
        answer = self.scribe.ask(
            "paragraphs.over_list", "lines over a list",
            "Some short lines stand right over a list or a table, such as "
            f"“{paragraph.text}”. What are they?",
            "heading", _STRAY_OPTIONS,
        )  # fmt: skip
        return answer == "statement"

    def _strays_are_headings(self, paragraph: Paragraph) -> bool:
        answer = self.scribe.ask(
            "paragraphs.unmarked", "lines without a bullet",
            "Some lines stand between list items without a bullet, such as "
            f"“{paragraph.text}”. What are they?",
            "statement", _STRAY_OPTIONS,
        )  # fmt: skip
        return answer == "heading"

    def _note(self, paragraph: Paragraph) -> None:
        """Write down a note, with the lines that only go on with it."""
        note = [paragraph]
        while paragraph.marker and isinstance(block := self._next(), Paragraph):
            if block.marker or block.level or not block.text[0].islower():
                break
            note.append(block)
            self.at += 1
        context = self.context
        if not context.kind and not self.headings and context.outcome:
            context = replace(context, kind="comment")
        state_note(note, context, self.scribe)


def _last_outcome(blocks: Sequence[Block]) -> int:
    """Return the index of the last outcome; the aims before it are headings over outcomes."""
    indexes = (
        index
        for index, block in enumerate(blocks)
        if isinstance(block, Paragraph)
        and outcomes.in_heading(block.text)
        and not outcomes.is_aim(block.text)
    )
    return max(indexes, default=-1)
