"""The deployed server as a group of processes that a test may kill, and residents who use it."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from waitress.server import create_server

from consult.forms.keeping import Keeping
from consult.models.consultations import Stage
from consult.models.responses import Answer, Response
from consult.models.surveys import Survey
from consult.services import surveys
from tests.conftest import SECRET
from tests.factories import Make
from tests.faults import warm
from tests.faults.warm import Started

START_SECONDS = 30
REPLY_SECONDS = 60
# Each sending comes from an address of its own: the limit on a network is not what is tested.
_addresses = (f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}" for n in itertools.count(1))
_taking = threading.Lock()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """`consult serve` with its worker, in a process group of their own.

    Attributes
    ----------
    is_warm
        Whether it starts from a process that has loaded it already: what is killed and started
        often is then there again in a fraction of the time.
    """

    database_url: str
    folder: Path
    port: int = field(default_factory=free_port)
    is_warm: bool = False
    process: subprocess.Popen[bytes] | Started | None = None
    group: int = 0

    @property
    def environment(self) -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if "CONSULT_" not in name},
            "CONSULT_DATABASE_URL": self.database_url,
            "CONSULT_SECRET_KEY": SECRET,
            "CONSULT_QUEUE_PATH": str(self.folder / "queue.db"),
            "CONSULT_SECURE_COOKIES": "0",
            # These send forms as fast as they can; what is held is tested elsewhere.
            "CONSULT_LEAST_SECONDS": "0",
            "CONSULT_PROXY_HOPS": "1",
        }

    def start(self) -> None:
        self.process = self._started(["serve", "--port", str(self.port)])
        self.group = self.process.pid
        self.wait_until_it_answers()

    def _started(self, arguments: list[str]) -> subprocess.Popen[bytes] | Started:
        path = self.folder / "server.log"
        if self.is_warm:
            return warm.start(arguments, self.environment, path)
        with path.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "consult.cli", *arguments],
                env=self.environment,
                stderr=log,
                start_new_session=True,
            )

    def wait_until_it_answers(self) -> None:
        """Wait for a reply: an open port may still be that of whoever served there before."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and not (self.process and self.process.poll()):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=START_SECONDS)
            try:
                connection.request("GET", "/sign-in")
                connection.getresponse()
                return
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)
            finally:
                connection.close()
        raise TimeoutError((self.folder / "server.log").read_text())

    def kill(self) -> None:
        """End every process of the group at once, as a power switch would."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.group, signal.SIGKILL)
            self.process.wait()
            self.process = None


@dataclass
class Reply:
    """What came back from one sending."""

    status: int
    location: str
    headers: dict[str, str]
    body: str

    @property
    def reference(self) -> str:
        return self.location.rpartition("/")[2]


@dataclass
class Resident:
    """Somebody with the survey's page open, who sends it again until there is a receipt."""

    port: int
    slug: str
    survey_id: int
    question_id: int
    cookie: str = ""
    _token: str = ""

    def open(self) -> None:
        """Load the page: its token and cookie stay good when the server is started again."""
        reply = self._ask("GET", "")
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', reply.body)
        assert found is not None, reply.body
        self._token = found.group(1)
        cookies = SimpleCookie(reply.headers.get("set-cookie", ""))
        # A page that changes nothing in the cookie does not send it again.
        if cookies:
            self.cookie = "; ".join(f"{each.key}={each.value}" for each in cookies.values())

    def send(self, key: UUID, text: str) -> Reply:
        """Send the form once."""
        return self._ask("POST", urlencode(self.fields(key, text)))

    def fields(self, key: UUID, text: str) -> dict[str, str]:
        """Return what the last page of the form sends."""
        return {
            "csrf_token": self._token,
            "key": str(key),
            "begun": Keeping.begin(SECRET, key).begun,
            "survey": str(self.survey_id),
            "step": "2",
            "website": "",
            "work": "",
            "action": "send",
            f"q{self.question_id}": text,
        }

    def send_until_received(self, key: UUID, text: str, *, seconds: float = REPLY_SECONDS) -> Reply:
        """Send the form again and again, as people do, until there is an answer."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                reply = self.send(key, text)
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
                continue
            if reply.status != 503:
                return reply
            time.sleep(0.05)
        raise TimeoutError(f"{key} was not received within {seconds} s")

    def _ask(self, method: str, body: str) -> Reply:
        with _taking:
            address = next(_addresses)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=REPLY_SECONDS)
        headers = {"X-Forwarded-For": address, "Connection": "close", "Cookie": self.cookie}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, f"/c/{self.slug}/take-part", body, headers)
            got = connection.getresponse()
            text = got.read().decode()
        finally:
            connection.close()
        named = {name.lower(): value for name, value in got.getheaders()}
        return Reply(got.status, named.get("location", ""), named, text)


def open_survey(session: Session, make: Make) -> Survey:
    """Return an open survey of one outcome, with nothing that must be answered."""
    consultation = make.consultation(stage=Stage.DRAFT, strategy=make.strategy("1.1"))
    survey = surveys.create(session, consultation, outcomes=consultation.outcomes)
    consultation.stage = Stage.OPEN
    session.commit()
    return survey


def resident_of(survey: Survey, port: int) -> Resident:
    """Return somebody who answers the survey's first text question."""
    question = next(each for each in survey.questions if each.statement_kind is not None)
    return Resident(port, survey.consultation.slug, survey.id, question.id)


def stored(session: Session) -> dict[UUID, tuple[str, str]]:
    """Return reference and text of each stored response, by its key; fail where one is twice."""
    session.rollback()
    rows = session.execute(
        select(Response.submission_key, Response.reference, Answer.text)
        .join(Answer, Answer.response_id == Response.id)
        .where(Answer.text != "")
    ).all()
    assert len(rows) == session.scalar(select(func.count()).select_from(Response))
    found = {key: (reference, text) for key, reference, text in rows}
    assert len(found) == len(rows)
    return found


@contextmanager
def answering(app: Flask) -> Iterator[int]:
    """Serve an app of this process while the block runs, and yield the port."""
    server = create_server(app, host="127.0.0.1", port=0, threads=8)

    def run() -> None:
        # Closing the sockets ends the loop with an error of the operating system.
        with contextlib.suppress(OSError):
            server.run()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield server.effective_port
    finally:
        server.task_dispatcher.shutdown()
        for channel in list(server.active_channels.values()):
            channel.close()
        server.socket.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(START_SECONDS)


def wait_until(condition: Callable[[], bool], *, seconds: float = 60) -> None:
    """Wait for something that other processes do."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def workers_of(server: Server) -> set[int]:
    """Return the ids of the server's live worker processes, by their group."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            after_name = (folder / "stat").read_text().rpartition(")")[2].split()
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        group, state = int(after_name[2]), after_name[0]
        if group == server.group and state != "Z" and b"worker" in command:
            found.add(int(folder.name))
    return found
