"""A table or chart of a paper before its figures are said: each cell is words with references."""

from __future__ import annotations

import re
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Layout:
    """A table or chart before its figures are said.

    Attributes
    ----------
    bars
        Of a chart: what each bar is, and the subject of its figure.
    series
        The names of the bars that stand together, such as before and now; none where each stands
        by itself. With them, a bar is a share of its base.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    is_matrix: bool = False
    bars: tuple[tuple[str, str], ...] = field(default=())
    axis: str = ""
    series: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All its words, for whoever looks for references."""
        cells = [cell for row in self.rows for cell in row]
        return "\n".join(
            [self.caption, *cells, *(f"{{{subject}.count}}" for _, subject in self.bars)]
        )


def plain(text: str) -> str:
    """Return words in which nothing can be taken for a reference."""
    return " ".join(text.replace("{", "(").replace("}", ")").split())


def slug(name: str) -> str:
    """Return a name as a subject can hold it.

    >>> slug("Harbour Trust & Co.")
    'harbour-trust-co'
    """
    return re.sub(r"[^\w]+", "-", name.casefold()).strip("-") or "-"
