"""The public results in Welsh: our words from the catalogue, all other words marked as English."""

from __future__ import annotations

import re

import html5lib
import pytest

from consult.models.accounts import RoleName
from consult.models.actions import Verdict
from consult.models.consultations import Stage
from consult.models.surveys import QuestionType
from consult.services import actions, translations
from consult.services.actions import following
from consult.services.publishing import editions
from tests.catalogue import speak_in_brackets
from tests.questionnaires import Walk
from tests.services.reporting import Material
from tests.services.test_published_answers import measured_survey, ranked, send
from tests.services.test_publishing import publish

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PLACE = "/c/parks/results"
SAID = "There is no bus after six."


@pytest.fixture
def material(session, make):
    """Return a record with two editions, of which the first was corrected, and a decision."""
    material = Material(session, make, slug="parks", stage=Stage.REPORTED, purpose="Why not?")
    for number in range(12):
        material.say(f"There is no bus, says {number}", "resources")
    for number in range(2):
        material.say(f"Nobody believes it, says {number}", "trust")
    decide(session, material)
    publish(session, material)
    material.say("One more bus", "resources")
    publish(session, material, what_changed="A late answer was counted.")
    return material


def decide(session, material):
    decision = actions.add(
        session,
        material.consultation,
        verdict=Verdict.WILL_NOT,
        said=SAID,
        text="There will be no evening bus.",
        reason="It would carry four people.",
        theme_ids=[theme.id for theme in material.codebook.themes],
    )
    following.add(session, decision, text="Ask again in a year", owner="Transport team")
    actions.show(session, decision, is_public=True)


@pytest.fixture
def walk(client):
    client.get("/?lang=cy")
    return Walk(client)


def texts_outside(page: str, *allowed: str) -> list[str]:
    """Return what is read on a page outside the elements that carry a language or a mark."""
    # A sentence can stand within another, so the innermost go first.
    while "⟦" in page:
        page = re.sub(r"⟦[^⟦⟧]*⟧", "", page)
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    found: list[str] = []

    def read(element) -> None:
        if element.get("lang") or element.tag in {"script", "style", "svg"}:
            return
        found.append(element.text or "")
        found.extend(element.get(name, "") for name in ("title", "alt", "placeholder"))
        for child in element:
            read(child)
            found.append(child.tail or "")

    read(tree.find("body"))
    parts = (part.strip() for text in found for part in re.split(r"[–:“”‘’,;()]", text))
    return [part for part in parts if re.search(r"[^\W\d_]", part) and part not in allowed]


class TestEachPage:
    @pytest.fixture
    def walk(self, client, monkeypatch, tmp_path):
        """Return a browser that reads a language whose sentences are ours in brackets."""
        speak_in_brackets(monkeypatch, tmp_path)
        client.get("/?lang=eo")
        return Walk(client)

    def test_says_nothing_that_is_neither_ours_nor_marked_as_english(self, session, material, walk):
        addresses = (PLACE, f"{PLACE}/1", f"{PLACE}/2", f"{PLACE}/1/comment")
        found = {each: walk.open(each).reply.text for each in addresses}
        found["sent"] = walk.open(f"{PLACE}/1/comment/sent").reply.text
        found["none"] = walk.open(f"{PLACE}/7").reply.text
        editions.withdraw(session, editions.get(session, material.consultation, 1), reason="Slip.")
        found["withdrawn"] = walk.client.get(f"{PLACE}/1").text

        names = ("Consult", "Testbury Together", "results.csv", "results.json", "datapackage.json")
        left = {place: texts_outside(page, *names) for place, page in found.items()}
        assert {place: texts for place, texts in left.items() if texts} == {}

    def test_says_nothing_of_the_answers_that_is_neither(self, session, material, walk):
        survey = measured_survey(session, material.consultation)
        send(session, survey, QuestionType.NUMBER, *map(str, [*range(30)] * 6))
        send(session, survey, QuestionType.DATE, *["2026-03-05"] * 9, *["2026-04-05"] * 9)
        places = [*[["square=C4"]] * 9, *[["words=By the mill"]] * 9]
        send(session, survey, QuestionType.PLACE, *places)
        orders = [ranked(survey, *each) for each in [("Rent", "Work"), ("Air", "Rent")] * 8]
        send(session, survey, QuestionType.RANKING, *orders)
        publish(session, material, what_changed="The survey was counted.")

        page = walk.open(PLACE).reply.text

        names = ("Consult", "Testbury Together", "results.csv", "results.json", "datapackage.json")
        assert all(f"⟦{each}⟧" in page for each in ("Answers in figures", "Mean place"))
        assert "⟦No square, only words⟧" in page
        assert texts_outside(page, *names, "Marto 2026", "Aprilo 2026") == []

    def test_is_whole_before_anything_is_decided(self, session, make, walk):
        make.consultation(slug="new", stage=Stage.CLOSED)

        page = walk.open("/c/new/results").reply.text

        assert texts_outside(page, "Consult", "Testbury Together") == []


class TestWelsh:
    def test_reads_right_and_is_sound_markup(self, material, walk):
        pages = [walk.open(each).reply.text for each in (PLACE, f"{PLACE}/1", f"{PLACE}/2")]

        assert "Fe ddywedoch chi" in pages[0]
        assert "Ni fyddwn yn ei wneud" in pages[0]
        assert f'<span lang="en" dir="ltr">{SAID}</span>' in pages[0]
        assert "13 o 15 (87%)" in pages[0]
        assert "heb ei ddangos" in pages[0]
        assert "12 o 14 (86%) cynt, 13 o 15 (87%) nawr" in pages[2]
        for page in pages:
            html5lib.HTMLParser(strict=True).parse(page)

    def test_english_has_no_marks_of_language(self, material, client):
        page = client.get(PLACE).text

        assert 'lang="' not in page.partition("<main")[2]
        assert "Points" not in page
        assert "13 points under “Resources”" in page

    def test_the_switch_keeps_a_comment_that_is_being_written(self, material, client):
        typed = {"text": "It was 13.", "email": "", "action": "language-cy"}

        page = client.post(f"{PLACE}/1/comment", data=typed)
        refused = client.post(f"{PLACE}/1/comment", data={"text": "", "email": "me@"})

        assert page.status_code == 200
        assert '<html lang="cy"' in page.text
        assert "It was 13.</textarea>" in page.text
        assert "Ysgrifennwch beth sydd o’i le" in refused.text


class TestTranslating:
    def test_an_officer_translates_decisions_and_the_report_but_no_quotes(
        self, session, material, client_of, walk
    ):
        officer = Walk(client_of(RoleName.OFFICER))
        officer.open("/staff/c/parks/translations?language=cy")
        page = officer.reply.text
        officer.fill("Decision: you said", "Nid oes bws ar ôl chwech.")
        officer.press("Save the translations")

        shown = walk.open(PLACE).reply.text
        assert "A late answer was counted." in page
        assert "There is no bus, says" not in page
        assert "Nid oes bws ar ôl chwech." in shown
        assert SAID not in shown

    def test_what_is_not_public_yet_is_not_asked_for(self, session, make):
        material = Material(session, make, slug="parks")
        decide(session, material)
        decision = actions.list_decisions(session, material.consultation)[0]
        actions.show(session, decision, is_public=False)

        found = translations.to_translate(session, material.consultation, None, "cy")

        assert SAID not in [each.source for each in found]
