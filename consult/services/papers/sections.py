"""The sections of a paper: of a council paper those of the form, of other papers one."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from importlib.resources import files

from consult.models.papers import PaperKind


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a paper.

    Attributes
    ----------
    number
        Its place in a numbered paper; 0 where its paragraphs have no numbers.
    prompts
        What a person must write in it.
    prefilled
        The name of what the record says there by itself.
    """

    key: str
    title: str
    number: int = 0
    prompts: tuple[str, ...] = ()
    prefilled: str = ""


FINDINGS = (Section("findings", "What people told us", prefilled="findings"),)

PARTICULARS = {
    "meeting": "Meeting",
    "report_of": "Report of",
    "wards": "Wards affected",
    "key_decision": "Key decision",
    "policy_framework": "Budget and policy framework",
    "contact": "Contact officer",
    "appendices": "Appendices",
    "background_documents": "Background documents",
}
"""What stands at the head of a council paper, besides its date and subject."""


def of(kind: PaperKind) -> tuple[Section, ...]:
    """Return the sections of a kind of paper, in order."""
    return _council() if kind is PaperKind.COUNCIL_PAPER else FINDINGS


@functools.cache
def _council() -> tuple[Section, ...]:
    source = files("consult.services") / "papers" / "council_paper.toml"
    read = tomllib.loads(source.read_text(encoding="utf-8"))
    return tuple(
        Section(
            each["key"],
            each["title"],
            number,
            tuple(each.get("prompts", ())),
            each.get("prefilled", ""),
        )
        for number, each in enumerate(read["section"], start=1)
    )
