"""The same form many times at once, or with its reply lost, is one response with one receipt."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from consult.services import verification
from tests.faults.proxy import lossy_proxy
from tests.faults.scale import scaled
from tests.faults.serving import resident_of, stored

COPIES = 50


def test_fifty_copies_at_once_are_one_response(session, survey, server):
    resident = resident_of(survey, server.port)
    resident.open()

    for _ in range(scaled(2)):
        key = uuid4()
        together = threading.Barrier(COPIES)

        def send(number, key=key, together=together):
            together.wait()
            return resident.send(key, "The bus stops at six.")

        with ThreadPoolExecutor(COPIES) as pool:
            replies = list(pool.map(send, range(COPIES)))
        changed = resident.send(key, "The bus stops at seven.")

        assert [each.status for each in replies] == [303] * COPIES
        assert {each.reference for each in replies} == {stored(session)[key][0]}
        assert changed.status == 409
        assert stored(session)[key][1] == "The bus stops at six."

    assert len(stored(session)) == scaled(2)
    assert verification.faults(session) == []


def test_lost_requests_and_replies_lose_and_double_nothing(session, survey, server):
    keys = {uuid4(): f"Lost on the way {number}" for number in range(scaled(60))}
    with lossy_proxy(server.port) as proxy:
        resident = resident_of(survey, server.port)
        resident.open()
        resident.port = proxy.port

        with ThreadPoolExecutor(4) as pool:
            replies = list(pool.map(lambda each: resident.send_until_received(*each), keys.items()))

    assert proxy.requests_lost > 0
    assert proxy.replies_lost > 0
    assert stored(session) == {
        key: (reply.reference, text)
        for (key, text), reply in zip(keys.items(), replies, strict=True)
    }
    assert verification.faults(session) == []
