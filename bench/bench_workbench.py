"""What the theme workbench costs with 20,000 statements, against the bare query for its rows.

An officer's requests go through the whole application in one process: opening the workbench at a
queue, at a theme and at Other, narrowing by words and by outcome, far down a list, deciding one
coding and moving one to another theme. `bare` fetches the same number of statements by primary key,
and nothing else. The process skips dead cycles as `consult serve` does, and PostgreSQL has looked
at its tables, as it does by itself within a minute of filling them.

    python bench/bench_workbench.py [--statements 20000] [--times 60] [--url DATABASE]
"""

from __future__ import annotations

import argparse
import itertools
import logging
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from flask.testing import FlaskClient
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from consult import create_app
from consult.cli.server import leave_what_was_loaded_alone
from consult.config import Config
from consult.db.engine import make_engine, make_sessions
from consult.db.schema import migrate
from consult.models.accounts import RoleName, User
from consult.models.base import utc_now
from consult.models.consultations import Consultation
from consult.models.kinds import StatementKind
from consult.models.statements import SourceKind, Statement, StatementState, StatementVersion
from consult.models.themes import CoderKind, Coding, CodingState, Theme
from tests.factories import Make

HOME = "/staff/c/big/themes"
JSON = {"Accept": "application/json"}
_VOCABULARY = """
    bus evening money hall youth room rent staff volunteer form phone trust council park
    light damp school cost time wait queue nurse road bench dog noise safe winter heating
    food bank
    """
WORDS = _VOCABULARY.split()
LIMIT_MS = 200


def fill(session: Session, statements: int) -> tuple[Consultation, list[Theme], User]:
    """Store statements in invented words, most with one or two proposals, a third decided."""
    chance = random.Random(0)  # noqa: S311 - invented statements
    make = Make(session)
    officer = make.user(RoleName.OFFICER)
    consultation = make.consultation(slug="big", title="Twenty thousand")
    book = make.codebook(consultation, *(f"theme-{n}" for n in range(1, 13)))
    table = make.table(make.workshop(consultation))
    outcomes = [each.id for each in consultation.outcomes]
    kept = {"kind": StatementKind.BARRIER, "state": StatementState.LIVE}
    rows = [
        {
            "consultation_id": consultation.id,
            "outcome_id": chance.choice(outcomes),
            "text": " ".join(chance.choices(WORDS, k=chance.randint(5, 25))),
            "source_kind": SourceKind.TABLE,
            "table_id": table.id,
            **kept,
        }
        for _ in range(statements)
    ]
    session.execute(insert(Statement), rows)
    ids = list(session.scalars(select(Statement.id).order_by(Statement.id)))
    session.execute(
        insert(StatementVersion),
        [
            {"statement_id": one, "number": 1, "text": row["text"], **kept}
            for one, row in zip(ids, rows, strict=True)
        ],
    )
    run = make.run(consultation, last_statement_id=ids[-1])
    session.execute(insert(Coding), list(codings(chance, ids, book.themes, run.id, officer.id)))
    session.commit()
    return consultation, list(book.themes), officer


def codings(
    chance: random.Random, ids: list[int], themes: list[Theme], run_id: int, by: int
) -> Iterator[dict[str, object]]:
    """Yield what a run proposed, some of it decided; every eighth statement stays unexplained."""
    for at, statement_id in enumerate(ids):
        if at % 8 == 0:
            continue
        state = CodingState.PROPOSED
        if at % 3 == 0:
            state = chance.choice((CodingState.ACCEPTED, CodingState.REJECTED))
        decided = state is not CodingState.PROPOSED
        for theme in chance.sample(themes, chance.choice((1, 1, 2))):
            yield {
                "statement_id": statement_id,
                "theme_id": theme.id,
                "coder_kind": CoderKind.MACHINE,
                "run_id": run_id,
                "score": round(chance.random(), 3),
                "why": chance.sample(WORDS, 2),
                "state": state,
                "decided_by_id": by if decided else None,
                "decided_at": utc_now() if decided else None,
            }


def took(act: Callable[[], None], times: int) -> list[tuple[float, float]]:
    """Return the milliseconds of clock and of processor of each time, after three to warm up."""
    found = []
    for _ in range(times + 3):
        started, worked = time.perf_counter(), time.process_time()
        act()
        wall, cpu = time.perf_counter() - started, time.process_time() - worked
        found.append((wall * 1000, cpu * 1000))
    return found[3:]


