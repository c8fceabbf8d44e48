"""Public pages in other languages: whole in Welsh, with what officers translated in any."""

from __future__ import annotations

import contextlib
import re
from datetime import date

import pytest
from babel.localedata import locale_identifiers
from babel.messages.pofile import read_po

from consult import words
from consult.models.accounts import RoleName
from consult.models.consultations import Stage
from consult.services import translations
from consult.services.refusals import InvalidInput
from tests.catalogue import extracted, speak_in_brackets
from tests.markup import by_class
from tests.questionnaires import Walk, moved, town_survey

ARABIC = {"A town for all": "مدينة للجميع", "What gets in the way?": "ما الذي يعيق؟"}
PLACEHOLDERS = re.compile(r"%\(\w+\)s|%%\{count\}|\{\w+\}|<[^>]+>")


@pytest.fixture
def survey(session, make):
    """Return an open survey at /c/town."""
    return town_survey(session, make, slug="town", closes_on=date(2026, 3, 5))


@pytest.fixture
def walk(client):
    """Return a resident's browser."""
    return Walk(client)


def in_each_number(message):
    """Return what a message says and its translation, in each number that there is of it."""
    if isinstance(message.id, str):
        return [(message.id, message.string)]
    # A form for one, two or three of a thing may say the number in a word.
    return [
        (each.replace("%(num)s", ""), text.replace("%(num)s", ""))
        for each in message.id
        for text in message.string
    ]


def put_into(session, survey, code, texts):
    typed = {translations.digest(source): text for source, text in texts.items()}
    translations.save(session, survey.consultation, survey, code=code, typed=typed)


def switch(walk, code):
    """Press a language at the top of a page of the form."""
    address, fields = walk.fields("")
    kept = [(name, value) for name, value in fields if name != "action"]
    return walk.send(address, [*kept, ("action", f"language-{code}")])


