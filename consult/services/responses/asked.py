"""What residents are asked now: kept in memory, and known to be fresh by one small query.

A form page and a submit need the whole questionnaire, which takes seven queries to load. A process
keeps it frozen, and each request asks only for the stamp of all questionnaires and for what may
change without one: the stage of the consultation and its ways in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Integer, Select, Uuid, bindparam, exists, false, select
from sqlalchemy.orm import Session

from consult.models.areas import ConsultationArea
from consult.models.consultations import Consultation, Stage
from consult.models.doors import Door
from consult.models.drafts import ResponseDraft
from consult.models.responses import Response
from consult.models.stamps import QuestionnaireStamp
from consult.models.surveys import Survey
from consult.services import consultations, surveys, translations
from consult.services.prepared import Prepared
from consult.services.refusals import NotFound
from consult.services.responses.arrivals import Ways
from consult.services.surveys import frozen
from consult.services.surveys.frozen import FrozenConsultation, Questionnaire
from consult.services.translations import Language

_NEWEST = (
    select(Survey.id)
    .where(Survey.consultation_id == Consultation.id, Survey.is_draft == false())
    .order_by(Survey.version.desc())
    .limit(1)
    .scalar_subquery()
)
_COLUMNS = (
    select(QuestionnaireStamp.stamp).scalar_subquery(),
    _NEWEST,
    Consultation.stage,
    ConsultationArea.area_set_id,
    ConsultationArea.question_id,
    ConsultationArea.keeps_postcodes,
    Door.follows_dates,
    Door.is_by_invitation,
    Door.asks_for_work,
)


def _now(*more: Any) -> Select[Any]:
    return (
        select(*_COLUMNS, *more)
        .select_from(Consultation)
        .outerjoin(ConsultationArea, ConsultationArea.consultation_id == Consultation.id)
        .outerjoin(Door, Door.consultation_id == Consultation.id)
    )


_DRAFT = exists().where(ResponseDraft.submission_key == bindparam("key", type_=Uuid()))
_at_address = Prepared(lambda _: _now().where(Consultation.slug == bindparam("slug")))
_for_form = Prepared(
    lambda _: (
        _now(Consultation.title, Response.id, Response.reference, Response.body_digest, _DRAFT)
        .outerjoin(Response, Response.submission_key == bindparam("key", type_=Uuid()))
        .where(Consultation.id == bindparam("consultation_id", type_=Integer()))
    )
)


def _ways(row: Sequence[Any]) -> Ways:
    return Ways(row[0], row[1], *map(bool, row[2:]))


@dataclass(frozen=True, slots=True)
class Known:
    """What the store says of one form, as its answers come in.

    Attributes
    ----------
    stamp
        As `Asked.stamp`: where it is another one, what was asked has changed.
    sent
        Id, reference and digest of what was sent with the same key before, if anything was.
    has_draft
        Whether the form is kept to be come back to.
    """

    stamp: tuple[str | None, int | None]
    stage: Stage
    title: str
    ways: Ways
    sent: tuple[int, str, str] | None
    has_draft: bool


def known(connection: Connection, consultation_id: int, key: UUID) -> Known:
    """Return what the store says of a form, in one query."""
    (row,) = _for_form.run(connection, {"consultation_id": consultation_id, "key": key})
    title, response_id, reference, digest, has_draft = row[9:]
    return Known(
        (row[0], row[1]),
        Stage(row[2]),
        title,
        _ways(row[3:9]),
        (response_id, reference, digest) if response_id is not None else None,
        bool(has_draft),
    )


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Asked:
    """A consultation with the survey that it asks.

    Attributes
    ----------
    stamp
        Of all questionnaires when this one was loaded, and which survey was asked.
    languages
        In which residents can read it, besides English.
    """

    stamp: tuple[str | None, int | None]
    consultation: FrozenConsultation
    questionnaire: Questionnaire | None
    languages: tuple[Language, ...]
    _texts: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def known_texts(self, code: str) -> Mapping[str, str] | None:
        """Return what `texts` does, or None where the store must be asked first."""
        if all(code != each.code for each in self.languages):
            return {}
        return self._texts.get(code)

    def texts(self, connection: Connection, code: str) -> Mapping[str, str]:
        """Return what is translated into a language, by what the officers wrote."""
        known = self.known_texts(code)
        if known is not None:
            return known
        with Session(connection) as session:
            found = self._texts[code] = translations.texts(session, self.consultation, code)
        return found


@dataclass(frozen=True, slots=True)
class Now:
    """What is asked, with what was read a moment ago."""

    asked: Asked
    consultation: FrozenConsultation
    ways: Ways

    def refuse_outdated(self, known: Known) -> None:
        """Raise Outdated where the store says something else by now."""
        mine = (self.asked.stamp, self.consultation.stage, self.ways)
        if mine != (known.stamp, known.stage, known.ways):
            raise Outdated


class Outdated(Exception):
    """What is asked has changed since somebody last looked; look again."""


class Questionnaires:
    """The questionnaires that a process keeps, one for each consultation that was asked for."""

    def __init__(self) -> None:
        self._kept: dict[str, Asked] = {}
        self._last: dict[str, Now] = {}

    def last(self, slug: str) -> Now | None:
        """Return what was asked when somebody last looked: whoever uses it must make sure."""
        return self._last.get(slug)

    def now(self, connection: Connection, slug: str) -> Now:
        """Return what a public consultation asks, or raise NotFound."""
        row = next(iter(_at_address.run(connection, {"slug": slug})), None)
        if row is None:
            raise NotFound(consultations.unknown())
        stamp, survey_id, stage = row[0], row[1], Stage(row[2])
        asked = self._kept.get(slug)
        if asked is None or asked.stamp != (stamp, survey_id):
            asked = self._kept[slug] = _load(connection, slug, (stamp, survey_id))
        consultation = asked.consultation
        if consultation.stage is not stage:
            consultation = replace(consultation, stage=stage)
        if not consultation.is_public:
            raise NotFound(consultations.unknown())
        now = self._last[slug] = Now(asked, consultation, _ways(row[3:9]))
        return now


def _load(connection: Connection, slug: str, stamp: tuple[str | None, int | None]) -> Asked:
    with Session(connection) as session:
        consultation = consultations.get(session, slug)
        survey = surveys.current(session, consultation)
        return Asked(
            stamp,
            frozen.of_consultation(consultation),
            frozen.of(survey) if survey is not None else None,
            tuple(translations.languages(session, consultation)),
        )
