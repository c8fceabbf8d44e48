"""In which languages the form on paper can be had, and what of it is not translated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from babel import Locale
from sqlalchemy.orm import Session

from consult import words
from consult.models.surveys import CHOICES, QuestionType, Survey
from consult.services import translations
from consult.services.refusals import NotFound
from consult.services.workshops.printing import NotPrinted
from consult.writers.letters import are_known

WITH_BOXES = CHOICES | {QuestionType.RANKING, QuestionType.CONTACT}
"""The types of question whose answers stand on paper with a box each."""


@dataclass(frozen=True, slots=True)
class PaperLanguage:
    """A language in which the survey can be answered, and how much of it paper has.

    Attributes
    ----------
    name
        In English, as the officer reads it.
    texts
        How many of the officers' texts stand on the form.
    missing
        How many of these are not translated, and so are printed in English.
    unreadable
        How many are translated into letters that our fonts lack: they are printed in English too.
    """

    code: str
    name: str
    texts: int = 0
    missing: int = 0
    unreadable: int = 0

    @property
    def is_printable(self) -> bool:
        """Return whether our fonts have the letters of half of what is translated, or more."""
        return self.unreadable * 2 <= self.texts - self.missing

    @property
    def is_whole(self) -> bool:
        """Return whether all of the form is in this language."""
        return not self.missing and not self.unreadable


def of(session: Session, survey: Survey) -> list[PaperLanguage]:
    """Return the languages of a survey with what is missing in each: English, then the others."""
    codes = [each.code for each in translations.languages(session, survey.consultation)]
    others = (_counted(session, survey, code) for code in codes)
    by_name = sorted(others, key=lambda each: each.name)
    return [PaperLanguage(words.SOURCE, "English"), *by_name]


def texts_of(session: Session, survey: Survey, code: str) -> dict[str, str]:
    """Return the translations that can be printed, by what the officers wrote.

    Raises
    ------
    NotFound
        For a language that the survey does not have.
    NotPrinted
        Where our fonts lack the letters of most of them.
    """
    if code == words.SOURCE:
        return {}
    known = translations.languages(session, survey.consultation)
    if code not in {each.code for each in known}:
        raise NotFound(
            f"The survey is not in “{code[:20]}”. Choose one of its languages under Ways in."
        )
    language = _counted(session, survey, code)
    if not language.is_printable:
        raise NotPrinted(
            f"Our fonts lack letters of {language.name}, so this is not printed in it."
            " The survey can be answered in it online."
        )
    found = translations.texts(session, survey.consultation, code)
    return {source: text for source, text in found.items() if are_known(text)}


def _counted(session: Session, survey: Survey, code: str) -> PaperLanguage:
    found = translations.texts(session, survey.consultation, code)
    needed = {text for text in _written(survey) if text.strip()}
    translated = [found[text] for text in needed if text in found]
    return PaperLanguage(
        code,
        Locale.parse(code, sep="-").get_display_name("en") or code,
        texts=len(needed),
        missing=len(needed) - len(translated),
        unreadable=sum(not are_known(text) for text in translated),
    )


def _written(survey: Survey) -> Iterator[str]:
    """Yield what officers wrote that stands on paper."""
    consultation = survey.consultation
    yield from (survey.title, survey.introduction or consultation.summary)
    yield consultation.privacy_notice
    for section in survey.sections:
        yield from (section.title, section.introduction)
        for question in section.questions:
            yield from (question.text, question.hint, question.unit)
            if question.question_type in WITH_BOXES:
                yield from (option.label for option in question.options)
