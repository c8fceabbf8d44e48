"""Coded statements of other programs: CSV, REFI-QDA projects and ThemeFinder's files.

What a file does not say is no coding; what it says wrongly is refused with its place.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from consult.exchange import CodedStatement, plain_line, plain_text
from consult.readers.archive import Archive
from consult.readers.codebooks import cell_of, named, read_codes, rows_of
from consult.readers.encodings import decode
from consult.readers.refusals import CODINGS, UnreadableFile

MOST_BYTES = 64 * 2**20
# A project has a part for each statement.
MOST_PARTS = 100_000
# By ThemeFinder itself, and by i.AI's Consult.
_IDS = ("themefinder_id", "response_id")
_KEYS = ("theme_keys", "labels")
_TEXTS = ("text", "response")
_THEME_IDS = ("topic_id", "theme_key")
_THEME_NAMES = ("topic_label", "theme_name", "topic")


@dataclass(frozen=True, slots=True)
class CodedFile:
    """The codings of a file.

    Attributes
    ----------
    statements
        As the file names them; their themes are keys of `themes`.
    themes
        The name of each theme by the file's own key.
    """

    statements: tuple[CodedStatement, ...]
    themes: dict[str, str]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        rows = [[each.id, each.text, list(each.themes)] for each in self.statements]
        return {"statements": rows, "themes": self.themes}

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> CodedFile:
        """Return the file that `to_dict` gave as plain data."""
        rows = (CodedStatement(one, text, tuple(keys)) for one, text, keys in plain["statements"])
        return cls(tuple(rows), plain["themes"])


def read_codings(content: bytes, filename: str) -> CodedFile:
    """Return the coded statements of a file.

    Raises
    ------
    UnreadableFile
        With the row, the line or the part that is wrong.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableFile(f"“{filename}” is larger than 64 MB; part it into smaller files.")
    if not content.strip():
        raise UnreadableFile(f"“{filename}” is empty; choose the file with the codings.")
    if content.startswith(b"PK"):
        found = _from_archive(Archive(content, filename, most_parts=MOST_PARTS, advice=CODINGS))
    elif filename.lower().endswith((".csv", ".tsv", ".txt")):
        found = _from_table(content, filename)
    else:
        raise UnreadableFile(
            f"“{filename}” holds no codings that can be read; choose a .qdpx, a .csv or a .zip of "
            "ThemeFinder’s files."
        )
    if not found.statements:
        raise UnreadableFile(f"“{filename}” has no statements in it; choose another file.")
    return found


def _from_table(content: bytes, filename: str) -> CodedFile:
    rows = rows_of(decode(content, filename, {}, advice=CODINGS).text, filename)
    rows = [row for row in rows if any(cell.strip() for cell in row[1])]
    if not rows:
        raise UnreadableFile(f"“{filename}” has no rows in it; choose another file.")
    header = [plain_line(cell_of(rows[0][1], at)) for at in range(len(rows[0][1]))]
    lower = [name.casefold() for name in header]
    if lower[:2] != ["statement", "text"] or len(header) < 3:
        raise UnreadableFile(
            f"“{filename}”, row 1: the first columns must be “statement” and “text”, followed by "
            "“theme” or by a column for each theme."
        )
    for number, row in rows[1:]:
        if len(row) > len(header):
            raise UnreadableFile(
                f"“{filename}”, row {number} has {len(row)} cells, but there are {len(header)} "
                "columns; look for a comma outside quotes."
            )
    if lower[2:] in (["theme", "name"], ["theme"]):
        return _long(rows[1:])
    return _matrix(header, rows[1:], filename)


def _long(rows: Sequence[tuple[int, list[str]]]) -> CodedFile:
    found: dict[tuple[str, str], dict[str, None]] = {}
    names: dict[str, str] = {}
    for _, row in rows:
        key = plain_line(cell_of(row, 2))
        themes = found.setdefault((cell_of(row, 0).strip(), plain_text(cell_of(row, 1))), {})
        if key:
            themes[key] = None
            names[key] = plain_line(cell_of(row, 3)) or key
    coded = (CodedStatement(one, text, tuple(keys)) for (one, text), keys in found.items())
    return CodedFile(tuple(coded), names)


def _matrix(
    header: Sequence[str], rows: Sequence[tuple[int, list[str]]], filename: str
) -> CodedFile:
    keys = header[2:]
    if "" in keys or len(set(keys)) < len(keys):
        raise UnreadableFile(
            f"“{filename}”, row 1: two columns have the same name, or one has none; give each "
            "theme a column of its own."
        )
    found = []
    for number, row in rows:
        marks = [cell_of(row, at).strip() for at in range(2, len(header))]
        odd = next((at for at, mark in enumerate(marks) if mark not in ("0", "1", "")), None)
        if odd is not None:
            raise UnreadableFile(
                f"“{filename}”, row {number}, column “{keys[odd]}”: “{marks[odd][:40]}” is neither "
                "0 nor 1; write 1 where the theme fits."
            )
        themes = tuple(key for key, mark in zip(keys, marks, strict=True) if mark == "1")
        found.append(CodedStatement(cell_of(row, 0).strip(), plain_text(cell_of(row, 1)), themes))
    return CodedFile(tuple(found), {key: key for key in keys})


