"""The themes of a sample: discovered once, kept if asked, and each with its middle."""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, replace
from typing import TYPE_CHECKING, Any

from analysis.checkpoints import Checkpoints
from analysis.chunks import Steps
from analysis.coding import Applied, Coded, ledger_of
from analysis.curve import CurvePoint
from analysis.encoder import Encoder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from analysis.discovery import Discovery

_FILE = "sample.json"


@dataclass(frozen=True, slots=True)
class Cell:
    """What statements have in common: the themes that they were given, and the part of a theme."""

    themes: tuple[str, ...]
    part: str = ""


@dataclass(frozen=True, slots=True)
class Sampled:
    """What was found in a sample.

    `homes` is the cell of each statement, or -1 for *other*; `middles` the unit mean of each cell,
    shape (cells, dimensions).
    """

    found: Discovery
    cells: tuple[Cell, ...]
    homes: NDArray[np.int64]
    middles: NDArray[np.float32]


def discover_sample(
    texts: Sequence[str],
    *,
    k: int | None,
    seed: int,
    encoder: Encoder,
    speakers: Sequence[Hashable | None] | None,
    steps: Steps,
    checkpoints: Checkpoints | None,
) -> Sampled:
    """Discover the themes of a sample of distinct statements; see `analysis.discovery.discover`."""
    from analysis.discovery import discover

    kept = checkpoints.read(_FILE) if checkpoints else None
    if kept is not None:
        return _placed(_restored(json.loads(kept)), texts, encoder)
    found = discover(texts, k=k, seed=seed, encoder=encoder, speakers=speakers, progress=steps)
    if checkpoints:
        content = {
            "themes": found.themes,
            "codings": found.codings,
            "encoder": found.encoder,
            "curve": found.curve,
        }
        checkpoints.write(_FILE, json.dumps(content, default=asdict).encode())
    return _placed(found, texts, encoder)


def _restored(kept: dict[str, Any]) -> Discovery:
    from analysis.discovery import Discovery, FoundTheme, SubTheme

    for theme in kept["themes"]:
        theme["subthemes"] = [SubTheme(**_with_tuples(part)) for part in theme["subthemes"]]
    themes = tuple(FoundTheme(**_with_tuples(theme)) for theme in kept["themes"])
    codings = tuple(
        Coded(tuple(Applied(**_with_tuples(one)) for one in coded["themes"]), coded["is_empty"])
        for coded in kept["codings"]
    )
    curve = tuple(CurvePoint(**point) for point in kept["curve"])
    return Discovery(themes, codings, ledger_of(codings), kept["encoder"], curve)


def _with_tuples(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(v) if isinstance(v, list) else v for name, v in fields.items()}


def _placed(found: Discovery, texts: Sequence[str], encoder: Encoder) -> Sampled:
    import numpy as np

    from analysis.grouping import centroids

    parts = {
        at: part.id for theme in found.themes for part in theme.subthemes for at in part.members
    }
    given = [
        Cell(tuple(applied.theme for applied in coded.themes), parts.get(at, ""))
        for at, coded in enumerate(found.codings)
    ]
    cells = tuple(sorted({cell for cell in given if cell.themes}, key=astuple))
    places = {cell: at for at, cell in enumerate(cells)}
    homes = np.array([places.get(cell, -1) for cell in given], np.int64)
    vectors = encoder.encode(texts)
    inside = homes >= 0
    middles = centroids(vectors[inside], homes[inside]) if cells else vectors[:0]
    return Sampled(found, cells, homes, middles)


def renumbered(sampled: Sampled, sizes: Mapping[str, int]) -> Sampled:
    """Return the sample with its themes, and the parts of each, by falling size.

    Parameters
    ----------
    sampled : Sampled
    sizes : mapping of str to int
        How many statements each theme and each part has among all.
    """
    names: dict[str, str] = {}
    themes = []
    for at, theme in enumerate(sorted(sampled.found.themes, key=lambda t: -sizes[t.id]), 1):
        names[theme.id] = f"t{at}"
        parts = sorted(theme.subthemes, key=lambda part: -sizes[part.id])
        names |= {part.id: f"t{at}.{place}" for place, part in enumerate(parts, 1)}
        told = tuple(replace(part, id=names[part.id]) for part in parts)
        themes.append(replace(theme, id=f"t{at}", subthemes=told))
    codings = [
        replace(coded, themes=tuple(replace(one, theme=names[one.theme]) for one in coded.themes))
        for coded in sampled.found.codings
    ]
    cells = tuple(
        Cell(tuple(names[theme] for theme in cell.themes), names.get(cell.part, ""))
        for cell in sampled.cells
    )
    found = replace(sampled.found, themes=tuple(themes), codings=tuple(codings))
    return replace(sampled, found=found, cells=cells)
