"""A process that has loaded the application already, and starts it as often as a test asks.

Loading it takes seconds of a processor, which a test that pulls the plug five times would spend
most of its time on. What starts is the `consult` command itself, in a process group of its own.
"""

from __future__ import annotations

import functools
import importlib
import json
import os
import pkgutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

LOADED = (
    "consult.cli.background",
    "consult.cli.connections",
    "consult.cli.server",
    "consult.errors",
    "consult.jobs",
    "passlib.handlers.argon2",
)
ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Started:
    """A process that the loaded one started: nobody's child here, and looked for by its id."""

    pid: int

    def poll(self) -> int | None:
        """Return None while it lives."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return -signal.SIGKILL
        return None

    def wait(self) -> None:
        """Wait until it is gone."""
        while self.poll() is None:
            time.sleep(0.01)


def start(arguments: list[str], environment: dict[str, str], log: Path) -> Started:
    """Start the `consult` command with these arguments, as a process that has loaded it."""
    loaded = _loaded()
    assert loaded.stdin is not None
    assert loaded.stdout is not None
    asked = {"arguments": arguments, "environment": environment, "log": str(log)}
    loaded.stdin.write(json.dumps(asked) + "\n")
    loaded.stdin.flush()
    return Started(int(loaded.stdout.readline()))


@functools.cache
def _loaded() -> subprocess.Popen[str]:
    # It ends with its standard input, and so with the tests.
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.warm"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def main() -> None:
    """Load the application, then start it once for each line that comes in."""
    _load()
    # Those it started are not waited for: they vanish as they end.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        asked = json.loads(line)
        pid = os.fork()
        if not pid:
            _become(**asked)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def _load() -> None:
    from sqlalchemy.orm import configure_mappers

    from consult import views

    pages = pkgutil.walk_packages(views.__path__, "consult.views.")
    for name in (*LOADED, *(page.name for page in pages)):
        importlib.import_module(name)
    configure_mappers()


def _become(arguments: list[str], environment: dict[str, str], log: str) -> None:
    from consult.cli import main as consult

    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(environment)
    silence = os.open(os.devnull, os.O_RDWR)
    written = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for end, number in ((silence, 0), (silence, 1), (written, 2)):
        os.dup2(end, number)
    consult(arguments)


if __name__ == "__main__":
    main()