def _from_archive(archive: Archive) -> CodedFile:
    parts = {name.rsplit("/", 1)[-1]: name for name in archive.names}
    if "project.qde" in parts:
        return _from_project(archive, archive.xml(parts["project.qde"]))
    if "mapping.jsonl" in parts:
        return _from_theme_finder(archive, parts)
    raise UnreadableFile(
        f"“{archive.filename}” has neither a project.qde of a REFI-QDA project nor a mapping.jsonl "
        "of ThemeFinder in it; choose another file."
    )


def _from_project(archive: Archive, root: etree._Element) -> CodedFile:
    entries = list(read_codes(root, archive.filename))
    codes = next(named(root, "Codes"))
    by_guid = {
        code.get("guid", ""): entry.key
        for code, entry in zip(named(codes, "Code"), entries, strict=True)
    }
    parts = {name.casefold(): name for name in archive.names}
    found = [_source(archive, each, by_guid, parts) for each in named(root, "TextSource")]
    return CodedFile(tuple(found), {each.key: each.name for each in entries})


def _source(
    archive: Archive, source: etree._Element, by_guid: dict[str, str], parts: dict[str, str]
) -> CodedStatement:
    name = source.get("name", "")
    keys: dict[str, None] = {}
    for reference in named(source, "CodeRef"):
        target = reference.get("targetGUID", "")
        if target not in by_guid:
            raise UnreadableFile(
                f"“{archive.filename}”, project.qde, line {reference.sourceline}: “{name}” has a "
                "code that the project’s codebook has not; export the project again."
            )
        keys[by_guid[target]] = None
    text = plain_text(_words(archive, source, parts))
    return CodedStatement(name.removeprefix("Statement ").strip(), text, tuple(keys))


def _words(archive: Archive, source: etree._Element, parts: dict[str, str]) -> str:
    content = next(named(source, "PlainTextContent"), None)
    if content is not None:
        return "".join(str(each) for each in content.itertext())
    member = f"sources/{source.get('plainTextPath', '').removeprefix('internal://').lstrip('/')}"
    if member.casefold() not in parts:
        raise UnreadableFile(
            f"“{archive.filename}”: the text of “{source.get('name', '')}” ({member}) is not in "
            "it; export the project again."
        )
    return archive.read(parts[member.casefold()]).decode("utf-8-sig", "replace")


def _from_theme_finder(archive: Archive, parts: dict[str, str]) -> CodedFile:
    texts: dict[str, str] = {}
    for where, row in _lines(archive, parts.get("responses.jsonl", "")):
        texts[_field(row, _IDS, where)] = plain_text(_field(row, _TEXTS, where))
    themes: dict[str, str] = {}
    for at, row in enumerate(_themes(archive, parts.get("themes.json", "")), start=1):
        where = f"“{archive.filename}”, themes.json, theme {at}"
        key = plain_line(_field(row, _THEME_IDS, where))
        told = _field(row, _THEME_NAMES, where)
        themes[key] = plain_line(told.partition(":")[0] if "topic" in row else told)
    found = []
    for where, row in _lines(archive, parts["mapping.jsonl"]):
        one = _field(row, _IDS, where)
        keys = next((row[name] for name in _KEYS if name in row), None)
        if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
            raise UnreadableFile(f"{where} has no list “theme_keys” or “labels”; export it again.")
        found.append(CodedStatement(one, texts.get(one, ""), tuple(dict.fromkeys(keys))))
    unnamed = {key: key for each in found for key in each.themes}
    return CodedFile(tuple(found), unnamed | themes)


def _themes(archive: Archive, part: str) -> list[dict[str, Any]]:
    where = f"“{archive.filename}”, themes.json"
    rows = _json(archive.read(part), where) if part else []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UnreadableFile(f"{where} is no list of themes; export it again.")
    return rows


def _lines(archive: Archive, part: str) -> Iterator[tuple[str, dict[str, Any]]]:
    lines = archive.read(part).splitlines() if part else []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        where = f"“{archive.filename}”, {part.rsplit('/', 1)[-1]}, line {number}"
        row = _json(line, where)
        if not isinstance(row, dict):
            raise UnreadableFile(f"{where} is no JSON object; export it again.")
        yield where, row


def _json(content: bytes, where: str) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise UnreadableFile(f"{where} is not sound JSON; export it again.") from None


def _field(row: dict[str, Any], names: Sequence[str], where: str) -> str:
    value = next((row[name] for name in names if name in row), None)
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise UnreadableFile(f"{where} has no “{names[0]}”; export it again.")
    return str(value)
