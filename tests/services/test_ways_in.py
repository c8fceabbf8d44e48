"""Ways in for responses: links that work once, campaigns, second keyings, dates, paper."""

from __future__ import annotations

import hashlib
import io
import threading
from datetime import date, timedelta
from itertools import count as numbers

import pytest
from sqlalchemy import select

from consult.db.engine import make_sessions
from consult.models.base import Base, utc_now
from consult.models.consultations import Stage
from consult.models.doors import Invitation, SpentInvitation
from consult.models.responses import Response, Route, Standing
from consult.models.statements import Statement
from consult.models.surveys import QuestionType
from consult.services import surveys
from consult.services.refusals import Conflict, InvalidInput
from consult.services.responses import (
    audiences,
    campaigns,
    doors,
    guards,
    invitations,
    lists,
    printing,
    results,
    second_entry,
    standing,
)
from consult.services.responses.arrivals import Arrival, InvitationRefused
from consult.services.responses.audiences import Audience
from consult.services.responses.guards import Signs
from consult.services.surveys import structure
from consult.services.surveys.structure import Wording
from tests.factories import count
from tests.questionnaires import answers, asked, full_survey, moved, send, town_survey

LETTER = (
    "Please keep the library in Ropewalk open on Saturdays, because our children have nowhere "
    "else to read, and the bus to town costs more than we can pay each week."
)


@pytest.fixture
def survey(session, make):
    """Return an open survey."""
    return town_survey(session, make)


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


@pytest.fixture
def introduced(session, make):
    """Return a function that makes a survey whose second part has an introduction of its own."""

    def survey(before, introduction):
        consultation = make.consultation(stage=Stage.DRAFT)
        survey = surveys.create(session, consultation, outcomes=[], title="A town for all")
        first = structure.add_section(session, survey, title="Getting about")
        for number in range(before):
            structure.add_question(session, first, Wording(QuestionType.TEXT, f"Why, {number}?"))
        second = structure.add_section(
            session, survey, title="Your street", introduction=introduction
        )
        for wording in (
            Wording(QuestionType.INFORMATION, "Think of your street.", hint="Of all of it."),
            Wording(QuestionType.TEXT, "What is missing in it?"),
        ):
            structure.add_question(session, second, wording)
        return survey

    return survey


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestIntroductionOnPaper:
    @pytest.mark.parametrize("what", ["form", "large", "easy"])
    @pytest.mark.parametrize("before", [1, 2, 3])
    def test_stays_with_the_first_question_that_follows(self, session, introduced, what, before):
        said = "We ask how your street is to live in. " * 5
        survey = introduced(before, f"{said}\n\n{said}\n\nSo much for that.")

        pages = on_paper(session, survey, what)

        asked_at = [n for n, page in enumerate(pages) if "What is missing in it?" in page]
        for words in ("Your street", "We ask how", "So much for that.", "Think of your street."):
            assert [n for n, page in enumerate(pages) if words in page] == asked_at

    @pytest.mark.parametrize("what", ["form", "large", "easy"])
    def test_that_is_longer_than_a_page_is_printed_whole_and_begins_where_there_is_room(
        self, session, introduced, what
    ):
        said = " ".join(f"word{number}" for number in range(1500))

        pages = on_paper(session, introduced(1, said), what)

        text = " ".join(pages)
        assert all(f"word{number} " in text for number in range(1500))
        assert "Your street" in pages[0] or what != "form"
        [asked_at] = [n for n, page in enumerate(pages) if "What is missing in it?" in page]
        assert "Think of your street." in pages[asked_at]
