"""What the shape of a paragraph says: its type, its length, its end and its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import TypeGuard

from consult.readers import labels, markers, outcomes, vocabulary
from consult.readers.layout import Block, Paragraph, Table

OUTCOME_LEVEL = 3
COMMON_LEVEL = 2
SECTION_LEVEL = 4
_UNDER_OUTCOME = 5
OVER_LIST = 6
_LEAD_IN = 8
_BULLET_LEAD_IN = 9

_HEADING_WORDS = 15
_LIST_HEADING_WORDS = 10
_LEAD_IN_WORDS = 25
_OPENING_LINES = 6
_SIGNATURE = 8
_SIGNATURE_WORDS = 12
_SENTENCE_ENDS = (".", "!", "…", ";", ",")


def heading_level(paragraph: Paragraph, before: Block | None, after: Block | None) -> int:
    """Return how deep a heading the paragraph is, from 1; 0 for none."""
    if paragraph.level:
        return paragraph.level
    if not isinstance(after, Paragraph | Table):
        return 0
    if paragraph.marker:
        return _marked_level(paragraph, after)
    return _unmarked_level(paragraph, before, after)


def _marked_level(paragraph: Paragraph, after: Block) -> int:
    """Return the level of a list item whose colon introduces the items after it."""
    if _asks(paragraph):
        return _UNDER_OUTCOME
    leads = paragraph.text.endswith(":") and len(paragraph.text.split()) <= _LEAD_IN_WORDS
    if not leads or isinstance(after, Table):
        return 0
    return _LEAD_IN if markers.is_numbered(paragraph.marker) else _BULLET_LEAD_IN


def _asks(paragraph: Paragraph) -> bool:
    """Whether a numbered line is one of the questions put: “2. What gets in the way?”."""
    if not (markers.is_numbered(paragraph.marker) and paragraph.text.endswith(("?", ":"))):
        return False
    meaning = vocabulary.meaning(paragraph.text)
    return bool(meaning and meaning.share == 1 and meaning.is_certain)


def _unmarked_level(paragraph: Paragraph, before: Block | None, after: Block) -> int:
    text = paragraph.text
    size = len(text.split())
    if size > _LEAD_IN_WORDS or text.endswith(_SENTENCE_ENDS):
        return 0
    if labels.opens(text) and not (isinstance(after, Table) or after.marker):
        return 0
    meaning = vocabulary.meaning(text)
    if meaning and size <= _HEADING_WORDS and (meaning.is_exact or text.endswith(":")):
        return (
            _UNDER_OUTCOME
            if meaning.is_exact and meaning.kind in vocabulary.CORE_KINDS
            else COMMON_LEVEL
        )
    if size <= _HEADING_WORDS and (
        _stands_out(paragraph, after) or _opens_section(paragraph, before, after)
    ):
        return SECTION_LEVEL
    if text.endswith(":"):
        return _LEAD_IN
    is_listed = isinstance(after, Paragraph) and after.marker and not _asks(after)
    over_list = is_listed and size <= _LIST_HEADING_WORDS
    if over_list and not _is_item(before):
        return COMMON_LEVEL if meaning else OVER_LIST
    if isinstance(after, Table) and size <= _LIST_HEADING_WORDS:
        return OVER_LIST
    return 0


def _stands_out(paragraph: Paragraph, after: Block) -> bool:
    """Whether bold type or capitals set the paragraph off from what follows."""
    if isinstance(after, Table):
        return paragraph.bold or _is_shouted(paragraph.text)
    if paragraph.bold:
        return not after.bold or bool(after.level)
    return _is_shouted(paragraph.text) and not _is_shouted(after.text)


def _opens_section(paragraph: Paragraph, before: Block | None, after: Block) -> bool:
    """Whether a line over a heading such as “Barriers” is a topic that has its own."""
    if not _names_core_kind(after) or len(paragraph.text.split()) > _LIST_HEADING_WORDS:
        return False
    alike = (paragraph.bold and after.bold) or _is_shouted(paragraph.text)
    return alike or _is_item(before)


def _names_core_kind(block: Block) -> TypeGuard[Paragraph]:
    if not isinstance(block, Paragraph) or block.marker or labels.opens(block.text):
        return False
    meaning = vocabulary.meaning(block.text)
    return bool(meaning and meaning.is_exact and meaning.kind in vocabulary.CORE_KINDS)


def first_topic(blocks: Sequence[Block], count: int) -> Paragraph | None:
    """Return the last of the opening lines, where it is the first of several topics.

    It is one if the heading right below it (“Barriers”) comes again further down.
    """
    if not 0 < count < len(blocks) or not _names_core_kind(below := blocks[count]):
        return None
    last = blocks[count - 1]
    again = any(
        isinstance(block, Paragraph) and block.text.casefold() == below.text.casefold()
        for block in blocks[count + 1 :]
    )
    is_short = isinstance(last, Paragraph) and len(last.text.split()) <= _LIST_HEADING_WORDS
    return last if again and is_short and isinstance(last, Paragraph) else None


def _is_shouted(text: str) -> bool:
    return text.isupper() and sum(map(str.isalpha, text)) > 3


def _is_item(block: Block | None) -> bool:
    return isinstance(block, Paragraph) and bool(block.marker)


def is_stray(paragraph: Paragraph, before: Block | None, after: Block | None) -> bool:
    """Whether an unmarked line stands between list items: a note, a heading, or a slip."""
    if paragraph.marker or paragraph.text.endswith(_SENTENCE_ENDS):
        return False
    short = len(paragraph.text.split()) <= _LIST_HEADING_WORDS
    return short and _is_item(before) and _is_item(after)


def signing_off(blocks: Sequence[Block], at: int) -> list[Paragraph]:
    """Return the lines from here to the end where they close a letter and sign it, else none."""
    first = blocks[at]
    is_near_the_end = len(blocks) - at <= _SIGNATURE
    if not (is_near_the_end and isinstance(first, Paragraph) and vocabulary.is_closing(first.text)):
        return []
    lines = [block for block in blocks[at:] if isinstance(block, Paragraph)]
    short = all(len(line.text.split()) <= _SIGNATURE_WORDS for line in lines)
    plain = not any(line.marker or line.level for line in lines)
    return lines if short and plain and len(lines) == len(blocks) - at else []


def opening_lines(blocks: Sequence[Block]) -> list[Paragraph]:
    """Return the lines above the first heading, outcome, list or table, where one follows soon.

    A file that is plain lines throughout has none: there each line is a note.
    """

    def is_plain(pair: tuple[int, Block]) -> bool:
        at, block = pair
        if not isinstance(block, Paragraph) or block.marker or block.level:
            return False
        if labels.opens(block.text):
            return False
        after = blocks[at + 1] if at + 1 < len(blocks) else None
        is_lead = bool(vocabulary.meaning(block.text)) or block.text.endswith(":")
        heads = is_lead and heading_level(block, None, after)
        over_items = isinstance(after, Paragraph) and after.marker
        return not (heads or over_items or outcomes.in_heading(block.text))

    opening = [block for _, block in takewhile(is_plain, enumerate(blocks))]
    if len(opening) == len(blocks) or len(opening) > _OPENING_LINES:
        return []
    return [block for block in opening if isinstance(block, Paragraph)]
