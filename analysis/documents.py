"""Results as the JSON documents that other programs rely on."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from analysis import __version__
from analysis.agreement import Agreement
from analysis.codebook import Codebook
from analysis.coding import Coded, CodingResult
from analysis.discovery import Discovery
from analysis.duplicates import DuplicateGroup
from analysis.matching import Match
from analysis.tables import Table

Document = dict[str, Any]
_QUOTES = 3
_KEYWORDS = 6


def digest(*parts: Any) -> str:
    """Return the SHA-256 of what a run was given."""
    plain = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str)
    return "sha256:" + hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def discovery_document(table: Table, found: Discovery, *, seed: int) -> Document:
    """Return the document of `themes`."""
    themes = [
        {
            "id": theme.id,
            "name": theme.name,
            "keywords": list(theme.keywords),
            "size": theme.size,
            "quotes": [table.rows[index].text for index in theme.quotes],
            "stability": theme.stability,
        }
        for theme in found.themes
    ]
    document = _head(table, len(themes), seed, found.encoder)
    return document | _tail(table, themes, found.codings, asdict(found.ledger))


def coding_document(
    table: Table, codebook: Codebook, result: CodingResult, *, seed: int
) -> Document:
    """Return the document of `code`: the shape of `themes`, with the codebook's theme ids."""
    themes = [_used(theme.id, theme.name, table, result) for theme in codebook.themes]
    document = _head(table, len(themes), seed, result.encoder, codebook)
    return document | _tail(table, themes, result.codings, asdict(result.ledger))


def _used(theme_id: str, name: str, table: Table, result: CodingResult) -> Document:
    words: Counter[str] = Counter()
    scored = []
    size = 0
    for index, coded in enumerate(result.codings):
        for applied in coded.themes:
            if applied.theme == theme_id:
                size += 1
                words.update(word.lower() for word in applied.why)
                if coded.copy_of is None:
                    scored.append((-applied.score, index))
    return {
        "id": theme_id,
        "name": name,
        "keywords": [word for word, _ in sorted(words.items(), key=lambda w: (-w[1], w[0]))][
            :_KEYWORDS
        ],
        "size": size,
        "quotes": [table.rows[index].text for _, index in sorted(scored)[:_QUOTES]],
        "stability": None,
    }


def _head(
    table: Table, k: int, seed: int, encoder: str, codebook: Codebook | None = None
) -> Document:
    inputs = [(row.id, row.text) for row in table.rows]
    versions = {"analysis": __version__, "encoder": encoder}
    if codebook is not None:
        versions["codebook"] = codebook.version
    named = [asdict(theme) for theme in codebook.themes] if codebook else []
    return {
        "n": len(table.rows),
        "k": k,
        "seed": seed,
        "digest": digest(inputs, named, seed),
        "versions": versions,
    }


def _tail(
    table: Table, themes: list[Document], codings: Sequence[Coded], ledger: Mapping[str, int]
) -> Document:
    return {
        "themes": themes,
        "codings": [
            {
                "id": row.id,
                "themes": [
                    {"id": applied.theme, "score": applied.score, "why": list(applied.why)}
                    for applied in coded.themes
                ],
            }
            for row, coded in zip(table.rows, codings, strict=True)
        ],
        "ledger": dict(ledger),
    }


def duplicates_document(table: Table, groups: Sequence[DuplicateGroup]) -> Document:
    """Return the document of `duplicates`."""
    copies = sum(len(group.members) - 1 for group in groups)
    return {
        "n": len(table.rows),
        "distinct": len(table.rows) - copies,
        "groups": [
            {
                "kind": group.kind,
                "size": len(group.members),
                "ids": [table.rows[index].id for index in group.members],
                "text": table.rows[group.members[0]].text,
            }
            for group in groups
        ],
    }


def match_document(left: Table, right: Table, found: Sequence[Sequence[Match]]) -> Document:
    """Return the document of `match`."""
    return {
        "left": len(left.rows),
        "right": len(right.rows),
        "matches": [
            {
                "id": row.id,
                "text": row.text,
                "matches": [
                    {
                        "id": right.rows[near.right].id,
                        "text": right.rows[near.right].text,
                        "score": near.score,
                    }
                    for near in matches
                ],
            }
            for row, matches in zip(left.rows, found, strict=True)
        ],
    }


def agreement_document(agreement: Agreement) -> Document:
    """Return the document of `agree`, its figures to four places."""
    document = asdict(agreement)
    for field in ("alpha", "f1_micro", "f1_sample", "identical"):
        document[field] = round(document[field], 4)
    document["per_theme"] = [
        theme | {"f1": round(theme["f1"], 4)} for theme in document["per_theme"]
    ]
    return document
