"""A full hall: a hundred facilitators type on twenty sheets, each seeing what the others type.

Every facilitator adds a card every few seconds and asks every two seconds for the others' cards,
as the sheet's script does. The same people then post as often to a bare Flask view that stores
one row durably, since only ratios hold from one machine to the next:

sent     from Enter, when the request leaves, to the reply after which a card says “sent”
seen     from Enter to the reply that brings the card to each other device at the table
poll     asking for cards: how long, and how many were answered “nothing new” (304)

    python bench/bench_capture.py [--seconds 60] [--every 4]
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import func, select

from bench.bench_submit import bare, cpu_seconds
from bench.hall_people import Clerk, Facilitator, Seen, luck, run_people
from consult.db.engine import make_engine, make_sessions
from consult.db.schema import migrate
from consult.models.statements import Statement
from consult.services import workshops
from tests.conftest import SECRET
from tests.factories import Make
from tests.faults.serving import Server

SHEETS = 20
AT_A_TABLE = 5
PROCESSES = 4


def measure(
    make_people: Callable[[int, Seen], list], pid: int, seconds: float, every: float
) -> tuple[Seen, float]:
    """Let people work in several processes; return what they saw and the server's CPU seconds."""
    context = multiprocessing.get_context("fork")
    tell, ready = context.Queue(), context.Barrier(PROCESSES + 1)
    loads = []
    for number in range(PROCESSES):
        found = Seen()
        arguments = (make_people(number, found), found, seconds, every, ready, tell)
        loads.append(context.Process(target=run_people, args=arguments))
    for each in loads:
        each.start()
    ready.wait()
    before = cpu_seconds(pid)
    parts = [tell.get() for _ in loads]
    used = cpu_seconds(pid) - before
    for each in loads:
        each.join()
    whole = Seen()
    for part in parts:
        whole.sent += part.sent
        whole.seen += part.seen
        whole.polls += part.polls
        whole.statuses += part.statuses
        whole.errors += part.errors
    return whole, used


def hall(folder: Path) -> tuple[Server, list[tuple[str, int]], str]:
    """Make a workshop of twenty tables, and serve it."""
    url = f"sqlite:///{folder / 'consult.db'}"
    migrate(url)
    engine = make_engine(url)
    with make_sessions(engine)() as session:
        make = Make(session)
        make.organisation("Hartwell Housing", "HH")
        workshop = workshops.create(
            session, make.consultation(), title="Evening", secret=SECRET, tables=SHEETS
        )
        codes = [(workshops.code_of(table, secret=SECRET), table.id) for table in workshop.tables]
    engine.dispose()
    server = Server(url, folder)
    server.start()
    return server, codes, url


def run(seconds: float, every: float) -> str:
    """Measure the bare view and the sheets, and return the figures as text."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def clerks(number: int, found: Seen) -> list[Clerk]:
            people = SHEETS * AT_A_TABLE // PROCESSES
            return [Clerk(port, found, luck(f"{number} {n}")) for n in range(people)]

        with bare("insert", folder) as (port, pid):
            base, base_cpu = measure(clerks, pid, seconds / 3, every)
        server, codes, url = hall(folder)

        def facilitators(number: int, found: Seen) -> list[Facilitator]:
            people = []
            for code, table_id in codes[number::PROCESSES]:
                entered: dict[str, float] = {}
                people += [
                    Facilitator(server.port, code, table_id, entered, found, luck(f"{code} {n}"))
                    for n in range(AT_A_TABLE)
                ]
            return people

        try:
            found, cpu = measure(facilitators, server.group, seconds, every)
        finally:
            server.kill()
        check(url, found)
    return table(base, base_cpu, found, cpu, seconds)


def check(url: str, found: Seen) -> None:
    """Refuse figures of a server that did not store what it acknowledged, each card once."""
    engine = make_engine(url)
    with make_sessions(engine)() as session:
        rows = session.scalar(select(func.count()).select_from(Statement)) or 0
    engine.dispose()
    assert (rows, found.errors) == (len(found.sent), 0), (rows, len(found.sent), found.errors)


def table(base: Seen, base_cpu: float, found: Seen, cpu: float, seconds: float) -> str:
    """Return the figures as text."""
    base_p95 = cut(base.sent)[1]

    def row(name: str, took: list[float], length: float) -> str:
        middle, high = cut(took)
        return (
            f"{name:<12} {len(took):>7} {len(took) / length:>11.1f}"
            f" {middle:>8.1f} {high:>8.1f} {high / base_p95:>14.1f}"
        )

    requests = len(found.sent) + len(found.polls)
    return "\n".join(
        [
            "what          number  per second   p50 ms   p95 ms  p95 of insert",
            row("bare insert", base.sent, seconds / 3),
            row("sent", found.sent, seconds),
            row("seen", found.seen, seconds),
            row("poll", found.polls, seconds),
            "",
            f"polls answered 304: {found.statuses[304] / len(found.polls):.0%}",
            f"CPU of the server: {cpu / seconds:.0%} of one core,"
            f" {cpu * 1000 / requests:.2f} ms a request"
            f" (bare insert {base_cpu * 1000 / len(base.sent):.2f} ms)",
        ]
    )


def cut(took: list[float]) -> tuple[float, float]:
    """Return the median and the 95th percentile."""
    cuts = statistics.quantiles(took, n=20)
    return cuts[9], cuts[18]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=60.0, help="of typing on the sheets")
    parser.add_argument("--every", type=float, default=4.0, help="seconds between two cards")
    arguments = parser.parse_args()
    print(run(arguments.seconds, arguments.every))


if __name__ == "__main__":
    main()
