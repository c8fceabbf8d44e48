"""A consultation to report on, and its figures counted again in plain SQL."""

from __future__ import annotations

import random
from datetime import date
from typing import Any
from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.orm import Session

from consult.models.accounts import User
from consult.models.base import utc_now
from consult.models.consultations import Consultation
from consult.models.kinds import StatementKind
from consult.models.responses import Answer, Response, Route
from consult.models.statements import SourceKind, Statement, StatementPartner, StatementState
from consult.models.surveys import Question, QuestionType, Section, Survey
from consult.models.themes import (
    AnalysisRun,
    CoderKind,
    Coding,
    CodingState,
    RunState,
    Theme,
    ThemeState,
)
from consult.services import reports
from consult.services.reports import evidence
from consult.writers.barrier_summary import BarrierSummary
from tests.factories import Make

TODAY = date(2026, 11, 23)
WORDS = (
    *("bus", "hall", "lunch", "club", "rent", "forms", "police", "garden"),
    *("evening", "money", "lights", "ward"),
)


class Material:
    """One consultation with three outcomes and three themes, to which a test adds statements."""

    def __init__(
        self, session: Session, make: Make, themes: tuple[str, ...] = (), **fields: Any
    ) -> None:
        self.session = session
        self.make = make
        self.consultation: Consultation = make.consultation(**fields)
        self.outcomes = {each.reference: each for each in self.consultation.outcomes}
        self.codebook = make.codebook(self.consultation, *themes)
        self.person: User = make.user()
        self.table = make.table(make.workshop(self.consultation, title="Town hall"), number=4)

    def theme(self, key: str) -> Theme:
        return next(theme for theme in self.codebook.themes if theme.key == key)

    def run(self) -> AnalysisRun:
        run = AnalysisRun(
            consultation=self.consultation,
            codebook_version=1,
            seed=7,
            state=RunState.FINISHED,
            input_digest="sha256:1f",
            versions={"analysis": "1"},
            finished_at=utc_now(),
            last_statement_id=10**6,
        )
        self.session.add(run)
        self.session.commit()
        return run

    def say(
        self,
        words: str = "Not enough buses",
        *themes: str,
        outcome: str | None = "1.1",
        kind: StatementKind = StatementKind.BARRIER,
        state: StatementState = StatementState.LIVE,
        coding: CodingState = CodingState.ACCEPTED,
        partner: str = "",
        **fields: Any,
    ) -> Statement:
        statement = self.make.statement(
            words,
            table=fields.pop("table", self.table),
            kind=kind,
            outcome=self.outcomes[outcome] if outcome else None,
            state=state,
            state_reason="" if state is StatementState.LIVE else "For a reason.",
            partners=[StatementPartner(label=partner)] if partner else [],
            **fields,
        )
        for key in themes:
            self.code(statement, key, coding)
        return statement

    def code(
        self, statement: Statement, key: str, state: CodingState, run: AnalysisRun | None = None
    ) -> Coding:
        decided = state in {CodingState.ACCEPTED, CodingState.REJECTED}
        coding = Coding(
            statement=statement,
            theme=self.theme(key),
            coder_kind=CoderKind.MACHINE if run else CoderKind.PERSON,
            coder_id=None if run else self.person.id,
            run_id=run.id if run else None,
            state=state,
            decided_by=self.person if decided else None,
            decided_at=utc_now() if decided else None,
        )
        self.session.add(coding)
        self.session.commit()
        return coding

    def merge(self, key: str, *, into: str) -> None:
        self.theme(key).merged_into_id = self.theme(into).id
        self.theme(key).state = ThemeState.MERGED
        self.session.commit()

    def answer(self, route: Route = Route.ONLINE) -> Answer:
        survey = self.session.query(Survey).filter_by(consultation=self.consultation).first()
        if survey is None:
            question = Question(position=0, question_type=QuestionType.TEXT, text="Why not?")
            section = Section(position=0, title="One", questions=[question])
            survey = Survey(consultation=self.consultation, title="Ask", sections=[section])
        answer = Answer(question=survey.questions[0], text="Because")
        response = Response(
            survey=survey,
            reference=uuid4().hex[:12],
            submission_key=uuid4(),
            body_digest="0",
            route=route,
            answers=[answer],
        )
        self.session.add(response)
        self.session.commit()
        return answer

    def summary(self, **more: bool) -> BarrierSummary:
        self.session.expire_all()
        return reports.barrier_summary(
            self.session,
            self.consultation,
            generated_on=TODAY,
            organisation="Testbury Together",
            **more,
        )


def at_random(session: Session, make: Make, seed: int) -> Material:
    """Return a consultation in which anything may have happened."""
    draw = random.Random(seed)  # noqa: S311 (nothing here is secret)
    material = Material(session, make)
    material.make.codebook(make.consultation(), "resources")
    tables = [material.table, make.table(material.table.workshop, number=5)]
    answers = [material.answer(draw.choice(list(Route))) for _ in range(3)]
    run = material.run()
    run.last_statement_id = draw.choice([0, 10**6])
    for _ in range(60):
        kind = draw.choice([StatementKind.BARRIER] * 6 + list(StatementKind))
        state = draw.choice([StatementState.LIVE] * 12 + list(StatementState))
        statement = material.say(
            " ".join(draw.sample(WORDS, draw.randint(1, 6))),
            outcome=draw.choice(["1.1", "1.1", "1.2", "2.1", None]),
            kind=kind,
            state=state,
            table=draw.choice(tables),
            partner=draw.choice(["", "", "", "TC", "Youth Forum"]),
        )
        if draw.random() < 0.3:
            statement.source_kind, statement.table = SourceKind.ANSWER, None
            statement.answer = draw.choice(answers)
        for theme in draw.sample(material.codebook.themes, draw.randint(0, 3)):
            coding = draw.choice([CodingState.ACCEPTED] * 3 + list(CodingState))
            material.code(statement, theme.key, coding, run if draw.random() < 0.5 else None)
    if draw.random() < 0.7:
        material.merge("trust", into="resources")
    return material


