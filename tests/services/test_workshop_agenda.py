"""The agenda: written as lines, and the round that is on."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from consult.models.base import UK_TIME
from consult.services.refusals import InvalidInput
from consult.services.workshops import agenda
from consult.services.workshops.agenda import Round

# In summer, so that the clock on the wall is not the one of the server.
DAY = date(2026, 7, 3)


def at(hour, minute=0, day=DAY):
    return datetime.combine(day, time(hour, minute), UK_TIME)


class TestRead:
    @pytest.mark.parametrize(
        "line",
        [
            "10:00 20 What helps?",
            "10.00, 20 min: What helps?",
            "10:00 – 20 minutes – What helps?",
            " 10:00   20mins What   helps? ",
        ],
    )
    def test_takes_a_round_however_it_is_written(self, line):
        assert agenda.read(line) == (Round(time(10), 20, "What helps?"),)

    def test_lets_a_round_without_a_time_follow_the_one_before(self):
        rounds = agenda.read("9:50 10 Welcome\n45 What helps?\n\n11:00 5 End")

        assert [each.starts_at for each in rounds] == [time(9, 50), time(10), time(11)]
        assert rounds[1].ends_at == time(10, 45)

    def test_reads_what_it_writes(self):
        rounds = agenda.read("9:50 10 Welcome\n45 2020: what helped?")

        assert agenda.read(agenda.written(rounds)) == rounds

    @pytest.mark.parametrize(
        ("lines", "sentence"),
        [
            ("Welcome", "Line 1 of the agenda, “Welcome”, is no round"),
            ("10:00 20", "Line 1 of the agenda, “10:00 20”, is no round"),
            ("20 Welcome", "The first line of the agenda says no time"),
            ("10:00 0 Welcome", "takes 0 minutes"),
            ("10:00 601 Welcome", "takes 601 minutes"),
            ("25:00 20 Welcome", "starts at 25:00, which is no time of day"),
            ("10:00 20 " + "x" * 301, "has 301 characters"),
            ("10:00 20 One\n10:10 20 Two", "“Two” starts at 10:10, before “One” ends at 10:20"),
            ("23:50 20 One\n20 Two", "“Two” starts at 00:10, before"),
            ("10:00 1 One\n" + "1 More\n" * 40, "at most 40 rounds; these are 41"),
        ],
    )
    def test_refuses_what_is_no_agenda_and_says_where(self, lines, sentence):
        with pytest.raises(InvalidInput) as refusal:
            agenda.read(lines)

        assert sentence in str(refusal.value)
        assert refusal.value.field == "agenda"


class TestCurrentRound:
    @pytest.fixture
    def workshop(self, make):
        rounds = agenda.read("10:00 20 First\n10:30 30 Second")
        return make.workshop(held_on=DAY, rounds=agenda.rows(rounds))

    def test_is_the_one_that_is_on_with_the_minutes_left(self, workshop):
        now = agenda.current_round(workshop, at(10, 5))

        assert (now.round.asks, now.following.asks, now.minutes_left) == ("First", "Second", 15)

    def test_between_two_is_none_and_says_what_comes(self, workshop):
        now = agenda.current_round(workshop, at(10, 20))

        assert (now.round, now.following.asks, now.minutes_left) == (None, "Second", 10)

    def test_has_a_minute_left_until_it_is_over(self, workshop):
        now = agenda.current_round(workshop, at(10, 59) + timedelta(seconds=59))

        assert (now.round.asks, now.following, now.minutes_left) == ("Second", None, 1)

    @pytest.mark.parametrize(
        "moment", [at(11), at(10, 5, DAY - timedelta(1)), at(10, 5, DAY + timedelta(1))]
    )
    def test_is_nothing_after_the_last_and_on_other_days(self, workshop, moment):
        assert agenda.current_round(workshop, moment) is None

    def test_is_nothing_without_a_date(self, session, workshop):
        workshop.held_on = None

        assert agenda.current_round(workshop, at(10, 5)) is None
