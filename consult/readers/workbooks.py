"""Workbooks whose sheets explain one another: the template of i.AI Consult, and hidden sheets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from python_calamine import CalamineWorkbook, SheetMetadata, SheetVisibleEnum

from consult.readers.layout import Doubt

QUESTION = "workbook.template"
_ANSWERS = "responses"
_QUESTIONS = ("open questions", "hybrid questions")
_OTHERS = ("demographics", "demographic", "multiple choice questions", "multiple choice")
_LETTERS = re.compile(r"[A-Z]{1,2}")


@dataclass(frozen=True, slots=True)
class Template:
    """A workbook that says itself which columns of its answers were written freely.

    `meanings` are the columns of written answers, by number.
    """

    meanings: Mapping[int, str]

    @property
    def doubt(self) -> Doubt:
        """Return what to ask about it."""
        count = len(self.meanings)
        columns = "one column" if count == 1 else f"{count or 'no'} columns"
        return Doubt(
            QUESTION,
            "the workbook",
            f"This looks like the template of i.AI Consult, which names {columns} of written "
            "answers. Its other columns and sheets were left out. Is that right?",
            "yes",
            {"yes": "Yes, take over the written answers only", "no": "No, read every sheet"},
        )

    def is_wanted(self, answers: Mapping[str, str]) -> bool:
        """Whether to read the workbook by what it says of itself."""
        return answers.get(QUESTION, "yes") != "no"


def template_of(workbook: CalamineWorkbook) -> Template | None:
    """Return what a workbook says of its answers, None where it says nothing."""
    names = {name.strip().casefold(): name for name in workbook.sheet_names}
    described = [names[name] for name in _QUESTIONS if name in names]
    if not described or not any(name in names for name in (_ANSWERS, *_OTHERS)):
        return None
    meanings = {}
    for name in described:
        for record in workbook.get_sheet_by_name(name).to_python():
            if record and _LETTERS.fullmatch(letters := str(record[0]).strip()):
                meanings[_number(letters)] = "text"
    return Template(meanings if _ANSWERS in names else {})


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def reason_to_leave(sheet: SheetMetadata, template: Template | None) -> str:
    """Return why a sheet is not read as notes, "" where it is."""
    if sheet.visible is not SheetVisibleEnum.Visible:
        return "on a hidden sheet"
    if template and sheet.name.strip().casefold() != _ANSWERS:
        return "it explains the survey, and holds no answers"
    return ""
