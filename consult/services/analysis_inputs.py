"""What an analysis run reads from the store: statements, codebook, and what people have decided."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import astuple, dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from consult.models.double_coding import DoubleCoding, DoubleCodingState, SampledStatement
from consult.models.kinds import StatementKind
from consult.models.partners import Organisation, ShortName
from consult.models.statements import SourceKind, Statement, StatementState, StatementVersion
from consult.models.themes import AnalysisRun, Coding, CodingState, Theme, ThemeState
from consult.services import positions, repeat_groups, themes

if TYPE_CHECKING:
    from analysis.codebook import Codebook as Frame
    from analysis.codebook import Example


@dataclass(frozen=True, slots=True)
class Item:
    """A statement as a run sees it.

    Attributes
    ----------
    speaker
        Whose words they are, as far as it is known: a table, a response, or a row of a file.
    is_survey
        Whether it came by the survey, where campaigns come from.
    is_settled
        Whether a person has decided about it: a run never takes it out of the count.
    """

    id: int
    version: int
    text: str
    kind: StatementKind
    outcome_id: int | None
    heading: str
    state: StatementState
    speaker: tuple[object, ...] | None
    is_survey: bool
    is_settled: bool

    @property
    def is_live(self) -> bool:
        """Return whether it counts, and so is coded."""
        return self.state is StatementState.LIVE


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a run depends on; the same inputs give the same result."""

    items: tuple[Item, ...]
    frame: Frame
    examples: tuple[Example, ...]
    abbreviations: dict[str, str]
    codebook_version: int
    seed: int
    # Which statement each example is, and which were drawn at random for double coding.
    example_ids: tuple[int, ...] = ()
    drawn: frozenset[int] = frozenset()
    # What is proposed, if anything, and the positions on it that people decided.
    proposal: str = ""
    positions: dict[int, str] = field(default_factory=dict)

    @property
    def live(self) -> list[Item]:
        """Return the statements that are coded, in the order of their ids."""
        return [item for item in self.items if item.is_live]

    def digest(self) -> str:
        """Return the SHA-256 of everything that the result depends on."""
        content = {
            "statements": [astuple(each) for each in self.items],
            "codebook": [self.codebook_version, repr(self.frame.themes)],
            "examples": [[each.text, sorted(each.themes)] for each in self.examples],
            "example_ids": self.example_ids,
            "drawn": sorted(self.drawn),
            "abbreviations": sorted(self.abbreviations.items()),
            "proposal": self.proposal,
            "positions": sorted(self.positions.items()),
            "seed": self.seed,
        }
        written = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        return f"sha256:{hashlib.sha256(written.encode()).hexdigest()}"


def read(session: Session, run: AnalysisRun | DoubleCoding) -> Inputs:
    """Read what the run, or the machine in a double coding, is to go by."""
    codebook = themes.get_codebook(session, run.consultation)
    kinds = themes.kinds_of(codebook)
    statements = session.scalars(
        select(Statement)
        .where(
            Statement.consultation_id == run.consultation_id,
            Statement.kind.in_(kinds),
            Statement.state.in_([StatementState.LIVE, StatementState.CAMPAIGN]),
        )
        .options(joinedload(Statement.answer))
        .order_by(Statement.id)
    ).all()
    active = themes.list_themes(session, codebook)
    decided = _decisions(session, run.consultation_id)
    settled = {coding.statement_id for coding in decided}
    settled |= _brought_back(session, run.consultation_id)
    settled |= repeat_groups.settled(session, run.consultation_id)
    examples = _examples(statements, decided)
    return Inputs(
        items=tuple(_item(each, is_settled=each.id in settled) for each in statements),
        frame=frame_of(active),
        examples=tuple(examples.values()),
        abbreviations=_abbreviations(session),
        codebook_version=codebook.version,
        seed=run.seed,
        example_ids=tuple(examples),
        drawn=_drawn(session, run.consultation_id),
        proposal=run.consultation.proposal.strip(),
        positions=positions.decisions(session, run.consultation_id),
    )


