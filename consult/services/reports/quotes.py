"""Which statements speak for a theme: chosen by rule, from different sources, always verbatim."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.imports import Import
from consult.models.statements import SourceKind
from consult.models.surveys import Question, Section, Survey
from consult.models.workshops import Workshop, WorkshopTable
from consult.services.reports.facts import Facts, Said
from consult.services.reports.stems import are_alike
from consult.writers.barrier_summary import Quote

MOST = 5
FEWEST = 3
GOOD_LENGTH = 110
SHORT = 25
"""Characters: with this few, a statement is quoted only where there would not be three without."""

ENOUGH = 50
LONGEST = 600
"""Characters: a longer statement is counted, but not quoted, since nothing is ever cut."""

ROUTES = {
    SourceKind.TABLE: "Workshop",
    SourceKind.ANSWER: "Survey",
    SourceKind.IMPORT: "Imported notes",
}


def choose(
    candidates: Iterable[Said],
    stems: Mapping[int, frozenset[str]],
    *,
    most: int = MOST,
    besides: Collection[int] = (),
) -> list[Said]:
    """Return up to `most` statements, the same ones each time.

    Those that officers bookmarked come first, even where they are short or long.
    Each next one is unlike those before it in its words, and comes from the route, then the
    outcome, then the source that has been heard least; among equals it is the one of the most
    readable length, then the oldest.

    Parameters
    ----------
    stems
        The words of each statement.
    besides
        Ids of statements that are quoted already: taken only where there is nothing else.
    """
    left = {_spoken(each): each for each in _most_readable(candidates, besides)}
    heard: Counter[object] = Counter(besides)
    echoed: set[int] = set()
    chosen: list[Said] = []
    while left and len(chosen) < most:
        best = min(left.values(), key=lambda each: _preference(each, heard, echoed))
        if len(chosen) >= FEWEST and len(best.text) < SHORT and not best.is_bookmarked:
            break
        del left[_spoken(best)]
        heard.update((best.source_kind, ("outcome", best.outcome_id), best.source))
        echoed.update(
            each.id for each in left.values() if are_alike(stems[each.id], stems[best.id])
        )
        chosen.append(best)
    return chosen


def _most_readable(candidates: Iterable[Said], besides: Collection[int]) -> list[Said]:
    """Return enough of each route and outcome to choose from, the best last."""
    taken: Counter[object] = Counter()
    best = []
    for each in sorted(candidates, key=lambda said: (said.id in besides, *_readability(said))):
        taken[each.source_kind, each.outcome_id] += 1
        is_fit = len(each.text) <= LONGEST and taken[each.source_kind, each.outcome_id] <= ENOUGH
        if is_fit or each.is_bookmarked:
            best.append(each)
    return best[::-1]


def _readability(said: Said) -> tuple[bool, int, int]:
    return len(said.text) < SHORT, abs(len(said.text) - GOOD_LENGTH), said.id


def _spoken(said: Said) -> str:
    """Return the words by which a statement is the same as another."""
    return " ".join(said.text.casefold().split())


def _preference(
    said: Said, heard: Counter[object], echoed: Collection[int]
) -> tuple[int | bool, ...]:
    return (
        not said.is_bookmarked,
        len(said.text) < SHORT,
        heard[said.id],
        said.id in echoed,
        heard[said.source_kind],
        heard["outcome", said.outcome_id],
        heard[said.source],
        abs(len(said.text) - GOOD_LENGTH),
        said.id,
    )


@dataclass(frozen=True, slots=True)
class Quoter:
    """Turns a statement into a quote that says where it was said."""

    facts: Facts
    tables: dict[int, str]
    imports: dict[int, str]
    questions: dict[int, int]

    def quote(self, said: Said) -> Quote:
        """Return the statement in its own words, with its source."""
        outcome = self.facts.outcomes.get(said.outcome_id or 0)
        return Quote(
            statement_id=str(said.id),
            text=said.text,
            route=ROUTES[said.source_kind],
            outcome=outcome.reference if outcome else "",
            place=self._place(said),
            partners=tuple(named.label for named in self.facts.partners.get(said.id, ())),
        )

    def quotes(self, chosen: Iterable[Said]) -> tuple[Quote, ...]:
        """Return several."""
        return tuple(self.quote(said) for said in chosen)

    def _place(self, said: Said) -> str:
        if said.table_id is not None:
            return self.tables.get(said.table_id, "")
        if said.import_id is not None:
            return self.imports.get(said.import_id, "")
        number = self.questions.get(said.question_id or 0)
        return f"Question {number}" if number else ""


def quoter(session: Session, consultation: Consultation, facts: Facts) -> Quoter:
    """Read the names of all places in which something was said."""
    tables = session.execute(
        select(WorkshopTable.id, Workshop.title, WorkshopTable.number)
        .join(Workshop)
        .where(Workshop.consultation_id == consultation.id)
    )
    # The name of a file is often somebody's own, and a quote goes to the public.
    imports = session.execute(
        select(Import.id, Workshop.title)
        .join(Workshop, Import.workshop_id == Workshop.id)
        .where(Import.consultation_id == consultation.id)
    )
    return Quoter(
        facts=facts,
        tables={table_id: f"{title}, table {number}" for table_id, title, number in tables},
        imports=dict(imports.all()),
        questions=_numbered_questions(session, consultation),
    )


def _numbered_questions(session: Session, consultation: Consultation) -> dict[int, int]:
    """Return for each question its number in its survey, as respondents saw it."""
    rows = session.execute(
        select(Survey.id, Question.id)
        .select_from(Question)
        .join(Section)
        .join(Survey)
        .where(Survey.consultation_id == consultation.id)
        .order_by(Survey.id, Section.position, Section.id, Question.position, Question.id)
    )
    last: Counter[int] = Counter()
    numbers = {}
    for survey_id, question_id in rows:
        last[survey_id] += 1
        numbers[question_id] = last[survey_id]
    return numbers
