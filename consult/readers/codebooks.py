"""Codebooks of other programs: Taguette's CSV, REFI-QDA's `.qdc`, and our own TOML."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from lxml import etree

from consult.exchange import (
    COLOURS,
    LEXICON,
    MARKS,
    ThemeEntry,
    entry_of,
    free_key,
    in_order,
    nearest_colour,
    plain_line,
    plain_text,
)
from consult.readers.encodings import decode
from consult.readers.refusals import UnreadableFile
from consult.readers.safe_xml import parse_file

MOST_THEMES = 1_000
LONGEST_NAME = 120
LONGEST_TEXT = 2_000
MOST_BYTES = 4 * 2**20


def read_codebook(content: bytes, filename: str) -> list[ThemeEntry]:
    """Return the themes of a codebook file, each sub-theme after the theme above it.

    Raises
    ------
    UnreadableFile
        With the row, the theme or the line that is wrong.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableFile(
            f"“{filename}” is larger than 4 MB, which no codebook is; choose another file."
        )
    if not content.strip():
        raise UnreadableFile(f"“{filename}” is empty; choose the codebook’s file.")
    kind = filename.lower().rpartition(".")[2]
    if kind == "toml":
        found = _from_toml(content, filename)
    elif kind == "qdc" or content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        found = list(read_codes(parse_file(content, filename), filename))
    elif kind in ("csv", "tsv", "txt"):
        found = _from_table(content, filename)
    else:
        raise UnreadableFile(
            f"“{filename}” is no codebook that can be read; choose a .qdc, .csv or .toml file."
        )
    return checked(found, filename)


def checked(entries: Sequence[ThemeEntry], filename: str) -> list[ThemeEntry]:
    """Return the themes in order, or refuse what no codebook can hold."""
    if not entries:
        raise UnreadableFile(f"“{filename}” has no themes in it; choose another file.")
    if len(entries) > MOST_THEMES:
        raise UnreadableFile(
            f"“{filename}” has {len(entries):,} themes; the most is {MOST_THEMES:,}."
        )
    _refuse_doubles(entries, filename)
    known = {each.key: each for each in entries}
    for at, each in enumerate(entries, start=1):
        _refuse_long(each, f"“{filename}”, theme {at}")
        _refuse_depth(each, known, f"“{filename}”, theme {at} (“{each.name}”)")
    return in_order(entries)


def _refuse_doubles(entries: Sequence[ThemeEntry], filename: str) -> None:
    for word, values in (
        ("id", [each.key for each in entries]),
        ("name", [each.name.casefold() for each in entries]),
    ):
        first: dict[str, int] = {}
        for at, value in enumerate(values, start=1):
            if value in first:
                raise UnreadableFile(
                    f"“{filename}”: themes {first[value]} and {at} have the same {word} “{value}”; "
                    "give each its own."
                )
            first[value] = at


def _refuse_long(entry: ThemeEntry, where: str) -> None:
    if len(entry.name) > LONGEST_NAME:
        raise UnreadableFile(
            f"{where}: its name has {len(entry.name)} characters; the most is {LONGEST_NAME}."
        )
    for text in (entry.definition, entry.include, entry.exclude, *entry.examples):
        if len(text) > LONGEST_TEXT:
            raise UnreadableFile(
                f"{where}: a text of it has {len(text):,} characters; the most is {LONGEST_TEXT:,}."
            )


def _refuse_depth(entry: ThemeEntry, known: dict[str, ThemeEntry], where: str) -> None:
    if not entry.parent:
        return
    above = known.get(entry.parent)
    if above is None or above is entry:
        raise UnreadableFile(
            f"{where} stands under “{entry.parent}”, which is no other theme of this codebook."
        )
    if above.parent:
        raise UnreadableFile(
            f"{where} stands under “{above.name}”, which is a sub-theme itself; "
            "one level of sub-themes can be held."
        )


def read_codes(root: etree._Element, filename: str) -> Iterator[ThemeEntry]:
    """Yield the codes of a REFI-QDA codebook or project; deeper ones come under the highest.

    Raises
    ------
    UnreadableFile
        When it is another kind of XML, or a code has no name.
    """
    codes = next(named(root, "Codes"), None)
    if codes is None:
        raise UnreadableFile(
            f"“{filename}” is XML, but no REFI-QDA codebook: it has no <Codes>; "
            "export the codebook as .qdc and try again."
        )
    taken: set[str] = set()
    for each in codes:
        if _is(each, "Code"):
            yield from _codes(each, "", taken, filename)


def _codes(
    code: etree._Element, parent: str, taken: set[str], filename: str
) -> Iterator[ThemeEntry]:
    name = plain_line(code.get("name") or "")
    if not name:
        raise UnreadableFile(
            f"“{filename}”, line {code.sourceline}: a code has no name; give it one and try again."
        )
    description = "".join(
        str(text) for told in _children(code, "Description") for text in told.itertext()
    )
    found = entry_of(name, description, taken=taken)
    taken.add(found.key)
    colour = found.colour or nearest_colour(code.get("color") or "")
    yield replace(found, parent=parent, colour=colour)
    for below in _children(code, "Code"):
        yield from _codes(below, parent or found.key, taken, filename)


