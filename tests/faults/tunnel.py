"""A relay on loopback as bad as a hall’s network: it loses, repeats and reorders requests."""

from __future__ import annotations

import contextlib
import random
import socket
import socketserver
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

BYTES = 65_536
PATIENCE = 15
LATEST_SECONDS = 2.5
# What becomes of a request while the network is rough, and how often of a hundred times.
FATES = {
    "relay": 70,
    "lose request": 8,
    "lose reply": 8,
    "send twice": 7,
    "send again later": 7,
}


class Tunnel(socketserver.ThreadingTCPServer):
    """Relays everything while it is calm; while `rough`, what goes to a sheet's own addresses."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, target: int, seed: int) -> None:
        super().__init__(("127.0.0.1", 0), _Exchange)
        self.target = target
        self.rough = False
        self.fates: Counter[str] = Counter()
        self._chance = random.Random(seed)  # noqa: S311 - the luck of a test
        self._drawing = threading.Lock()
        self._late: list[threading.Timer] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def fate(self, request: bytes) -> str:
        """Return what becomes of a request."""
        if not self.rough or b"/tables/" not in request.partition(b"\r\n")[0]:
            return "relay"
        with self._drawing:
            (fate,) = self._chance.choices(list(FATES), list(FATES.values()))
            self.fates[fate] += 1
        return fate

    def exchange(self, request: bytes) -> bytes:
        """Send a request to the server; return its reply, empty where there is none."""
        try:
            with socket.create_connection(("127.0.0.1", self.target), PATIENCE) as target:
                target.sendall(request)
                # The server closes after its reply, so what it sent is whole, or it was killed.
                return b"".join(iter(lambda: target.recv(BYTES), b""))
        except OSError:
            return b""

    def later(self, request: bytes) -> None:
        """Send a request once more, after others that came behind it."""
        with self._drawing:
            delay = self._chance.uniform(0.2, LATEST_SECONDS)
            timer = threading.Timer(delay, self.exchange, [request])
            self._late.append(timer)
        timer.start()

    def settle(self) -> None:
        """Make the network calm, and wait until nothing is on its way any more."""
        self.rough = False
        for timer in self._late:
            timer.join()


class _Exchange(socketserver.BaseRequestHandler):
    server: Tunnel

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            request = self._request()
            fate = self.server.fate(request)
            if not request or fate == "lose request":
                return
            reply = self.server.exchange(request)
            if fate == "send twice":
                reply = self.server.exchange(request) or reply
            if fate == "send again later":
                self.server.later(request)
            if fate != "lose reply":
                self.request.sendall(reply)

    def _request(self) -> bytes:
        """Return one request as the browser sent it, but for the connection that stays open."""
        received = b""
        while b"\r\n\r\n" not in received:
            more: bytes = self.request.recv(BYTES)
            if not more:
                return b""
            received += more
        head, _, body = received.partition(b"\r\n\r\n")
        lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection")]
        length = next(
            (int(line[15:]) for line in lines if line.lower().startswith(b"content-length")), 0
        )
        while len(body) < length:
            body += self.request.recv(BYTES)
        return b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body


@contextmanager
def tunnel(target: int, *, seed: int) -> Iterator[Tunnel]:
    """Run the relay while the block runs."""
    with Tunnel(target, seed) as relay:
        thread = threading.Thread(target=relay.serve_forever, daemon=True)
        thread.start()
        yield relay
        relay.settle()
        relay.shutdown()
        thread.join()
