"""Results as the JSON documents that other programs rely on."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from heapq import heappop, heappush
from itertools import islice
from typing import Any

from analysis import __version__
from analysis.codebook import Codebook
from analysis.coding import Applied, Coded, CodingResult
from analysis.discovery import Discovery, FoundTheme, SubTheme
from analysis.stability import step
from analysis.tables import Row, Table
from analysis.writing import CodingEntries

Document = dict[str, Any]
_QUOTES = 3
_KEYWORDS = 6
_AT_ONCE = 1_000


def digest(rows: Iterable[Row], *others: Any) -> str:
    """Return the SHA-256 of what a run was given: its statements, and what else it rests on."""
    hashed = hashlib.sha256(b"[[")
    pairs = ([row.id, row.text] for row in rows)
    mark = ""
    while some := list(islice(pairs, _AT_ONCE)):
        hashed.update((mark + _plain(some)[1:-1]).encode("utf-8", "surrogatepass"))
        mark = ", "
    hashed.update(f"], {_plain(others)[1:]}".encode("utf-8", "surrogatepass"))
    return f"sha256:{hashed.hexdigest()}"


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def discovery_document(table: Table, found: Discovery, *, seed: int) -> Document:
    """Return the document of `themes`."""
    ids = list(table.ids)
    themes = [_found(table, ids, theme) for theme in found.themes]
    curve = [asdict(point) for point in found.curve]
    document = _head(table, len(themes), seed, found.encoder)
    tail = _tail(table, themes, found.codings, asdict(found.ledger))
    return document | tail | {"curve": curve}


def _found(table: Table, ids: Sequence[str], theme: FoundTheme) -> Document:
    """Return a theme: its quotes as texts, and the statements behind each list by their ids."""
    return _described(table, theme) | {
        "stability": theme.stability,
        "holds": step(theme.stability),
        "typical": [ids[index] for index in theme.typical],
        "least_typical": [ids[index] for index in theme.untypical],
        "covering": [ids[index] for index in theme.quotes],
        "subthemes": [
            _described(table, part) | {"statements": [ids[at] for at in part.members]}
            for part in theme.subthemes
        ],
    }


def _described(table: Table, theme: FoundTheme | SubTheme) -> Document:
    return {
        "id": theme.id,
        "name": theme.name,
        "keywords": list(theme.keywords),
        "size": theme.size,
        "quotes": [table.rows[index].text for index in theme.quotes],
    }


def coding_document(
    table: Table,
    codebook: Codebook,
    result: CodingResult,
    *,
    seed: int,
    beside: Iterable[Any] = (),
) -> Document:
    """Return the document of `code`: the shape of `themes`, with the codebook's theme ids.

    `beside` is what else the codings rest on, such as coded examples; its digest tells it.
    """
    used = _used(codebook, result)
    themes = [
        {
            "id": theme.id,
            "name": theme.name,
            "keywords": used[theme.id].keywords(),
            "size": used[theme.id].size,
            "quotes": [table.rows[index].text for index in used[theme.id].quotes()],
            "stability": None,
        }
        for theme in codebook.themes
    ]
    document = _head(table, len(themes), seed, result.encoder, codebook, beside)
    document |= _tail(table, themes, result.codings, asdict(result.ledger))
    return document | {"languages": result.languages()}


class _Use:
    """How a theme was used: how often, for which words, and where it was surest."""

    def __init__(self) -> None:
        self.size = 0
        self._words: Counter[str] = Counter()
        self._surest: list[tuple[float, int]] = []

    def add(self, applied: Applied, index: int, *, is_copy: bool) -> None:
        """Count one use; a copy is not quoted."""
        self.size += 1
        self._words.update(word.lower() for word in applied.why)
        if is_copy:
            return
        # The least sure stands first, the later of two that are equally sure before the earlier.
        heappush(self._surest, (applied.score, -index))
        if len(self._surest) > _QUOTES:
            heappop(self._surest)

    def keywords(self) -> list[str]:
        """Return the commonest words first."""
        return [w for w, _ in sorted(self._words.items(), key=lambda w: (-w[1], w[0]))][:_KEYWORDS]

    def quotes(self) -> list[int]:
        """Return the indices of the surest first."""
        return [-index for _, index in sorted(self._surest, reverse=True)]


def _used(codebook: Codebook, result: CodingResult) -> dict[str, _Use]:
    used = {theme.id: _Use() for theme in codebook.themes}
    for index, coded in enumerate(result.codings):
        for applied in coded.themes:
            used[applied.theme].add(applied, index, is_copy=coded.copy_of is not None)
    return used


def _head(
    table: Table,
    k: int,
    seed: int,
    encoder: str,
    codebook: Codebook | None = None,
    beside: Iterable[Any] = (),
) -> Document:
    versions = {"analysis": __version__, "encoder": encoder}
    if codebook is not None:
        versions["codebook"] = codebook.version
    named = [asdict(theme) for theme in codebook.themes] if codebook else []
    return {
        "n": len(table.rows),
        "k": k,
        "seed": seed,
        "digest": digest(table.rows, named, seed, *filter(None, beside)),
        "versions": versions,
    }


def _tail(
    table: Table, themes: list[Document], codings: Sequence[Coded], ledger: Mapping[str, int]
) -> Document:
    return {
        "themes": themes,
        "codings": CodingEntries(table.ids, codings),
        "ledger": dict(ledger),
    }
