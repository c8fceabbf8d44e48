"""Codebooks: versioned lists of themes with definitions, read from TOML.

Only ``id``, ``name`` and ``definition`` are needed. Everything else makes coding better: when to
use a theme and when not, examples, seed terms, and a lexicon of phrases (see `analysis.patterns`).
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

_ID = re.compile(r"[^\s;,\x00-\x1f\x7f]+")
_LEXICON = ("seeds", "phrases", "hints", "never")


class CodebookError(ValueError):
    """A codebook that cannot be used; the text says what is wrong, where, and what to do."""


@dataclass(frozen=True, slots=True)
class Theme:
    """One entry of a codebook.

    `seeds` and `phrases` each point to the theme by themselves, `hints` only in company or in a
    statement of a few words, and what `never` matches is not taken for the theme.
    """

    id: str
    name: str
    definition: str
    include: str = ""
    exclude: str = ""
    examples: tuple[str, ...] = ()
    seeds: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A statement that people coded. No themes means that they found none to fit."""

    text: str
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Codebook:
    """A version of a list of themes, and the word lists that their lexicon shares."""

    version: str
    language: str
    themes: tuple[Theme, ...]
    lists: tuple[tuple[str, tuple[str, ...]], ...] = ()
    denials: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()

    def __contains__(self, theme_id: str) -> bool:
        return any(theme.id == theme_id for theme in self.themes)

    def __getitem__(self, theme_id: str) -> Theme:
        for theme in self.themes:
            if theme.id == theme_id:
                return theme
        raise KeyError(theme_id)


def load_codebook(path: Path | str) -> Codebook:
    """Read a codebook file.

    Raises
    ------
    CodebookError
        When it is not there, not TOML, or a theme lacks what it needs.
    """
    path = Path(path)
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise CodebookError(
            f"{path}: the codebook cannot be opened ({error.strerror}). Check its name."
        ) from error
    except UnicodeDecodeError as error:
        raise CodebookError(f"{path}: the codebook is not UTF-8 text. Save it as UTF-8.") from error
    return parse_codebook(text, path.name)


