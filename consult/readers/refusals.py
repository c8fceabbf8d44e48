"""The one refusal of a reader: its text is for the person who chose the file."""

from __future__ import annotations


class UnreadableFile(Exception):
    """A file that cannot be read; the text says in one sentence what is wrong and what to do."""
