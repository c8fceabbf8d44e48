"""Responses from a spreadsheet: a row a respondent, by the same rules as every other way in.

Reading a file plans what would be added, and names each cell that stands in the way. Adding it
twice adds nothing: each row has a key of its own, made of its number in the survey tool or, where
there is none, of what stands in it. A row that answers nothing is left out, unless a file of our
own gives its reference: then it is a response that somebody sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.accounts import User
from consult.models.responses import Response
from consult.models.surveys import Survey
from consult.readers.answers import AnswersReading
from consult.readers.isolation import read_in_child
from consult.readers.refusals import UnreadableFile
from consult.services import audit, responses
from consult.services.refusals import InvalidInput, ServiceError
from consult.services.responses import columns, standing
from consult.services.responses.columns import Column, Targets
from consult.services.responses.file_rows import Fault, Ready, Rows
from consult.services.transaction import transaction


class NotImported(ServiceError):
    """A file of answers cannot be added; the text says where it stands in the way."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What adding a file would do.

    Attributes
    ----------
    repeated
        How many rows are there already.
    blank
        How many rows answer nothing, and are left out.
    """

    filename: str
    reading: AnswersReading
    columns: list[Column]
    ready: list[Ready]
    faults: list[Fault]
    repeated: int
    blank: int = 0

    @property
    def faulty_rows(self) -> int:
        """Return how many rows have a fault."""
        return len({fault.row for fault in self.faults})

    @property
    def told_blank(self) -> str:
        """Return the sentence on the rows that answer nothing, if any."""
        if not self.blank:
            return ""
        rows = "1 row answers" if self.blank == 1 else f"{self.blank:,} rows answer"
        return f"{rows} nothing and {'is' if self.blank == 1 else 'are'} left out."


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
    rows = Rows(survey, targets, found, is_ours=columns.is_ours(reading.headings))
    return _plan(rows, reading, filename, _known(session, survey))


def _known(session: Session, survey: Survey) -> set[UUID | str]:
    """Return the keys and the references of all responses that are there."""
    rows = session.execute(
        select(Response.submission_key, Response.reference).where(Response.survey_id == survey.id)
    )
    return {each for row in rows for each in row}


def _plan(rows: Rows, reading: AnswersReading, filename: str, known: set[UUID | str]) -> Plan:
    ready: list[Ready] = []
    repeated = blank = 0
    for row in reading.rows:
        key, number = rows.key(row)
        if key in known or number in known:
            repeated += 1
            continue
        planned = rows.take(row, key)
        if planned is None:
            continue
        if planned.typed or (rows.is_ours and number):
            ready.append(planned)
        else:
            blank += 1
    return Plan(filename, reading, rows.columns, ready, rows.faults, repeated, blank)


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
