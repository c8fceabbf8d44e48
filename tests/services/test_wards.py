"""Wards: loaded from files, found by postcode, and held against who lives there."""

from __future__ import annotations

import pytest

from consult.models.areas import Postcode, Ward
from consult.readers.places import read_postcodes, read_shares, read_wards
from consult.readers.refusals import UnreadableFile
from consult.services import areas
from consult.services.areas import loading
from consult.services.refusals import Conflict, InvalidInput, NotFound
from consult.services.responses import (
    crosstabs,
    profiles,
    wards,
)
from tests.factories import count
from tests.questionnaires import asked, full_survey, send, town_survey

SQUARES = b"""{"type": "FeatureCollection", "features": [
 {"properties": {"name": "On foot", "code": "W1"}, "geometry": {"type": "Polygon",
  "coordinates": [[[0, 51], [1, 51], [1, 52], [0, 51]]]}},
 {"properties": {"name": "By bus", "code": "W2"}, "geometry": {"type": "Polygon",
  "coordinates": [[[1, 51], [2, 51], [2, 52], [1, 51]]]}}]}"""
POSTCODES = b"postcode,ward\nGL1 1AA,W1\nGL1 1AB,By bus\n"


@pytest.fixture
def survey(session, make):
    """Return an open survey."""
    return town_survey(session, make)


class TestWards:
    @pytest.fixture
    def place(self, session):
        """Return two wards with a postcode each."""
        return loading.load(
            session,
            name="Town",
            attribution="",
            wards=read_wards(SQUARES, "w.geojson"),
            postcodes=read_postcodes(POSTCODES, "p.csv"),
        )

    def test_a_postcode_becomes_its_ward_and_is_not_kept(self, session, survey, place):
        areas.decide(
            session, survey.consultation, area_set=place, question=asked(survey, "What is")
        )

        sent = send(session, survey, work="gl1 1ab")
        kept = next(each.text for each in sent.answers if each.text)

        assert (sent.ward.name, kept) == ("By bus", "GL1 (By bus)")

    def test_a_postcode_is_kept_where_somebody_decided_so(self, session, survey, place):
        areas.decide(
            session,
            survey.consultation,
            area_set=place,
            question=asked(survey, "What is"),
            keeps_postcodes=True,
        )

        sent = send(session, survey, work="GL1 1AA")

        assert [each.text for each in sent.answers if each.text] == ["GL1 1AA"]

    def test_answers_that_are_there_are_placed_and_few_are_hidden(self, session, survey, place):
        for label in ["On foot"] * 6 + ["By bus"] * 2 + ["By car"]:
            send(session, survey, label)

        placed = areas.decide(
            session, survey.consultation, area_set=place, question=asked(survey, "How do")
        )
        counts = wards.by_ward(session, survey)

        assert placed == 8
        assert [(each.ward.name, each.count) for each in counts.rows] == [
            ("By bus", None),
            ("On foot", None),
        ]
        assert (counts.elsewhere, counts.has_hidden) == (1, True)
        drawing = wards.drawn(counts).decode()
        assert drawing.startswith("<svg")
        assert drawing.count("<path") == 2
        assert "hidden" in drawing
        assert ">6<" not in drawing

    def test_gloucester_comes_with_the_product(self, session):
        loaded = loading.load_gloucester(session)

        assert count(session, Ward) == 18
        assert count(session, Postcode) == 3_099
        assert areas.locate(session, loaded.id, "gl1 1ae").name == "Westgate"
        assert "Crown copyright" in loaded.attribution
        with pytest.raises(Conflict, match="loaded already"):
            loading.load_gloucester(session)

    def test_refuses_a_postcode_of_no_ward_and_stores_nothing(self, session):
        with pytest.raises(InvalidInput, match="none of the wards"):
            loading.load(
                session,
                name="Town",
                attribution="",
                wards=read_wards(SQUARES, "w.geojson"),
                postcodes=[("GL1 1AA", "Elsewhere")],
            )

        assert count(session, Ward) == 0

    @pytest.mark.parametrize(
        ("read", "content", "sentence"),
        [
            (read_wards, b"[]", "no GeoJSON"),
            (read_wards, SQUARES.replace(b"51", b"3000"), "no degrees"),
            (read_wards, SQUARES.replace(b"By bus", b"On foot"), "there twice"),
            (read_postcodes, b"a,b\n1,2\n", "needs a column “postcode”"),
            (read_shares, b"characteristic,group,people\nAge,Old,many\n", "row 2"),
        ],
    )
    def test_files_that_cannot_be_read_say_why(self, read, content, sentence):
        with pytest.raises(UnreadableFile, match=sentence):
            read(content, "file")

    def test_who_is_missing_against_the_population_and_the_quota(self, session, survey, place):
        shares = read_shares(
            b"characteristic,group,people\nTravel,On foot,500\nTravel,By bus,400\n"
            b"Travel,By car,100\n",
            "p.csv",
        )
        loading.load_shares(session, place, shares)
        areas.decide(session, survey.consultation, area_set=place)
        question = asked(survey, "How do")
        profiles.set_quotas(session, survey, question, ["", "5", "1,0"])
        for label in ["On foot"] * 9 + ["By bus"]:
            send(session, survey, label)

        [profile] = profiles.profiles(session, survey)

        assert [each.option.label for each in profile.missing] == ["By bus", "By car"]
        assert [each.short for each in profile.rows] == [0, 4, 10]
        assert profile.rows[1].population_share == "40%"
        with pytest.raises(InvalidInput, match="whole number"):
            profiles.set_quotas(session, survey, question, ["many", "", ""])

    def test_equality_questions_have_no_quota_and_stand_in_no_table(self, session, make):
        survey = full_survey(session, make)
        section = next(each for each in survey.sections if each.is_equality)
        apart = section.questions[0]

        with pytest.raises(Conflict, match="kept apart"):
            profiles.set_quotas(session, survey, apart, [""] * len(apart.options))

        assert not set(section.questions) & set(crosstabs.choices(survey))
        with pytest.raises(NotFound):
            crosstabs.question_of(survey, str(apart.id))