class TestCatalogue:
    def test_has_each_sentence_that_residents_read_and_no_other(self):
        with (words.CATALOGUES / "cy.po").open("rb") as file:
            welsh = read_po(file, locale="cy")
        ours = extracted()

        missing = [each.id for each in ours if each.id and not (welsh[each.id] or each).string]
        absent = [each.id for each in ours if each.id and each.id not in welsh]
        unused = [each.id for each in welsh if each.id and each.id not in ours]

        assert (missing, absent, unused) == ([], [], [])

    def test_keeps_the_places_of_names_numbers_and_links(self):
        with (words.CATALOGUES / "cy.po").open("rb") as file:
            welsh = read_po(file, locale="cy")

        wrong = [
            (source, text)
            for each in welsh
            for source, text in in_each_number(each)
            if source and set(PLACEHOLDERS.findall(source)) != set(PLACEHOLDERS.findall(text))
        ]

        assert wrong == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestWholePages:
    """Each word of a page is ours and in the catalogue, or an officer's, or a name."""

    NAMES = re.compile(
        r"Consult|Testbury Together|English|Cymraeg|[\d\W_]+|A town for all|Title of 1\.1"
        r"|About you|On foot|By bus|By car|Library|Park|Community centre|How do you get about\?"
        r"|Where have you been\?|My street is friendly\.|What (is being done|gets in the way)\?"
        r"|Anything that you|a group or a service does already\."
        r"|Whatever makes it harder than it should be\.|We keep what you say for two years\."
        r"|consult\.preview\.scroll|No buses"
        r"|(Strongly )?(dis)?agree|Neither agree nor disagree|([A-Z0-9]{2,4}-)+[A-Z0-9]+"
        r"|http.*|//localhost.*|\d+ marto \d+",
        re.IGNORECASE,
    )

    @pytest.fixture
    def walk(self, client, monkeypatch, tmp_path):
        """Return a browser that reads a language whose sentences are ours in brackets."""
        speak_in_brackets(monkeypatch, tmp_path)
        client.get("/?lang=eo")
        return Walk(client)

    def bare(self, walk):
        """Return the texts of a page that stand in no sentence of ours and are no name."""
        page = re.sub(r"⟦.*?⟧", "", walk.reply.text, flags=re.DOTALL)
        page = re.sub(r"<(script|style|svg).*?</\1>", "", page, flags=re.DOTALL)
        shown = re.findall(r">([^<]+)", page)
        shown += re.findall(r'(?:aria-label|title|alt|placeholder)="([^"]*)"', page)
        parts = (part.strip() for text in shown for part in re.split(r"[–:“”‘’,()]", text))
        return [part for part in parts if part and not self.NAMES.fullmatch(part)]

    def test_say_nothing_outside_the_catalogue(self, session, survey, walk):
        found = {}
        for address in (
            "/",
            "/c/town",
            "/help",
            "/help/residents",
            "/privacy",
            "/cookies",
            "/accessibility",
            "/c/town/resume",
            "/c/none",
            "/s/none",
        ):
            found[address] = self.bare(walk.open(address))
        found["survey"] = self.bare(walk.open("/c/town/take-part"))
        walk.fill("What gets in the way?", "No buses")
        found["section"] = self.bare(walk.press("⟦Continue⟧"))
        found["saved"] = self.bare(walk.press("⟦Save and come back later⟧"))
        walk.press("⟦Carry on with my answers⟧").choose("By bus")
        found["check"] = self.bare(walk.press("⟦Continue⟧"))
        found["receipt"] = self.bare(walk.press("⟦Send my answers⟧"))
        moved(session, survey, Stage.CLOSED)
        found["closed"] = self.bare(walk.open("/c/town/take-part"))

        assert {page: texts for page, texts in found.items() if texts} == {}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestWelsh:
    def test_speaks_from_the_first_page_to_the_receipt_with_its_dates(self, survey, walk):
        walk.open("/c/town?lang=cy")
        front = walk.reply.text
        walk.open("/c/town/take-part").fill("What gets in the way?", "Dim bysiau")
        walk.press("Parhau").press("Parhau")
        faults = walk.problems
        walk.choose("By bus").press("Parhau").press("Anfon fy atebion")

        assert '<html lang="cy"' in front
        assert "Tan ddiwedd 5 Mawrth 2026" in front
        assert faults == ["Dewiswch ateb i “How do you get about?”."]
        assert walk.heading == "Daeth eich atebion i law"

    def test_the_switch_keeps_what_was_typed_and_where_one_is(self, survey, walk):
        walk.open("/c/town/take-part").fill("What gets in the way?", "No buses").press("Continue")
        switch(walk.choose("Park"), "cy")
        there = (walk.heading, walk.is_chosen("Park"), "Adran 2 o 2" in walk.text)
        switch(walk, "en").press("Back")

        assert there == ("About you", True, True)
        assert walk.value("What gets in the way?") == "No buses"

    def test_is_spoken_where_a_short_address_leads_nowhere(self, walk):
        walk.open("/s/none?lang=cy")

        assert walk.heading == "Heb ddod o hyd i’r dudalen"
        assert "Nid oes ymgynghoriad o’r fath." in walk.text

    def test_is_kept_through_a_short_address(self, survey, walk):
        walk.open("/s/town?lang=cy")

        assert walk.address == "/c/town/take-part"
        assert '<html lang="cy"' in walk.reply.text

    def test_of_the_contents_of_help_says_which_guides_are_english(self, walk):
        in_english = "Mae’r canllaw hwn yn Saesneg."

        here = walk.open("/help").text
        there = walk.open("/help?lang=cy").text

        assert "in English" not in here
        assert there.count(in_english) == 2
        taking_part = there.partition("Rwy’n cymryd rhan")[2].partition("Rwy’n arwain bwrdd")[0]
        assert in_english not in taking_part

    def test_pages_of_the_staff_stay_english(self, client_of, survey):
        officer = client_of(RoleName.OFFICER)
        officer.get("/?lang=cy")

        assert '<html lang="en"' in officer.get("/staff").text

    @pytest.mark.parametrize("code", ["xx", "", "x" * 999, "<script>", "en-GB", "../cy", "cy cy"])
    def test_a_language_that_is_none_leaves_english(self, survey, walk, code):
        walk.client.get("/c/town", query_string={"lang": code})

        assert '<html lang="en"' in walk.open("/c/town").reply.text

    def test_one_request_does_not_speak_the_language_of_the_last(self, app, survey):
        app.test_client().get("/c/town?lang=cy")

        assert '<html lang="en"' in app.test_client().get("/c/town").text


