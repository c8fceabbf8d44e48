"""What is attached to a mail, each file read by the reader of its own format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from consult.readers.formats import read_layout
from consult.readers.layout import Block, Cell, Layout, Paragraph, Place, Table
from consult.readers.refusals import UnreadableFile

MOST = 20


@dataclass(frozen=True, slots=True)
class Attached:
    """A file in a mail; `is_inline` for the pictures that only adorn its text."""

    name: str
    content: bytes
    is_inline: bool = False


def join(
    body: Layout, attached: Iterable[Attached], answers: Mapping[str, str], *, read: bool = True
) -> Layout:
    """Return the mail's layout with its attachments as parts; what is not read is said.

    Parameters
    ----------
    read
        False for a mail inside a mail: its own attachments are named, and not opened.
    """
    parts: list[Layout] = []
    asides = list(body.asides)
    for number, each in enumerate(attached):
        if each.is_inline:
            asides.append(_named(each.name, "a picture in the text of the mail, which is not read"))
        elif number >= MOST or not read:
            asides.append(_named(each.name, "an attachment that was not read; import it by itself"))
        else:
            try:
                parts.append(_part(each, answers))
            except UnreadableFile as refusal:
                asides.append(_named(each.name, f"an attachment that was not read: {refusal}"))
    return replace(body, asides=tuple(asides), parts=tuple(parts))


def _named(name: str, why: str) -> Paragraph:
    return Paragraph(name, {"file": name}, aside=why)


def _part(attached: Attached, answers: Mapping[str, str]) -> Layout:
    prefix = f"{attached.name}:"
    own = {
        key.removeprefix(prefix): value for key, value in answers.items() if key.startswith(prefix)
    }
    ending = attached.name.lower().rpartition(".")[2]
    if ending in {"eml", "msg"}:
        from consult.readers import mail, outlook

        reader = mail.read if ending == "eml" else outlook.read
        layout = reader(attached.content, attached.name, own, nested=True)
    else:
        layout = read_layout(attached.content, attached.name, own)
    asides = (
        _named(attached.name, "the name of an attachment"),
        *(_moved(aside, attached.name) for aside in layout.asides),
    )
    doubts = (
        replace(doubt, id=prefix + doubt.id, about=f"{doubt.about} of “{attached.name}”")
        for doubt in layout.doubts
    )
    blocks = tuple(_moved_block(block, attached.name) for block in layout.blocks)
    return replace(layout, blocks=blocks, asides=asides, doubts=tuple(doubts), file=attached.name)


def _moved(paragraph: Paragraph, file: str) -> Paragraph:
    place: Place = {"file": file, **paragraph.place}
    return replace(paragraph, place=place)


def _moved_block(block: Block, file: str) -> Block:
    if isinstance(block, Paragraph):
        return _moved(block, file)
    rows = tuple(tuple(_moved_cell(cell, file) for cell in row) for row in block.rows)
    return Table(
        block.number, rows, block.width, block.sheet, block.header_rows, block.within, file
    )


def _moved_cell(cell: Cell, file: str) -> Cell:
    return replace(cell, paragraphs=tuple(_moved(each, file) for each in cell.paragraphs))
