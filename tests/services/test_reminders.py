"""Reminding those who were invited: by the officer's own list, and telling nobody who answered."""

from __future__ import annotations

import csv
import io
import itertools
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from consult.models.audit import AuditEvent
from consult.models.base import Base, utc_now
from consult.models.consultations import Stage
from consult.models.doors import Invitation, InvitationBatch, SpentInvitation
from consult.models.responses import Route
from consult.services import responses
from consult.services.refusals import Conflict, InvalidInput, NotFound
from consult.services.responses import doors, invitations, reminders
from consult.services.responses.arrivals import Arrival, hashed
from consult.writers.csv import table
from tests.questionnaires import answers, moved, town_survey

HEADINGS = ("number", "link", "for", "email", "state of the link")


@pytest.fixture
def survey(session, make):
    return town_survey(session, make)


@pytest.fixture
def tokens(session, survey):
    until = doors.today() + timedelta(days=9)
    return invitations.make(session, survey.consultation, name="Panel", count=30, until=until)


@pytest.fixture
def batch(session, tokens):
    return session.scalar(select(InvitationBatch))


def use(session, survey, tokens):
    for token in tokens:
        typed = answers(survey, "By bus")
        arrival = Arrival(token=token)
        responses.submit(
            session, survey, key=uuid4(), typed=typed, route=Route.INVITED, arrival=arrival
        )


def sent(tokens, *, column=1):
    """Return the file in which an officer wrote to whom each link went."""
    rows = []
    for number, token in enumerate(tokens, 1):
        row = [str(number), "Panel", f"person{number}@example.org"]
        row.insert(column, f"https://example.org/c/town/invited/{token}")
        rows.append(row)
    headings = ["number", "for", "email"]
    headings.insert(column, "link")
    return reminders.read(table(headings, rows), "panel.csv")


def numbers(found):
    return [int(row[0]) for row in found.rows]


class TestUnanswered:
    def test_gives_back_the_list_without_those_who_answered(self, session, survey, tokens, batch):
        use(session, survey, tokens[3:9])

        found = reminders.unanswered(session, batch, sent(tokens))

        assert numbers(found) == [1, 2, 3, *range(10, 31)]
        assert found.headings == HEADINGS
        assert found.rows[0][3:] == ("person1@example.org", "not used yet")

    @pytest.mark.parametrize("column", [0, 1, 3])
    def test_finds_the_link_in_whichever_column_it_stands(self, session, tokens, batch, column):
        assert len(reminders.unanswered(session, batch, sent(tokens, column=column)).rows) == 30

    def test_stores_nothing_of_the_list(self, session, survey, tokens, batch):
        use(session, survey, tokens[:6])

        reminders.unanswered(session, batch, sent(tokens))

        kept = [
            str(value)
            for model in Base.metadata.sorted_tables
            for row in session.execute(select(model))
            for value in row
        ]
        assert not any("example.org" in each and "person" in each for each in kept)
        assert not any(token in each for token in tokens for each in kept)
        [event] = session.scalars(
            select(AuditEvent).where(AuditEvent.event == "invitations.listed")
        )
        assert event.detail == {"unanswered": 24}

    def test_a_second_list_must_not_tell_who_answered_in_between(
        self, session, survey, tokens, batch
    ):
        whole = sent(tokens)
        reminders.unanswered(session, batch, whole)
        use(session, survey, tokens[:4])
        with pytest.raises(Conflict, match="Fewer than 5 people have answered"):
            reminders.unanswered(session, batch, whole)
        with pytest.raises(Conflict, match="Fewer than 5"):
            reminders.unanswered(session, batch, sent(tokens[:1]))
        use(session, survey, tokens[4:5])

        first = numbers(reminders.unanswered(session, batch, whole))
        again = numbers(reminders.unanswered(session, batch, whole))
        use(session, survey, tokens[5:6])

        assert first == again == list(range(6, 31))
        with pytest.raises(Conflict, match="Use the list that you have"):
            reminders.unanswered(session, batch, whole)

    def test_before_any_list_it_does_not_send_to_one(self, session, survey, tokens, batch):
        use(session, survey, tokens[:2])

        with pytest.raises(Conflict, match="Remind everybody for now") as refused:
            reminders.unanswered(session, batch, sent(tokens))

        assert "since the last list" not in str(refused.value)
        assert "list that you have" not in str(refused.value)

    def test_the_number_of_answers_is_as_large_as_the_consultation_asks(
        self, session, survey, tokens, batch
    ):
        survey.consultation.fewest_shown = 10
        session.commit()
        use(session, survey, tokens[:9])

        with pytest.raises(Conflict, match="Fewer than 10"):
            reminders.unanswered(session, batch, sent(tokens))

    def test_rows_without_a_link_of_the_batch_are_kept_and_say_so(
        self, session, make, tokens, batch
    ):
        other = town_survey(session, make)
        until = doors.today() + timedelta(days=9)
        foreign = invitations.make(session, other.consultation, name="X", count=2, until=until)

        found = reminders.unanswered(session, batch, sent([*tokens[:3], *foreign, "no-such-link"]))

        states = [row[-1] for row in found.rows]
        assert numbers(found) == [1, 2, 3, 4, 5, 6]
        assert states == ["not used yet"] * 3 + ["no link of these in this row"] * 3

    def test_refuses_a_list_without_any_link_and_keeps_no_note_of_it(self, session, tokens, batch):
        for rows in (["name"], ["a"]), (["link"], ["https://example.org/c/town/invited/other-one"]):
            reading = reminders.read(table(rows[0], [rows[1]]), "list.csv")
            with pytest.raises(InvalidInput, match="No row has one of these links"):
                reminders.unanswered(session, batch, reading)

        assert (
            session.scalar(select(AuditEvent).where(AuditEvent.event == "invitations.listed"))
            is None
        )

    @pytest.mark.parametrize("content", [b"", b"\0\xff\xfe%PDF", b"one heading only\n"])
    def test_refuses_what_is_no_list(self, content):
        with pytest.raises(InvalidInput, match=r"We cannot read “x\.csv” as a list"):
            reminders.read(content, "x.csv")

    def test_refuses_once_all_have_answered_or_the_links_have_ended(
        self, session, survey, tokens, batch
    ):
        whole = sent(tokens)
        invitations.end(session, survey.consultation, batch.id)
        with pytest.raises(Conflict, match="nobody to remind"):
            reminders.unanswered(session, batch, whole)
        batch.expires_at = utc_now() + timedelta(days=1)
        session.commit()
        use(session, survey, tokens)

        with pytest.raises(Conflict, match="Everybody has answered"):
            reminders.unanswered(session, batch, whole)

    def test_another_consultations_links_are_not_found(self, session, make, survey, batch):
        other = make.consultation(stage=Stage.OPEN)

        with pytest.raises(NotFound):
            reminders.get(session, other, batch.id)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestListsTogether:
    @pytest.mark.parametrize(
        "steps",
        [(0, 3, 3, 1, 7, 2), (5, 0, 4, 1, 6, 6), (1,) * 9, (7, 4, 5, 1, 2, 3), (2, 2, 2, 2, 30)],
    )
    def test_no_two_differ_by_fewer_than_may_be_shown(self, session, make, steps):
        survey = town_survey(session, make)
        until = doors.today() + timedelta(days=9)
        tokens = invitations.make(session, survey.consultation, name="Panel", count=40, until=until)
        batch = session.scalar(select(InvitationBatch).order_by(InvitationBatch.id.desc()))
        whole, left, seen = sent(tokens), list(tokens), [set(range(1, 41))]
        for step in steps:
            spent, left = left[:step], left[step:]
            hashes = [hashed(each) for each in spent]
            for invitation in session.scalars(
                select(Invitation).where(Invitation.token_hash.in_(hashes))
            ):
                session.add(SpentInvitation(invitation_id=invitation.id))
            session.commit()
            try:
                seen.append(set(numbers(reminders.unanswered(session, batch, whole))))
            except Conflict:
                continue

        differences = {len(one ^ other) for one, other in itertools.combinations(seen, 2)}
        assert differences.isdisjoint({1, 2, 3, 4})


