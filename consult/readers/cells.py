"""From the paragraphs of one cell, or one list item, to statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from consult.readers import vocabulary
from consult.readers.layout import Paragraph, Table
from consult.readers.scribe import KIND_LABELS, Context, Heading, Scribe

_LEADS_IN = ("-", "–", "—", ":")
_LONGEST_LABEL = 4
LEAD_IN_OPTIONS = {
    "separate": "Each line is a note of its own",
    "heading": "The first line is a heading over the others",
    "together": "All lines are one note",
}
LINE_OPTIONS = {"separate": "Each line is a note of its own", "together": "One note a cell"}


def state_cell(
    paragraphs: Sequence[Paragraph], context: Context, scribe: Scribe, table: Table,
    partners: tuple[str, ...] = (), *, is_list: bool = False,
) -> None:  # fmt: skip
    """Write down the notes in one cell; in a list with a row a note, lines stay together."""
    notes = _points(paragraphs, scribe, table, is_list=is_list)
    parts = [(context, notes)] if context.kind else _by_own_kind(notes, context, scribe)
    for above, part in parts:
        lead = part[0][-1].text if part else ""
        if len(part) > 1 and lead.endswith(_LEADS_IN):
            above, part = _lead_in(part, above, scribe, table)
        for note in part:
            state_note(note, above, scribe, partners)


def state_note(
    note: Sequence[Paragraph], context: Context, scribe: Scribe, partners: tuple[str, ...] = ()
) -> None:
    """Write down one note, unless it says that there is nothing to note."""
    text = _without_lead(" ".join(paragraph.text for paragraph in note))
    if vocabulary.says_nothing(text):
        for paragraph in note:
            scribe.skip(paragraph, "it says that there is nothing to note")
        return
    label, colon, rest = text.partition(":")
    is_label = colon and rest.strip() and len(label.split()) <= _LONGEST_LABEL
    meaning = vocabulary.meaning(label) if is_label else None
    if meaning and meaning.share == 1 and meaning.is_certain:
        # "Barrier: no bus after six" says its own kind.
        text = rest.strip()
        context = replace(context.under(Heading(label)), kind=meaning.kind)
    scribe.state(note, context, text=text, partners=partners)


def _without_lead(text: str) -> str:
    """Return the text without the dash at its end, which only opens the lines below it."""
    stripped = text.rstrip("-–— ")
    return stripped if stripped and text.endswith(("-", "–", "—")) else text


def _points(
    paragraphs: Sequence[Paragraph], scribe: Scribe, table: Table, *, is_list: bool
) -> list[list[Paragraph]]:
    """Return the paragraphs of a cell as points: line breaks of a spreadsheet need a judgement."""
    soft = any(paragraph.soft for paragraph in paragraphs)
    bulleted = sum(bool(paragraph.marker) for paragraph in paragraphs)
    assumed = "together" if is_list and bulleted < 2 else "separate"
    if soft and not bulleted:
        assumed = scribe.ask(
            f"{table.name}.lines", table.label,
            "Some cells have several lines. Is each line a note of its own?",
            assumed, LINE_OPTIONS,
        )  # fmt: skip
    points: list[list[Paragraph]] = []
    for paragraph in paragraphs:
        goes_on = paragraph.soft and not paragraph.marker and paragraph.text[0].islower()
        goes_on = goes_on or (paragraph.soft and bulleted > 1 and not paragraph.marker)
        if points and (goes_on or (soft and assumed == "together")):
            points[-1].append(paragraph)
        else:
            points.append([paragraph])
    return points


def _by_own_kind(
    notes: list[list[Paragraph]], context: Context, scribe: Scribe
) -> list[tuple[Context, list[list[Paragraph]]]]:
    """Part a cell by the lines that name a kind, as in a grid of strengths and weaknesses."""
    parts: list[tuple[Context, list[list[Paragraph]]]] = [(context, [])]
    for note in notes:
        meaning = vocabulary.meaning(note[0].text)
        if len(notes) > 1 and len(note) == 1 and meaning and meaning.is_exact:
            heading = Heading(note[0].text)
            scribe.entrust(note, heading)
            kind = meaning.kind
            if not meaning.is_certain:
                kind = ask_kind(scribe, f"kind.{heading.text}", heading.text, kind)
            parts.append((replace(context.under(heading), kind=kind), []))
        else:
            parts[-1][1].append(note)
    return parts


def ask_kind(scribe: Scribe, id_: str, text: str, assumed: str) -> str:
    """Ask what the notes under a heading are."""
    question = f"What are the notes under “{text}”?"
    return scribe.ask(id_, f"the heading “{text}”", question, assumed, KIND_LABELS)


def _lead_in(
    notes: list[list[Paragraph]], context: Context, scribe: Scribe, table: Table
) -> tuple[Context, list[list[Paragraph]]]:
    """Ask how a line that ends in a dash or a colon belongs to the lines below it."""
    first = notes[0]
    place = scribe.place(first[0])
    row, column = place.get("row"), place.get("column")
    answer = scribe.ask(
        f"{table.name}.row{row}.column{column}", f"{table.label}, row {row}, column {column}",
        f"“{first[0].text}” stands over {len(notes) - 1} more lines in its cell. "
        "How do they belong together?",
        "separate", LEAD_IN_OPTIONS,
    )  # fmt: skip
    if answer == "heading":
        heading = Heading(" ".join(paragraph.text for paragraph in first))
        scribe.entrust(first, heading)
        return context.under(heading), notes[1:]
    if answer == "together":
        return context, [[paragraph for note in notes for paragraph in note]]
    return context, notes