# The plain SQL of the tests: it shares nothing with the queries of the report, and every word in it
# is written here.
_ACCEPTED = """EXISTS (
    SELECT 1 FROM coding c JOIN theme t ON t.id = c.theme_id
    LEFT JOIN theme m ON m.id = t.merged_into_id
    WHERE c.statement_id = s.id AND c.state = 'accepted'
    AND (:theme = 'any' OR COALESCE(m.key, t.key) = :theme))"""
_CODED = "EXISTS (SELECT 1 FROM coding c WHERE c.statement_id = s.id AND c.state = '{}')"
_NEWEST = """(SELECT COALESCE(MAX(last_statement_id), 0) FROM analysis_run
    WHERE consultation_id = :id AND state = 'finished')"""
_SEEN = f"(s.id <= {_NEWEST} OR {_CODED.format('rejected')})"
_BARRIER = "s.kind = 'barrier' AND s.state = 'live'"
_UNDECIDED = f"{_BARRIER} AND NOT {_CODED.format('accepted')}"
_PLACES = {
    "any": "s.kind = 'barrier'",
    "themed": f"{_BARRIER} AND {_CODED.format('accepted')}",
    "other": f"{_UNDECIDED} AND NOT {_CODED.format('proposed')} AND {_SEEN}",
    "to-review": f"{_UNDECIDED} AND ({_CODED.format('proposed')} OR NOT {_SEEN})",
    "withheld": "s.kind = 'barrier' AND s.state IN ('withheld', 'struck')",
    "empty": "s.kind = 'barrier' AND s.state = 'empty'",
    "duplicate": "s.kind = 'barrier' AND s.state = 'duplicate'",
    "campaign": "s.kind = 'barrier' AND s.state = 'campaign'",
}
_NARROWED = {
    "statements": "1 = 1",
    "settled": f"(({_PLACES['themed']}) OR ({_PLACES['other']}))",
    "kind": "s.kind = :kind",
    "theme": f"{_BARRIER} AND {_ACCEPTED}",
    "state": "s.state = :state",
    "partner": """EXISTS (
        SELECT 1 FROM statement_partner p LEFT JOIN organisation o ON o.id = p.organisation_id
        WHERE p.statement_id = s.id AND COALESCE(o.name, p.label) = :partner)""",
    "ward": """EXISTS (
        SELECT 1 FROM answer a JOIN response r ON r.id = a.response_id
        LEFT JOIN ward w ON w.id = r.ward_id
        WHERE a.id = s.answer_id AND w.name = :ward)""",
    "workshop": """EXISTS (
        SELECT 1 FROM workshop_table b JOIN workshop w ON w.id = b.workshop_id
        WHERE b.id = s.table_id AND w.title = :workshop)""",
    "outcome": """COALESCE((SELECT o.reference FROM outcome o WHERE o.id = s.outcome_id), 'none')
        = :outcome""",
}
_ELSEWHERE = {
    "attendance": """FROM participant p LEFT JOIN organisation o ON o.id = p.organisation_id
        WHERE p.workshop_id = CAST(:workshop AS INTEGER) AND CASE :attendance
            WHEN 'invited' THEN p.is_invited
            WHEN 'present' THEN p.attendance = 'present'
            WHEN 'apologies' THEN p.attendance = 'apologies'
            WHEN 'substitutes' THEN p.substitute_for_id IS NOT NULL AND p.attendance = 'present'
            ELSE p.attendance = 'present'
                AND 'from ' || COALESCE(o.name, p.organisation_label) = :attendance END""",
    "responses": """FROM response r JOIN survey v ON v.id = r.survey_id
        WHERE v.consultation_id = :id AND r.route = :responses""",
    "tables": """FROM workshop_table b JOIN workshop w ON w.id = b.workshop_id
        WHERE w.consultation_id = :id""",
    "codings": f"""FROM coding c JOIN statement s ON s.id = c.statement_id
        WHERE s.consultation_id = :id AND {_BARRIER} AND c.state = :codings
        AND c.decided_by_id IS NOT NULL""",
}


def counted(session: Session, consultation: Consultation, name: str) -> int:
    """Return what a figure should say, from its evidence, in plain SQL."""
    parts = evidence.parts_of(name)
    source = next((sql for part, sql in _ELSEWHERE.items() if part in parts), "")
    if not source:
        narrowed = [_PLACES[parts[p]] if p == "place" else _NARROWED[p] for p in parts]
        here = "s.consultation_id = :id AND s.state != 'replaced'"
        source = f"FROM statement s WHERE {here} AND {' AND '.join(narrowed)}"
    values = {"id": consultation.id, **parts}
    return int(session.execute(text(f"SELECT COUNT(*) {source}"), values).scalar_one())
