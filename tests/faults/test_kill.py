"""The power switch: whatever was acknowledged before it is there afterwards, once."""

from __future__ import annotations

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

from sqlalchemy import func, select, text

from consult.models.audit import AuditEvent
from consult.models.statements import Statement
from consult.services import verification
from tests.faults.scale import scaled
from tests.faults.serving import Resident, Server, resident_of, stored

CLIENTS = 8
KILLS = 3
SECONDS_BETWEEN = (0.4, 1.2)


def send_until(over: threading.Event, resident: Resident, number: int) -> dict[UUID, tuple]:
    """Send one response after another, each until it is received; return the receipts."""
    received = {}
    while not over.is_set():
        key, words = uuid4(), f"Client {number}, answer {len(received)} – “façade” 🐢"
        reply = resident.send_until_received(key, words)
        assert reply.status == 303, reply.body
        received[key] = (reply.reference, words)
    return received


def kill_again_and_again(server: Server, over: threading.Event) -> None:
    chance = random.Random(7)  # noqa: S311 - moments of a test, not secrets
    try:
        for _ in range(scaled(KILLS)):
            time.sleep(chance.uniform(*SECONDS_BETWEEN))
            server.kill()
            server.start()
        time.sleep(SECONDS_BETWEEN[0])
    finally:
        over.set()


def test_kills_under_load_lose_and_double_nothing(session, survey, server):
    residents = [resident_of(survey, server.port) for _ in range(CLIENTS)]
    for resident in residents:
        resident.open()
    over = threading.Event()

    with ThreadPoolExecutor(CLIENTS) as pool:
        sending = [
            pool.submit(send_until, over, resident, number)
            for number, resident in enumerate(residents)
        ]
        kill_again_and_again(server, over)
        received = {key: got for each in sending for key, got in each.result().items()}

    assert len(received) >= CLIENTS
    assert stored(session) == received
    assert session.scalar(select(func.count()).select_from(Statement)) == len(received)
    # One event for the response and one for its statement, chained without a gap.
    assert session.scalar(select(func.count()).select_from(AuditEvent)) >= 2 * len(received)
    assert verification.faults(session) == []
    if session.get_bind().dialect.name == "sqlite":
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"
