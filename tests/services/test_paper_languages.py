"""The form on paper in each language of the survey: its words, its direction, what is missing."""

from __future__ import annotations

import io
import re
import sys
import unicodedata
from datetime import date

import pytest
from pypdf import PdfReader

from consult import words
from consult.services import translations
from consult.services.refusals import NotFound
from consult.services.responses import paper_languages, printing
from consult.services.workshops.printing import NotPrinted
from consult.writers import letters
from consult.writers.glyphs import known_characters
from tests.questionnaires import asked, full_survey, town_survey

TITLE = "A town for all"
ARABIC = {
    TITLE: "مدينة للجميع",
    "How do you get about?": "كيف تتنقل؟",
    "By bus": "بالحافلة",
}
POLISH = {TITLE: "Miasto dla wszystkich", "How do you get about?": "Jak się Pan(i) porusza?"}


def put_into(session, survey, code, texts):
    typed = {translations.digest(source): text for source, text in texts.items()}
    translations.save(session, survey.consultation, survey, code=code, typed=typed)


def printed(session, survey, language, what="form"):
    """Return a print of the survey in a language, as it is read."""
    content = printing.render(
        session,
        survey,
        what,
        organisation="Testbury",
        address="https://example.org/s/town",
        language=language,
    )
    return PdfReader(io.BytesIO(content))


def words_of(document):
    return " ".join(" ".join(page.extract_text() for page in document.pages).split())


def languages_of(element):
    """Return the languages in which parts of a tagged document say that they are."""
    found = {element["/Lang"]} if "/Lang" in element else set()
    children = element.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        child = child.get_object() if hasattr(child, "get_object") else child
        if isinstance(child, dict):
            found |= languages_of(child)
    return found


def of(session, survey, code):
    return next(each for each in paper_languages.of(session, survey) if each.code == code)


@pytest.fixture
def survey(session, make):
    """Return a survey of every type of question, with parts that are not for everybody."""
    survey = full_survey(session, make, closes_on=date(2026, 3, 5))
    survey.title = TITLE
    session.commit()
    return survey


class TestWelsh:
    @pytest.mark.parametrize("what", ["form", "large", "easy", "poster"])
    def test_the_form_speaks_welsh_itself(self, session, survey, what):
        put_into(session, survey, "cy", {TITLE: "Tref i bawb", "By bus": "Ar fws"})

        document = printed(session, survey, "cy", what)

        text = words_of(document)
        assert document.trailer["/Root"]["/Lang"] == "cy"
        assert "Tref i bawb" in text
        assert "5 Mawrth 2026" in text
        if what != "poster":
            assert "Ticiwch un blwch." in text
            assert "dim ond os gwnaethoch dicio “Ar fws” yng nghwestiwn 1" in text
            assert not {"Tick", "Page", "Write", "Answer"} & set(text.split())

    def test_says_itself_in_english_afterwards_again(self, session, survey):
        printed(session, survey, "cy")

        assert words.speech() == words.ENGLISH


class TestAnswersRepeatedInLaterTexts:
    """On paper there is no answer to repeat: its place says where it was given."""

    @pytest.mark.parametrize("what", ["form", "large", "easy"])
    def test_are_named_by_the_number_that_paper_gives_the_question(self, session, survey, what):
        asked(survey, "When did you last go?").text = "You rode {q3}. When last?"
        survey.sections[2].title = "After {q2}"
        survey.sections[
            3
        ].introduction = f"Of {{{asked(survey, 'Have you').code}}}, then of {{q99}}."
        ranking = asked(survey, "What matters most?").code
        asked(survey, "My street").hint = f"Beside {{{ranking}}}."
        asked(survey, "How good are these?").text = "After {q1}, how good are these?"
        session.commit()

        text = words_of(printed(session, survey, "en", what))

        number = re.search(r"(\d+)\. What matters most", text)[1]
        assert "You go (your answer to question 1)." in text
        assert "You rode (your answer to question 3). When last?" in text
        assert "After (your answer to question 2)" in text
        assert "After (your answer to question 1), how good are these? Streets" in text
        assert "Of (your earlier answer), then of {q99}." in text
        assert not re.search(r"\{q(?!99)", text)
        assert f"Beside (your answer to question {number})." in text

    def test_are_in_welsh_on_the_welsh_form(self, session, survey):
        put_into(session, survey, "cy", {TITLE: "Tref i bawb", "You go {q1}.": "Teithiwch {q1}."})
        asked(survey, "My street").hint = "Beside {q1}."
        session.commit()

        text = words_of(printed(session, survey, "cy"))

        assert "Teithiwch (eich ateb i gwestiwn 1)." in text
        assert "Beside (eich ateb i gwestiwn 1)." in text
        assert "your answer to question" not in text

    def test_are_in_english_within_another_language(self, session, survey):
        put_into(session, survey, "pl", {**POLISH, "You go {q1}.": "Jeździsz {q1}."})

        document = printed(session, survey, "pl")

        assert "Jeździsz (your answer to question 1)." in words_of(document)
        assert "en-GB" in languages_of(document.trailer["/Root"]["/StructTreeRoot"])

    def test_stay_in_the_paragraph_in_which_they_stand(self, session, survey):
        survey.sections[1].introduction = "Think of {q1} on a weekday.\n\nThen of {q2} by night."
        session.commit()

        document = printed(session, survey, "en")

        lines = [
            line.strip() for page in document.pages for line in page.extract_text().splitlines()
        ]
        assert "Think of (your answer to question 1) on a weekday." in lines
        assert "Then of (your answer to question 2) by night." in lines