class TestOfficersTexts:
    def test_stand_in_their_language_and_direction_and_the_rest_is_english(
        self, session, survey, walk
    ):
        put_into(session, survey, "ar", ARABIC)

        walk.open("/c/town?lang=ar").open("/c/town/take-part")

        page = walk.reply.text
        assert '<html lang="en"' in page
        assert '<span lang="ar" dir="rtl">ما الذي يعيق؟</span>' in page
        assert "العربية" in page
        assert "What is being done?" in page

    def test_what_has_no_welsh_is_marked_as_english_on_a_welsh_page(self, session, survey, walk):
        put_into(session, survey, "cy", {"What gets in the way?": "Beth sy’n rhwystr?"})

        walk.open("/c/town?lang=cy").open("/c/town/take-part")

        assert '<span lang="en" dir="ltr">What is being done?</span>' in walk.reply.text
        assert "Beth sy’n rhwystr?" in walk.text
        assert '<span lang="cy"' not in walk.reply.text.partition("<main")[2]

    def test_a_fault_names_the_question_as_it_was_read(self, session, survey, walk):
        put_into(session, survey, "cy", {"How do you get about?": "Sut rydych yn teithio?"})

        walk.open("/c/town?lang=cy").open("/c/town/take-part").press("Parhau").press("Parhau")

        assert walk.problems == ["Dewiswch ateb i “Sut rydych yn teithio?”."]

    def test_an_answer_in_another_language_counts_as_the_same(self, session, survey, walk):
        put_into(session, survey, "cy", {"By bus": "Ar y bws"})

        walk.open("/c/town?lang=cy").open("/c/town/take-part").press("Parhau").choose("Ar y bws")
        check = walk.press("Parhau").text
        walk.press("Anfon fy atebion")

        assert "Ar y bws" in check
        assert walk.heading == "Daeth eich atebion i law"

    def test_a_reworded_text_is_shown_in_english_until_it_is_translated_again(
        self, session, survey, walk
    ):
        put_into(session, survey, "cy", {"What gets in the way?": "Beth sy’n rhwystr?"})
        survey.questions[1].text = "What stands in the way?"
        session.commit()

        walk.open("/c/town?lang=cy").open("/c/town/take-part")

        assert "What stands in the way?" in walk.text
        assert "Beth sy’n rhwystr?" not in walk.text

    def test_script_in_a_translation_is_shown_as_text(self, session, survey, walk):
        put_into(session, survey, "ar", {"A town for all": "<script>alert(1)</script>"})

        walk.open("/c/town?lang=ar")

        assert "&lt;script&gt;alert(1)" in walk.reply.text
        assert "<script>alert(1)" not in walk.reply.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestCodes:
    """A language is the same in whatever case its code is typed."""

    CODES = ("pt-BR", "zh-Hant", "zh-Hant-TW", "es-419", "ca-ES-VALENCIA")

    @pytest.mark.parametrize("code", CODES)
    @pytest.mark.parametrize("typed", [str, str.lower, str.upper])
    def test_a_link_leads_to_what_is_translated(self, session, survey, walk, code, typed):
        put_into(session, survey, code, ARABIC)

        front = walk.open(f"/c/town?lang={typed(code)}").reply.text
        form = walk.open("/c/town/take-part").reply.text

        assert f'<span lang="{code}" dir="ltr">مدينة للجميع</span>' in front
        assert f'<span lang="{code}" dir="ltr">ما الذي يعيق؟</span>' in form
        assert re.search(f'aria-current="true" lang="{code}"', form)

    @pytest.mark.parametrize("code", CODES)
    def test_the_switch_leads_there_and_back_and_keeps_what_was_typed(
        self, session, survey, walk, code
    ):
        put_into(session, survey, code, ARABIC)

        walk.open("/c/town/take-part").fill("What is being done?", "Little")
        there = switch(walk, code).reply.text
        back = switch(walk, "en").reply.text

        assert f'lang="{code}" dir="ltr">ما الذي يعيق؟</span>' in there
        assert "What gets in the way?" in back
        assert walk.value("What is being done?") == "Little"

    @pytest.mark.parametrize("page", ["/", "/c/town", "/s/town"])
    def test_the_short_address_and_the_home_page_speak_it_too(self, session, survey, walk, page):
        put_into(session, survey, "zh-Hant", ARABIC)

        walk.open(f"{page}?lang=zh-hant")

        assert '<span lang="zh-Hant" dir="ltr">' in walk.reply.text

    @pytest.mark.parametrize("kept", ["pt-br", "pt-BR", "PT-BR"])
    def test_a_session_that_was_saved_in_small_letters_speaks_it(
        self, session, survey, client, kept
    ):
        put_into(session, survey, "pt-BR", ARABIC)
        with client.session_transaction() as browser:
            browser["language"] = kept

        assert 'lang="pt-BR" dir="ltr">مدينة للجميع<' in client.get("/c/town").text

    @pytest.mark.parametrize("kept", [7, None, ["cy"], "<b>"])
    def test_a_session_with_no_code_speaks_english(self, survey, client, kept):
        with client.session_transaction() as browser:
            browser["language"] = kept

        assert '<html lang="en"' in client.get("/c/town").text


