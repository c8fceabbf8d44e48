"""Discovery among what a codebook leaves over: the themes that it has not."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import Any

from analysis.coding import Coded, ledger_of
from analysis.discovery import Discovery, FoundTheme, SubTheme, discover


def discover_other(
    texts: Sequence[str],
    coded: Sequence[Coded],
    *,
    speakers: Sequence[Hashable | None] | None = None,
    **options: Any,
) -> Discovery:
    """Group the statements that no theme of a codebook explains into themes of their own.

    Parameters
    ----------
    texts : sequence of str
    coded : sequence of Coded
        What the codebook made of each text.
    speakers, options
        As for `analysis.discovery.discover`.

    Returns
    -------
    Discovery
        The themes found; every statement's coding, where the codebook has one by it; and the
        ledger of all statements.
    """
    left = [at for at, one in enumerate(coded) if not one.themes and not one.is_empty]
    own = None if speakers is None else [speakers[at] for at in left]
    found = discover([texts[at] for at in left], speakers=own, **options)
    codings = list(coded)
    for at, one in zip(left, found.codings, strict=True):
        copied = one.copy_of
        codings[at] = replace(one, copy_of=None if copied is None else left[copied])
    themes = tuple(_placed(theme, left) for theme in found.themes)
    return replace(found, themes=themes, codings=tuple(codings), ledger=ledger_of(codings))


def _placed(theme: FoundTheme, left: Sequence[int]) -> FoundTheme:
    """Return a theme with its indices among all statements."""
    return replace(
        theme,
        members=_among(theme.members, left),
        quotes=_among(theme.quotes, left),
        typical=_among(theme.typical, left),
        untypical=_among(theme.untypical, left),
        subthemes=tuple(_part_placed(part, left) for part in theme.subthemes),
    )


def _part_placed(part: SubTheme, left: Sequence[int]) -> SubTheme:
    return replace(part, members=_among(part.members, left), quotes=_among(part.quotes, left))


def _among(indices: Sequence[int], left: Sequence[int]) -> tuple[int, ...]:
    return tuple(left[at] for at in indices)
