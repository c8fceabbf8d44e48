"""How the server watches its connections."""

from __future__ import annotations

import http.client
import socket
import threading

import pytest

from consult.cli.connections import Channel, server_of


@pytest.fixture
def held():
    """Serve a reply that is held back in the middle, and yield the server with what holds it."""
    began, go_on = threading.Event(), threading.Event()

    def app(environ, start_response):
        start_response("200 OK", [("Content-Length", "8")])
        yield b"half"
        began.set()
        go_on.wait(10)
        yield b"half"

    server = server_of(app, host="127.0.0.1", port=0, threads=2)
    threading.Thread(target=server.run, daemon=True).start()
    yield server, began, go_on
    go_on.set()
    server.task_dispatcher.shutdown()
    server.close()


def test_a_connection_is_not_watched_for_room_while_a_thread_writes_to_it(held):
    server, began, go_on = held
    connection = http.client.HTTPConnection("127.0.0.1", server.effective_port, timeout=10)
    connection.request("GET", "/")
    assert began.wait(10)
    (channel,) = server.active_channels.values()
    assert isinstance(channel, Channel)
    assert not channel.writable()
    found = []

    def ask():
        # Something is left to send. In a thread of its own: the lock lets its holder in again.
        channel.total_outbufs_len += 1
        found.append(channel.writable())
        channel.total_outbufs_len -= 1

    with channel.outbuf_lock:
        asking = threading.Thread(target=ask)
        asking.start()
        asking.join()
    ask()

    assert found == [False, True]
    go_on.set()
    assert connection.getresponse().read() == b"halfhalf"
    connection.close()


def test_headers_and_the_first_of_the_body_go_out_in_one_piece(held):
    server, began, go_on = held
    with socket.create_connection(("127.0.0.1", server.effective_port), timeout=10) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
        assert began.wait(10)
        first = client.recv(10_000)
        go_on.set()
        second = client.recv(10_000)
    assert first.startswith(b"HTTP/1.1 200 OK")
    assert first.endswith(b"\r\n\r\nhalf")
    assert second == b"half"


def test_every_address_that_is_listened_on_is_watched_so():
    server = server_of(lambda *_: [], listen="127.0.0.1:0 127.0.0.2:0", threads=1)
    kinds = [each.channel_class for each in server.map.values() if hasattr(each, "channel_class")]
    server.close()
    assert kinds == [Channel, Channel]
