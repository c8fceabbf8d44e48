"""The worker process beside the server: started again when it dies, ended with the server."""

from __future__ import annotations

import subprocess
import sys
import threading
from types import TracebackType
from typing import Self

import structlog

log = structlog.get_logger()

# A worker that dies as it starts must not be started in a busy loop.
PAUSE_SECONDS = 1.0
STOP_SECONDS = 10.0


class BackgroundWorker:
    """Keeps one `consult worker` alive while the block runs."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self._changing = threading.Lock()
        self._process = _start()
        self._watcher = threading.Thread(target=self._watch, name="worker-watch", daemon=True)

    def __enter__(self) -> Self:
        """Begin to watch over the worker."""
        self._watcher.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the worker, by force where it does not listen; its job is handed out again."""
        with self._changing:
            self._over.set()
            self._process.terminate()
        self._watcher.join(STOP_SECONDS)
        if self._watcher.is_alive():
            self._process.kill()
            self._watcher.join()

    def _watch(self) -> None:
        while True:
            status = self._process.wait()
            if not self._over.is_set():
                log.error("worker.died", status=status)
                self._over.wait(PAUSE_SECONDS)
            with self._changing:
                if self._over.is_set():
                    return
                self._process = _start()


def _start() -> subprocess.Popen[bytes]:
    # The same interpreter, asked for our own command: nothing from outside is in it.
    return subprocess.Popen([sys.executable, "-m", "consult.cli", "worker"])