def opens(browser: FlaskClient, address: str) -> Callable[[], None]:
    """Return the act of opening an address."""

    def act() -> None:
        reply = browser.get(HOME + address)
        assert reply.status_code == 200, reply.status_code

    return act


def decides(
    browser: FlaskClient, session: Session, theme: Theme, decision: str, /, **more: int
) -> Callable[[], None]:
    """Return the act of deciding the next coding of a theme, as the page's script does.

    Parameters
    ----------
    decision
        “accept”, or “move” with the id of another theme as `to`.
    """
    back = f"{HOME}?theme={theme.id}"
    waiting = iter(_waiting(session, theme.id))

    def act() -> None:
        fields = {"seen": "proposed", "back": back, **more}
        reply = browser.post(
            f"{HOME}/codings/{next(waiting)}/{decision}", data=fields, headers=JSON
        )
        assert reply.status_code == 200, reply.status_code

    return act


def _waiting(session: Session, theme_id: int) -> list[int]:
    wanted = select(Coding.id).where(
        Coding.theme_id == theme_id, Coding.state == CodingState.PROPOSED
    )
    found = list(session.scalars(wanted.order_by(Coding.id)))
    session.rollback()
    return found


def bare(session: Session) -> Callable[[], None]:
    """Return the act of fetching one page's statements by key."""
    ids = itertools.count(1)

    def act() -> None:
        first = next(ids) * 25
        wanted = select(Statement).where(Statement.id.in_(range(first, first + 25)))
        session.scalars(wanted).all()
        session.expunge_all()

    return act


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--statements", type=int, default=20_000)
    parser.add_argument("--times", type=int, default=60)
    parser.add_argument("--url", default="")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = asked.url or f"sqlite:///{folder}/bench.db"
        migrate(url)
        logging.disable()
        queue = Path(folder) / "queue.db"
        app = create_app(
            Config(database_url=url, secret_key="k" * 40, secure_cookies=False, queue_path=queue)
        )
        app.config["WTF_CSRF_ENABLED"] = False
        engine = make_engine(url)
        with make_sessions(engine)() as session:
            consultation, themes, officer = fill(session, asked.statements)
            outcome = consultation.outcomes[0].id
            browser = app.test_client()
            with browser.session_transaction() as signed:
                signed["_user_id"] = officer.fs_uniquifier
                signed["_fresh"] = True
            session.rollback()
            if engine.dialect.name == "postgresql":
                session.execute(text("ANALYZE"))
                session.commit()
            theme = themes[0]
            leave_what_was_loaded_alone()
            acts = {
                "bare query": bare(session),
                "open: to review": opens(browser, ""),
                "open: least sure": opens(browser, "?queue=least-sure"),
                "open: a theme": opens(browser, f"?theme={theme.id}"),
                "open: other": opens(browser, "?queue=other"),
                "filter: words": opens(browser, f"?theme={theme.id}&q=bus"),
                "filter: outcome": opens(browser, f"?outcome={outcome}"),
                "filter: words, queue": opens(browser, "?q=evening+bus"),
                "filter: both": opens(browser, f"?outcome={outcome}&q=bus"),
                "page 200": opens(browser, "?page=200"),
                "decide one": decides(browser, session, theme, "accept", theme=theme.id),
                "move one": decides(browser, session, themes[1], "move", to=themes[2].id),
            }
            report({name: took(act, asked.times) for name, act in acts.items()}, asked.statements)
        engine.dispose()


def report(found: dict[str, list[tuple[float, float]]], statements: int) -> None:
    """Print each act's median and 95th percentile, and its ratio to the bare query.

    The processor's time is what a machine with nothing else to do would need by the clock.
    """
    base = statistics.median(cpu for _, cpu in found["bare query"])
    print(f"{statements:,} statements; milliseconds; limit {LIMIT_MS} at p95")
    print(f"{'act':<24}{'p50':>8}{'p95':>8}{'CPU p50':>9}{'CPU p95':>9}{'x bare':>8}")
    for name, times in found.items():
        walls, cpus = ([each[at] for each in times] for at in (0, 1))
        half, late = statistics.median(walls), statistics.quantiles(walls, n=20)[18]
        cpu, cpu_late = statistics.median(cpus), statistics.quantiles(cpus, n=20)[18]
        mark = "" if late < LIMIT_MS else "  over the limit"
        print(
            f"{name:<24}{half:>8.1f}{late:>8.1f}{cpu:>9.1f}{cpu_late:>9.1f}{cpu / base:>8.1f}{mark}"
        )


if __name__ == "__main__":
    main()
