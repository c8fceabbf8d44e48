"""How our processes share the machine: one server a processor, and what it starts on any."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from consult import processes

pytestmark = pytest.mark.skipif(
    not hasattr(os, "sched_setaffinity"), reason="this system says nothing of processors"
)
SERVER = """
import json, os, subprocess, sys
from consult.processes import keep_to_one_processor

os.sched_setaffinity(0, json.loads(sys.argv[1]))
mark = keep_to_one_processor()
child = "import json, os; from consult.processes import run_anywhere; run_anywhere()"
child += "; print(json.dumps(sorted(os.sched_getaffinity(0))))"
started = json.loads(subprocess.check_output([sys.executable, "-c", child]))
mine = sorted(os.sched_getaffinity(0))
print(json.dumps({"mine": mine, "started": started, "is_kept": mark is not None}), flush=True)
sys.stdin.readline()
"""


@contextmanager
def served(allowed: set[int]) -> Iterator[dict[str, object]]:
    """Yield where a server runs, and what it starts, while it lives."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER, json.dumps(sorted(allowed))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
    finally:
        process.communicate("\n")


@pytest.fixture
def processors() -> set[int]:
    found = os.sched_getaffinity(0)
    if len(found) == 1:
        pytest.skip("this machine has one processor only")
    return found


@pytest.mark.xdist_group("processors")
class TestKeepToOneProcessor:
    def test_servers_take_one_each_and_what_is_over_runs_anywhere(self, processors):
        with ExitStack() as stack:
            found = [stack.enter_context(served(processors)) for _ in range(len(processors) + 1)]

        kept = [each["mine"] for each in found if each["is_kept"]]
        free = [each["mine"] for each in found if not each["is_kept"]]
        assert all(len(each) == 1 for each in kept)
        assert len({each[0] for each in kept}) == len(kept)
        # Servers of other tests may have some of the processors meanwhile.
        assert len(kept) <= len(processors)
        assert free
        assert all(set(each) == processors for each in free)

    def test_what_a_server_starts_runs_where_the_server_might(self, processors):
        with served(processors) as found:
            assert set(found["started"]) == processors

    def test_a_processor_is_free_again_when_its_server_ends(self, processors):
        for _ in range(len(processors) + 1):
            with served(processors) as found:
                assert found["is_kept"] or _others_are_served()

    def test_where_it_is_forbidden_the_server_runs_anywhere(self, monkeypatch, processors):
        def forbid(process: int, chosen: set[int]) -> None:
            raise PermissionError

        monkeypatch.setattr(os, "sched_setaffinity", forbid)

        assert processes.keep_to_one_processor() is None
        assert processes.PROCESSORS not in os.environ

    def test_one_processor_needs_no_choice(self, processors):
        with served({min(processors)}) as found:
            assert found == {
                "mine": [min(processors)],
                "started": [min(processors)],
                "is_kept": False,
            }


def _others_are_served() -> bool:
    """Return whether some server of ours, of another test, holds a processor now."""
    return "@consult.processor." in Path("/proc/net/unix").read_text()