def _item(statement: Statement, *, is_settled: bool) -> Item:
    return Item(
        id=statement.id,
        version=statement.version,
        text=statement.text,
        kind=statement.kind,
        outcome_id=statement.outcome_id,
        heading=statement.heading,
        state=statement.state,
        speaker=_speaker(statement),
        is_survey=statement.source_kind is SourceKind.ANSWER,
        is_settled=is_settled,
    )


def _speaker(statement: Statement) -> tuple[object, ...] | None:
    """Return whose words these are; None where a file does not tell one speaker from another."""
    if statement.table_id is not None:
        return ("table", statement.table_id)
    if statement.answer is not None:
        return ("response", statement.answer.response_id)
    if "row" not in statement.place:
        return None
    where = (statement.place.get(part) for part in ("sheet", "table", "row", "column"))
    return ("file", statement.import_id, *where)


def _decisions(session: Session, consultation_id: int) -> list[Coding]:
    """Return what people decided, with the theme, in a lasting order."""
    return list(
        session.scalars(
            select(Coding)
            .join(Statement, Coding.statement_id == Statement.id)
            .where(
                Statement.consultation_id == consultation_id,
                Coding.state.in_([CodingState.ACCEPTED, CodingState.REJECTED]),
            )
            .options(joinedload(Coding.theme).defer(Theme.lexicon))
            .order_by(Coding.statement_id, Coding.theme_id)
        )
    )


def _brought_back(session: Session, consultation_id: int) -> set[int]:
    """Return the statements that were once set aside: being live now is a person's decision."""
    aside = (StatementState.EMPTY, StatementState.DUPLICATE, StatementState.CAMPAIGN)
    return set(
        session.scalars(
            select(StatementVersion.statement_id)
            .join(Statement, StatementVersion.statement_id == Statement.id)
            .where(
                Statement.consultation_id == consultation_id,
                Statement.state == StatementState.LIVE,
                StatementVersion.state.in_(aside),
            )
        )
    )


def _examples(statements: Iterable[Statement], decided: Iterable[Coding]) -> dict[int, Example]:
    """Return the statements that people coded, for the machine to learn from."""
    from analysis.codebook import Example

    accepted: dict[int, list[str]] = defaultdict(list)
    for coding in decided:
        if coding.state is CodingState.ACCEPTED and coding.theme.state is ThemeState.ACTIVE:
            accepted[coding.statement_id].append(coding.theme.key)
    return {
        each.id: Example(each.text, tuple(accepted[each.id]))
        for each in statements
        if accepted.get(each.id)
    }


def _drawn(session: Session, consultation_id: int) -> frozenset[int]:
    """Return the statements that chance chose, which alone tell of the rest by themselves."""
    return frozenset(
        session.scalars(
            select(SampledStatement.statement_id)
            .join(DoubleCoding)
            .where(
                DoubleCoding.consultation_id == consultation_id,
                DoubleCoding.state == DoubleCodingState.FINISHED,
            )
        )
    )


def _abbreviations(session: Session) -> dict[str, str]:
    """Return the partners' short names, each with the whole name."""
    names = select(ShortName.name, Organisation.name).join(ShortName.organisation)
    return {short: whole for short, whole in session.execute(names.order_by(ShortName.name))}


def frame_of(active: Iterable[Theme]) -> Frame:
    """Return the themes as the analysis wants them, with the word lists of their patterns."""
    from analysis.codebook import Codebook, standard_barriers
    from analysis.codebook import Theme as Entry

    standard = standard_barriers()
    entries = tuple(
        Entry(
            id=theme.key,
            name=theme.name,
            definition=theme.definition,
            include=theme.include,
            exclude=theme.exclude,
            **_lexicon(theme),
        )
        for theme in active
    )
    return Codebook(
        version="", language="en-GB", themes=entries, lists=standard.lists, denials=standard.denials
    )


def _lexicon(theme: Theme) -> dict[str, Any]:
    return {field: tuple(theme.lexicon.get(field, ())) for field in themes.LEXICON}
