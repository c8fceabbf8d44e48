"""What is offered ready-made is there in Welsh, and officers may reword it."""

from __future__ import annotations

from consult.services import translations
from consult.services.surveys import equality, ready_welsh
from consult.services.surveys.wording import SCALES
from tests.questionnaires import full_survey


def ready():
    """Return every text that a survey can be given without anybody typing it."""
    yield from (equality.TITLE, equality.INTRODUCTION, equality.SAY_NOTHING)
    for text, hint, answers in equality.READY:
        yield from (text, *([hint] if hint else []), *answers)
    for answers in SCALES.values():
        yield from answers


def save(session, survey, **typed):
    typed = {translations.digest(source): text for source, text in typed.items()}
    translations.save(session, survey.consultation, survey, code="cy", typed=typed)


def test_each_ready_text_has_its_welsh_and_no_other():
    assert sorted(ready_welsh.TEXTS) == sorted(set(ready()))
    assert all(text.strip() for text in ready_welsh.TEXTS.values())


def test_a_survey_with_some_welsh_has_its_equality_questions_in_it(session, make):
    survey = full_survey(session, make)
    save(session, survey, Bus="Bws")

    known = translations.texts(session, survey.consultation, "cy")

    assert known["What is your religion?"] == "Beth yw eich crefydd?"


def test_a_survey_that_nobody_translated_is_not_half_in_welsh(session, make):
    survey = full_survey(session, make)

    assert translations.texts(session, survey.consultation, "cy") == {}


def test_other_languages_are_left_alone(session, make):
    survey = full_survey(session, make)
    listed = translations.to_translate(session, survey.consultation, survey, "pl")

    assert not [each.source for each in listed if each.text]


def test_officers_words_stand_before_ours(session, make):
    survey = full_survey(session, make)
    save(session, survey, Yes="Ydw")

    assert translations.texts(session, survey.consultation, "cy")["Yes"] == "Ydw"


def test_the_page_of_translations_offers_ours(session, make):
    survey = full_survey(session, make)
    listed = translations.to_translate(session, survey.consultation, survey, "cy")

    offered = {each.source: each.text for each in listed}
    assert offered["Prefer not to say"] == "Mae’n well gennyf beidio â dweud"
