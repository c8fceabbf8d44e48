"""Coded statements as files of other programs: CSV, REFI-QDA projects, ThemeFinder's JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence

from lxml import etree

from consult.exchange import CodedStatement, ThemeEntry, identifier, in_order
from consult.writers.archive import pack
from consult.writers.codebooks import ORIGIN, codes, kept_cell

QDE = "urn:QDA-XML:project:1.0"
LONG = ("statement", "text", "theme", "name")


def long_form(themes: Sequence[ThemeEntry], statements: Iterable[CodedStatement]) -> bytes:
    """Return a row for each theme of each statement; one without a theme has one row."""
    names = {each.key: each.name for each in themes}
    rows = [
        (each.id, each.text, key, names.get(key, ""))
        for each in statements
        for key in (each.themes or ("",))
    ]
    return _table(LONG, rows)


def matrix(themes: Sequence[ThemeEntry], statements: Iterable[CodedStatement]) -> bytes:
    """Return a row for each statement, with 1 under each theme that it has and 0 elsewhere."""
    keys = [each.key for each in in_order(themes)]
    rows = [
        (each.id, each.text, *("1" if key in each.themes else "0" for key in keys))
        for each in statements
    ]
    return _table(("statement", "text", *keys), rows)


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    held = io.StringIO(newline="")
    lines = csv.writer(held)
    lines.writerow([kept_cell(cell) for cell in header])
    lines.writerows([kept_cell(cell) for cell in row] for row in rows)
    return held.getvalue().encode("utf-8-sig")


def theme_finder(
    question: str, themes: Sequence[ThemeEntry], statements: Iterable[CodedStatement]
) -> bytes:
    """Return a zip of the four files that i.AI's ThemeFinder and Consult exchange."""
    listed = list(statements)
    entries = [
        {
            "topic_id": each.key,
            "topic_label": each.name,
            "topic_description": each.definition,
        }
        for each in in_order(themes)
    ]
    responses = [{"themefinder_id": each.id, "text": each.text} for each in listed]
    mapping = [{"themefinder_id": each.id, "theme_keys": list(each.themes)} for each in listed]
    return pack(
        {
            "question.json": _json({"question_text": question}),
            "responses.jsonl": _lines(responses),
            "themes.json": _json(entries),
            "mapping.jsonl": _lines(mapping),
        }
    )


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _lines(rows: Iterable[object]) -> bytes:
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode()


def qdpx(name: str, themes: Sequence[ThemeEntry], statements: Iterable[CodedStatement]) -> bytes:
    """Return a REFI-QDA project: a source for each statement, coded as a whole.

    Who coded is not in it: people's names stay here.
    """
    project = etree.Element(
        f"{{{QDE}}}Project",
        {"name": name, "origin": ORIGIN},
        nsmap={None: QDE},  # type: ignore[dict-item]
    )
    user = identifier("user", "consult")
    users = etree.SubElement(project, f"{{{QDE}}}Users")
    etree.SubElement(users, f"{{{QDE}}}User", {"guid": user, "name": ORIGIN})
    book = etree.SubElement(project, f"{{{QDE}}}CodeBook")
    book.append(codes(themes, QDE))
    sources = etree.SubElement(project, f"{{{QDE}}}Sources")
    members: dict[str, bytes] = {}
    for each in statements:
        guid = identifier("statement", f"{name}:{each.id}")
        _source(sources, each, guid, user)
        members[f"sources/{guid}.txt"] = each.text.encode()
    document = etree.tostring(project, xml_declaration=True, encoding="utf-8")
    return pack({"project.qde": document, **members})


def _source(parent: etree._Element, statement: CodedStatement, guid: str, user: str) -> None:
    source = etree.SubElement(
        parent,
        f"{{{QDE}}}TextSource",
        {
            "guid": guid,
            "name": f"Statement {statement.id}",
            "plainTextPath": f"internal://{guid}.txt",
            "creatingUser": user,
        },
    )
    if not statement.themes:
        return
    selection = etree.SubElement(
        source,
        f"{{{QDE}}}PlainTextSelection",
        {
            "guid": identifier("selection", guid),
            "name": f"Statement {statement.id}",
            "startPosition": "0",
            "endPosition": str(len(statement.text)),
            "creatingUser": user,
        },
    )
    for key in statement.themes:
        about = {"guid": identifier("coding", f"{guid}:{key}"), "creatingUser": user}
        coding = etree.SubElement(selection, f"{{{QDE}}}Coding", about)
        target = {"targetGUID": identifier("theme", key)}
        etree.SubElement(coding, f"{{{QDE}}}CodeRef", target)
