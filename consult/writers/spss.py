"""Answers for SPSS, PSPP and R: numbers in a CSV file, syntax that labels them, a codebook."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from consult.writers.archive import pack
from consult.writers.csv import safe_cell

CODEBOOK = ("Variable", "Question", "Value", "Label")
DATA, SYNTAX, TABLE = "answers.csv", "answers.sps", "codebook.csv"
LONGEST_LABEL = 250
LONGEST_TEXT = 32_000
_BAD = re.compile(r"[^A-Za-z0-9_]")


@dataclass(frozen=True, slots=True)
class Variable:
    """One column of numbers or words.

    Attributes
    ----------
    labels
        What each number stands for.
    is_number
        Whether it holds numbers; words otherwise.
    """

    name: str
    label: str
    labels: tuple[tuple[int, str], ...] = ()
    is_number: bool = False


def write(variables: Sequence[Variable], rows: Iterable[Sequence[str]], *, title: str) -> bytes:
    """Return the zip file."""
    return pack(
        {
            DATA: _csv([[_name(each) for each in variables], *rows]),
            SYNTAX: _syntax(variables, title).encode(),
            TABLE: _csv([CODEBOOK, *codebook_rows(variables)]),
        }
    )


def codebook_rows(variables: Sequence[Variable]) -> Iterator[tuple[str, str, str, str]]:
    """Yield a row for each variable, or for each value of one whose values have labels."""
    for each in variables:
        if not each.labels:
            yield (_name(each), each.label, "", "a number" if each.is_number else "words")
        for value, label in each.labels:
            yield (_name(each), each.label, str(value), label)


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    held = io.StringIO(newline="")
    # In quotation marks throughout, since that is how the syntax says to read it.
    lines = csv.writer(held, quoting=csv.QUOTE_ALL)
    for row in rows:
        # A number may be below nought; words that would run as a formula may not stay so.
        lines.writerow([cell if _is_number(cell) else safe_cell(cell) for cell in row])
    return held.getvalue().encode("utf-8-sig")


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", cell) is not None


def _name(variable: Variable) -> str:
    """Return a name as SPSS takes it: letters and digits, a letter first, at most 64.

    >>> _name(Variable("2.1 place", "Where?"))
    'v2_1_place'
    """
    name = _BAD.sub("_", variable.name)[:60]
    return name if name[:1].isalpha() else f"v{name}"


def _quoted(text: str) -> str:
    r"""Return a text as one literal of the syntax: no line ends it, no mark closes it.

    >>> _quoted("What’s “on”?\nTell us 'all'")
    "'What’s “on”? Tell us ''all'''"
    """
    line = " ".join(text.split())[:LONGEST_LABEL]
    return "'" + line.replace("'", "''") + "'"


def _syntax(variables: Sequence[Variable], title: str) -> str:
    columns = "\n".join(
        f"    {_name(each)} {'F12.4' if each.is_number else f'A{LONGEST_TEXT}'}"
        for each in variables
    )
    labels = "\n".join(f"  {_name(each)} {_quoted(each.label)}" for each in variables)
    values = "\n".join(
        f"  /{_name(each)}\n" + "\n".join(f"    {n} {_quoted(label)}" for n, label in each.labels)
        for each in variables
        if each.labels
    )
    parts = [
        "* Reads answers.csv, which stands beside this file, and labels it.",
        f"TITLE {_quoted(title[:60])}.",
        "SET UNICODE=ON.",
        "GET DATA /TYPE=TXT /FILE='answers.csv' /ENCODING='UTF8' /ARRANGEMENT=DELIMITED\n"
        "  /DELCASE=LINE /FIRSTCASE=2 /DELIMITERS=',' /QUALIFIER='\"'\n"
        f"  /VARIABLES=\n{columns}.",
        f"VARIABLE LABELS\n{labels}.",
        f"VALUE LABELS\n{values}." if values else "",
        "EXECUTE.",
    ]
    return "\n".join(part for part in parts if part) + "\n"