def named(root: etree._Element, name: str) -> Iterator[etree._Element]:
    """Return the elements of a name at any depth, whatever their namespace."""
    return (each for each in root.iter() if _is(each, name))


def _children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (each for each in element if _is(each, name))


def _is(element: etree._Element, name: str) -> bool:
    return isinstance(element.tag, str) and etree.QName(element).localname == name


def _from_table(content: bytes, filename: str) -> list[ThemeEntry]:
    text = decode(content, filename, {}).text
    rows = [row for row in rows_of(text, filename) if any(cell.strip() for cell in row[1])]
    if not rows:
        raise UnreadableFile(f"“{filename}” has no rows in it; choose another file.")
    header = [cell.strip().casefold() for cell in rows[0][1]]
    name_at = next((header.index(each) for each in ("tag", "name", "theme") if each in header), -1)
    if name_at < 0:
        raise UnreadableFile(
            f"“{filename}” has no column “tag”; its first row must name the columns "
            "“tag” and “description”."
        )
    told_at = next((header.index(e) for e in ("description", "definition") if e in header), -1)
    found: list[ThemeEntry] = []
    for number, row in rows[1:]:
        name = plain_line(cell_of(row, name_at))
        if not name:
            raise UnreadableFile(f"“{filename}”, row {number}: the tag has no name; give it one.")
        found.append(entry_of(name, cell_of(row, told_at), taken={each.key for each in found}))
    return found


def rows_of(text: str, filename: str) -> list[tuple[int, list[str]]]:
    """Return the rows of separated values, each with the line on which it ends.

    Raises
    ------
    UnreadableFile
        Where a line breaks the table.
    """
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found = []
    try:
        for row in lines:
            found.append((lines.line_num, row))
    except csv.Error as error:
        raise UnreadableFile(
            f"“{filename}”, line {lines.line_num}: this is not a table ({error}); "
            "save it again as CSV."
        ) from None
    return found


_GUARDED = re.compile(r"'+\s*[=+\-@\t\r\n＝＋－＠]")


def cell_of(row: Sequence[str], at: int) -> str:
    """Return a cell, without the apostrophe that kept a spreadsheet from running it."""
    cell = row[at] if 0 <= at < len(row) else ""
    return cell[1:] if _GUARDED.match(cell) else cell


def _from_toml(content: bytes, filename: str) -> list[ThemeEntry]:
    try:
        data = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise UnreadableFile(f"“{filename}” is not UTF-8 text; save it as UTF-8.") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UnreadableFile(f"“{filename}” is no TOML file: {error}.") from None
    listed = data.get("theme", data.get("themes"))
    if not isinstance(listed, list) or not listed:
        raise UnreadableFile(
            f"“{filename}” has no themes in it; write each one below a line “[[theme]]”."
        )
    found: list[ThemeEntry] = []
    for at, each in enumerate(listed, start=1):
        found.append(_theme(each, {entry.key for entry in found}, f"“{filename}”, theme {at}"))
    return found


def _theme(written: Any, taken: set[str], where: str) -> ThemeEntry:
    if not isinstance(written, dict):
        raise UnreadableFile(f"{where} is not a table; begin it with a line “[[theme]]”.")
    name = plain_line(_text(written, "name", where))
    if not name:
        raise UnreadableFile(f'{where} has no name; add a line “name = "…"”.')
    key = plain_line(_text(written, "id", where)) or free_key(name, taken)
    if re.search(r"[\s;,]", key) or len(key) > 80:
        raise UnreadableFile(
            f"{where}: the id “{key}” is long, or has a space, comma or semicolon in it; "
            "use letters and hyphens."
        )
    colour, mark = _text(written, "colour", where), _text(written, "mark", where)
    return ThemeEntry(
        key=key,
        name=name,
        definition=plain_text(_text(written, "definition", where)),
        include=plain_text(_text(written, "include", where)),
        exclude=plain_text(_text(written, "exclude", where)),
        parent=plain_line(_text(written, "parent", where)),
        colour=colour if colour in COLOURS else "",
        mark=mark if mark in MARKS else "",
        examples=_texts(written, "examples", where),
        **{field: _texts(written, field, where) for field in LEXICON},
    )


def _text(written: dict[str, Any], field: str, where: str) -> str:
    value = written.get(field, "")
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        value = "; ".join(value)
    if not isinstance(value, str):
        raise UnreadableFile(f"{where}: “{field}” is not text; put it in quotes.")
    return value


def _texts(written: dict[str, Any], field: str, where: str) -> tuple[str, ...]:
    value = written.get(field, [])
    if isinstance(value, str):
        value = value.split(";")
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise UnreadableFile(f'{where}: “{field}” is not a list of texts; write ["…", "…"].')
    return tuple(text for each in value if (text := plain_text(each)))
