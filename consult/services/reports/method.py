"""Who took part and how it was done: the base, the routes, the run, the ledger."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.imports import Import
from consult.models.responses import Response
from consult.models.responses import Route as Door
from consult.models.surveys import Survey
from consult.models.themes import AnalysisRun, RunState
from consult.models.workshops import Workshop, WorkshopTable
from consult.services import positions, sign_offs
from consult.services.double_coding import figures, unfinished
from consult.services.ledger import Place
from consult.services.reports import beside, evidence, gaps, taking_part
from consult.services.reports.beside import Neighbours
from consult.services.reports.facts import Facts
from consult.services.reports.taking_part import ROUTES, VERSIONS, Lines
from consult.words import marked
from consult.writers.barrier_summary import Base, Count, Ledger, Method, Proposal, Route, Run
from consult.writers.figures import Figure, counted, joined

DOORS = {
    Door.ONLINE: marked("Survey respondents, online"),
    Door.PAPER: marked("Survey respondents, on paper"),
    Door.TELEPHONE: marked("Survey respondents, by telephone"),
    Door.ASSISTED: marked("Survey respondents, with help"),
    Door.EMAIL: marked("Survey respondents, by email"),
    Door.LETTER: marked("Survey respondents, by letter"),
    Door.INVITED: marked("Survey respondents, online by invitation"),
    Door.SPREADSHEET: marked("Survey respondents, from a spreadsheet"),
}
TABLES = marked("Workshop tables")
NOT_SHOWN = "The number of responses is not shown, so that nobody can be known by it"
IN_WORDS = ("One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


def base(
    session: Session, consultation: Consultation, facts: Facts, lines: Lines | None = None
) -> Base:
    """Return what came in, by which route, and the base of every share.

    Parameters
    ----------
    lines
        How many answered, as it may be told; as a page that is read once tells it where not given.
    """
    shown = (lines or taking_part.lines(session, consultation))[ROUTES].shown
    tables = session.scalar(
        select(func.count(WorkshopTable.id))
        .join(Workshop)
        .where(Workshop.consultation_id == consultation.id)
    )
    return Base(
        statements=Figure(facts.received, evidence.name(statements="all")),
        barriers=Figure(sum(facts.places.values()), evidence.name(kind="barrier")),
        people=(
            *(
                Count(DOORS[Door(door)], Figure(number, evidence.name(responses=door)))
                for door, number in shown.items()
                if number
            ),
            *([Count(TABLES, Figure(tables, evidence.name(tables="all")))] if tables else []),
        ),
        counted=Figure(facts.settled, evidence.name(settled="barrier"), facts.counting),
        not_shown=tuple(DOORS[Door(door)] for door, number in shown.items() if number is None),
    )


def ledger(facts: Facts) -> Ledger:
    """Return every barrier received, in exactly one place."""

    def standing(place: Place) -> Figure:
        return Figure(facts.places[place], evidence.name(kind="barrier", place=place.value))

    received = sum(facts.places.values())
    return Ledger(
        received=Figure(received, evidence.name(kind="barrier", place=evidence.ANY)),
        themed=standing(Place.THEMED),
        other=standing(Place.OTHER),
        empty=standing(Place.EMPTY),
        duplicate=standing(Place.DUPLICATE),
        campaign=standing(Place.CAMPAIGN),
        withheld=standing(Place.WITHHELD),
        waiting=standing(Place.TO_REVIEW),
    )


def method(
    session: Session,
    consultation: Consultation,
    facts: Facts,
    neighbours: Neighbours,
    lines: Lines | None = None,
) -> Method:
    """Return how it was done; `lines` are as `base` takes them."""
    lines = lines or taking_part.lines(session, consultation)
    codings = facts.codings
    return Method(
        routes=(
            *_workshops(session, consultation),
            *_surveys(session, consultation, lines),
            *_imports(session, consultation),
        ),
        run=_run(session, consultation),
        decided_by_people=Figure(
            codings.decided_by_people,
            evidence.name(codings="accepted", decided="people"),
            codings.accepted,
        )
        if codings.accepted
        else None,
        notes=(
            *_notes(facts, neighbours.unplaced_solutions),
            *_sign_off(session, consultation),
            *_blind_agreement(session, consultation),
            *(
                [told]
                if (told := positions.in_words(positions.tally(session, consultation)))
                else []
            ),
        ),
    )


def proposal(session: Session, consultation: Consultation) -> Proposal | None:
    """Return where statements stand on the proposal; None where nobody has decided any."""
    found = positions.tally(session, consultation)
    if not found.decided:
        return None
    return Proposal(
        consultation.proposal,
        Figure(found.decided, evidence.name(position=evidence.ANY), found.statements),
        tuple(
            Count(
                position.value.capitalize(),
                Figure(count, evidence.name(position=position.value), found.decided),
            )
            for position, count in found.counts.items()
        ),
    )


def _notes(facts: Facts, unplaced: int) -> list[str]:
    codings = facts.codings
    notes = [
        "A statement can stand under several themes. Only themes that were accepted for a"
        " statement count here; what a machine proposed and nobody has decided does not."
    ]
    if codings.accepted:
        notes.append(
            f"{codings.proposed_by_machine:,} of the {counted(codings.accepted, 'coding')} in this"
            f" report came from an analysis before somebody accepted them; people made the other"
            f" {codings.accepted - codings.proposed_by_machine:,} themselves."
        )
    wholes, parts = facts.splits
    if wholes:
        them = "was" if wholes == 1 else "were"
        notes.append(
            f"{counted(wholes, 'statement')} that made several points {them} split; the {parts:,}"
            " points count in place of them. What was said is kept as it was said."
        )
    if facts.themes and facts.unused_themes:
        notes.append(f"In the codebook, but named in no barrier: {joined(facts.unused_themes)}.")
    if facts.solutions or facts.work:
        notes.append(beside.RULE)
    if unplaced:
        them = "stands" if unplaced == 1 else "stand"
        notes.append(
            f"{unplaced:,} of {counted(len(facts.solutions), 'suggestion')} {them} beside no theme;"
            " all are in the list of statements."
        )
    return [*notes, gaps.RULE] if facts.work else notes


def _sign_off(session: Session, consultation: Consultation) -> list[str]:
    if not sign_offs.has_codebook(session, consultation):
        return []
    return sign_offs.in_words(session, consultation)


def _blind_agreement(session: Session, consultation: Consultation) -> list[str]:
    newest = figures.newest(session, consultation)
    measured = [figures.in_words(newest)] if newest is not None else []
    return [*measured, *(each.told for each in unfinished.of(session, consultation))]


def _workshops(session: Session, consultation: Consultation) -> list[Route]:
    rows = session.execute(
        select(Workshop.title, Workshop.held_on, func.count(WorkshopTable.id))
        .outerjoin(WorkshopTable)
        .where(Workshop.consultation_id == consultation.id)
        .group_by(Workshop.id, Workshop.title, Workshop.held_on)
        .order_by(Workshop.held_on, Workshop.id)
    )
    return [
        Route(f"Workshop: {title}", f"{counted(tables, 'table')}, notes at each", held_on, held_on)
        for title, held_on, tables in rows
    ]


def _surveys(session: Session, consultation: Consultation, lines: Lines) -> list[Route]:
    """Return the survey, version by version where what was asked has changed meanwhile."""
    rows = session.execute(
        select(
            Survey,
            func.min(Response.submitted_at),
            func.max(Response.submitted_at),
        )
        .join(Response, Response.survey_id == Survey.id)
        .where(Survey.consultation_id == consultation.id)
        .group_by(Survey.id)
        .order_by(Survey.version)
    ).all()
    return [
        Route(
            "Survey" if len(rows) == 1 else f"Survey, version {survey.version}",
            _responses(lines[VERSIONS].shown.get(str(survey.version)))
            + (f". What changed: {survey.what_changed}" if survey.what_changed else ""),
            _day(first),
            _day(last),
        )
        for survey, first, last in rows
    ]


def _responses(count: int | None) -> str:
    return NOT_SHOWN if count is None else counted(count, "response")


def _imports(session: Session, consultation: Consultation) -> list[Route]:
    count, first, last = session.execute(
        select(func.count(), func.min(Import.imported_at), func.max(Import.imported_at)).where(
            Import.consultation_id == consultation.id, Import.undone_at.is_(None)
        )
    ).one()
    if not count:
        return []
    # In words: published results hide small numbers, and a number of files is about nobody.
    files = f"{IN_WORDS[count - 1]} file{'s' * (count > 1)}" if count < 10 else f"{count:,} files"
    detail = f"{files} of notes; the dates are those of the import"
    return [Route("Imported notes", detail, _day(first), _day(last))]


def _day(moment: datetime) -> date:
    return moment.date()


def _run(session: Session, consultation: Consultation) -> Run | None:
    """Return the newest analysis: what anyone needs to repeat it."""
    run = session.scalar(
        select(AnalysisRun)
        .where(
            AnalysisRun.consultation_id == consultation.id, AnalysisRun.state == RunState.FINISHED
        )
        .order_by(AnalysisRun.id.desc())
        .limit(1)
    )
    if run is None:
        return None
    versions = tuple(sorted((name, str(version)) for name, version in run.versions.items()))
    return Run(
        run.seed, run.input_digest, versions, run.finished_at.date() if run.finished_at else None
    )