def parse_codebook(text: str, name: str = "codebook") -> Codebook:
    """Read a codebook from its text; `name` is used in messages.

    Raises
    ------
    CodebookError
        When it is not TOML, or a theme lacks what it needs.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CodebookError(f"{name}: this is not a TOML file: {error}.") from error
    entries = data.get("theme", data.get("themes"))
    if not isinstance(entries, list) or not entries:
        raise CodebookError(
            f"{name}: there are no themes. Write each one below a line “[[theme]]”."
        )
    themes = tuple(_theme(entry, at, name) for at, entry in enumerate(entries, start=1))
    _refuse_doubles(themes, name)
    _refuse_lost_parents(themes, name)
    return Codebook(
        version=str(data.get("version", "")),
        language=str(data.get("language", "en")),
        themes=themes,
        lists=_lists(data.get("lists", {}), name),
        denials=_texts(data.get("denials", []), f"{name}: “denials”"),
    )


def _lists(value: Any, name: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(value, Mapping):
        raise CodebookError(f"{name}: “lists” is not a table. Begin it with a line “[lists]”.")
    return tuple((key, _texts(words, f"{name}: the list “{key}”")) for key, words in value.items())


def _theme(entry: Any, at: int, name: str) -> Theme:
    if not isinstance(entry, Mapping):
        raise CodebookError(f"{name}: theme {at} is not a table. Begin it with “[[theme]]”.")
    theme_id = entry.get("id")
    where = f"{name}: theme {at}" + (f" (“{theme_id}”)" if theme_id else "")
    needed = {
        field: _line(entry.get(field), field, where) for field in ("id", "name", "definition")
    }
    if not _ID.fullmatch(needed["id"]):
        raise CodebookError(f"{where}: the id has a space, comma or semicolon in it. Use hyphens.")
    clauses = {
        field: _joined(entry.get(field, ""), f"{where}: “{field}”")
        for field in ("include", "exclude")
    }
    lexicon = {
        field: _texts(entry.get(field, []), f"{where}: “{field}”")
        for field in ("examples", *_LEXICON)
    }
    parent = _one(entry.get("parent", ""), f"{where}: “parent”") or None
    return Theme(**needed, **clauses, **lexicon, parent=parent)  # type: ignore[arg-type]


def _line(value: Any, field: str, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise CodebookError(f'{where} has no {field}. Add a line “{field} = "…"”.')
    return " ".join(value.split())


def _joined(value: Any, where: str) -> str:
    return "; ".join(_texts(value, where)) if isinstance(value, list) else _one(value, where)


def _one(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise CodebookError(f"{where} is not text. Put it in quotes.")
    return " ".join(value.split())


def _texts(value: Any, where: str) -> tuple[str, ...]:
    if isinstance(value, str):
        value = value.split(";")
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise CodebookError(f'{where} is not a list of texts. Write ["…", "…"].')
    return tuple(" ".join(item.split()) for item in value if item.strip())


def _refuse_doubles(themes: Sequence[Theme], name: str) -> None:
    first: dict[str, int] = {}
    for at, theme in enumerate(themes, start=1):
        if theme.id in first:
            raise CodebookError(
                f"{name}: themes {first[theme.id]} and {at} have the same id “{theme.id}”. "
                "Give each theme its own."
            )
        first[theme.id] = at


def _refuse_lost_parents(themes: Sequence[Theme], name: str) -> None:
    parents = {theme.id: theme.parent for theme in themes}
    for at, theme in enumerate(themes, start=1):
        where = f"{name}: theme {at} (“{theme.id}”)"
        if theme.parent is not None and theme.parent not in parents.keys() - {theme.id}:
            raise CodebookError(
                f"{where} has the parent “{theme.parent}”, "
                "which is no other theme of this codebook."
            )
        if theme.id in _above(theme, parents):
            raise CodebookError(f"{where} is its own parent’s parent. Remove one “parent”.")


def _above(theme: Theme, parents: Mapping[str, str | None]) -> set[str]:
    """Return the ids of a theme's parent, that one's parent, and so on."""
    found: set[str] = set()
    above = theme.parent
    while above is not None and above not in found:
        found.add(above)
        above = parents.get(above)
    return found


def with_others(codebook: Codebook, others: Sequence[Codebook]) -> Codebook:
    """Return the codebook with the themes that only codebooks of other languages have, at its end.

    A theme of the same id is the same theme.
    """
    themes = {theme.id: theme for book in (codebook, *others) for theme in book.themes}
    kept = {theme.id: theme for theme in codebook.themes}
    return replace(codebook, themes=tuple((themes | kept)[each] for each in kept | themes))


@cache
def standard_barriers() -> Codebook:
    """Return the standard codebook for barriers, with its lexicon and coded examples."""
    data = files("analysis") / "data"
    codebook = parse_codebook((data / "barriers.toml").read_text("utf-8"), "barriers.toml")
    lines = (data / "barriers-examples.csv").read_text("utf-8").splitlines()
    rows = [Example(row["text"], _ids(row["themes"])) for row in csv.DictReader(lines)]
    return replace(codebook, examples=tuple(rows))


def _ids(joined: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in joined.split(";") if part.strip())


def with_standard_lexicon(codebook: Codebook) -> Codebook:
    """Return the codebook, its themes that are standard barriers given the shipped lexicon.

    A theme counts as standard when its id is, and its definition, or its name and most words of its
    definition, are the same. Its own terms stay; the shipped ones are added.
    """
    if not codebook.language.lower().startswith("en"):
        return codebook
    standard = standard_barriers()
    known = {theme.id: theme for theme in standard.themes}
    shared = {t.id for t in codebook.themes if t.id in known and _is_same(t, known[t.id])}
    if not shared:
        return codebook
    themes = tuple(_enriched(t, known[t.id]) if t.id in shared else t for t in codebook.themes)
    examples = tuple(e for e in standard.examples if shared.issuperset(e.themes))
    return replace(
        codebook,
        themes=themes,
        lists=tuple({**dict(standard.lists), **dict(codebook.lists)}.items()),
        denials=tuple(dict.fromkeys(codebook.denials + standard.denials)),
        examples=tuple(dict.fromkeys(codebook.examples + examples)),
    )


def _is_same(theme: Theme, standard: Theme) -> bool:
    ours, theirs = (set(re.findall(r"\w+", t.definition.lower())) for t in (theme, standard))
    alike = len(ours & theirs) / len(ours | theirs)
    return alike == 1 or (alike >= 0.5 and theme.name.casefold() == standard.name.casefold())


def _enriched(theme: Theme, standard: Theme) -> Theme:
    fields = ("examples", *_LEXICON)
    terms = {f: tuple(dict.fromkeys(getattr(theme, f) + getattr(standard, f))) for f in fields}
    return replace(theme, **terms)  # type: ignore[arg-type]
