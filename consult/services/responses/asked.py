"""What residents are asked now: kept in memory, and known to be fresh by one small query.

A form page and a submit need the whole questionnaire, which takes seven queries to load. A process
keeps it frozen, and each request asks only for the stamp of all questionnaires and for what may
change without one: the stage of the consultation and its ways in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, bindparam, false, select
from sqlalchemy.orm import Session

from consult.models.areas import ConsultationArea
from consult.models.consultations import Consultation
from consult.models.doors import Door
from consult.models.stamps import QuestionnaireStamp
from consult.models.surveys import Survey
from consult.services import consultations, surveys, translations
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
_NOW = (
    select(
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
    .select_from(Consultation)
    .outerjoin(ConsultationArea, ConsultationArea.consultation_id == Consultation.id)
    .outerjoin(Door, Door.consultation_id == Consultation.id)
    .where(Consultation.slug == bindparam("slug"))
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

    def texts(self, connection: Connection, code: str) -> Mapping[str, str]:
        """Return what is translated into a language, by what the officers wrote."""
        if all(code != each.code for each in self.languages):
            return {}
        if code not in self._texts:
            with Session(connection) as session:
                self._texts[code] = translations.texts(session, self.consultation, code)
        return self._texts[code]


@dataclass(frozen=True, slots=True)
class Now:
    """What is asked, with what was read a moment ago."""

    asked: Asked
    consultation: FrozenConsultation
    ways: Ways


class Questionnaires:
    """The questionnaires that a process keeps, one for each consultation that was asked for."""

    def __init__(self) -> None:
        self._kept: dict[str, Asked] = {}

    def now(self, connection: Connection, slug: str) -> Now:
        """Return what a public consultation asks, or raise NotFound."""
        row = connection.execute(_NOW, {"slug": slug}).one_or_none()
        if row is None:
            raise NotFound(consultations.unknown())
        stamp, survey_id, stage, area_set_id, question_id, *flags = row
        asked = self._kept.get(slug)
        if asked is None or asked.stamp != (stamp, survey_id):
            asked = self._kept[slug] = _load(connection, slug, (stamp, survey_id))
        consultation = asked.consultation
        if consultation.stage is not stage:
            consultation = replace(consultation, stage=stage)
        if not consultation.is_public:
            raise NotFound(consultations.unknown())
        return Now(asked, consultation, Ways(area_set_id, question_id, *map(bool, flags)))


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
