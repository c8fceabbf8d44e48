"""Words that carry no theme of their own. Negations are not among them: they often carry one."""

from __future__ import annotations

from importlib.resources import files

from analysis.stems import stem

STOP_WORDS = frozenset((files("analysis") / "data" / "stop-words.txt").read_text("utf-8").split())
STOP_STEMS = frozenset(stem(word) for word in STOP_WORDS)
