"""The deployed processes: the worker is there as long as the server, and no longer."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.serving import START_SECONDS, Server

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="the processes are read from /proc"
)


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


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + START_SECONDS
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_killed_worker_is_replaced_and_a_stopped_server_leaves_none(server):
    wait_until(lambda: len(workers_of(server)) == 1)
    [first] = workers_of(server)

    os.kill(first, signal.SIGKILL)

    wait_until(lambda: bool(workers_of(server) - {first}))
    assert server.process is not None
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(START_SECONDS) == 0
    wait_until(lambda: not workers_of(server))