class TestOtherLanguages:
    def test_polish_stands_beside_the_english_words_of_the_form(self, session, survey):
        put_into(session, survey, "pl", POLISH)

        document = printed(session, survey, "pl")

        text = words_of(document)
        root = document.trailer["/Root"]
        assert root["/Lang"] == "pl"
        assert "en-GB" in languages_of(root["/StructTreeRoot"])
        assert "1. Jak się Pan(i) porusza? (optional) Tick one box." in text
        assert "On foot" in text
        assert document.metadata.title == "Paper form: Miasto dla wszystkich"

    def test_arabic_runs_from_right_to_left(self, session, survey):
        put_into(session, survey, "ar", ARABIC)

        document = printed(session, survey, "ar")

        places = []
        document.pages[0].extract_text(
            visitor_text=lambda text, cm, tm, *_: places.append((text, cm[4] + tm[4]))
        )
        [organisation] = [across for text, across in places if "Testbury" in text]
        middle = float(document.pages[0].mediabox.width) / 2
        root = document.trailer["/Root"]
        assert root["/Lang"] == "ar"
        assert "en-GB" in languages_of(root["/StructTreeRoot"])
        assert document.metadata.title == "Paper form: مدينة للجميع"
        assert all(part in words_of(document) for part in ("للجميع", "مدينة", "بالحافلة"))
        assert organisation > middle  # what is left on an English page is right on this one

    def test_a_sentence_of_ours_keeps_its_order_on_an_arabic_page(self, session, survey):
        put_into(session, survey, "ar", ARABIC)

        text = words_of(printed(session, survey, "ar"))

        before, after = "Answer this part only if you ticked “", "in question 1."
        assert 0 <= text.index(before) < text.index(after)


class TestWhatIsMissing:
    def test_is_counted_by_language(self, session, survey):
        put_into(session, survey, "pl", POLISH)

        polish, english = of(session, survey, "pl"), of(session, survey, "en")

        assert (polish.name, polish.texts - polish.missing) == ("Polish", len(POLISH))
        assert (polish.is_printable, polish.is_whole) == (True, False)
        assert english.is_whole

    def test_letters_that_our_fonts_lack_are_printed_in_english_and_told(self, session, survey):
        put_into(session, survey, "ar", {**ARABIC, "On foot": "步行"})

        found = of(session, survey, "ar")

        assert (found.unreadable, found.is_printable) == (1, True)
        assert "On foot" in words_of(printed(session, survey, "ar"))

    def test_a_language_whose_letters_we_lack_is_refused(self, session, survey):
        put_into(session, survey, "zh", {"On foot": "步行", "By bus": "公交车"})

        assert not of(session, survey, "zh").is_printable
        with pytest.raises(NotPrinted, match="fonts lack letters of Chinese"):
            printed(session, survey, "zh")

    @pytest.mark.parametrize("code", ["pl", "xx", "", "../en"])
    def test_a_language_that_the_survey_does_not_have_is_refused(self, session, make, code):
        survey = town_survey(session, make)

        with pytest.raises(NotFound, match="The survey is not in"):
            printed(session, survey, code)


def test_letters_are_those_of_the_fonts():
    known = known_characters()

    wrong = [
        hex(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code))[0] in "LM"
        and letters.are_known(chr(code)) != (code in known)
    ]

    assert wrong == []
