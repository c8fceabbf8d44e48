"""Responses from a spreadsheet: a row a respondent, by the same rules as every other way in.

Reading a file plans what would be added, and names each cell that stands in the way. Adding it
twice adds nothing: each row has a key of its own, made of its number in the survey tool or, where
there is none, of what stands in it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.accounts import User
from consult.models.base import utc_now
from consult.models.responses import Response, Route
from consult.models.surveys import Survey
from consult.readers.answers import AnswersReading, Row
from consult.readers.isolation import read_in_child
from consult.readers.refusals import UnreadableFile
from consult.services import audit, responses
from consult.services.refusals import InvalidInput, ServiceError
from consult.services.responses import cells, columns, routing, rules, standing
from consult.services.responses.arrivals import Arrival
from consult.services.responses.columns import Column, Targets
from consult.services.responses.filled import ONLINE
from consult.services.transaction import transaction

NAMESPACE = UUID("8b1f3f52-3d43-4f2e-9a53-6f1f7d6b0d11")
_TICKED = {"1", "1.0", "yes", "y", "true", "x", "✓", "✔", "checked", "selected"}
_UNTICKED = {"", "0", "0.0", "no", "n", "false", "unchecked", "not selected"}
# What somebody of staff may have written beside a row; all else came as a row of a file.
_ROUTES = {each.value: each for each in Route} | {"email": Route.EMAIL}
_DATES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y")


class NotImported(ServiceError):
    """A file of answers cannot be added; the text says where it stands in the way."""


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


@dataclass(frozen=True, slots=True)
class Plan:
    """What adding a file would do.

    Attributes
    ----------
    repeated
        How many rows are there already.
    """

    filename: str
    reading: AnswersReading
    columns: list[Column]
    ready: list[Ready]
    faults: list[Fault]
    repeated: int

    @property
    def faulty_rows(self) -> int:
        """Return how many rows have a fault."""
        return len({fault.row for fault in self.faults})

    @property
    def left_out(self) -> list[Column]:
        """Return the columns that nothing is taken from."""
        return [column for column in self.columns if not column.meaning]


def read(content: bytes, filename: str) -> AnswersReading:
    """Return the table of a file, read in a process of its own.

    Raises
    ------
    NotImported
        When the file cannot be read.
    """
    try:
        return AnswersReading.from_dict(read_in_child("answers", content, filename))
    except UnreadableFile as refusal:
        raise NotImported(str(refusal)) from refusal


def plan(
    session: Session,
    survey: Survey,
    reading: AnswersReading,
    *,
    filename: str,
    meanings: Mapping[str, str] | None = None,
) -> Plan:
    """Return what adding the table would do; nothing is stored.

    Parameters
    ----------
    meanings
        What somebody said of columns, by their numbers; kept ones are used where none are given.

    Raises
    ------
    NotImported
        When no column answers a question of the survey.
    """
    targets = Targets(survey)
    kept = meanings if meanings is not None else columns.kept(session, survey, reading.headings)
    found = columns.columns(targets, reading.headings, kept)
    if meanings is None and not any(each.meaning[:1] in {"q", "o"} for each in found):
        raise NotImported(
            f"“{filename}” has no column whose heading is a question of “{survey.title}”. "
            "Give the columns the questions as headings, or say in the preview what they are."
        )
    return _Planner(session, survey, targets, found, reading).plan(filename)


@dataclass
class _Planner:
    """Goes through the rows of one file."""

    session: Session
    survey: Survey
    targets: Targets
    columns: list[Column]
    reading: AnswersReading
    faults: list[Fault] = field(default_factory=list)

    def plan(self, filename: str) -> Plan:
        self.is_ours = columns.is_ours(self.reading.headings)
        self.unguard = cells.unguarded if self.is_ours else str
        known = self._known()
        repeats: Counter[str] = Counter()
        ready, repeated = [], 0
        for row in self.reading.rows:
            key, reference = self._key(row, repeats)
            if key in known[0] or reference in known[1]:
                repeated += 1
                continue
            planned = self._row(row, key)
            if planned is not None:
                ready.append(planned)
        return Plan(filename, self.reading, self.columns, ready, self.faults, repeated)

    def _known(self) -> tuple[set[UUID], set[str]]:
        rows = self.session.execute(
            select(Response.submission_key, Response.reference).where(
                Response.survey_id == self.survey.id
            )
        ).all()
        return {key for key, _ in rows}, {reference for _, reference in rows}

    def _key(self, row: Row, repeats: Counter[str]) -> tuple[UUID, str]:
        """Return the row's own key, and the number that the file gives it."""
        own = self._particular(row, "id")
        told = own or hashlib.sha256(json.dumps(row.cells).encode()).hexdigest()
        repeats[told] += 1
        nth = "" if own else f":{repeats[told]}"
        return uuid5(NAMESPACE, f"{self.survey.id}:{told}{nth}"), own

    def _particular(self, row: Row, name: str) -> str:
        for column in self.columns:
            if column.meaning == f"p:{name}":
                return self._cell(row, column).strip()
        return ""

    def _cell(self, row: Row, column: Column) -> str:
        at = column.number - 1
        return self.unguard(row.cells[at]) if at < len(row.cells) else ""

    def _row(self, row: Row, key: UUID) -> Ready | None:
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
            question, option = (
                self.targets.question(column.meaning),
                self.targets.option(column.meaning),
            )
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


def add(
    session: Session, survey: Survey, planned: Plan, *, by: User | None = None, skip: bool = False
) -> list[Response]:
    """Store the rows of a plan, all of them or none.

    Parameters
    ----------
    skip
        Whether rows with faults are left out; otherwise one fault stops all.

    Raises
    ------
    NotImported
        When a row has a fault that is not to be skipped.
    """
    if planned.faults and not skip:
        first, more = planned.faults[0], len(planned.faults) - 1
        others = f" There {'is 1 more' if more == 1 else f'are {more:,} more'}." if more else ""
        raise NotImported(f"“{planned.filename}”: {first}{others} Nothing was added.")
    if not planned.ready:
        return []
    with transaction(session):
        stored = [_add_row(session, survey, each, planned.filename, by) for each in planned.ready]
        audit.record(
            session,
            "responses.imported",
            survey,
            consultation=survey.consultation,
            added=len(stored),
            left_out=planned.faulty_rows,
        )
    return stored


def _add_row(
    session: Session, survey: Survey, row: Ready, filename: str, by: User | None
) -> Response:
    try:
        response = responses.submit(
            session,
            survey,
            key=row.key,
            typed=row.typed,
            route=row.route,
            entered_by=by,
            arrival=row.arrival,
            keeps_all=True,
        )
    except InvalidInput as refusal:
        raise NotImported(f"“{filename}”, row {row.row}: {refusal} Nothing was added.") from refusal
    if row.received is not None:
        response.submitted_at = row.received
    if row.counts_apart:
        reason = "It was counted with a campaign in the file that it came in."
        standing.count_apart(session, response, reason=reason)
    return response


def kept_meanings(found: Sequence[Column]) -> dict[str, str]:
    """Return the meanings of columns as they are kept."""
    return {str(column.number): column.meaning for column in found}
