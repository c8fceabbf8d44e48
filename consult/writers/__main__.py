"""Write one report: its JSON on standard input, the file on standard output."""

from __future__ import annotations

import importlib
import json
import sys
from typing import Any

from consult.processes import give_way
from consult.writers import (
    FORMATS,
    LETTER,
    OTHERS,
    OWN_TEMPLATE,
    PRINTS,
    SHEETS,
    STREAMED,
    SURVEY_PRINTS,
    drawing,
)
from consult.writers.letter import Letter
from consult.writers.own_template import Filling
from consult.writers.plain import NotAReport
from consult.writers.prints import Prints
from consult.writers.survey_prints import SurveyPrints
from consult.writers.worksheets import Sheets

# What is read otherwise than as a report.
READ: dict[str, Any] = {
    PRINTS: Prints.from_dict,
    OWN_TEMPLATE: Filling.from_dict,
    SHEETS: Sheets.from_dict,
    SURVEY_PRINTS: SurveyPrints.from_dict,
    LETTER: Letter.from_dict,
}

REFUSED = 1
WRONG_USAGE = 2


def main(arguments: list[str]) -> int:
    """Write the report in the format that the only argument names; return the exit status."""
    known = (*FORMATS, *OTHERS)
    if len(arguments) != 1 or arguments[0] not in known:
        sys.stderr.write(f"Usage: python -m consult.writers {{{','.join(known)}}} < REPORT.json\n")
        return WRONG_USAGE
    try:
        document = _given(arguments[0])
    except NotAReport as refusal:
        sys.stderr.write(f"{refusal}\n")
        return REFUSED
    except ValueError as refusal:
        sys.stderr.write(f"The report is not JSON ({refusal}). Give what the json format writes.\n")
        return REFUSED
    writer = importlib.import_module(f"consult.writers.{arguments[0]}")
    try:
        content = writer.write(document)
    except NotAReport as refusal:
        sys.stderr.write(f"{refusal}\n")
        return REFUSED
    sys.stdout.buffer.write(content)
    return 0


def _given(name: str) -> Any:
    """Return what is to be written: whole, or line by line."""
    if name == STREAMED:
        return sys.stdin.buffer
    return READ.get(name, drawing.from_dict)(json.loads(sys.stdin.buffer.read()))


if __name__ == "__main__":
    give_way()
    sys.exit(main(sys.argv[1:]))
