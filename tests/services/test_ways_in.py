"""Ways in for responses: links that work once, files, wards, second keyings, campaigns, dates."""

from __future__ import annotations

import hashlib
import io
import threading
import zipfile
from datetime import date, timedelta
from itertools import count as numbers
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from consult.db.engine import make_sessions
from consult.models.areas import Postcode, Ward
from consult.models.base import Base, utc_now
from consult.models.consultations import Stage
from consult.models.doors import Invitation, SpentInvitation
from consult.models.responses import Response, Route, Standing
from consult.models.statements import Statement
from consult.models.surveys import QuestionType
from consult.readers.answers import read_answers
from consult.readers.places import read_postcodes, read_shares, read_wards
from consult.readers.refusals import UnreadableFile
from consult.services import areas, responses, surveys, verification
from consult.services.areas import loading
from consult.services.refusals import Conflict, InvalidInput, NotFound
from consult.services.responses import (
    audiences,
    campaigns,
    columns,
    crosstabs,
    doors,
    exporting,
    exporting_apart,
    guards,
    importing,
    invitations,
    lists,
    printing,
    profiles,
    results,
    scopes,
    second_entry,
    standing,
    wards,
)
from consult.services.responses.arrivals import Arrival, InvitationRefused
from consult.services.responses.audiences import Audience
from consult.services.responses.exporting import NotExported
from consult.services.responses.guards import Signs
from consult.services.surveys import structure, versions
from consult.services.surveys.structure import Wording
from tests.conftest import SECRET
from tests.questionnaires import answers, asked, full_survey, moved, town_survey

SQUARES = b"""{"type": "FeatureCollection", "features": [
 {"properties": {"name": "On foot", "code": "W1"}, "geometry": {"type": "Polygon",
  "coordinates": [[[0, 51], [1, 51], [1, 52], [0, 51]]]}},
 {"properties": {"name": "By bus", "code": "W2"}, "geometry": {"type": "Polygon",
  "coordinates": [[[1, 51], [2, 51], [2, 52], [1, 51]]]}}]}"""
POSTCODES = b"postcode,ward\nGL1 1AA,W1\nGL1 1AB,By bus\n"
LETTER = (
    "Please keep the library in Ropewalk open on Saturdays, because our children have nowhere "
    "else to read, and the bus to town costs more than we can pay each week."
)


def count(session, model):
    return session.scalar(select(func.count()).select_from(model))


@pytest.fixture
def survey(session, make):
    """Return an open survey."""
    return town_survey(session, make)


def send(session, survey, *labels, route=Route.ONLINE, arrival=None, **texts):
    typed = answers(survey, *(labels or ("By bus",)), **texts)
    return responses.submit(
        session, survey, key=uuid4(), typed=typed, route=route, arrival=arrival or Arrival()
    )


def links(session, survey, number=1, until=None):
    until = until or doors.today() + timedelta(days=9)
    return invitations.make(session, survey.consultation, name="Panel", count=number, until=until)


