"""Barriers by groups as lines of counts, so that a later table is held against earlier ones."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from consult.services.disclosure import Line
from consult.services.reports.evidence import ANY
from consult.services.reports.facts import Facts

LONGEST_NAME = 80


def columns(
    facts: Facts, kind: str, members: Mapping[str, frozenset[int]]
) -> dict[str, dict[str, int]]:
    """Return the true counts of each column by its name: every theme, then any."""
    if not members:
        return {}
    sets = {theme.key: theme.members for theme in facts.themes} | {f":{ANY}": facts.themed}
    return {
        _name(kind, key): {label: len(here & wanted) for label, here in members.items()}
        for key, wanted in sets.items()
    }


def _name(kind: str, key: str) -> str:
    """Return a column's name; a long key is told by its digest, since two may begin alike."""
    name = f"by-{kind}: {key}"
    if len(name) <= LONGEST_NAME:
        return name
    return f"by-{kind}: {hashlib.sha256(key.encode()).hexdigest()[:32]}"


def hidden(
    lines: Sequence[Line], members: Mapping[str, frozenset[int]]
) -> frozenset[tuple[int, int]]:
    """Return the cells, by row and column, that earlier tables ask to be hidden."""
    return frozenset(
        (row, column)
        for column, line in enumerate(lines)
        for row, label in enumerate(members)
        if line.shown[label] is None
    )


def as_shown(
    lines: Sequence[Line], members: Mapping[str, frozenset[int]], shown: Sequence[Sequence[bool]]
) -> list[Line]:
    """Return the lines with all that is hidden in them in the end."""
    rows = dict(zip(members, shown, strict=True))
    return [
        replace(
            line,
            shown={
                label: None if label in rows and not rows[label][column] else n
                for label, n in line.shown.items()
            },
        )
        for column, line in enumerate(lines)
    ]
