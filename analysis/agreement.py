"""How far two codings agree, on the statements that both coded.

References
----------
Krippendorff (2011), Computing Krippendorff's Alpha-Reliability.
Passonneau (2006), Measuring Agreement on Set-valued Items (MASI), LREC.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Themes = frozenset[str]


class TooFewStatements(ValueError):
    """There is nothing that both coders coded."""


@dataclass(frozen=True, slots=True)
class ThemeAgreement:
    """One theme: how often each coder used it, how often both did, and the F1 of that."""

    theme: str
    left: int
    right: int
    both: int
    f1: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of two codings over `n` statements; shares and F1 in 0..1, alpha at most 1."""

    n: int
    alpha: float
    f1_micro: float
    f1_sample: float
    identical: float
    per_theme: tuple[ThemeAgreement, ...]


def agree(left: Mapping[str, Iterable[str]], right: Mapping[str, Iterable[str]]) -> Agreement:
    """Compare two codings, each a mapping of statement id to its themes.

    Statements that only one of them has are left out.

    Raises
    ------
    TooFewStatements
        When they have no statement in common.
    """
    pairs = [(frozenset(left[unit]), frozenset(right[unit])) for unit in left if unit in right]
    if not pairs:
        raise TooFewStatements("The two codings have no statement id in common.")
    per_theme = _per_theme(pairs)
    both = sum(theme.both for theme in per_theme)
    uses = sum(theme.left + theme.right for theme in per_theme)
    return Agreement(
        n=len(pairs),
        alpha=krippendorff_alpha(pairs),
        f1_micro=2 * both / uses if uses else 1.0,
        f1_sample=sum(_f1(*pair) for pair in pairs) / len(pairs),
        identical=sum(one == other for one, other in pairs) / len(pairs),
        per_theme=per_theme,
    )


def masi(one: Themes, other: Themes) -> float:
    """Return the MASI distance of two sets of themes: 0 if equal, 1 if they share nothing.

    Examples
    --------
    >>> round(masi(frozenset("ab"), frozenset("abc")), 3)
    0.556
    """
    if one == other:
        return 0.0
    shared = len(one & other)
    nested = 2 / 3 if one <= other or other <= one else 1 / 3
    return 1 - shared / len(one | other) * nested


def krippendorff_alpha(units: Sequence[Sequence[Themes]]) -> float:
    """Return Krippendorff's alpha of statements, each a row of the sets its coders gave.

    Sets that overlap disagree only in part (MASI distance). A statement with a single coder is left
    out.

    Returns
    -------
    float
        1 for perfect agreement, 0 for what chance would give; below 0 is worse.

    Raises
    ------
    TooFewStatements
        When no statement has two coders.
    """
    paired = [unit for unit in units if len(unit) > 1]
    if not paired:
        raise TooFewStatements("No statement has two coders.")
    counts = Counter(value for unit in paired for value in unit)
    total = counts.total()
    observed = sum(
        sum(masi(one, other) for one in unit for other in unit) / (len(unit) - 1) for unit in paired
    )
    expected = sum(
        masi(one, other) * n * m for one, n in counts.items() for other, m in counts.items()
    )
    return 1.0 if expected == 0 else 1 - observed * (total - 1) / expected


def _f1(one: Themes, other: Themes) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 1.0


def _per_theme(pairs: Sequence[tuple[Themes, Themes]]) -> tuple[ThemeAgreement, ...]:
    themes = sorted({theme for pair in pairs for coder in pair for theme in coder})
    found = []
    for theme in themes:
        left = sum(theme in one for one, _ in pairs)
        right = sum(theme in other for _, other in pairs)
        both = sum(theme in one and theme in other for one, other in pairs)
        found.append(ThemeAgreement(theme, left, right, both, 2 * both / (left + right)))
    return tuple(found)