class TestLinksThatWorkOnce:
    def test_fifty_at_once_with_one_link_are_one_response(self, engine, session, survey):
        [token] = links(session, survey)
        sessions, outcomes, start = make_sessions(engine), [], threading.Barrier(10)

        def use():
            start.wait()
            for _ in range(5):
                with sessions() as own:
                    whole = surveys.load(own, survey.id)
                    try:
                        send(own, whole, route=Route.INVITED, arrival=Arrival(token=token))
                        outcomes.append("stored")
                    except InvitationRefused as refusal:
                        outcomes.append(str(refusal))

        threads = [threading.Thread(target=use) for _ in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        session.rollback()
        assert outcomes.count("stored") == 1
        assert sum("has been used" in each for each in outcomes) == 49
        assert (count(session, Response), count(session, SpentInvitation)) == (1, 1)

    def test_nothing_stored_leads_from_a_link_to_an_answer(self, session, survey):
        token = links(session, survey, 3)[1]
        sent = send(session, survey, route=Route.INVITED, arrival=Arrival(token=token))

        tables = Base.metadata.tables
        of_links = {"invitation", "invitation_batch", "invitation_reminder", "spent_invitation"}
        for name, table in tables.items():
            reached = {key.column.table.name for key in table.foreign_keys}
            assert name in of_links or not reached & of_links, name
            assert name not in of_links or not reached & {"response", "answer"}, name
        assert [each.name for each in tables["spent_invitation"].columns] == ["invitation_id"]
        kept = session.scalars(select(Invitation.token_hash).order_by(Invitation.id)).all()
        assert hashlib.sha256(token.encode()).hexdigest() in kept
        assert kept == sorted(kept)
        everything = [str(value) for row in session.execute(select(Response)) for value in row]
        assert not any(token in each for each in everything)
        assert sent.entered_by_id is None

    def test_a_link_of_another_consultation_or_past_its_end_opens_nothing(
        self, session, make, survey
    ):
        other = town_survey(session, make)
        [foreign] = links(session, other)
        [ended] = links(session, survey)
        batch = invitations.batches(session, survey.consultation)[0].batch
        invitations.end(session, survey.consultation, batch.id)

        for token in (foreign, ended, "", "nobody’s"):
            with pytest.raises(InvitationRefused, match="does not work"):
                send(session, survey, route=Route.INVITED, arrival=Arrival(token=token))

        assert count(session, Response) == 0

    def test_by_invitation_the_open_link_is_closed_and_paper_is_not(self, session, survey):
        doors.decide(
            session,
            survey.consultation,
            follows_dates=False,
            is_by_invitation=True,
            asks_for_work=False,
        )

        with pytest.raises(InvitationRefused, match="by invitation"):
            send(session, survey)
        assert send(session, survey, route=Route.PAPER).route is Route.PAPER

    @pytest.mark.parametrize(
        ("name", "number", "days", "sentence"),
        [(" ", 1, 1, "whom"), ("P", 0, 1, "from 1"), ("P", 5001, 1, "5,000"), ("P", 1, -2, "past")],
    )
    def test_refuses_links_that_make_no_sense(self, session, survey, name, number, days, sentence):
        until = doors.today() + timedelta(days=days)

        with pytest.raises(InvalidInput, match=sentence):
            invitations.make(session, survey.consultation, name=name, count=number, until=until)


class TestStanding:
    def test_what_is_held_counts_and_is_told_only_when_it_is_released(self, session, survey):
        held = send(session, survey, work="Lunch club", arrival=Arrival(held_because="Too quick."))
        before = count(session, Statement)

        standing.release(session, held)

        assert (before, count(session, Statement)) == (0, 1)
        assert audiences.ledger(session, survey)[Audience.PEOPLE] == 1
        with pytest.raises(Conflict, match="counts already"):
            standing.release(session, held)
        assert [each.event for each in lists.history(session, held)] == [
            "response.received",
            "response.released",
        ]

    def test_each_response_is_counted_with_one_audience(self, session, survey):
        for arrival in (Arrival(), Arrival(held_because="x"), Arrival(organisation="Bowls Club")):
            send(session, survey, arrival=arrival)
        apart = send(session, survey)
        standing.count_apart(session, apart, reason="One of many.")

        ledger = audiences.ledger(session, survey)
        bases = [results.by_question(session, survey, audience=each)[2].base for each in Audience]

        # Nobody has withdrawn.
        assert list(ledger.values()) == bases == [1, 1, 1, 1, 0]
        with pytest.raises(InvalidInput, match="why"):
            standing.count_apart(session, apart, reason=" ")


class TestCampaigns:
    def test_a_letter_of_many_counts_once_and_what_an_officer_released_stays(self, session, survey):
        for number in range(6):
            send(session, survey, work=f"{LETTER} Yours, number {number}")
        send(session, survey, work="A quite different thing about the bridge over the river.")

        first = campaigns.mark(session, survey)
        one = session.scalars(
            select(Response).where(Response.standing == Standing.CAMPAIGN)
        ).first()
        standing.release(session, one)
        second = campaigns.mark(session, survey)

        assert (first, second) == (5, 0)
        assert audiences.ledger(session, survey)[Audience.CAMPAIGN] == 4
        assert count(session, Response) == 7

    def test_a_burst_of_the_same_form_counts_once_but_not_over_days(self, session, survey):
        slow = [send(session, survey, "By car") for _ in range(10)]
        for number, each in enumerate(slow):
            each.submitted_at = utc_now() - timedelta(days=number)
        session.commit()
        for _ in range(10):
            send(session, survey, "By bus", "Park")

        assert campaigns.mark(session, survey) == 9
        reasons = set(session.scalars(select(Response.standing_reason)))
        assert any("very same answers within 10 minutes" in each for each in reasons)


class TestGuards:
    @pytest.mark.parametrize(
        ("signs", "why"),
        [
            (Signs(seconds=9), ""),
            (Signs("http://spam.example", 9), guards.TRAPPED),
            (Signs(seconds=1), guards.TOO_QUICK),
            (Signs(), guards.UNDATED),
        ],
    )
    def test_what_looks_like_a_machine_is_held(self, signs, why):
        held = guards.why_held(signs, key="k", least_seconds=3, asks_for_work=False)

        assert held == why

    def test_work_is_asked_only_in_a_flood_and_is_known_when_it_is_done(self):
        found = next(str(n) for n in numbers() if guards.has_worked("a key", str(n)))

        def held(work):
            signs = Signs(seconds=9, work=work)
            return guards.why_held(signs, key="a key", least_seconds=3, asks_for_work=True)

        assert (held(found), held(""), held("x" * 99)) == ("", guards.NO_WORK, guards.NO_WORK)
        assert not guards.has_worked("another key", found)


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


class TestComparing:
    def test_nothing_is_said_of_groups_where_nobody_answered_both(self, session, survey):
        table = crosstabs.cross(
            session, survey, asked(survey, "How do"), asked(survey, "My street")
        )

        assert table.verdict == "Nobody counted here has answered both questions."

    def test_small_cells_are_hidden_and_no_test_tells_them(self, session, survey):
        for way, view, number in [
            ("On foot", "Agree", 12),
            ("On foot", "Disagree", 2),
            ("By bus", "Agree", 3),
            ("By bus", "Disagree", 11),
        ]:
            for _ in range(number):
                send(session, survey, way, view)

        table = crosstabs.cross(
            session, survey, asked(survey, "How do"), asked(survey, "My street")
        )

        shown = [cell for line in table.lines for cell in line.counts]
        assert table.base == 28
        assert all(cell is None or cell == 0 or cell >= 5 for cell in shown)
        assert table.has_hidden
        # With the totals, its p would tell what is hidden.
        assert (table.test.p, table.test.v) == (None, None)
        assert "none is shown" in table.verdict

    def test_a_test_is_named_where_nothing_is_hidden(self, session, survey):
        for way, view, number in [("By car", "Agree", 9), ("By bus", "Disagree", 11)]:
            for _ in range(number):
                send(session, survey, way, view)

        table = crosstabs.cross(
            session, survey, asked(survey, "How do"), asked(survey, "My street")
        )

        assert (table.test.test, table.has_hidden) == ("Fisher", False)
        assert "beyond what chance" in table.verdict

    def test_no_test_is_made_where_groups_overlap(self, session, survey):
        for _ in range(12):
            send(session, survey, "By bus", "Park", "Library")

        table = crosstabs.cross(
            session, survey, asked(survey, "Where have"), asked(survey, "How do")
        )

        assert "overlap" in table.verdict
        assert [line.total for line in table.lines] == [12, 12, 0]


class TestVersionsTogether:
    def test_only_what_stayed_the_same_is_added_up_and_nothing_hidden_is_told(
        self, session, survey
    ):
        for way, view, number in [("On foot", "Agree", 9), ("By bus", "Disagree", 2)]:
            for _ in range(number):
                send(session, survey, way, view)
        draft = versions.begin(session, survey, what_changed="Streets asked otherwise.")
        asked(draft, "My street").text = "My road is friendly."
        versions.publish(session, draft)
        for _ in range(7):
            send(session, draft, "By bus", "Agree")
        consultation = survey.consultation

        both = scopes.chosen(session, consultation, "all")
        found = {each.question.text: each for each in results.by_question(session, both)}
        ways, road = found["How do you get about?"], found["My road is friendly."]
        header, *rows = exporting.table(session, both)
        values = zipfile.ZipFile(io.BytesIO(exporting.as_spss(session, both))).read("answers.csv")
        across = asked(both.survey, "Where have")
        table = crosstabs.cross(session, both, asked(both.survey, "How do"), across)
        newest, first = (scopes.chosen(session, consultation, each) for each in ("", "1"))

        assert [each.count for each in ways.options] == [9, 9, 0]
        assert (ways.base, ways.by_version) == (18, ((1, 11), (2, 7)))
        assert (road.base, road.by_version) == (7, ((2, 7),))
        street = header.index("My street is friendly. (version 1)")
        assert [row[6] for row in rows] == ["1"] * 11 + ["2"] * 7
        assert [row[street] for row in rows[8:12]] == ["Agree", "Disagree", "Disagree", ""]
        assert len({len(row) for row in [header, *rows]}) == 1
        assert values.decode("utf-8-sig").splitlines()[-1].count('"') == 2 * len(
            exporting.variables(both)
        )
        assert table.base == 0
        assert (results.count(session, newest), results.count(session, first)) == (7, 11)
        with pytest.raises(NotFound, match="no such version"):
            scopes.chosen(session, consultation, "3")

    def test_what_one_version_hides_stays_hidden_in_the_table_of_all(self, session, survey):
        def fill(version, numbers):
            for (way, place), number in numbers.items():
                for _ in range(number):
                    send(session, version, way, place)

        fill(survey, {("On foot", "Agree"): 6, ("By bus", "Agree"): 2, ("By bus", "Disagree"): 7})
        draft = versions.begin(session, survey, what_changed="The same once more.")
        versions.publish(session, draft)
        fill(draft, {("On foot", "Agree"): 6, ("By bus", "Agree"): 8, ("By bus", "Disagree"): 7})

        shown = {}
        for name in ("1", "all"):
            scope = scopes.chosen(session, survey.consultation, name)
            down, across = (asked(scope.survey, each) for each in ("How do", "My street"))
            shown[name] = crosstabs.cross(session, scope, down, across)

        hidden = {
            name: {
                (n, m)
                for n, each in enumerate(table.lines)
                for m, c in enumerate(each.counts)
                if c is None
            }
            for name, table in shown.items()
        }
        assert hidden["1"]
        assert hidden["1"] <= hidden["all"]
        assert (shown["all"].base, shown["all"].by_version) == (36, ((1, 15), (2, 21)))
        assert shown["all"].test.p is None


def planned(session, survey, text, filename="answers.csv"):
    reading = read_answers(text.encode(), filename)
    return importing.plan(session, survey, reading, filename=filename)


HEAD = "How do you get about?,Where have you been?,What is being done?\n"


class TestFiles:
    def test_a_row_is_a_response_and_the_same_file_twice_adds_nothing(self, session, survey):
        text = HEAD + 'By bus,"Library, Park",Lunch club\nby  CAR,,\nby  CAR,,\n'

        importing.add(session, survey, planned(session, survey, text))
        again = planned(session, survey, text)

        kept = session.scalars(select(Response).order_by(Response.id)).all()
        assert [each.route for each in kept] == [Route.SPREADSHEET] * 3
        assert [len(each.options) for each in kept[0].answers] == [0, 0, 1, 2, 0]
        assert (again.repeated, again.ready) == (3, [])
        assert verification.faults(session) == []

    def test_faults_name_row_and_column_and_nothing_is_added(self, session, survey):
        text = HEAD + f"By bus,,fine\nBy boat,,\nOn foot,Moon,{'x' * 4001}\n"
        plan = planned(session, survey, text)

        with pytest.raises(
            importing.NotImported, match="Row 3, column “How do you get about"
        ) as no:
            importing.add(session, survey, plan)

        assert "“By boat” is none of its answers." in str(no.value)
        assert [(each.row, each.column[:3]) for each in plan.faults] == [
            (3, "How"), (4, "Whe"), (4, "Wha")
        ]  # fmt: skip
        assert count(session, Response) == 0
        assert len(importing.add(session, survey, plan, skip=True)) == 1

    def test_asks_which_of_two_questions_in_the_same_words_a_column_answers(self, session, make):
        survey = surveys.create(session, make.consultation(stage=Stage.DRAFT), outcomes=[])
        twins = []
        for title in ("The park", "The hall"):
            section = structure.add_section(session, survey, title=title)
            wording = Wording(QuestionType.TEXT, "What gets in the way?")
            twins.append(structure.add_question(session, section, wording))
        reading = read_answers(b"What gets in the way?\nDogs\n", "answers.csv")

        targets = columns.Targets(survey)
        [unsure] = columns.columns(targets, reading.headings, {})
        [said] = columns.columns(targets, reading.headings, {"1": f"q{twins[1].id}"})

        assert (unsure.meaning, unsure.is_unsure) == ("", True)
        assert (said.meaning, said.is_unsure) == (f"q{twins[1].id}", False)
        offered = [label for value, label in targets.choices if value.startswith("q")]
        assert offered == [
            "What gets in the way? (The park)", "What gets in the way? (The hall)"
        ]  # fmt: skip

    def test_says_so_where_no_heading_is_a_question(self, session, survey):
        with pytest.raises(importing.NotImported, match="no column whose heading is a question"):
            planned(session, survey, "Colour,Shape\nred,round\n")

    @pytest.mark.parametrize(
        ("tool", "text"),
        [
            (
                "Qualtrics",
                "StartDate,EndDate,Status,ResponseId,Q1,Q2,Q3\n"
                "Start Date,End Date,Response Type,Response ID,How do you get about?,"
                "Where have you been? - Selected Choice,What is being done?\n"
                '"{""ImportId"":""startDate""}",a,b,c,d,e,f\n'
                '2026-03-01 10:00:00,2026-03-01 10:09:00,IP,R_1,By bus,"Library,Park",Club\n',
            ),
            (
                "SmartSurvey",
                "UserID,UserNo,Started,Ended,How do you get about?,Where have you been?,,"
                "What is being done?\n"
                ",,,,,Library,Park,\n"
                "77,1,01/03/2026 10:00,01/03/2026 10:09,By bus,Library,Park,Club\n",
            ),
            (
                "Google Forms",
                "Timestamp,How do you get about?,Where have you been?,What is being done?\n"
                '2026-03-01 10:09:00,By bus,"Library, Park",Club\n',
            ),
            (
                "KoboToolbox",
                "end,How do you get about?,Where have you been?,Where have you been?/Library,"
                "Where have you been?/Park,What is being done?,_id,_uuid,_index\n"
                "2026-03-01T10:09:00.000+00:00,By bus,Library Park,1,1,Club,5,u-5,1\n",
            ),
        ],
    )
    def test_knows_the_exports_of_survey_tools(self, session, survey, tool, text):
        reading = read_answers(text.encode(), "export.csv")
        meanings = None
        if tool == "KoboToolbox":
            # It says the same twice: the ticked columns are the ones to take.
            meanings = {"3": ""}

        plan = importing.plan(session, survey, reading, filename="export.csv", meanings=meanings)
        [stored] = importing.add(session, survey, plan)

        told = {each.question.text: each for each in stored.answers}
        assert reading.tool == tool
        assert [o.label for o in told["Where have you been?"].options] == ["Library", "Park"]
        assert [o.label for o in told["How do you get about?"].options] == ["By bus"]
        assert told["What is being done?"].text == "Club"
        assert stored.submitted_at.date() == date(2026, 3, 1)

    def test_numbers_for_statisticians_have_their_labels(self, session, survey):
        send(session, survey, "By bus", "Park", work='=1 "o\'clock"\nnext')

        held = zipfile.ZipFile(io.BytesIO(exporting.as_spss(session, survey)))

        assert held.namelist() == ["answers.csv", "answers.sps", "codebook.csv"]
        data = held.read("answers.csv").decode("utf-8-sig").split("\r\n")
        names = data[0].replace('"', "").split(",")
        assert len(names) == len(set(names))
        assert "'=1" in data[1]
        syntax = held.read("answers.sps").decode()
        assert "2 'By bus'" in syntax
        assert all(f"    {name} " in syntax for name in names)

    def test_the_workbook_has_the_answers_and_their_codebook(self, session, survey):
        from openpyxl import load_workbook

        send(session, survey, "By bus", work="=1+1")

        book = load_workbook(io.BytesIO(exporting.as_xlsx(session, survey)))

        assert book.sheetnames == ["Answers", "Codebook", "Versions"]
        assert {cell.data_type for row in book["Answers"].rows for cell in row} <= {"s", "n"}


class TestFilesOfManyAnswers:
    """They are put together in a process of their own; here any answer is many."""

    @pytest.fixture
    def scope(self, session, survey, database_url, monkeypatch):
        monkeypatch.setenv("CONSULT_DATABASE_URL", "sqlite:////nowhere/else.db")
        monkeypatch.setenv("CONSULT_SECRET_KEY", SECRET)
        send(session, survey, "By bus", work="Łódź =1+1")
        return scopes.chosen(session, survey.consultation, "")

    def test_are_the_same_as_those_of_few(self, session, scope):
        apart = exporting_apart.write(session, scope, "csv", most_here=0)

        assert apart == exporting_apart.write(session, scope, "csv")
        assert "Łódź" in apart.decode("utf-8-sig")

    def test_are_a_workbook_as_well(self, session, scope):
        from openpyxl import load_workbook

        book = load_workbook(io.BytesIO(exporting_apart.write(session, scope, "xlsx", most_here=0)))

        assert book.sheetnames == ["Answers", "Codebook", "Versions"]

    def test_say_so_when_they_cannot_be_written(self, session, scope, monkeypatch):
        monkeypatch.setenv("CONSULT_SECRET_KEY", "short")

        with pytest.raises(NotExported, match="could not be written"):
            exporting_apart.write(session, scope, "csv", most_here=0)

    def test_say_so_when_they_take_too_long(self, session, scope, monkeypatch):
        monkeypatch.setattr(exporting_apart, "LONGEST_WAIT", 0.001)

        with pytest.raises(NotExported, match="was not ready within"):
            exporting_apart.write(session, scope, "csv", most_here=0)


class TestSecondKeying:
    def test_settles_where_two_keyings_differ(self, session, make, survey):
        paper = send(session, survey, "By bus", route=Route.PAPER, work="Lunch clb")
        typed = answers(survey, "By car", work="Lunch club")

        found = second_entry.compare(survey, paper, typed)
        mended = second_entry.settle(
            session,
            survey,
            paper,
            typed,
            by=make.user(),
            second_is_right=[asked(survey, "What is").id],
        )

        assert [(each.first, each.second) for each in found] == [
            ("Lunch clb", "Lunch club"),
            ("By bus", "By car"),
        ]
        assert mended == 1
        statement = session.scalar(select(Statement))
        assert (statement.text, statement.version) == ("Lunch club", 2)
        assert second_entry.to_check(session, survey) == ([], 0)
        with pytest.raises(Conflict, match="second time already"):
            second_entry.settle(session, survey, paper, typed, by=make.user())


class TestDates:
    def test_opens_and_closes_by_its_dates_and_says_when_it_is_about_to(self, session, make):
        survey = town_survey(
            session,
            make,
            stage=Stage.DRAFT,
            opens_on=date(2026, 3, 2),
            closes_on=date(2026, 3, 9),
        )
        consultation = survey.consultation
        doors.decide(
            session, consultation, follows_dates=True, is_by_invitation=False, asks_for_work=False
        )

        moves = [
            [stage for _, stage in doors.follow_dates(session, on=date(2026, 3, day))]
            for day in (1, 2, 9, 10)
        ]

        assert moves == [[], [Stage.OPEN], [], [Stage.CLOSED]]
        moved(session, survey, Stage.OPEN)
        assert "closes tomorrow. 3 links" in doors.reminder(
            consultation, unused=3, on=date(2026, 3, 8)
        )
        assert doors.reminder(consultation, unused=3, on=date(2026, 2, 1)) == ""

    def test_dates_that_nobody_set_cannot_be_followed(self, session, survey):
        with pytest.raises(InvalidInput, match="closing date"):
            doors.decide(
                session,
                survey.consultation,
                follows_dates=True,
                is_by_invitation=False,
                asks_for_work=False,
            )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("what", ["form", "large", "easy", "poster"])
def test_the_survey_is_printed_tagged_and_with_its_address(session, survey, what):
    from pypdf import PdfReader

    content = printing.render(
        session, survey, what, organisation="Testbury", address="https://example.org/s/town"
    )

    pdf = PdfReader(io.BytesIO(content))
    text = "".join(page.extract_text() for page in pdf.pages)
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "https://example.org/s/town" in text.replace("\n", "")
    if what != "poster":
        assert "3. How do you get about?" in text.replace("\n", " ")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("what", ["form", "easy"])
def test_paper_tells_who_answers_a_part_that_is_not_for_everybody(session, make, what):
    from pypdf import PdfReader

    survey = full_survey(session, make)
    content = printing.render(
        session, survey, what, organisation="Testbury", address="https://example.org"
    )

    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    asked_of = "Answer this part only if you ticked “By bus” in question 1."
    assert asked_of in " ".join(text.split())


def on_paper(session, survey, what):
    """Return the words of each page of a print."""
    from pypdf import PdfReader

    content = printing.render(
        session, survey, what, organisation="Testbury", address="https://example.org"
    )
    pages = PdfReader(io.BytesIO(content)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("what", ["form", "large", "easy"])
def test_paper_asks_every_type_so_that_it_can_be_answered(session, make, what):
    text = " ".join(on_paper(session, full_survey(session, make), what))

    assert "So we ask about buses." in text
    assert "Write a number from 1 to 20." in text
    assert "Day Month Year" in text
    assert all(f in text for f in ("Email address", "Telephone number", "Send me the results"))
    assert "Have you a picture? Put a copy of it in the envelope." in text
    assert text.count("How good are these?") == 2  # once for each row, and for none beside


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_question_that_is_longer_than_a_page_goes_on_over_the_next(session, make):
    survey = town_survey(session, make, stage=Stage.DRAFT)
    labels = [f"Answer number {number}" for number in range(1, 51)]
    wording = Wording(QuestionType.ONE_CHOICE, "Which of all these?", options=labels)
    structure.add_question(session, survey.sections[-1], wording)

    pages = on_paper(session, survey, "large")

    [first] = [n for n, page in enumerate(pages) if "Which of all these?" in page]
    found = [n for label in labels for n, page in enumerate(pages) if f"{label} " in f"{page} "]
    assert found == sorted(found)
    assert len(found) == len(labels)
    assert min(found) == first < max(found)
