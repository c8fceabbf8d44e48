"""The bare things that a survey is compared with, each served in a process of its own.

python bench/bare_servers.py stock|hello|insert PORT FILE_OR_ADDRESS
"""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import flask
import waitress

from consult.cli.connections import server_of
from consult.db.engine import sqlite_library
from consult.processes import keep_to_one_processor
from tests.faults.serving import Server, free_port

THREADS = 32


class Kept:
    """A table of one text, in which each thread stores by a connection of its own."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._is_server = path.startswith("postgresql://")
        self._own = threading.local()
        number = "SERIAL" if self._is_server else "INTEGER"
        self._connection().execute(f"CREATE TABLE kept (id {number} PRIMARY KEY, text TEXT)")

    def store(self, text: str) -> None:
        """Store a text, durably."""
        place = "%s" if self._is_server else "?"
        connection = self._connection()
        connection.execute("BEGIN" if self._is_server else "BEGIN IMMEDIATE")
        connection.execute(f"INSERT INTO kept (text) VALUES ({place})", (text,))  # noqa: S608
        connection.execute("COMMIT")

    def _connection(self) -> Any:
        if not hasattr(self._own, "connection"):
            self._own.connection = self._opened()
        return self._own.connection

    def _opened(self) -> Any:
        if self._is_server:
            import psycopg

            return psycopg.connect(self._path, autocommit=True)
        connection = sqlite_library().connect(self._path, timeout=30, isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        return connection


def serve(kind: str, port: int, path: str) -> None:
    """Serve a bare page until stopped: `stock` by waitress as it comes, all else by our server."""
    app = flask.Flask("bare")
    kept = Kept(path) if kind == "insert" else None

    @app.post("/")
    def answer() -> str:
        if kept is not None:
            kept.store(flask.request.form["text"])
        return "stored"

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    settings: dict[str, Any] = {"threads": THREADS, "connection_limit": 900}
    if kind == "stock":
        waitress.serve(app, host="127.0.0.1", port=port, **settings)
        return
    mark = keep_to_one_processor()
    server = server_of(app, host="127.0.0.1", port=port, ident="bare", **settings)
    with mark or nullcontext():
        server.run()


@contextmanager
def bare(kind: str, folder: Path, database: str = "") -> Iterator[tuple[int, int]]:
    """Run a bare server, and yield its port and process id."""
    port = free_port()
    path = database or str(folder / f"{kind}.db")
    process = subprocess.Popen([sys.executable, __file__, kind, str(port), path])
    try:
        Server("", folder, port).wait_until_it_answers()
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), sys.argv[3])
