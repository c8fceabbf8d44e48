"""JSON documents as a stream: the bytes of one `json.dumps`, without all of it in memory."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from json.encoder import encode_basestring as quoted
from pathlib import Path
from typing import IO, Any

from analysis.coding import Applied, Coded

# Many statements have a theme for the same reasons.
_REMEMBERED = 1 << 14


class CodingEntries:
    """The entries of `codings`, made one by one each time they are read."""

    def __init__(self, ids: Iterable[str], codings: Iterable[Coded]) -> None:
        self._ids = ids
        self._codings = codings

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for identity, coded in zip(self._ids, self._codings, strict=True):
            entry = {"id": identity, "themes": _themes(coded.themes)}
            yield entry | ({"language": coded.language} if coded.language else {})

    def written(self) -> Iterator[str]:
        """Yield each entry as it stands in a document."""
        for identity, coded in zip(self._ids, self._codings, strict=True):
            themes = _written_themes(coded.themes)
            language = f',\n   "language": {quoted(coded.language)}' if coded.language else ""
            yield f'{{\n   "id": {quoted(identity)},\n   "themes": {themes}{language}\n  }}'


def _themes(applied: Iterable[Applied]) -> list[dict[str, Any]]:
    return [{"id": one.theme, "score": one.score, "why": list(one.why)} for one in applied]


def _written_themes(applied: Iterable[Applied]) -> str:
    entries = ",\n".join(
        f'    {{\n     "id": {quoted(one.theme)},\n     "score": {json.dumps(one.score)},\n'
        f'     "why": {_written_words(one.why)}\n    }}'
        for one in applied
    )
    return f"[\n{entries}\n   ]" if entries else "[]"


@lru_cache(_REMEMBERED)
def _written_words(words: tuple[str, ...]) -> str:
    return _nested(list(words), 5)


def _nested(value: Any, depth: int) -> str:
    """Return a value as `json.dumps` indents it so deep inside a document."""
    return json.dumps(value, ensure_ascii=False, indent=1).replace("\n", "\n" + " " * depth)


def written(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the text of a document piece by piece, in the order of its fields."""
    mark = "{"
    for name, value in document.items():
        yield f"{mark}\n {quoted(name)}: "
        if isinstance(value, CodingEntries):
            yield from _listed(value.written())
        else:
            yield _nested(value, 1)
        mark = ","
    yield "\n}\n"


def _listed(entries: Iterable[str]) -> Iterator[str]:
    mark = "["
    for entry in entries:
        yield f"{mark}\n  {entry}"
        mark = ","
    yield "[]" if mark == "[" else "\n ]"


def write(document: Mapping[str, Any], file: IO[bytes]) -> None:
    """Write a document as UTF-8; half a character that a file may hold becomes a question mark."""
    for piece in written(document):
        file.write(piece.encode("utf-8", "replace"))


def write_file(document: Mapping[str, Any], path: Path) -> None:
    """Write a document to a file that appears when it is whole.

    Raises
    ------
    OSError
        When it cannot be written.
    """
    if path.exists() and not path.is_file():
        # A pipe or a terminal cannot be put in place of another.
        with path.open("wb") as file:
            write(document, file)
        return
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            write(document, file)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
