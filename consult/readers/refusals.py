"""The one refusal of a reader: its text is for the person who chose the file."""

from __future__ import annotations

from dataclasses import dataclass


class UnreadableFile(Exception):
    """A file that cannot be read; the text says in one sentence what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do about a file that is not sound, by what it was chosen for.

    Attributes
    ----------
    what
        What the file is called where it has more in it than it needs.
    anew, as_text, smaller
        How to come by a sound one, by one that is text, and by one that is small enough.
    """

    what: str
    anew: str
    as_text: str
    smaller: str


NOTES = Advice(
    "a notes file",
    "open it in Word or Excel and save it again",
    "save it again as plain text (UTF-8), or as a Word or Excel file",
    "split it into smaller files, or copy the notes into a new one",
)
CODINGS = Advice(
    "a coding file",
    "export it again from the program that coded it",
    "export it again as CSV in UTF-8, or as a REFI-QDA project (.qdpx)",
    "export fewer statements at a time",
)
