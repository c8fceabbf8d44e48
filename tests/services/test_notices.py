"""Telling those who asked: in the background, once each, again where the mail server was down."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text, update
from structlog.testing import capture_logs

from consult.db.engine import make_sessions
from consult.db.schema import migrate
from consult.jobs import Queue, run_job
from consult.models.audit import AuditEvent
from consult.models.base import utc_now
from consult.models.editions import EditionNotice, NoticeState
from consult.models.jobs import Job, JobState
from consult.models.responses import ContactDetail, Response, Standing
from consult.services import jobs
from consult.services.mailing import MailServer, NotMailed, NotReached, Refused
from consult.services.publishing import delivery, editions, notices
from consult.services.publishing.notices import NotOutYet
from consult.services.refusals import Conflict, InvalidInput
from tests.mailbox import Mailbox
from tests.services.reporting import Material
from tests.services.test_publishing import publish
from tests.test_migrations import migrate_down

SENTENCE = "Tell me when the results are out"


class Post:
    """A mailer that keeps to whom it sent, and fails as it is told."""

    def __init__(self, **faults: Exception) -> None:
        self.sent: list[str] = []
        self.faults = faults

    def send(self, *, to: str, subject: str, text: str) -> None:
        name = to.partition("@")[0]
        if fault := self.faults.get(name) or self.faults.get("everybody"):
            raise fault
        self.sent.append(name)


class Killed(BaseException):
    """What nothing in the work catches, as little as it would a SIGKILL."""


class Town:
    """An edition, those who asked to be told of it, and a worker."""

    def __init__(self, session, engine, make) -> None:
        self.session, self.sessions = session, make_sessions(engine)
        self.material = Material(session, make, slug="parks")
        for number in range(12):
            self.material.say(f"No bus in the evening, says {number}", "resources")
        self.edition = publish(session, self.material)

    def asks(self, *emails: str, sentence=SENTENCE, standing=Standing.COUNTED) -> None:
        for email in emails:
            answer = self.material.answer()
            answer.response.standing = standing
            answer.response.standing_reason = "" if standing is Standing.COUNTED else "They asked."
            detail = ContactDetail(
                response_id=answer.response_id,
                question_id=answer.question_id,
                email=email if "@" in email else f"{email}@example.org",
                agreed=[sentence],
            )
            self.session.add(detail)
        self.session.commit()

    def start(self, sentence=SENTENCE) -> Job:
        return notices.start(
            self.session, self.edition, sentence=sentence, subject="Out", text="Read"
        )

    def work(self, job: Job, post) -> Job:
        """Run the job as often as it is due now."""
        while job.id in jobs.sweep(self.session):
            run_job(self.sessions, job.id, mailer=post)
        self.session.expire_all()
        return job

    def wait(self, job: Job) -> timedelta:
        """Let the time pass until the job is due; return how long that is."""
        self.session.expire_all()
        waited = job.due_at - utc_now()
        job.due_at = utc_now()
        self.session.commit()
        return waited

    @property
    def counts(self) -> dict[str, int]:
        self.session.expire_all()
        found = notices.progress(self.session, self.edition)
        return {state.value: count for state, count in found.counts.items()}


@pytest.fixture
def town(session, engine, make):
    return Town(session, engine, make)


def test_those_who_asked_are_told_once_each(session, town):
    town.asks("ann", "Ann@example.org", "bob")
    town.asks("cat", sentence="Send me a leaflet")
    town.asks("dot", standing=Standing.WITHDRAWN)
    post = Post()

    job = town.work(town.start(), post)

    assert post.sent == ["ann", "bob"]
    assert (job.state, job.message) == (JobState.DONE, "Everybody who could be told was told.")
    assert town.counts == {"sent": 2}
    assert all(session.scalars(select(EditionNotice.told_at)))
    with pytest.raises(Conflict, match="Everybody who agreed"):
        town.start()
    town.asks("eve")
    town.work(town.start(), post)
    assert post.sent == ["ann", "bob", "eve"]


def test_is_refused_with_a_reason(session, town):
    town.asks("ann")

    with pytest.raises(InvalidInput, match="agreed to"):
        town.start(sentence="Sell me something")
    town.start()
    with pytest.raises(Conflict, match="being told already"):
        town.start()
    editions.withdraw(session, town.edition, reason="Wrong.")
    with pytest.raises(NotOutYet):
        town.start()
    assert session.scalar(select(func.count()).select_from(Job)) == 1


def test_nobody_is_lost_while_the_mail_server_is_down(session, town):
    town.asks("ann", "bob", "cat")
    down, up = Post(bob=NotReached("Not now.")), Post()

    job = town.work(town.start(), down)
    found = notices.progress(session, town.edition)

    assert (down.sent, job.state) == (["ann"], JobState.QUEUED)
    assert (found.of("sent"), found.of("waiting"), found.is_under_way) == (1, 2, True)
    assert found.next_try_at is not None
    assert job.id not in jobs.sweep(session)
    run_job(town.sessions, job.id, mailer=up)  # a worker that is asked too early
    assert up.sent == []
    assert timedelta(seconds=50) < town.wait(job) <= timedelta(minutes=1)
    town.work(job, up)
    assert (up.sent, town.counts, job.state) == (["bob", "cat"], {"sent": 3}, JobState.DONE)


@pytest.mark.parametrize("post", [None, Post(everybody=NotReached("")), Post(ann=NotMailed(""))])
def test_it_is_tried_again_within_bounds_and_can_be_asked_for_anew(session, town, post):
    town.asks("ann")
    job = town.start()
    waited = []

    while town.work(job, post).state is JobState.QUEUED:
        waited.append(town.wait(job))

    assert [round(each / timedelta(minutes=1)) for each in waited] == [1, 10, 60, 240, 720]
    assert (job.state, job.message) == (JobState.DONE, "Some could not be told.")
    assert town.counts == {"failed": 1}
    up = Post()
    town.work(town.start(), up)
    assert (up.sent, town.counts) == (["ann"], {"sent": 1})


def test_an_address_that_is_never_taken_holds_up_nobody(session, town):
    town.asks("ann", "bob", "no\u00a0address@example.org", "cat")
    post = Post(ann=Refused(""), bob=NotMailed(""))

    job = town.work(town.start(), post)

    assert (post.sent, job.state) == (["no\u00a0address", "cat"], JobState.QUEUED)
    assert town.counts == {"failed": 1, "waiting": 1, "sent": 2}
    told = session.scalars(select(AuditEvent).where(AuditEvent.event == "edition.told")).all()
    assert [each.detail for each in told] == [{"sent": 2, "refused": 1}]


def test_a_worker_that_dies_tells_nobody_twice_and_the_rest_after_all(session, town):
    town.asks("ann", "bob", "cat")
    job = town.start()
    with pytest.raises(Killed):
        run_job(town.sessions, job.id, mailer=Post(bob=Killed()))
    session.expire_all()
    assert notices.progress(session, town.edition).unknown == 0  # it may still be at work

    session.execute(update(Job).values(lease_until=utc_now() - timedelta(seconds=1)))
    session.commit()
    post = Post()
    town.work(job, post)

    assert (post.sent, town.counts) == (["cat"], {"sent": 2, "sending": 1})
    assert notices.progress(session, town.edition).unknown == 1
    with pytest.raises(Conflict, match="Everybody"):
        town.start()


def test_what_was_taken_back_in_between_is_not_told(session, town):
    town.asks("ann", "bob")
    job = town.start()
    first = session.scalars(select(Response).order_by(Response.id.desc()).limit(1)).one()
    first.standing, first.standing_reason = Standing.WITHDRAWN, "They asked."
    session.commit()
    post = Post()

    town.work(job, post)

    assert (post.sent, town.counts) == (["ann"], {"sent": 1, "dropped": 1})


def test_nobody_is_told_of_an_edition_that_was_withdrawn(session, town):
    town.asks("ann", "bob")
    job = town.start()

    class Withdrawing(Post):
        def send(self, **message):
            super().send(**message)
            with town.sessions() as other:
                edition = other.get_one(editions.Edition, town.edition.id)
                editions.withdraw(other, edition, reason="Wrong.")

    post = Withdrawing()
    town.work(job, post)

    assert (post.sent, town.counts) == (["ann"], {"sent": 1, "failed": 1})
    with pytest.raises(NotOutYet):
        town.start()


def test_one_that_is_withdrawn_before_its_turn_ends_its_job(session, town):
    town.asks("ann")
    job = town.start()
    editions.withdraw(session, town.edition, reason="Wrong.")
    post = Post()

    town.work(job, post)

    assert (post.sent, town.counts, job.state) == ([], {"failed": 1}, JobState.FAILED)
    assert "Residents cannot read this edition any more" in job.message


def test_other_work_has_its_turn_in_between(session, town, monkeypatch):
    monkeypatch.setattr(delivery, "AT_ONCE", 2)
    town.asks("ann", "bob", "cat", "dot", "eve")
    job, post = town.start(), Post()

    run_job(town.sessions, job.id, mailer=post)
    session.expire_all()

    assert (len(post.sent), job.state) == (2, JobState.QUEUED)
    assert notices.progress(session, town.edition).next_try_at is None
    town.work(job, post)
    assert (len(post.sent), town.counts) == (5, {"sent": 5})


def test_the_worker_has_a_mailer(tmp_path, town):
    town.asks("ann")
    job, post = town.start(), Post()
    queue = Queue(tmp_path / "queue.db")
    queue.sessions, queue.mailer = town.sessions, post

    queue.sweep()
    queue.huey.execute(queue.huey.dequeue())

    assert (post.sent, town.work(job, post).state) == (["ann"], JobState.DONE)


@pytest.mark.parametrize(
    ("refuses", "state"), [(b"", "sent"), (b"550", "failed"), (b"451", "waiting")]
)
def test_no_address_is_in_a_log_or_a_job(session, town, capfd, refuses, state):
    town.asks("ann.of.the.mill")
    job = town.start()

    with Mailbox(refuses) as mailbox, capture_logs() as logs:
        town.work(job, MailServer(f"smtp://127.0.0.1:{mailbox.port}", "us@example.org"))

    assert (town.counts, len(mailbox.messages)) == ({state: 1}, 1 if state == "sent" else 0)
    events = [each.detail for each in session.scalars(select(AuditEvent))]
    kept = f"{logs}{capfd.readouterr()}{job.message}{job.parameters}{events}"
    assert "ann.of" not in kept


def test_a_server_that_is_not_there_is_told_from_one_that_refuses():
    with pytest.raises(NotReached):
        MailServer("smtp://127.0.0.1:9", "us@example.org").send(
            to="ann@example.org", subject="Out", text="Read"
        )


def test_states_of_notices_are_those_of_the_page(town):
    town.asks("ann")
    town.start()

    found = notices.progress(town.session, town.edition)

    assert [found.of(state) for state in NoticeState] == [1, 0, 0, 0, 0]


def test_older_notices_count_as_sent_and_what_waits_can_be_told_by_an_older_version(
    session, engine, town, database_url
):
    town.asks("ann")
    town.work(town.start(), Post())
    town.asks("bob")
    town.start()
    session.close()
    engine.dispose()

    migrate_down(database_url, "0027")
    with engine.connect() as connection:
        before = connection.execute(text("SELECT told_at FROM edition_notice")).all()
    engine.dispose()
    migrate(database_url)

    with town.sessions() as other:
        (notice,) = other.scalars(select(EditionNotice))
        assert (len(before), notice.state, notice.tries) == (1, NoticeState.SENT, 0)
