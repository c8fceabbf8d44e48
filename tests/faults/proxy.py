"""A relay on loopback that loses requests and replies, as a train in a tunnel does."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

BYTES = 65_536


class LossyProxy(socketserver.ThreadingTCPServer):
    """Loses every fifth exchange: by turns the request before, and the reply after, the server."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, target: int) -> None:
        super().__init__(("127.0.0.1", 0), _Exchange)
        self.target = target
        self.requests_lost = 0
        self.replies_lost = 0
        self._count = 0
        self._counting = threading.Lock()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def fate(self) -> str:
        """Return what becomes of the next exchange."""
        with self._counting:
            self._count += 1
            if self._count % 5:
                return "relay"
            if self._count % 10:
                self.requests_lost += 1
                return "lose request"
            self.replies_lost += 1
            return "lose reply"


class _Exchange(socketserver.BaseRequestHandler):
    server: LossyProxy

    def handle(self) -> None:
        fate = self.server.fate()
        if fate == "lose request":
            return
        with socket.create_connection(("127.0.0.1", self.server.target)) as target:
            target.sendall(self._request())
            # The server closes after its reply, so what it sent is whole, whether lost or not.
            reply = b"".join(iter(lambda: target.recv(BYTES), b""))
        if fate == "relay":
            self.request.sendall(reply)

    def _request(self) -> bytes:
        received: bytes = self.request.recv(BYTES)
        while b"\r\n\r\n" not in received:
            received += self.request.recv(BYTES)
        head, _, body = received.partition(b"\r\n\r\n")
        length = next(
            (int(line[15:]) for line in head.lower().split(b"\r\n") if b"content-length" in line), 0
        )
        while len(body) < length:
            body += self.request.recv(BYTES)
        return head + b"\r\n\r\n" + body


@contextmanager
def lossy_proxy(target: int) -> Iterator[LossyProxy]:
    """Run the relay while the block runs."""
    with LossyProxy(target) as proxy:
        thread = threading.Thread(target=proxy.serve_forever, daemon=True)
        thread.start()
        yield proxy
        proxy.shutdown()
        thread.join()
