"""Records for tests: each with what it needs, and nothing that a test does not care about."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.models.accounts import Role, RoleName, User
from consult.models.base import utc_now
from consult.models.consultations import Consultation, Stage
from consult.models.imports import Import, NotesFile
from consult.models.kinds import StatementKind
from consult.models.partners import Organisation, ShortName
from consult.models.responses import Answer, Response
from consult.models.statements import SourceKind, Statement, StatementVersion
from consult.models.strategy import Aim, Outcome, Strategy
from consult.models.surveys import Question, QuestionType, Section, Survey
from consult.models.themes import AnalysisRun, Codebook, CoderKind, Coding, RunState, Theme
from consult.models.workshops import Workshop, WorkshopTable
from consult.services.workshops import columns


def count(session: Session, model: type, *conditions: Any) -> int:
    """Return how many records of a model there are that meet some conditions."""
    return session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0


class Make:
    """Makes and commits records; a test names only the fields that it is about."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._numbers = itertools.count(1)

    def _save(self, record: Any) -> Any:
        self.session.add(record)
        self.session.commit()
        return record

    def user(self, *roles: RoleName, **fields: Any) -> User:
        number = next(self._numbers)
        if not self.session.in_transaction():
            # It reads before it writes, and a server beside the test may write in between.
            self.session.connection(execution_options={"writes": True})
        found = [
            self.session.query(Role).filter_by(name=role).one_or_none() or Role(name=role)
            for role in roles or (RoleName.OFFICER,)
        ]
        fields = {"email": f"person{number}@example.org", "name": f"Person {number}", **fields}
        return self._save(User(roles=found, **fields))

    def organisation(self, name: str = "", *short_names: str) -> Organisation:
        return self._save(
            Organisation(
                name=name or f"Partner {next(self._numbers)}",
                short_names=[ShortName(name=short) for short in short_names],
            )
        )

    def strategy(self, *references: str) -> Strategy:
        strategy = Strategy(title=f"Strategy {next(self._numbers)}")
        for position, reference in enumerate(references or ("1.1", "1.2", "2.1")):
            number = int(reference.split(".")[0])
            aim = next((each for each in strategy.aims if each.number == number), None)
            if aim is None:
                aim = Aim(number=number, title=f"Aim {number}")
                strategy.aims.append(aim)
            outcome = Outcome(reference=reference, title=f"Title of {reference}", position=position)
            outcome.aim = aim
            strategy.outcomes.append(outcome)
        return self._save(strategy)

    def consultation(self, *, stage: Stage = Stage.OPEN, **fields: Any) -> Consultation:
        number = next(self._numbers)
        strategy = fields.pop("strategy", None) or self.strategy()
        fields = {
            "slug": f"consultation-{number}",
            "title": f"Consultation {number}",
            "privacy_notice": "We keep what you say for two years.",
            "outcomes": list(strategy.outcomes),
            **fields,
        }
        return self._save(Consultation(stage=stage, strategy=strategy, **fields))

    def workshop(self, consultation: Consultation | None = None, **fields: Any) -> Workshop:
        fields = {
            "title": f"Workshop {next(self._numbers)}",
            "columns": columns.rows(columns.WORK_AND_BARRIERS),
            **fields,
        }
        return self._save(Workshop(consultation=consultation or self.consultation(), **fields))

    def table(self, workshop: Workshop | None = None, **fields: Any) -> WorkshopTable:
        number = next(self._numbers)
        fields = {
            "number": number,
            "code_salt": uuid4().hex,
            "code_hash": uuid4().hex,
            "code_expires_at": utc_now() + timedelta(days=1),
            **fields,
        }
        return self._save(WorkshopTable(workshop=workshop or self.workshop(), **fields))

    def imported(self, consultation: Consultation, filename: str = "notes.txt") -> Import:
        digest = f"{next(self._numbers):064x}"
        kept = NotesFile(
            consultation=consultation,
            filename=filename,
            digest=digest,
            content=b"Barriers\n- Rent\n",
        )
        return self._save(Import(consultation_id=consultation.id, notes_file=kept, digest=digest))

    def statement(
        self,
        text: str = "Not enough buses",
        *,
        table: WorkshopTable | None = None,
        consultation: Consultation | None = None,
        **fields: Any,
    ) -> Statement:
        table = table or self.table(self.workshop(consultation))
        consultation = consultation or table.workshop.consultation
        fields = {"kind": StatementKind.BARRIER, **fields}
        statement = Statement(
            consultation=consultation,
            text=text,
            source_kind=SourceKind.TABLE,
            table=table,
            **fields,
        )
        statement.versions.append(
            StatementVersion(
                number=1,
                text=text,
                kind=statement.kind,
                outcome_id=statement.outcome_id or getattr(statement.outcome, "id", None),
                state=statement.state or "live",
            )
        )
        return self._save(statement)

    def codebook(self, consultation: Consultation, *keys: str) -> Codebook:
        themes = [
            Theme(key=key, name=key.title(), definition=f"About {key}.", position=position)
            for position, key in enumerate(keys or ("resources", "apathy", "trust"))
        ]
        return self._save(Codebook(consultation=consultation, themes=themes))

    def run(self, consultation: Consultation, **fields: Any) -> AnalysisRun:
        """Make a finished analysis run that has seen every statement there is."""
        newest = self.session.query(Statement.id).order_by(Statement.id.desc()).limit(1).scalar()
        fields = {
            "codebook_version": 1,
            "state": RunState.FINISHED,
            "finished_at": utc_now(),
            "last_statement_id": newest or 0,
            "parameters": {"statements": 0, "examples": 0},
            **fields,
        }
        return self._save(AnalysisRun(consultation=consultation, **fields))

    def coding(
        self, statement: Statement, theme: Theme, *, run: AnalysisRun | None = None, **fields: Any
    ) -> Coding:
        """Make what a run proposes for a statement."""
        run = run or self.run(statement.consultation)
        fields = {"score": 0.8, "why": [], **fields}
        return self._save(
            Coding(
                statement=statement,
                theme=theme,
                coder_kind=CoderKind.MACHINE,
                run_id=run.id,
                **fields,
            )
        )

    def response(self, consultation: Consultation, *texts: str) -> list[Statement]:
        """Make a response to the consultation's survey whose answers are barriers."""
        survey = self._survey(consultation)
        number = next(self._numbers)
        response = Response(
            survey=survey,
            reference=f"R-{number}",
            submission_key=uuid4(),
            body_digest=f"{number:064}",
        )
        statements = []
        for question, text in zip(survey.questions, texts, strict=False):
            answer = Answer(response=response, question=question, text=text)
            statement = Statement(
                consultation=consultation,
                kind=StatementKind.BARRIER,
                text=text,
                source_kind=SourceKind.ANSWER,
                answer=answer,
            )
            statement.versions.append(
                StatementVersion(number=1, text=text, kind=statement.kind, state="live")
            )
            statements.append(self._save(statement))
        return statements

    def _survey(self, consultation: Consultation) -> Survey:
        known = self.session.query(Survey).filter_by(consultation_id=consultation.id).one_or_none()
        if known is not None:
            return known
        questions = [
            Question(
                position=position,
                question_type=QuestionType.TEXT,
                text=f"What gets in the way? ({position})",
                statement_kind=StatementKind.BARRIER,
            )
            for position in range(3)
        ]
        section = Section(position=0, title="Barriers", questions=questions)
        return self._save(Survey(consultation=consultation, title="Survey", sections=[section]))