class TestRemind:
    def test_notes_each_day_once_and_shows_the_newest(self, session, survey, tokens, batch):
        batch.created_at = utc_now() - timedelta(days=10)
        session.commit()
        first, second = doors.today() - timedelta(days=7), doors.today()

        for day in (first, second):
            reminders.remind(session, batch, on=day)

        assert [each.reminded_on for each in reminders.reminders(session, batch)] == [second, first]
        assert invitations.batches(session, survey.consultation)[0].reminded_on == second
        with pytest.raises(Conflict, match="noted already"):
            reminders.remind(session, batch, on=first)

    @pytest.mark.parametrize("days", [1, -1, -400])
    def test_refuses_a_day_to_come_or_before_there_were_links(self, session, batch, days):
        with pytest.raises(InvalidInput) as refused:
            reminders.remind(session, batch, on=doors.today() + timedelta(days=days))

        assert refused.value.field == "on"


class TestDaysLeft:
    @pytest.mark.parametrize(("closes", "left"), [(4, None), (5, 0), (6, 1), (15, 10)])
    def test_are_those_to_the_closing_date(self, session, make, closes, left):
        consultation = make.consultation(stage=Stage.OPEN, closes_on=date(2026, 3, closes))

        assert doors.days_left(consultation, on=date(2026, 3, 5)) == left

    def test_are_none_without_a_date_or_once_closed(self, session, make):
        day = date(2026, 3, 5)
        survey = town_survey(session, make, closes_on=day)

        assert doors.days_left(make.consultation(stage=Stage.OPEN), on=day) is None
        moved(session, survey, Stage.CLOSED)
        assert doors.days_left(survey.consultation, on=day) is None


def test_a_cell_that_would_be_a_formula_is_made_safe():
    rows = list(csv.reader(io.StringIO(table(["=a"], [["@b"], ["c"]]).decode("utf-8-sig"))))

    assert rows == [["'=a"], ["'@b"], ["c"]]
