"""What a mail repeats of earlier mails, and how it ends: set apart from what its writer says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from consult.readers import vocabulary
from consult.readers.layout import Block, Doubt, Layout, Paragraph, Table

QUESTION = "mail.quoted"
QUOTED = "quoted from an earlier mail"
HEAD = "the head of a mail"

_ATTRIBUTION = re.compile(
    r"(?:On\b.{6,200}\bwrote:|-{2,}\s*(?:Original|Forwarded) message\s*-{2,}|"
    r"Begin forwarded message:).*",
    re.IGNORECASE | re.DOTALL,
)
_HEAD = re.compile(r"\W*(From|Sent|Date|To|Cc|Subject|Reply-To|Importance|Attachments)\W*:", re.I)
_SIGNED = re.compile(r"Sent from (?:my|Outlook|Mail|Yahoo)\b.{0,60}|Get Outlook for .{0,40}", re.I)
_DISCLAIMER = re.compile(
    r"(?:disclaimer|confidentiality|this (?:e-?mail|message|communication)\b)"
    r".*\b(?:confidential|intended|privileged|virus|monitored)\b",
    re.IGNORECASE | re.DOTALL,
)
_QUOTES = re.compile(
    r"^On\b.{6,150}\bwrote:\s*$|^-{2,}\s*(?:Original|Forwarded) message|^Begin forwarded message:|"
    r"^\W{0,3}From\W{0,3}:.+\n+\W{0,3}(?:Sent|Date|To)\W{0,3}:",
    re.IGNORECASE | re.MULTILINE,
)
_MARK = re.compile(r"(?:>[ \t]?)+")
_FEW_WORDS = 8
_CLOSING = 10


def set_apart(layout: Layout, answers: Mapping[str, str]) -> Layout:
    """Return a layout in which quoted mails, their heads and signatures stand beside the notes.

    A text without the head of a mail in it stays as it is. Where almost nothing stands above the
    quotation, as in a mail that was passed on, the quotation is what matters.
    """
    blocks, heads = _without_head(layout.blocks)
    start = _start_of_quotation(blocks)
    own, quoted = blocks[:start], blocks[start:] if start is not None else ()
    if not (heads or quoted):
        return layout
    said = sum(len(paragraph.text.split()) for paragraph in _paragraphs(own))
    doubts = layout.doubts
    if quoted:
        doubt = next(
            (asked for asked in doubts if asked.id == QUESTION),
            doubt_of("yes" if said < _FEW_WORDS else "no"),
        )
        doubts = (*(asked for asked in doubts if asked is not doubt), doubt)
        if is_wanted(answers, doubt):
            lines, more = _without_head(quoted)
            own, closing = _without_closing(own)
            heads = (*heads, *more, *closing)
            own, quoted = (*own, *lines), ()
    asides = (*_asides(heads, HEAD), *layout.asides, *_asides(quoted, QUOTED))
    return replace(layout, blocks=own, asides=asides, doubts=doubts)


def doubt_of(assumed: str) -> Doubt:
    """Return the question whether to take over what a mail quotes."""
    return Doubt(
        QUESTION,
        "the mail",
        "It quotes an earlier mail. Is what it quotes to be taken over as well?",
        assumed,
        {"no": "No, only what its writer says", "yes": "Yes, take it over"},
    )


def is_wanted(answers: Mapping[str, str], doubt: Doubt) -> bool:
    """Whether the quotation is to be taken over, by an answer or as assumed."""
    return answers.get(doubt.id, doubt.assumed) == "yes"


def without_endings(layout: Layout) -> Layout:
    """Return the layout of a mail without what its program or its office puts under it."""
    kept: list[Block] = []
    ended: list[Block] = []
    for block in layout.blocks:
        is_ending = isinstance(block, Paragraph) and (
            _SIGNED.fullmatch(block.text) or _DISCLAIMER.match(block.text)
        )
        (ended if is_ending else kept).append(block)
    asides = (*layout.asides, *_asides(ended, "put under the mail by its program or office"))
    return replace(layout, blocks=tuple(kept), asides=asides)


@dataclass(frozen=True, slots=True)
class Parted:
    """A text without its quoted lines and signature, and these."""

    text: str
    asides: tuple[Paragraph, ...]
    doubts: tuple[Doubt, ...]


def quotes_mails(text: str) -> bool:
    r"""Whether a text has the head or the beginning of an earlier mail in it.

    >>> quotes_mails("Rent\n\nOn 3 May, Pat wrote:\n> Hello"), quotes_mails("> Rent")
    (True, False)
    """
    return bool(_QUOTES.search(text))


def split_text(text: str, answers: Mapping[str, str]) -> Parted:
    """Part the quoted lines and the signature of a mail from what its writer says.

    The lines keep their numbers: what is set apart leaves a blank line.
    """
    lines = text.split("\n")
    quoted = [number for number, line in enumerate(lines) if line.startswith(">")]
    own_words = sum(len(line.split()) for line in lines if not line.startswith(">"))
    doubt = doubt_of("yes" if own_words < _FEW_WORDS else "no")
    asides: list[Paragraph] = []
    for number in quoted:
        said = _MARK.sub("", lines[number], count=1)
        if is_wanted(answers, doubt):
            lines[number] = said
        else:
            lines[number] = ""
            if said.strip():
                asides.append(Paragraph(" ".join(said.split()), {"line": number + 1}, aside=QUOTED))
    for number in _signature(lines):
        if said := lines[number].strip():
            asides.append(Paragraph(said, {"line": number + 1}, aside="a signature"))
        lines[number] = ""
    return Parted("\n".join(lines), tuple(asides), (doubt,) if quoted else ())


def _signature(lines: Sequence[str]) -> range:
    """Return the lines from the mark of a signature (two dashes) to the end or to a quotation."""
    start = next((n for n, line in enumerate(lines) if line.rstrip(" ") == "--"), len(lines))
    end = next(
        (n for n in range(start, len(lines)) if _ATTRIBUTION.fullmatch(lines[n].strip())),
        len(lines),
    )
    return range(start, end)


def _without_head(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """Part the lines that a mail begins with (“From: …”) from what follows."""
    at = 0
    if blocks and isinstance(blocks[0], Paragraph) and _ATTRIBUTION.fullmatch(blocks[0].text):
        at = 1
    found = _length_of_head(blocks, at)
    return tuple(blocks[at + found :]), tuple(blocks[: at + found])


def _without_closing(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """Part the last words of a mail (“Kind regards”) and the name under them from the rest."""
    for at in range(max(0, len(blocks) - _CLOSING), len(blocks)):
        block = blocks[at]
        if isinstance(block, Paragraph) and vocabulary.is_closing(block.text):
            return tuple(blocks[:at]), tuple(blocks[at:])
    return tuple(blocks), ()


def _start_of_quotation(blocks: Sequence[Block]) -> int | None:
    for at, block in enumerate(blocks):
        if isinstance(block, Paragraph) and (
            _ATTRIBUTION.fullmatch(block.text) or _length_of_head(blocks, at)
        ):
            return at
    return None


def _length_of_head(blocks: Sequence[Block], at: int) -> int:
    """Return how many paragraphs from here are the head of a mail; 0 where they are none."""
    names: set[str] = set()
    end = at
    while end < len(blocks) and isinstance(block := blocks[end], Paragraph):
        if not _HEAD.match(block.text):
            break
        names |= {name.casefold() for name in _HEAD.findall(block.text)}
        end += 1
    is_head = "from" in names and bool(names & {"sent", "date", "to"}) and len(names) > 1
    return end - at if is_head else 0


def _paragraphs(blocks: Sequence[Block]) -> Iterator[Paragraph]:
    for block in blocks:
        if isinstance(block, Table):
            yield from block.paragraphs()
        else:
            yield block


def _asides(blocks: Sequence[Block], why: str) -> Iterator[Paragraph]:
    return (replace(paragraph, aside=why) for paragraph in _paragraphs(blocks))
