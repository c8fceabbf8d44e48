"""Workshops, their tables and the codes by which devices join."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from consult.models.audit import AuditEvent
from consult.models.base import UK_TIME, utc_now
from consult.models.consultations import Stage
from consult.models.kinds import StatementKind
from consult.models.statements import StatementState
from consult.models.workshops import QuorumRule, Workshop
from consult.services import workshop_lists, workshops
from consult.services.refusals import Conflict, InvalidInput, NotFound
from consult.services.workshops import CodeEnded, CodeUnknown, Column, agenda, columns
from consult.services.workshops.quorum import Quorum

SECRET = "a secret of this installation alone"
TALK = Column("talk", "Talk", StatementKind.DISCUSSION, is_discussion=True)


@pytest.fixture
def workshop(session, make):
    return workshops.create(
        session, make.consultation(), title="Autumn conference", secret=SECRET, tables=3
    )


@pytest.fixture
def table(workshop):
    return workshop.tables[0]


class TestCreate:
    def test_makes_the_tables_with_a_code_each(self, session, workshop):
        codes = [workshops.code_of(table, secret=SECRET) for table in workshop.tables]

        assert [table.number for table in workshop.tables] == [1, 2, 3]
        assert len(set(codes)) == 3
        assert all(re.fullmatch("[0-9A-HJKMNP-TV-Z]{10}", code) for code in codes)

    def test_asks_for_work_and_barriers_unless_told_otherwise(self, workshop):
        assert workshop.kinds == ["work", "barrier"]

    def test_keeps_the_columns_in_their_order_and_each_kind_once(self, session, make):
        own = columns.read("Start (solution)\nWork\nNext (solution)", field="columns")

        made = workshops.create(
            session, make.consultation(), title="Evening", secret=SECRET, columns=own
        )

        assert [each.heading for each in made.columns] == ["Start", "Work", "Next"]
        assert made.kinds == ["solution", "work"]

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"title": "  "}, "title"),
            ({"title": "Evening", "tables": 0}, "tables"),
            ({"title": "Evening", "tables": 61}, "tables"),
            ({"title": "Evening", "columns": []}, "columns"),
            ({"title": "Evening", "columns": [TALK]}, "columns"),
            ({"title": "Evening", "facilitators": ["Sam", "Kim"]}, "facilitators"),
            ({"title": "Evening", "ground_rules": ["Listen"] * 21}, "ground_rules"),
            ({"title": "Evening", "ground_rules": ["x" * 201]}, "ground_rules"),
            ({"title": "Evening", "quorum": Quorum(QuorumRule.PEOPLE, 0)}, "quorum_size"),
            (
                {"title": "Evening", "quorum": Quorum(QuorumRule.SHARE_OF_PEOPLE, 101)},
                "quorum_size",
            ),
            ({"title": "Evening", "quorum": Quorum(QuorumRule.NONE, 5)}, "quorum_rule"),
        ],
    )
    def test_refuses_what_is_no_workshop(self, session, make, fields, field):
        with pytest.raises(InvalidInput) as refusal:
            workshops.create(session, make.consultation(), secret=SECRET, **fields)

        assert refusal.value.field == field
        assert session.scalar(select(func.count()).select_from(Workshop)) == 0

    def test_writes_an_event(self, session, workshop):
        assert session.scalars(select(AuditEvent.event)).all() == ["workshop.created"]

    def test_gives_the_tables_their_facilitators_in_order(self, session, make):
        made = workshops.create(
            session,
            make.consultation(),
            title="Evening",
            secret=SECRET,
            tables=3,
            facilitators=["Sam", "", " Kim "],
        )

        assert [table.facilitator for table in made.tables] == ["Sam", "", "Kim"]

    def test_asks_about_all_outcomes_unless_told_otherwise(self, session, make):
        consultation = make.consultation()
        some = consultation.outcomes[:2]

        asked = [
            workshops.create(
                session, consultation, title="Evening", secret=SECRET, outcomes=chosen
            ).asked_outcomes
            for chosen in ([], some)
        ]

        assert asked == [consultation.outcomes, some]

    def test_refuses_an_outcome_of_another_consultation(self, session, make):
        foreign = make.strategy("9.9").outcomes

        with pytest.raises(InvalidInput, match="this consultation is about"):
            workshops.create(
                session, make.consultation(), title="Evening", secret=SECRET, outcomes=foreign
            )


class TestChange:
    def test_keeps_cards_and_codes_and_says_all_anew(self, session, workshop, table, make):
        card = make.statement("Late", table=table)
        code = workshops.code_of(table, secret=SECRET)
        outcomes = workshop.consultation.outcomes[:1]

        workshops.change(
            session,
            workshop,
            seen_version=1,
            title="Winter conference",
            place="Hall",
            columns=columns.read("Barriers\nHopes (aspiration)", field="columns"),
            outcomes=outcomes,
            rounds=agenda.read("10:00 20 What gets in the way?"),
            ground_rules=["Listen"],
            quorum=Quorum(QuorumRule.PEOPLE, 5),
        )

        session.expire_all()
        assert (workshop.title, workshop.place, workshop.version) == (
            "Winter conference",
            "Hall",
            2,
        )
        assert [each.heading for each in workshop.columns] == ["Barriers", "Hopes"]
        assert (workshop.outcomes, workshop.ground_rules) == (outcomes, ["Listen"])
        assert [each.asks for each in workshop.rounds] == ["What gets in the way?"]
        assert (workshop.quorum_rule, workshop.quorum_size) == (QuorumRule.PEOPLE, 5)
        assert card.table_id == table.id
        assert workshops.find_table(session, code, secret=SECRET) is table

    def test_refuses_what_somebody_else_changed_since(self, session, workshop):
        workshops.change(session, workshop, seen_version=1, title="First")

        with pytest.raises(Conflict, match="Somebody else"):
            workshops.change(session, workshop, seen_version=1, title="Second")

        assert workshop.title == "First"

    @pytest.mark.parametrize("lines", ["Work", "Work\nBarriers (comment)"])
    def test_refuses_to_take_away_a_column_with_cards(self, session, workshop, table, make, lines):
        make.statement("Late", table=table)

        with pytest.raises(InvalidInput, match="“Barriers” has 1 card, so it stays"):
            workshops.change(
                session,
                workshop,
                seen_version=1,
                title="Same",
                columns=columns.read(lines, field="columns", known=columns.of(workshop)),
            )

        session.expire_all()
        assert [each.heading for each in workshop.columns] == ["Work", "Barriers"]

    def test_lets_codes_last_until_the_day_after_a_later_date(self, session, workshop, table):
        day = utc_now().date() + timedelta(days=40)
        workshops.end_code(session, workshop.tables[1])

        workshops.change(session, workshop, seen_version=1, title="Later", held_on=day)

        assert table.code_expires_at.astimezone(UK_TIME).date() == day + timedelta(days=2)
        assert not workshops.takes_in(workshop.tables[1])

    def test_writes_an_event(self, session, workshop):
        workshops.change(session, workshop, seen_version=1, title="Later")

        events = session.scalars(select(AuditEvent.event).order_by(AuditEvent.id)).all()
        assert events == ["workshop.created", "workshop.changed"]


class TestEarlier:
    def test_are_those_of_every_consultation_the_latest_first(self, session, make):
        old = make.workshop(held_on=date(2025, 1, 1))
        new = make.workshop(held_on=date(2026, 1, 1))
        undated = make.workshop()

        assert workshops.earlier(session) == [new, old, undated]


class TestCode:
    def test_is_not_in_the_database(self, session, table):
        code = workshops.code_of(table, secret=SECRET)

        stored = [str(getattr(table, column.key)) for column in table.__table__.columns]

        assert not any(code in value for value in stored)

    def test_is_another_with_another_secret(self, table):
        assert workshops.code_of(table, secret="stolen database, other secret") != (
            workshops.code_of(table, secret=SECRET)
        )

    def test_finds_its_table_however_it_was_typed(self, session, table):
        code = workshops.code_of(table, secret=SECRET)
        misread = code.replace("0", "o").replace("1", "l").lower()

        for typed in (code, f" {misread} ", workshops.spoken(code), "-".join(code)):
            assert workshops.find_table(session, typed, secret=SECRET) is table

    @pytest.mark.parametrize("typed", ["", "0000000000", "ż" * 10, "' OR 1=1 --", "A" * 5_000])
    def test_of_nobody_is_refused(self, session, table, typed):
        with pytest.raises(CodeUnknown, match="No table"):
            workshops.find_table(session, typed, secret=SECRET)

    def test_made_with_another_secret_is_refused_even_where_its_hash_is_known(self, session, table):
        code = workshops.code_of(table, secret=SECRET)

        with pytest.raises(CodeUnknown):
            workshops.find_table(session, code, secret="the secret was changed since")

    def test_ends(self, session, table):
        code = workshops.code_of(table, secret=SECRET)

        workshops.end_code(session, table)

        with pytest.raises(CodeEnded, match="ended"):
            workshops.find_table(session, code, secret=SECRET)

    def test_renewed_replaces_the_old_one(self, session, table):
        old = workshops.code_of(table, secret=SECRET)
        workshops.end_code(session, table)

        workshops.renew_code(session, table, secret=SECRET)

        new = workshops.code_of(table, secret=SECRET)
        assert workshops.find_table(session, new, secret=SECRET) is table
        with pytest.raises(CodeUnknown):
            workshops.find_table(session, old, secret=SECRET)

    def test_works_to_the_end_of_the_day_after_the_workshop(self, session, make):
        day = utc_now().date() + timedelta(days=20)

        made = workshops.create(
            session, make.consultation(), title="Later", secret=SECRET, held_on=day
        )

        end = made.tables[0].code_expires_at.astimezone(UK_TIME)
        assert (end.date(), end.hour, end.minute) == (day + timedelta(days=2), 0, 0)

    @pytest.mark.parametrize("days", [None, -30])
    def test_works_two_days_where_the_workshop_has_no_date_or_is_over(self, session, make, days):
        held_on = None if days is None else utc_now().date() + timedelta(days=days)

        made = workshops.create(
            session, make.consultation(), title="Any day", secret=SECRET, held_on=held_on
        )

        left = made.tables[0].code_expires_at - utc_now()
        assert timedelta(hours=47) < left <= timedelta(hours=48)


class TestTables:
    def test_are_added_after_the_last(self, session, workshop):
        added = workshops.add_table(session, workshop, secret=SECRET)

        assert added.number == 4
        assert workshops.takes_in(added)

    def test_are_no_more_than_a_room_holds(self, session, make):
        full = workshops.create(
            session, make.consultation(), title="Full", secret=SECRET, tables=60
        )

        with pytest.raises(InvalidInput, match="at most 60"):
            workshops.add_table(session, full, secret=SECRET)

    def test_are_listed_with_the_cards_that_count(self, session, make, workshop, table):
        make.statement("Stays", table=table)
        make.statement("Gone", table=table, state=StatementState.STRUCK, state_reason="twice")
        workshops.end_code(session, workshop.tables[1])

        rows = workshops.list_tables(session, workshop, secret=SECRET)

        assert [(row.table.number, row.cards) for row in rows] == [(1, 1), (2, 0), (3, 0)]
        assert [row.code is None for row in rows] == [False, True, False]

    def test_are_found_by_number_in_their_workshop_only(self, session, workshop):
        assert workshops.table_by_number(session, workshop, 2).number == 2
        with pytest.raises(NotFound, match="no table 9"):
            workshops.table_by_number(session, workshop, 9)

    def test_have_a_facilitator(self, session, table):
        workshops.set_facilitator(session, table, "  Sam ")

        assert table.facilitator == "Sam"


class TestListWorkshops:
    def test_counts_tables_and_cards_of_this_consultation(self, session, make, workshop, table):
        make.statement(table=table)
        make.statement(table=workshop.tables[1])
        make.workshop()

        rows = workshops.list_workshops(session, workshop.consultation)

        assert [(row.workshop.id, row.tables, row.cards) for row in rows] == [(workshop.id, 3, 2)]

    def test_refuses_a_workshop_of_another_consultation(self, session, make, workshop):
        with pytest.raises(NotFound):
            workshops.get(session, make.consultation(), workshop.id)


class TestOpenWorkshops:
    def test_are_those_of_open_consultations_with_ones_own_tables(self, session, make):
        is_open = make.workshop(make.consultation(stage=Stage.OPEN))
        mine = make.table(is_open, facilitator="Winifred Oakshott")
        make.table(is_open, facilitator="Tobias")
        make.workshop(make.consultation(stage=Stage.CLOSED))

        found = workshop_lists.open_workshops(session, facilitator=" winifred oakshott ")

        assert [(each.workshop, each.own) for each in found] == [(is_open, [mine])]

    def test_are_the_latest_and_few(self, session, make):
        consultation = make.consultation(stage=Stage.OPEN)
        for day in range(1, 15):
            make.workshop(consultation, held_on=date(2026, 3, day))

        found = workshop_lists.open_workshops(session, facilitator="Anybody")

        assert [each.workshop.held_on.day for each in found] == list(range(14, 4, -1))
