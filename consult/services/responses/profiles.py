"""Who is missing: those who answered beside those who live there, and the quotas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from consult.models.areas import PopulationShare, Quota
from consult.models.responses import Answer, Response, answer_option
from consult.models.surveys import Option, Question, Survey
from consult.services import areas, audit
from consult.services.refusals import Conflict, InvalidInput
from consult.services.responses.audiences import Audience, belongs
from consult.services.responses.scopes import AnyScope, Scope, is_counted, scope_of
from consult.services.transaction import transaction
from consult.writers.figures import SMALLEST_BASE, percentage

# A group is missing where it answers with less than this share of what it is of the people.
_FAIR = 0.8
MOST_WANTED = 1_000_000


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group: how many answered and live there.

    Attributes
    ----------
    count, base
        Responses of the group, and of all groups of its question.
    people, population
        The same of those who live in the area.
    wanted
        The quota; 0 where none is set.
    """

    option: Option
    count: int
    base: int
    people: int
    population: int
    wanted: int

    @property
    def share(self) -> str:
        """Return its share of the responses."""
        return percentage(self.count, self.base)

    @property
    def population_share(self) -> str:
        """Return its share of the people, or "" where that is not known."""
        return percentage(self.people, self.population) if self.people else ""

    @property
    def is_missing(self) -> bool:
        """Return whether clearly fewer of the group answered than live there."""
        if not self.people or self.base < SMALLEST_BASE:
            return False
        return self.count / self.base < _FAIR * self.people / self.population

    @property
    def short(self) -> int:
        """Return how many responses the quota still lacks."""
        return max(0, self.wanted - self.count)


@dataclass(frozen=True, slots=True)
class Profile:
    """One question whose answers are groups of people: beside the population, or with quotas."""

    question: Question
    characteristic: str
    rows: tuple[GroupRow, ...]

    @property
    def missing(self) -> list[GroupRow]:
        """Return the groups of whom clearly fewer answered than live there."""
        return [row for row in self.rows if row.is_missing]

    @property
    def short(self) -> list[GroupRow]:
        """Return the groups whose quota is not filled."""
        return [row for row in self.rows if row.short]


def profiles(session: Session, asked: AnyScope) -> list[Profile]:
    """Return each question that has quotas, or whose answers are groups of the population."""
    scope = scope_of(asked)
    survey = scope.survey
    counts = _counts(session, scope)
    wanted = quotas(session, survey)
    shares = _shares(session, survey)
    found = []
    for question in survey.kept_questions:
        characteristic, people = _matching(question, shares)
        if characteristic or any(option.id in wanted for option in question.options):
            found.append(_profile(question, characteristic, people, counts, wanted))
    return found


def _profile(
    question: Question,
    characteristic: str,
    people: Mapping[str, int],
    counts: Mapping[int, int],
    wanted: Mapping[int, int],
) -> Profile:
    # Those who would rather not say are no group of the population: shares are of the others.
    known = [each for each in question.options if not people or _key(each.label) in people]
    base = sum(counts.get(each.id, 0) for each in known)
    population = sum(people.get(_key(each.label), 0) for each in known)
    rows = tuple(
        GroupRow(
            option=each,
            count=counts.get(each.id, 0),
            base=base,
            people=people.get(_key(each.label), 0),
            population=population,
            wanted=wanted.get(each.id, 0),
        )
        for each in question.options
        if each in known or each.id in wanted
    )
    return Profile(question, characteristic, rows)


def _key(label: str) -> str:
    """Return a label as it is compared: without case, and with plain dashes.

    >>> _key("25–44") == _key("25 to 44")
    True
    """
    return " ".join(label.casefold().replace("–", " to ").replace("-", " to ").split())


def _matching(
    question: Question, shares: Mapping[str, Mapping[str, int]]
) -> tuple[str, Mapping[str, int]]:
    """Return the characteristic whose groups are most of the question's answers."""
    labels = {_key(option.label) for option in question.options}
    for characteristic, people in shares.items():
        if len(labels & people.keys()) >= max(2, len(people) * 0.6):
            return characteristic, people
    return "", {}


def _shares(session: Session, survey: Survey) -> dict[str, dict[str, int]]:
    decided = areas.of(session, survey.consultation)
    if decided is None:
        return {}
    shares: dict[str, dict[str, int]] = {}
    for characteristic, label, people in session.execute(
        select(PopulationShare.characteristic, PopulationShare.label, PopulationShare.people)
        .where(PopulationShare.area_set_id == decided.area_set_id)
        .order_by(PopulationShare.id)
    ):
        shares.setdefault(characteristic, {})[_key(label)] = people
    return shares


def _counts(session: Session, scope: Scope) -> Counter[int]:
    rows = session.execute(
        select(answer_option.c.option_id, func.count())
        .join(Answer, Answer.id == answer_option.c.answer_id)
        .join(Response, Response.id == Answer.response_id)
        .where(is_counted(scope), belongs(Audience.PEOPLE))
        .group_by(answer_option.c.option_id)
    )
    counts: Counter[int] = Counter()
    for option_id, number in rows:
        counts[scope.options.get(option_id, option_id)] += number
    return counts


def quotas(session: Session, survey: Survey) -> dict[int, int]:
    """Return how many responses are wanted, by the option's id."""
    ids = [option.id for question in survey.questions for option in question.options]
    rows = session.execute(select(Quota.option_id, Quota.wanted).where(Quota.option_id.in_(ids)))
    return {option_id: wanted for option_id, wanted in rows}


def set_quotas(session: Session, survey: Survey, question: Question, wanted: Sequence[str]) -> int:
    """Set how many responses are wanted from those who give each answer, in their order.

    Raises
    ------
    InvalidInput
        For what is no whole number.
    Conflict
        For an equality question, whose answers are counted apart from all else.
    """
    if question.section.is_equality:
        raise Conflict("Equality answers are kept apart, so no quota can be counted against them.")
    numbers = []
    for option, written in zip(question.options, wanted, strict=True):
        plain = written.strip().replace(",", "") or "0"
        if not plain.isascii() or not plain.isdecimal() or int(plain[:8]) > MOST_WANTED:
            raise InvalidInput(
                f"“{option.label}”: enter a whole number, or nothing for no quota.",
                field=f"wanted-{option.id}",
            )
        numbers.append((option.id, int(plain)))
    with transaction(session):
        # Whoever sets them at this moment waits, so that no answer has two quotas.
        session.refresh(question, with_for_update={"of": Question})
        ids = [option_id for option_id, _ in numbers]
        session.execute(delete(Quota).where(Quota.option_id.in_(ids)))
        session.add_all(Quota(option_id=at, wanted=number) for at, number in numbers if number)
        audit.record(
            session,
            "survey.quotas_set",
            survey,
            consultation=survey.consultation,
            question=question.id,
        )
    return sum(number > 0 for _, number in numbers)
