"""Waitress, with a loop that does not look on while a thread sends its own reply."""

from __future__ import annotations

from typing import Any

from flask import Flask
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection whose room to write is watched only while no thread writes to it.

    A thread that sends gives the interpreter away meanwhile. Waitress' own loop, which has it
    then, finds the connection ready for what is just being sent and asks again at once, without
    end: with 64 residents that took four fifths of the server's time. Whoever holds the buffer
    sends what is in it, and wakes the loop where something is left.
    """

    def writable(self) -> bool:
        """Say whether there is something to write here that nobody is writing."""
        if not super().writable() or not self.outbuf_lock.acquire(blocking=False):
            return False
        self.outbuf_lock.release()
        return True


def server_of(app: Flask, **settings: Any) -> Any:
    """Return a server that listens, with the settings of waitress; a name may be two addresses."""
    watched: dict[int, Any] = {}
    server = create_server(app, map=watched, **settings)
    for each in watched.values():
        if isinstance(each, BaseWSGIServer):
            each.channel_class = Channel
    return server
