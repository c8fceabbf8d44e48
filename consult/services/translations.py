"""Officers' texts in other languages: what there is to translate, and what is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from consult import words
from consult.models.consultations import Consultation
from consult.models.surveys import Survey
from consult.models.translations import Translation
from consult.services import audit
from consult.services.refusals import InvalidInput
from consult.services.surveys import ready_welsh
from consult.services.surveys.frozen import AnyConsultation
from consult.services.transaction import transaction

MOST_CHARACTERS = 20_000


@dataclass(frozen=True, slots=True)
class Language:
    """A language into which something is translated, with its own name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class ToTranslate:
    """One text of a consultation, where it stands, and its translation or ""."""

    digest: str
    where: str
    source: str
    text: str


def language(code: str) -> Language:
    """Return a language by its code, such as “cy” or “ar”.

    Raises
    ------
    InvalidInput
        For a code that names none, and for English, in which the texts are written.
    """
    tidy = code.strip().lower()
    try:
        locale = Locale.parse(tidy, sep="-")
    except (UnknownLocaleError, ValueError):
        raise InvalidInput(
            f"“{code[:20]}” names no language. Choose one from the list.", field="language"
        ) from None
    if locale.language == words.SOURCE:
        raise InvalidInput("The texts are written in English already.", field="language")
    return Language(str(locale).replace("_", "-"), _name(locale))


def _name(locale: Locale) -> str:
    return (locale.get_display_name() or str(locale)).capitalize()


def languages(session: Session, consultation: Consultation) -> list[Language]:
    """Return the languages in which residents can read the consultation, besides English."""
    codes = session.scalars(
        select(Translation.language)
        .where(Translation.consultation_id == consultation.id)
        .distinct()
    )
    return [Language(code, _name(Locale.parse(code, sep="-"))) for code in sorted({"cy", *codes})]


def texts(session: Session, consultation: AnyConsultation, code: str) -> dict[str, str]:
    """Return what is translated into a language, by what the officers wrote.

    Where anything is in Welsh, our ready questions and answers are too; officers may reword them.
    """
    rows = session.execute(
        select(Translation.source, Translation.text).where(
            Translation.consultation_id == consultation.id, Translation.language == code
        )
    )
    known = {source: text for source, text in rows}
    return _ready(code) | known if known else known


def _ready(code: str) -> dict[str, str]:
    return ready_welsh.TEXTS if code == "cy" else {}


def to_translate(
    session: Session, consultation: Consultation, survey: Survey | None, code: str
) -> list[ToTranslate]:
    """Return all that residents read of officers' texts, each once, in order."""
    # What is published counts responses, and these know the languages.
    from consult.services.publishing import wording

    known = _ready(code) | texts(session, consultation, code)
    found: dict[str, ToTranslate] = {}
    for where, source in (*_written(consultation, survey), *wording.of(session, consultation)):
        if source.strip() and source not in found:
            found[source] = ToTranslate(digest(source), where, source, known.get(source, ""))
    return list(found.values())


def _written(consultation: Consultation, survey: Survey | None) -> Iterator[tuple[str, str]]:
    yield "Title of the consultation", consultation.title
    yield "Summary", consultation.summary
    yield "What we ask and why", consultation.purpose
    yield "Privacy notice", consultation.privacy_notice
    for outcome in consultation.outcomes:
        yield "Outcome", outcome.title
    if survey is None:
        return
    yield "Title of the survey", survey.title
    yield "Introduction", survey.introduction
    for section in survey.sections:
        yield "Section", section.title
        yield "Introduction of the section", section.introduction
        for question in section.questions:
            yield "Question", question.text
            yield "Hint", question.hint
            yield "Unit", question.unit
            for option in question.options:
                yield "Answer to choose", option.label


def digest(source: str) -> str:
    """Return the name of a text, which changes when it is reworded."""
    return hashlib.sha256(source.encode()).hexdigest()


def save(
    session: Session,
    consultation: Consultation,
    survey: Survey | None,
    *,
    code: str,
    typed: Mapping[str, str],
) -> int:
    """Store translations by the digest of what they translate, and return how many there are.

    An empty one is taken away, and the text is shown as it was written.

    Raises
    ------
    InvalidInput
        For one that is far too long.
    """
    chosen = language(code)
    wanted = {
        each.source: typed.get(each.digest, each.text).strip()
        for each in to_translate(session, consultation, survey, chosen.code)
    }
    if any(len(text) > MOST_CHARACTERS for text in wanted.values()):
        raise InvalidInput(f"A translation has more than {MOST_CHARACTERS:,} characters.")
    filled = {source: text for source, text in wanted.items() if text}
    with transaction(session):
        # Whoever saves at this moment waits, so that no text is stored twice.
        session.refresh(consultation, with_for_update={"of": Consultation})
        session.execute(
            delete(Translation).where(
                Translation.consultation_id == consultation.id,
                Translation.language == chosen.code,
                Translation.source_digest.in_([digest(source) for source in wanted]),
            )
        )
        session.add_all(
            Translation(
                consultation_id=consultation.id,
                language=chosen.code,
                source_digest=digest(source),
                source=source,
                text=text,
            )
            for source, text in filled.items()
        )
        audit.record(
            session,
            "consultation.translated",
            consultation,
            consultation=consultation,
            language=chosen.code,
            texts=len(filled),
        )
    return len(filled)
