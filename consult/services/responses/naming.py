"""How a sentence about an answer names the question that it answers."""

from __future__ import annotations

import textwrap

from consult.services.surveys.frozen import AnyQuestion
from consult.words import told


def named(question: AnyQuestion) -> str:
    """Return the question in quotation marks, short enough to stand in a sentence."""
    text = told(question.text).strip().removesuffix(".")
    return f"“{textwrap.shorten(text, 90, placeholder='…')}”"
