"""A row of a spreadsheet as the response that it would be, or the cells that stand in the way."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid5

from consult.models.base import utc_now
from consult.models.responses import Route
from consult.models.surveys import Survey
from consult.readers.answers import Row
from consult.services.responses import cells, columns, routing, rules
from consult.services.responses.arrivals import Arrival
from consult.services.responses.columns import Column, Targets
from consult.services.responses.filled import ONLINE

NAMESPACE = UUID("8b1f3f52-3d43-4f2e-9a53-6f1f7d6b0d11")
_TICKED = {"1", "1.0", "yes", "y", "true", "x", "✓", "✔", "checked", "selected"}
_UNTICKED = {"", "0", "0.0", "no", "n", "false", "unchecked", "not selected"}
# What somebody of staff may have written beside a row; all else came as a row of a file.
_ROUTES = {each.value: each for each in Route} | {"email": Route.EMAIL}
_DATES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y")


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that cannot be taken, and why in a sentence."""

    row: int
    column: str
    why: str

    def __str__(self) -> str:
        """Return the sentence that an officer reads."""
        where = f"Row {self.row}, column “{self.column}”" if self.column else f"Row {self.row}"
        return f"{where}: {self.why}"


@dataclass(frozen=True, slots=True)
class Ready:
    """A row that can be added."""

    row: int
    key: UUID
    typed: dict[int, list[str]]
    route: Route
    arrival: Arrival
    received: datetime | None
    counts_apart: bool


@dataclass
class Rows:
    """Takes the rows of one file, each by itself.

    Attributes
    ----------
    is_ours
        Whether the file is one that we wrote.
    faults
        The cells so far that cannot be taken.
    """

    survey: Survey
    targets: Targets
    columns: list[Column]
    is_ours: bool
    faults: list[Fault] = field(default_factory=list)
    _repeats: Counter[str] = field(default_factory=Counter)

    def key(self, row: Row) -> tuple[UUID, str]:
        """Return the row's own key, and the number that the file gives it."""
        own = self._particular(row, "id")
        told = own or hashlib.sha256(json.dumps(row.cells).encode()).hexdigest()
        self._repeats[told] += 1
        nth = "" if own else f":{self._repeats[told]}"
        return uuid5(NAMESPACE, f"{self.survey.id}:{told}{nth}"), own

    def _particular(self, row: Row, name: str) -> str:
        for column in self.columns:
            if column.meaning == f"p:{name}":
                return self._cell(row, column).strip()
        return ""

    def _cell(self, row: Row, column: Column) -> str:
        at = column.number - 1
        if at >= len(row.cells):
            return ""
        return cells.unguarded(row.cells[at]) if self.is_ours else row.cells[at]

    def take(self, row: Row, key: UUID) -> Ready | None:
        """Return the row as it can be added; where it cannot, keep its faults and return None."""
        before = len(self.faults)
        typed = self._typed(row)
        self._check(row, typed)
        received = self._received(row)
        if len(self.faults) > before:
            return None
        counted = self._particular(row, "counted").casefold()
        held = "It was held in the file that it came in." if counted == "held" else ""
        return Ready(
            row.number,
            key,
            typed,
            self._route(row),
            Arrival(organisation=self._particular(row, "organisation"), held_because=held),
            received,
            counts_apart=counted == "campaigns",
        )

    def _route(self, row: Row) -> Route:
        route = _ROUTES.get(self._particular(row, "route").casefold(), Route.SPREADSHEET)
        return Route.SPREADSHEET if route in ONLINE else route

    def _typed(self, row: Row) -> dict[int, list[str]]:
        typed: dict[int, list[str]] = {}
        for column in self.columns:
            cell = self._cell(row, column)
            question = self.targets.question(column.meaning)
            option = self.targets.option(column.meaning)
            if question is not None:
                try:
                    typed.setdefault(question.id, []).extend(cells.typed(question, cell))
                except cells.UnknownOption as unknown:
                    self._fault(row, column, f"“{unknown.label[:80]}” is none of its answers.")
            elif option is not None:
                asked, one = option
                if self._is_ticked(row, column, cell, one.label):
                    typed.setdefault(asked.id, []).append(str(one.id))
        return {question_id: values for question_id, values in typed.items() if values}

    def _is_ticked(self, row: Row, column: Column, cell: str, label: str) -> bool:
        spoken = cell.strip().casefold()
        if spoken in _TICKED or columns.plain(cell) == columns.plain(label):
            return True
        if spoken not in _UNTICKED:
            self._fault(row, column, f"“{cell.strip()[:80]}” says neither that it was ticked nor "
                                     "that it was not; write 1 or 0.")  # fmt: skip
        return False

    def _check(self, row: Row, typed: dict[int, list[str]]) -> None:
        faults = rules.faults(self.survey.questions, typed, may_leave_blank=True)
        for question_id, why in faults.items():
            self.faults.append(Fault(row.number, self._column_of(question_id), why))
        # In a file of our own somebody said already that such an answer is kept.
        past = [] if self.is_ours else routing.answered_past(self.survey, typed)
        for question in past:
            if question.id not in faults:
                why = "it is answered, although an earlier answer leads past it."
                self.faults.append(Fault(row.number, self._column_of(question.id), why))

    def _column_of(self, question_id: int) -> str:
        for column in self.columns:
            option = self.targets.option(column.meaning)
            if column.meaning == f"q{question_id}" or (option and option[0].id == question_id):
                return column.label[:90]
        return ""

    def _received(self, row: Row) -> datetime | None:
        written = self._particular(row, "received")
        if not written:
            return None
        found = next(_as_dates(written), None)
        if found is None:
            return None
        moment = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
        return moment if moment <= utc_now() else None

    def _fault(self, row: Row, column: Column, why: str) -> None:
        self.faults.append(Fault(row.number, column.label[:90], why))


def _as_dates(written: str) -> Iterator[datetime]:
    with contextlib.suppress(ValueError):
        yield datetime.fromisoformat(written)
    for pattern in _DATES:
        try:
            yield datetime.strptime(written, pattern)  # noqa: DTZ007 - the file names no zone
        except ValueError:
            continue
