"""The wall: what it shows, what a moderator holds, and themes that follow the cards."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from consult.db.engine import make_sessions
from consult.jobs import run_job
from consult.models.audit import AuditEvent
from consult.models.base import utc_now
from consult.models.jobs import Job, JobState
from consult.models.kinds import StatementKind
from consult.models.statements import Statement, StatementState
from consult.services import capture, statements, walls, workshops
from consult.services import jobs as job_rows
from consult.services.refusals import InvalidInput, NotFound
from consult.services.walls import CodeUnknown, NotForTables, Show
from tests.conftest import SECRET


@pytest.fixture
def workshop(session, make):
    return workshops.create(session, make.consultation(), title="Plenary", secret=SECRET, tables=2)


@pytest.fixture
def wall(session, workshop):
    return walls.open_wall(session, workshop, secret=SECRET)


@pytest.fixture
def write(session, workshop):
    """Return a function that writes a card at a table, as a device does."""
    numbers = iter(range(1, 1_000))

    def written(text, *, table=1, kind="barrier", outcome=None):
        here = workshop.tables[table - 1]
        number = next(numbers)
        capture.record(
            session, here, uuid=UUID(int=number), kind=kind, outcome_id=outcome, text=text
        )
        return statements_of(session)[-1]

    return written


def statements_of(session):
    return list(session.scalars(select(Statement).order_by(Statement.id)))


def words(view):
    return [card.text for card in view.newest]


def seen(session, wall, **asked):
    return walls.view(session, wall, **asked)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestFind:
    def test_gives_the_wall_of_its_own_code_however_it_is_typed(self, session, wall):
        code = walls.code_of(wall, secret=SECRET)

        assert walls.find(session, f" {code[:5].lower()}-{code[5:]} ", secret=SECRET) is wall

    def test_knows_no_code_that_has_ended_or_was_renewed(self, session, wall):
        first = walls.code_of(wall, secret=SECRET)
        walls.renew_code(session, wall, secret=SECRET)
        second = walls.code_of(wall, secret=SECRET)
        walls.end_code(session, wall)

        for code in (first, second, "NOTACODE00", ""):
            with pytest.raises(CodeUnknown):
                walls.find(session, code, secret=SECRET)

    def test_a_tables_code_shows_no_wall_unless_the_organiser_allows_it(
        self, session, workshop, wall
    ):
        code = workshops.code_of(workshop.tables[0], secret=SECRET)
        with pytest.raises(NotForTables, match="what every table wrote"):
            walls.find(session, code, secret=SECRET)

        walls.allow_tables(session, wall, is_allowed=True)

        assert walls.find(session, code, secret=SECRET) is wall

    def test_the_walls_code_opens_no_tables_sheet(self, session, wall):
        with pytest.raises(workshops.CodeUnknown):
            workshops.find_table(session, walls.code_of(wall, secret=SECRET), secret=SECRET)

    def test_another_secret_has_other_codes(self, session, wall):
        code = walls.code_of(wall, secret=SECRET)

        with pytest.raises(CodeUnknown):
            walls.find(session, code, secret="another secret that is long enough, too")


class TestView:
    def test_counts_by_outcome_and_column_with_the_rest_beside(
        self, session, workshop, wall, write
    ):
        first, second = workshop.asked_outcomes[:2]
        write("No buses", outcome=first.id)
        write("Lunch club", outcome=first.id, kind="work")
        write("No rooms", outcome=second.id, table=2)
        write("Something else")

        view = seen(session, wall)

        assert view.total == 4
        assert [column.heading for column in view.columns] == ["Work", "Barriers"]
        assert view.numbers == (1, 3)
        rows = {row.reference: row.numbers for row in view.rows}
        assert rows[first.reference] == (1, 1)
        assert rows[second.reference] == (0, 1)
        assert rows[""] == (0, 1)

    def test_shows_one_table_where_asked(self, session, workshop, wall, write):
        write("From one")
        write("From two", table=2)

        view = seen(session, wall, table=workshop.tables[1])

        assert (view.total, words(view)) == (1, ["From two"])

    def test_shows_the_newest_first(self, session, wall, write):
        for number in range(15):
            write(f"Card {number}")

        newest = words(seen(session, wall))

        assert newest[0] == "Card 14"
        assert len(newest) == 12

    @pytest.mark.parametrize("state", [StatementState.STRUCK, StatementState.WITHHELD])
    def test_never_shows_a_card_that_is_struck_or_withheld(self, session, wall, write, state):
        statement = write("Said by mistake")

        statements.set_state(session, statement, state, reason="Not for the hall.")

        view = seen(session, wall)
        assert (view.total, view.newest, view.themes) == (0, (), ())

    def test_shows_nothing_of_another_workshop(self, session, make, wall, write):
        make.statement("Another hall")

        assert seen(session, wall).total == 0

    def test_shows_what_may_be_quoted_where_personal_data_was_taken_out(self, session, wall, write):
        statement = write("Ring 01452 396396")
        statement.public_text = "Ring [phone number]"
        session.commit()

        assert words(seen(session, wall)) == ["Ring [phone number]"]

    def test_has_another_mark_whenever_it_is_another_wall(self, session, wall, write):
        marks = [walls.mark(session, wall)]
        statement = write("No buses")
        marks.append(walls.mark(session, wall))
        walls.hold(session, wall)
        marks.append(walls.mark(session, wall))
        walls.rule(session, wall, statement.id, is_shown=False, seen_version=1)
        marks.append(walls.mark(session, wall))
        statements.set_state(session, statement, StatementState.WITHHELD, reason="A name.")
        marks.append(walls.mark(session, wall))

        assert len(set(marks)) == len(marks)
        assert walls.mark(session, wall) == marks[-1]


class TestHold:
    def test_keeps_what_is_written_and_changed_later_from_the_wall(
        self, session, workshop, wall, write
    ):
        before, changed = write("Before"), write("As it was")
        walls.hold(session, wall)
        write("After")
        statements.change(session, changed, text="Other words now", seen_version=changed.version)

        assert words(seen(session, wall)) == [before.text]

    def test_lets_it_all_appear_when_it_is_released(self, session, wall, write):
        walls.hold(session, wall)
        write("After")

        walls.let_go(session, wall)

        assert words(seen(session, wall)) == ["After"]

    def test_takes_away_what_is_struck_while_it_is_held(self, session, wall, write):
        statement = write("Before")
        walls.hold(session, wall)

        statements.set_state(session, statement, StatementState.STRUCK, reason="Struck.")

        assert seen(session, wall).total == 0

    def test_is_in_the_audit_trail_once_however_often_it_is_pressed(self, session, wall):
        walls.hold(session, wall)
        walls.hold(session, wall)
        walls.let_go(session, wall)
        walls.let_go(session, wall)

        events = select(func.count()).where(AuditEvent.event.in_(["wall.held", "wall.released"]))
        assert session.scalar(events) == 2


class TestRule:
    def test_holds_one_card_back_and_releases_it(self, session, wall, write):
        statement = write("Rude")
        write("Polite")

        walls.rule(session, wall, statement.id, is_shown=False, seen_version=1)
        without = words(seen(session, wall))
        walls.rule(session, wall, statement.id, is_shown=True, seen_version=1)

        assert without == ["Polite"]
        assert words(seen(session, wall)) == ["Polite", "Rude"]

    def test_a_card_held_back_stays_so_when_its_words_change(self, session, wall, write):
        statement = write("Rude")
        walls.rule(session, wall, statement.id, is_shown=False, seen_version=1)

        statements.change(session, statement, text="Ruder", seen_version=1)

        assert seen(session, wall).total == 0

    def test_releases_one_card_to_a_held_wall_but_not_its_later_words(self, session, wall, write):
        walls.hold(session, wall)
        statement = write("Read and fine")
        walls.rule(session, wall, statement.id, is_shown=True, seen_version=1)
        released = words(seen(session, wall))

        statements.change(session, statement, text="Not read yet", seen_version=1)

        assert released == ["Read and fine"]
        assert seen(session, wall).total == 0

    def test_refuses_to_release_words_that_nobody_read(self, session, wall, write):
        walls.hold(session, wall)
        statement = write("Read")
        statements.change(session, statement, text="Changed since", seen_version=1)

        with pytest.raises(InvalidInput, match="changed this card after you read it"):
            walls.rule(session, wall, statement.id, is_shown=True, seen_version=1)

        assert seen(session, wall).total == 0

    def test_refuses_to_release_what_is_withheld(self, session, wall, write):
        statement = write("Names somebody")
        statements.set_state(session, statement, StatementState.WITHHELD, reason="A name.")

        with pytest.raises(InvalidInput, match="is withheld"):
            walls.rule(session, wall, statement.id, is_shown=True, seen_version=statement.version)

    def test_knows_no_card_of_another_workshop(self, session, make, wall):
        other = make.statement()

        with pytest.raises(NotFound):
            walls.rule(session, wall, other.id, is_shown=False, seen_version=1)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestListCards:
    def test_says_of_each_card_where_it_is(self, session, wall, write):
        write("Shown early")
        back = write("Held back")
        walls.rule(session, wall, back.id, is_shown=False, seen_version=1)
        walls.hold(session, wall)
        write("Waits")

        def texts(show):
            found, total = walls.list_cards(session, wall, show=show)
            assert total == len(found)
            return [each.statement.text for each in found]

        assert texts(Show.ALL) == ["Waits", "Held back", "Shown early"]
        assert texts(Show.SHOWN) == ["Shown early"]
        assert texts(Show.HELD_BACK) == ["Held back"]
        assert texts(Show.WAITING) == ["Waits"]

    def test_finds_by_words_and_table(self, session, workshop, wall, write):
        write("A bus at night")
        write("A bus by day", table=2)
        write("Rooms")

        found, total = walls.list_cards(session, wall, words="BUS", table_id=workshop.tables[1].id)

        assert ([each.statement.text for each in found], total) == (["A bus by day"], 1)


def run(session, wall):
    """Do what the worker does with the wall's job, and return its job."""
    job_id = walls.ask(session, wall)
    assert job_id is not None
    job = job_rows.lease(session, job_id, worker="w")
    message = walls.execute(session, job)
    job_rows.finish(session, job, worker="w", message=message)
    session.refresh(wall)
    return job


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestForming:
    TEXTS = ("Lack of money for rooms", "No funding for buses", "Lack of trust in the council")

    def test_finds_the_themes_of_what_is_shown_with_their_base(self, session, wall, write):
        for text in self.TEXTS:
            write(text)
        write("Lunch club", kind="work")

        run(session, wall)

        view = seen(session, wall)
        assert view.base == 3
        assert view.themes
        assert not any(theme.is_new for theme in view.themes)
        assert max(theme.cards for theme in view.themes) >= 2

    def test_asks_for_nothing_while_nothing_changed(self, session, wall, write):
        write(self.TEXTS[0])
        job = run(session, wall)
        job.finished_at = utc_now() - timedelta(minutes=1)
        session.commit()

        assert walls.ask(session, wall) is None

    def test_rests_between_two_analyses_and_uses_one_job_for_all(self, session, wall, write):
        write(self.TEXTS[0])
        job = run(session, wall)
        write(self.TEXTS[1])
        too_early = walls.ask(session, wall)
        job.finished_at = utc_now() - timedelta(seconds=6)
        session.commit()

        again = walls.ask(session, wall)

        assert (too_early, again) == (None, job.id)
        assert walls.ask(session, wall) is None, "it waits already"
        assert session.scalar(select(func.count()).select_from(Job)) == 1
        session.refresh(job)
        assert job.state is JobState.QUEUED

    def test_a_card_that_goes_leaves_its_theme_at_once(self, session, wall, write):
        cards = [write(text) for text in self.TEXTS[:2]]
        run(session, wall)
        before = max(theme.cards for theme in seen(session, wall).themes)

        walls.rule(session, wall, cards[0].id, is_shown=False, seen_version=1)

        after = max(theme.cards for theme in seen(session, wall).themes)
        assert (before, after) == (2, 1)

    def test_a_theme_named_after_words_that_were_held_back_goes_with_them(
        self, session, wall, write
    ):
        cards = [write(f"Pigeons of the hall {number}") for number in range(3)]
        wall.themes = [
            {"name": "Pigeons", "is_new": True, "cards": [[card.id, 1] for card in cards]}
        ]
        session.commit()
        before = [theme.name for theme in seen(session, wall).themes]

        walls.rule(session, wall, cards[0].id, is_shown=False, seen_version=1)

        assert before == ["Pigeons"]
        assert seen(session, wall).themes == ()

    def test_reads_no_card_that_is_held_back(self, session, wall, write):
        statement = write(self.TEXTS[0])
        walls.rule(session, wall, statement.id, is_shown=False, seen_version=1)
        write("Nothing in it for a theme")

        run(session, wall)

        assert all(
            statement.id not in {card for card, _ in theme["cards"]} for theme in wall.themes
        )

    def test_is_work_that_the_worker_knows(self, engine, session, wall, write):
        write(self.TEXTS[0])
        job_id = walls.ask(session, wall)

        run_job(make_sessions(engine), job_id)

        session.rollback()
        session.refresh(wall)
        assert session.get(Job, job_id, populate_existing=True).state is JobState.DONE
        assert seen(session, wall).themes
        assert walls.ask(session, wall) is None

    def test_uses_the_consultations_codebook_and_its_kinds(
        self, session, make, workshop, wall, write
    ):
        codebook = make.codebook(workshop.consultation, "resources")
        codebook.kinds = [StatementKind.WORK.value]
        session.commit()
        write("Not enough resources", kind="work")
        write("A barrier, which this codebook does not code")

        run(session, wall)

        view = seen(session, wall)
        assert view.base == 1
        assert [theme.name for theme in view.themes] == ["Resources"]
