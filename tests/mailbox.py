"""A mail server of our own for tests: as much of SMTP as it takes to hand a message in."""

from __future__ import annotations

import socketserver
import threading


class _Session(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            self.wfile.write(self.answer(line.strip()))

    def answer(self, line: bytes) -> bytes:
        word = line[:4].upper()
        if word == b"RCPT" and self.server.refuses:
            return self.server.refuses + b" " + line[8:] + b" is not taken\r\n"
        if word == b"DATA":
            self.wfile.write(b"354 go on\r\n")
            lines = iter(self.rfile.readline, b".\r\n")
            self.server.messages.append(b"".join(lines).decode())
        return b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n"


class Mailbox:
    """Runs the server while the block does.

    Attributes
    ----------
    messages
        What was handed in.
    """

    def __init__(self, refuses: bytes = b"") -> None:
        self.refuses = refuses

    def __enter__(self):
        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Session)
        self.server.daemon_threads = True
        self.server.messages = self.messages = []
        self.server.refuses = self.refuses
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    @property
    def port(self) -> int:
        return self.server.server_address[1]

    def __exit__(self, *error):
        self.server.shutdown()
        self.server.server_close()
