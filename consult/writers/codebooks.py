"""A codebook as files that other programs read: Taguette's CSV, REFI-QDA's `.qdc`, our TOML."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import date

from lxml import etree

from consult.exchange import (
    COLOURS,
    LEXICON,
    ThemeEntry,
    described,
    identifier,
    in_order,
)
from consult.writers.booklet import Booklet, Part
from consult.writers.csv import STARTS_A_FORMULA, safe_cell

ORIGIN = "Consult"
QDC = "urn:QDA-XML:codebook:1.0"


def taguette(entries: Iterable[ThemeEntry]) -> bytes:
    """Return the columns `tag` and `description`, as Taguette reads them."""
    held = io.StringIO(newline="")
    lines = csv.writer(held)
    lines.writerow(("tag", "description"))
    for each in in_order(entries):
        lines.writerow((kept_cell(each.name), kept_cell(described(each, is_all=True))))
    return held.getvalue().encode("utf-8")


def kept_cell(text: str) -> str:
    """Return a cell that no spreadsheet runs, and from which a reader has the text back.

    >>> kept_cell("=1+1"), kept_cell("'=1+1"), kept_cell("Fewer cars")
    ("'=1+1", "''=1+1", 'Fewer cars')
    """
    bare = text.lstrip("'")
    is_guarded = bare != text and (
        bare.startswith(STARTS_A_FORMULA) or bare.lstrip().startswith(STARTS_A_FORMULA)
    )
    return f"'{text}" if is_guarded else safe_cell(text)


def qdc(entries: Iterable[ThemeEntry]) -> bytes:
    """Return the codebook as a REFI-QDA file, which NVivo, ATLAS.ti, MAXQDA and QualCoder read."""
    root = etree.Element(f"{{{QDC}}}CodeBook", {"origin": ORIGIN}, nsmap={None: QDC})  # type: ignore[dict-item]
    root.append(codes(entries, QDC))
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=False)


def codes(entries: Iterable[ThemeEntry], namespace: str) -> etree._Element:
    """Return the element that holds all codes, sub-themes inside the theme above them."""
    holder = etree.Element(f"{{{namespace}}}Codes")
    made: dict[str, etree._Element] = {}
    for each in in_order(entries):
        about = {"guid": identifier("theme", each.key), "name": each.name, "isCodable": "true"}
        if each.colour:
            about["color"] = COLOURS[each.colour]
        above = made[each.parent] if each.parent else holder
        code = etree.SubElement(above, f"{{{namespace}}}Code", about)
        description = described(each, is_all=False)
        if description:
            etree.SubElement(code, f"{{{namespace}}}Description").text = description
        made[each.key] = code
    return holder


def toml(entries: Iterable[ThemeEntry], *, version: str = "") -> bytes:
    """Return the codebook as our own file, which `python -m analysis code` takes as well."""
    blocks = [f'version = {_quoted(version)}\nlanguage = "en-GB"\n']
    for each in in_order(entries):
        lines = ["[[theme]]", f"id = {_quoted(each.key)}", f"name = {_quoted(each.name)}"]
        lines.append(f"definition = {_quoted(each.definition)}")
        for field in ("include", "exclude", "parent", "colour", "mark"):
            text = getattr(each, field)
            lines += [f"{field} = {_quoted(text)}"] if text else []
        for field in ("examples", *LEXICON):
            texts = getattr(each, field)
            lines += [f"{field} = [{', '.join(map(_quoted, texts))}]"] if texts else []
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks).encode("utf-8")


def _quoted(text: str) -> str:
    # A JSON text is a TOML text, but for signs that none of ours holds.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def booklet(
    entries: Iterable[ThemeEntry],
    *,
    consultation: str,
    organisation: str,
    version: int,
    made_on: date,
) -> Booklet:
    """Return the codebook to read: a heading a theme, sub-themes below it."""
    listed = in_order(entries)
    names = {each.key: each.name for each in listed}
    opening = Part(
        said=(
            (
                "",
                "What each theme means, when it is used and when not: so that two people who read"
                " the same statement put it in the same place.",
            ),
        )
    )
    return Booklet(
        title="Codebook",
        organisation=organisation,
        subtitle=f"{consultation} · version {version}",
        subject=f"Codebook of {consultation}",
        made_on=made_on,
        parts=(opening, *(part for each in listed for part in _parts(each, names))),
    )


def _parts(entry: ThemeEntry, names: dict[str, str]) -> Sequence[Part]:
    said = [("", entry.definition or "No definition yet.")]
    said += [("When to use it.", entry.include)] if entry.include else []
    said += [("When not to use it.", entry.exclude)] if entry.exclude else []
    said += [("Part of.", names[entry.parent])] if entry.parent else []
    level = 2 if entry.parent else 1
    parts = [Part(heading=entry.name, level=level, said=tuple(said))]
    if entry.examples:
        parts.append(Part(said=(("Examples.", "As people put it:"),), items=entry.examples))
    return parts
