"""The attendance list, its quorum and its minutes."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from consult.models.audit import AuditEvent
from consult.models.workshops import Attendance, Participant, QuorumRule
from consult.services import workshops
from consult.services.refusals import InvalidInput, NotFound
from consult.services.workshops import attendance, minutes
from consult.services.workshops.attendance import Written
from consult.services.workshops.quorum import NO_QUORUM, Quorum, standing

LIST = "Sam Oak, HT\nKim Elm (Town Council)\nAlex Ash\nJo Yew – HT"


@pytest.fixture
def workshop(make):
    make.organisation("Harbour Trust", "HT")
    return make.workshop()


@pytest.fixture
def people(session, workshop):
    added = attendance.add(session, workshop, attendance.read(LIST)).added
    return {person.name.split()[0]: person for person in added}


def names(listed):
    return [person.name for person in listed]


class TestRead:
    @pytest.mark.parametrize(
        "line",
        [
            "Sam Oak, Harbour Trust",
            "Sam Oak\tHarbour Trust",
            "Sam Oak;Harbour Trust",
            "Sam Oak (Harbour Trust)",
            "Sam Oak – Harbour Trust",
            "  Sam   Oak ,  Harbour   Trust ",
        ],
    )
    def test_takes_name_and_organisation_however_they_are_parted(self, line):
        assert attendance.read(line) == [Written("Sam Oak", "Harbour Trust")]

    @pytest.mark.parametrize("line", ["Sam Oak", "Sam Oak,"])
    def test_takes_a_name_by_itself(self, line):
        assert attendance.read(line) == [Written("Sam Oak", "")]

    def test_leaves_a_double_name_whole(self):
        assert attendance.read("Ann-Marie O’Neil, Trust") == [Written("Ann-Marie O’Neil", "Trust")]

    @pytest.mark.parametrize(
        ("lines", "sentence"),
        [
            ("", "at least one name"),
            (" , \n\t\n", "at least one name"),
            ("Sam\n" + "x" * 121, "The name in line 2 has 121 characters"),
            ("Sam, " + "x" * 201, "The organisation in line 1 has 201 characters"),
        ],
    )
    def test_refuses_what_is_no_list_and_says_where(self, lines, sentence):
        with pytest.raises(InvalidInput, match=sentence) as refusal:
            attendance.read(lines)

        assert refusal.value.field == "people"


class TestAdd:
    def test_ties_organisations_to_the_directory(self, people):
        assert people["Sam"].represents == people["Jo"].represents == "Harbour Trust"
        assert people["Kim"].represents == "Town Council"
        assert people["Alex"].represents == ""

    def test_adds_nobody_twice(self, session, workshop, people):
        again = attendance.add(session, workshop, attendance.read("SAM OAK, ht\nMo Fir\nMo Fir"))

        assert (names(again.added), again.known) == (["Mo Fir"], ["SAM OAK"])

    def test_refuses_more_than_a_list_holds(self, session, workshop, people):
        crowd = [Written(f"Person {number}", "") for number in range(997)]

        with pytest.raises(
            InvalidInput, match="1,000 people at most; with these there would be 1,001"
        ):
            attendance.add(session, workshop, crowd)

        assert session.scalar(select(func.count()).select_from(Participant)) == 4

    def test_writes_no_name_into_the_trail(self, session, workshop, people):
        attendance.mark(session, people["Sam"], Attendance.PRESENT)

        events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
        assert [each.event for each in events] == ["attendance.added", "attendance.marked"]
        assert "Sam" not in str([each.detail for each in events])

    def test_invites_again_whoever_was_invited_to_a_copy(self, session, workshop, people):
        attendance.substitute(session, people["Sam"], "Mo Fir")

        copy = workshops.create(
            session,
            workshop.consultation,
            title="Next year",
            secret="s" * 40,
            invite_as=workshop,
        )

        listed = minutes.everybody(session, copy)
        assert names(listed) == ["Alex Ash", "Jo Yew", "Kim Elm", "Sam Oak"]
        assert {each.attendance for each in listed} == {Attendance.EXPECTED}


class TestMark:
    @pytest.mark.parametrize("state", Attendance)
    def test_says_where_somebody_stands(self, session, people, state):
        attendance.mark(session, people["Sam"], state)

        assert people["Sam"].attendance is state

    def test_refuses_to_seat_somebody_beside_their_substitute(self, session, people):
        attendance.substitute(session, people["Sam"], "Mo Fir")

        with pytest.raises(InvalidInput, match="Mo Fir stands in for Sam Oak"):
            attendance.mark(session, people["Sam"], Attendance.PRESENT)


class TestSubstitute:
    def test_is_here_for_the_same_organisation(self, session, people):
        stands_in = attendance.substitute(session, people["Sam"], " Mo   Fir ")

        assert (stands_in.name, stands_in.represents) == ("Mo Fir", "Harbour Trust")
        assert (stands_in.attendance, stands_in.is_invited) == (Attendance.PRESENT, False)
        assert people["Sam"].attendance is Attendance.APOLOGIES

    @pytest.mark.parametrize(
        ("name", "sentence"), [("  ", "Write the name"), ("x" * 121, "121 characters")]
    )
    def test_needs_a_name(self, session, people, name, sentence):
        with pytest.raises(InvalidInput, match=sentence):
            attendance.substitute(session, people["Sam"], name)

    def test_is_refused_for_somebody_who_is_here(self, session, people):
        attendance.mark(session, people["Sam"], Attendance.PRESENT)

        with pytest.raises(InvalidInput, match="Sam Oak is here"):
            attendance.substitute(session, people["Sam"], "Mo Fir")

    def test_is_refused_where_there_is_one(self, session, people):
        attendance.substitute(session, people["Sam"], "Mo Fir")

        with pytest.raises(InvalidInput, match="has a substitute already"):
            attendance.substitute(session, people["Sam"], "Bo Oak")

    def test_is_refused_for_a_substitute(self, session, people):
        stands_in = attendance.substitute(session, people["Sam"], "Mo Fir")
        attendance.mark(session, stands_in, Attendance.APOLOGIES)

        with pytest.raises(InvalidInput, match="Mo Fir is a substitute"):
            attendance.substitute(session, stands_in, "Bo Oak")


class TestRemove:
    def test_takes_somebody_off_the_list(self, session, workshop, people):
        attendance.remove(session, people["Sam"])

        assert "Sam Oak" not in names(minutes.everybody(session, workshop))

    def test_refuses_while_somebody_stands_in_for_them(self, session, workshop, people):
        stands_in = attendance.substitute(session, people["Sam"], "Mo Fir")

        with pytest.raises(InvalidInput, match="Take the substitute off"):
            attendance.remove(session, people["Sam"])
        attendance.remove(session, stands_in)
        attendance.remove(session, people["Sam"])

        assert len(minutes.everybody(session, workshop)) == 3


class TestForgetNames:
    def test_keeps_the_counts_and_the_organisations(self, session, workshop, people):
        attendance.mark(session, people["Sam"], Attendance.PRESENT)
        before = minutes.minutes(session, workshop)

        number = attendance.forget_names(session, workshop)

        after = minutes.minutes(session, workshop)
        assert number == 4
        assert set(names(minutes.everybody(session, workshop))) == {""}
        assert (after.organisations, after.invited) == (before.organisations, before.invited)

    def test_refuses_where_there_is_none(self, session, workshop):
        with pytest.raises(InvalidInput, match="no name"):
            attendance.forget_names(session, workshop)


class TestGet:
    def test_finds_nobody_of_another_workshop(self, session, make, people):
        with pytest.raises(NotFound):
            attendance.get(session, make.workshop(), people["Sam"].id)


class TestFind:
    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({}, ["Alex Ash", "Jo Yew", "Kim Elm", "Sam Oak"]),
            ({"words": "oak"}, ["Sam Oak"]),
            ({"words": "ht jo"}, ["Jo Yew"]),
            ({"words": "%"}, []),
            ({"words": "\x00"}, ["Alex Ash", "Jo Yew", "Kim Elm", "Sam Oak"]),
            ({"attendance": Attendance.PRESENT}, ["Kim Elm"]),
            ({"page": 2, "per_page": 3}, ["Sam Oak"]),
        ],
    )
    def test_narrows_the_list(self, session, workshop, people, asked, found):
        attendance.mark(session, people["Kim"], Attendance.PRESENT)

        listed, _ = minutes.find(session, workshop, **asked)

        assert names(listed) == found


class TestMinutes:
    def test_say_who_was_there_for_whom(self, session, workshop, people):
        attendance.mark(session, people["Jo"], Attendance.PRESENT)
        attendance.substitute(session, people["Sam"], "Mo Fir")
        attendance.add(
            session,
            workshop,
            attendance.read("Bo Oak, Traders"),
            is_invited=False,
            attendance=Attendance.PRESENT,
        )

        said = minutes.minutes(session, workshop)

        assert names(said.present) == ["Bo Oak", "Jo Yew", "Mo Fir"]
        assert names(said.apologies) == ["Sam Oak"]
        assert names(said.substitutes) == ["Mo Fir"]
        assert said.organisations == (("Harbour Trust", 2), ("Traders", 1))
        assert said.absent == ("Town Council",)
        assert (said.invited, said.expected) == (4, 2)
        assert said.quorum is None

    def test_of_no_list_are_empty(self, session, workshop):
        assert minutes.minutes(session, workshop).is_empty

    @pytest.mark.parametrize(
        ("rule", "size", "met", "sentence"),
        [
            (QuorumRule.PEOPLE, 2, True, "Quorum: 2 people. It is met: 2 are here."),
            (
                QuorumRule.PEOPLE,
                5,
                False,
                "Quorum: 5 people. It is not met: 2 are here, 3 too few.",
            ),
            (QuorumRule.ORGANISATIONS, 1, True, "Quorum: 1 organisation. It is met: 1 is here."),
            (
                QuorumRule.SHARE_OF_PEOPLE,
                51,
                False,
                "Quorum: 51% of the people invited, which is 3. "
                "It is not met: 2 are here, 1 too few.",
            ),
            (
                QuorumRule.SHARE_OF_ORGANISATIONS,
                50,
                True,
                "Quorum: 50% of the organisations invited, which is 1. It is met: 1 is here.",
            ),
        ],
    )
    def test_say_how_the_quorum_stands(self, session, workshop, people, rule, size, met, sentence):
        workshop.quorum_rule, workshop.quorum_size = rule, size
        for name in ("Sam", "Jo"):
            attendance.mark(session, people[name], Attendance.PRESENT)

        quorum = minutes.minutes(session, workshop).quorum

        assert (quorum.is_met, quorum.told) == (met, sentence)


class TestQuorum:
    def test_of_a_share_of_nobody_cannot_be_told(self):
        stands = standing(Quorum(QuorumRule.SHARE_OF_PEOPLE, 50), present=3, invited=0)

        assert not stands.is_met
        assert "Nobody was invited" in stands.told

    def test_is_none_where_the_group_has_none(self):
        assert standing(NO_QUORUM, present=3, invited=3) is None

    @pytest.mark.parametrize(("invited", "needed"), [(100, 29), (7, 3), (1, 1)])
    def test_of_a_share_is_rounded_up_in_whole_numbers(self, invited, needed):
        quorum = Quorum(QuorumRule.SHARE_OF_PEOPLE, 29)

        assert standing(quorum, present=0, invited=invited).needed == needed
