"""What a survey response costs here, and what keeping one coded passage costs in Taguette.

Both are a form post with a token against forgery, checks, rows with an event, durable in SQLite, by
the server that each project ships. Taguette (from PyPI, with an interpreter of its own) tags a
passage of a document; `consult serve` takes a response with its statement. The same clients send to
one after the other in the same run.

    python -m venv /tmp/peer && /tmp/peer/bin/pip install taguette
    python bench/bench_peers.py --peer /tmp/peer/bin/taguette [--seconds 5]
"""

from __future__ import annotations

import argparse
import http.client
import json
import multiprocessing
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bench_submit import TEXT, Measured, cpu_seconds, measure, survey_server

from tests.faults.serving import Server, free_port

CLIENTS = (1, 16)
DOCUMENT = "<html><body>" + f"<p>{TEXT}</p>" * 40 + "</body></html>"
_XSRF = re.compile(r'name="_xsrf"[^>]*value="([^"]+)"')


@dataclass
class Taguette:
    """A Taguette with one project and one document, and a browser that is signed in to it."""

    port: int
    cookies: dict[str, str]
    xsrf: str = ""
    project: str = ""
    document: int = 0

    def ask(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> Any:
        """Send one request and return the reply with its body read."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": self.cookie, "X-XSRFToken": self.xsrf, "Content-Type": kind}
        connection.request(method, path, body, headers)
        reply = connection.getresponse()
        for each in reply.headers.get_all("Set-Cookie") or []:
            name, _, value = each.partition(";")[0].partition("=")
            self.cookies[name] = value
        text = reply.read().decode()
        assert reply.status < 400, (path, reply.status, text[:300])
        return reply, text

    @property
    def cookie(self) -> str:
        """Return the header that a browser sends."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    @property
    def address(self) -> str:
        """Return where a tagged passage is sent to."""
        return f"/api/project/{self.project}/document/{self.document}/highlight/new"

    def prepare(self, token: str) -> None:
        """Sign in, and make a project with a document."""
        self.ask("GET", f"/?token={token}")
        _, page = self.ask("GET", "/project/new")
        found = _XSRF.search(page)
        assert found is not None
        self.xsrf = found[1]
        form = urlencode({"_xsrf": self.xsrf, "name": "Bench", "description": ""}).encode()
        reply, _ = self.ask("POST", "/project/new", form, "application/x-www-form-urlencoded")
        self.project = reply.headers["Location"].rstrip("/").rpartition("/")[2]
        body = b"\r\n".join(
            [
                *(f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode()
                  for name, value in (("name", "Notes"), ("description", ""))),
                b'--edge\r\nContent-Disposition: form-data; name="file"; filename="notes.html"'
                b"\r\nContent-Type: text/html\r\n\r\n" + DOCUMENT.encode(),
                b"--edge--\r\n",
            ]
        )  # fmt: skip
        kind = "multipart/form-data; boundary=edge"
        _, made = self.ask("POST", f"/api/project/{self.project}/document/new", body, kind)
        self.document = json.loads(made)["created"]


@contextmanager
def taguette(command: str, folder: Path) -> Iterator[tuple[Taguette, int]]:
    """Run Taguette on a fresh database, and yield a browser of it and its process id."""
    port = free_port()
    log = folder / "taguette.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [command, "--no-browser", "--database", str(folder / "peer.sqlite3"), "-p", str(port)],
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**os.environ, "HOME": str(folder)},
        )
    try:
        Server("", folder, port).wait_until_it_answers()
        time.sleep(1)
        found = re.search(r"token=(\w+)", log.read_text())
        assert found is not None, log.read_text()
        browser = Taguette(port, {})
        browser.prepare(found[1])
        yield browser, process.pid
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def tag(browser: Taguette, seconds: float, tell: Any) -> None:
    """Tag passages over one open connection for so long, and tell each reply's milliseconds."""
    connection = http.client.HTTPConnection("127.0.0.1", browser.port, timeout=60)
    headers = {
        "Cookie": browser.cookie,
        "X-XSRFToken": browser.xsrf,
        "Content-Type": "application/json",
    }
    took, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end:
        at = len(took) % 30 * len(TEXT)
        body = json.dumps({"start_offset": at, "end_offset": at + len(TEXT), "tags": [1]})
        started = time.perf_counter()
        connection.request("POST", browser.address, body, headers)
        reply = connection.getresponse()
        reply.read()
        took.append((time.perf_counter() - started) * 1000)
        assert reply.status == 200, reply.status
    tell.put(took)


def measure_peer(browser: Taguette, pid: int, clients: int, seconds: float) -> Measured:
    """Load Taguette with so many clients, each a process, and return what it did."""
    context = multiprocessing.get_context("fork")
    tell = context.Queue()
    before, started = cpu_seconds(pid), time.perf_counter()
    loads = [context.Process(target=tag, args=(browser, seconds, tell)) for _ in range(clients)]
    for each in loads:
        each.start()
    took = sorted(one for _ in loads for one in tell.get())
    wall = time.perf_counter() - started
    cuts = statistics.quantiles(took, n=20)
    cpu = (cpu_seconds(pid) - before) * 1000 / len(took)
    return Measured("Taguette", clients, len(took) / wall, cuts[9], cuts[18], cpu)


def run(command: str, seconds: float) -> list[Measured]:
    """Measure both, one after the other."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with taguette(command, folder) as (browser, pid):
            found = [measure_peer(browser, pid, each, seconds) for each in CLIENTS]
        server, resident = survey_server(folder, f"sqlite:///{folder / 'consult.db'}")
        try:
            found += [
                measure("submit", server.port, server.group, each, seconds, resident)
                for each in CLIENTS
            ]
        finally:
            server.kill()
        return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--peer", required=True, help="the taguette command")
    parser.add_argument("--seconds", type=float, default=5.0, help="for each row of the table")
    arguments = parser.parse_args()
    print("target    clients  per second  p50 ms  p95 ms  CPU ms each")
    for each in run(arguments.peer, arguments.seconds):
        print(
            f"{each.target:<9} {each.clients:>7} {each.per_second:>11.0f} {each.p50:>7.1f}"
            f" {each.p95:>7.1f} {each.cpu:>12.2f}"
        )


if __name__ == "__main__":
    main()
