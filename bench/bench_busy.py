"""How long a resident waits for a receipt while officers keep the machine busy.

Sixteen residents send a survey to `consult serve`, first alone, then while an analysis of 10,000
statements runs in the worker, while an officer downloads all responses again and again, and while
both go on. The limit is 150 ms at p95.

    python bench/bench_busy.py [--seconds 8] [--postgresql]
"""

from __future__ import annotations

import argparse
import http.client
import multiprocessing
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from bench_building import PASSWORD, hashed
from bench_submit import TEXT, Measured, measure, place_for, survey_server
from bench_workbench import fill
from sqlalchemy.orm import Session

from consult.db.engine import make_engine, make_sessions
from consult.jobs import run_job
from consult.models.accounts import RoleName
from consult.models.surveys import Survey
from consult.processes import give_way
from consult.services import analysis_runs, consultations, responses
from consult.services.refusals import Conflict
from consult.services.transaction import transaction
from tests.factories import Make

RESIDENTS, STATEMENTS, RESPONSES = 16, 10_000, 10_000
LIMIT_MS = 150
EMAIL = "officer@example.org"
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def store(session: Session, survey: Survey, password: str) -> None:
    """Store 10,000 statements to analyse, 10,000 responses to download, and an officer."""
    fill(session, STATEMENTS)
    Make(session).user(RoleName.OFFICER, email=EMAIL, password=password)
    question_id = next(each.id for each in survey.questions if each.statement_kind)
    with transaction(session):
        for _ in range(RESPONSES):
            responses.receive(session, survey, key=uuid4(), typed={question_id: [TEXT]})


def analyse(url: str) -> None:
    """Keep an analysis going, in a process of its own that gives way, as the worker is."""
    give_way()
    sessions = make_sessions(make_engine(url))
    while True:
        with sessions() as session:
            try:
                job_id = analysis_runs.start(session, consultations.get(session, "big")).id
                session.commit()
            except Conflict:  # the server's own worker has taken it up
                time.sleep(0.1)
                continue
        run_job(sessions, job_id)


def download(port: int, slug: str) -> None:
    """Sign in as an officer, and download the responses as a workbook over and over."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    cookie = ""

    def ask(method: str, path: str, fields: dict[str, str] | None = None) -> str:
        nonlocal cookie
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, urlencode(fields) if fields else None, headers)
        reply = connection.getresponse()
        body = reply.read()
        assert reply.status in {200, 302}, reply.status
        cookie = (reply.headers.get("Set-Cookie") or cookie).partition(";")[0]
        return body.decode(errors="replace") if reply.status == 200 else ""

    found = _TOKEN.search(ask("GET", "/sign-in"))
    assert found is not None
    ask("POST", "/sign-in", {"csrf_token": found[1], "email": EMAIL, "password": PASSWORD})
    while True:
        ask("GET", f"/staff/c/{slug}/survey/responses.xlsx")


@contextmanager
def going_on(*works: Callable[[], None]) -> Iterator[None]:
    """Keep works going in processes of their own; the block finds them in full swing."""
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=each, daemon=True) for each in works]
    for each in processes:
        each.start()
    time.sleep(3 if processes else 0)
    try:
        assert all(each.is_alive() for each in processes)
        yield
        assert all(each.is_alive() for each in processes)
    finally:
        for each in processes:
            each.kill()
            each.join()


def run(seconds: float, *, postgresql: bool) -> list[tuple[str, Measured]]:
    """Measure the residents' sending alone and beside each work."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = stack.enter_context(place_for(folder, postgresql=postgresql))
        server, resident = survey_server(
            folder, url, fill=lambda session, survey: store(session, survey, hashed(url))
        )
        stack.callback(server.kill)

        def analysing() -> None:
            analyse(url)

        def downloading() -> None:
            download(server.port, resident.slug)

        works: dict[str, tuple[Callable[[], None], ...]] = {
            "alone": (),
            "with an analysis": (analysing,),
            "with a download": (downloading,),
            "with both": (analysing, downloading),
        }
        found = []
        for name, beside in works.items():
            with going_on(*beside):
                taken = measure("submit", server.port, server.group, RESIDENTS, seconds, resident)
            found.append((name, taken))
        return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=8.0, help="for each row of the table")
    parser.add_argument("--postgresql", action="store_true", help="in place of SQLite")
    arguments = parser.parse_args()
    os.environ.setdefault("CONSULT_SECRET_KEY", "a secret key that is only for a bench run")
    print("submit            per second  p50 ms  p95 ms  of the limit")
    for name, each in run(arguments.seconds, postgresql=arguments.postgresql):
        print(
            f"{name:<17} {each.per_second:>10.0f} {each.p50:>7.1f} {each.p95:>7.1f}"
            f" {each.p95 / LIMIT_MS:>13.2f}"
        )


if __name__ == "__main__":
    main()