def test_every_code_that_is_stored_is_found_again():
    stored = set()
    for known in locale_identifiers():
        with contextlib.suppress(InvalidInput):
            stored.add(translations.language(known.replace("_", "-")).code)

    lost = [code for code in stored if words.tidied(code.lower()) != code]

    assert "zh-Hant-HK" in stored
    assert lost == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestTranslating:
    def test_an_officer_stores_what_residents_then_read(self, client_of, survey, walk):
        officer = Walk(client_of(RoleName.OFFICER))
        officer.open("/staff/c/town/translations?language=ar")
        officer.fill("Title of the consultation", ARABIC["A town for all"])
        officer.press("Save the translations")

        assert officer.heading == "Translations"
        assert officer.value("Title of the consultation") == ARABIC["A town for all"]
        box = by_class(officer.tree, "govuk-textarea")[0]
        assert (box.get("lang"), box.get("dir")) == ("ar", "rtl")
        assert ARABIC["A town for all"] in walk.open("/c/town?lang=ar").reply.text

    def test_the_home_page_shows_it_too_and_marks_what_is_not_translated(
        self, session, survey, walk
    ):
        put_into(session, survey, "cy", {"A town for all": "Tref i bawb"})

        page = walk.open("/?lang=cy").reply.text

        assert ">Tref i bawb</a>" in page
        assert f'<span lang="en" dir="ltr">{survey.consultation.summary}</span>' in page

    def test_one_that_is_emptied_is_taken_away(self, session, client_of, survey, walk):
        put_into(session, survey, "ar", ARABIC)
        officer = Walk(client_of(RoleName.OFFICER))
        officer.open("/staff/c/town/translations?language=ar")

        officer.fill("Title of the consultation", " ").press("Save the translations")

        assert ARABIC["A town for all"] not in walk.open("/c/town?lang=ar").reply.text

    @pytest.mark.parametrize("code", ["xx", "en", "<b>", "", "x" * 500])
    def test_what_is_no_language_is_refused(self, client_of, survey, code):
        officer = client_of(RoleName.OFFICER)

        reply = officer.get("/staff/c/town/translations", query_string={"language": code})

        assert reply.status_code == 400
        assert "language" in reply.text or "English already" in reply.text

    def test_one_that_is_far_too_long_is_refused_and_shown_again(self, client_of, survey):
        officer = Walk(client_of(RoleName.OFFICER)).open("/staff/c/town/translations")

        officer.fill("Title of the consultation", "y" * 20_001).press("Save the translations")

        assert officer.reply.status_code == 400
        assert officer.value("Title of the consultation") == "y" * 20_001


def test_an_answer_from_right_to_left_stands_so_where_it_is_checked(client, session, make):
    town_survey(session, make, slug="town")
    walk = Walk(client).open("/c/town/take-part")
    walk.fill("What gets in the way?", "لا توجد حافلة.").press("Continue")

    page = walk.choose("By car").press("Continue")

    written = next(each for each in page.tree.iter("span") if each.text == "لا توجد حافلة.")
    assert written.get("dir") == "auto"


def test_officers_read_the_name_of_a_language_in_english(client_of, session, make):
    town_survey(session, make, slug="town")
    walk = Walk(client_of(RoleName.OFFICER)).open("/staff/c/town/translations?language=pl")
    before = walk.text

    walk.fill("Title of the consultation", "Miasto dla wszystkich").press("Save the translations")

    assert "in Polish." in before
    assert "1 text is in Polish now." in walk.text
    assert "Polski" not in before + walk.text
