"""A full disk: nobody is told "received" without a row, and it goes on when there is room."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, text

from consult.services import verification
from tests.faults.serving import Reply, Resident, answering, resident_of, stored

WORDS = "The last bus leaves before the meeting ends. " * 80
MOST_SENDINGS = 400


def send_until_full(resident: Resident) -> tuple[dict[UUID, tuple[str, str]], UUID, Reply]:
    """Send until a reply says that it is not saved; return receipts, the refused key, the reply."""
    received = {}
    for number in range(MOST_SENDINGS):
        key, words = uuid4(), f"{number}: {WORDS}".strip()
        reply = resident.send(key, words)
        if reply.status == 503:
            return received, key, reply
        assert reply.status == 303, reply.body
        received[key] = (reply.reference, words)
    pytest.fail("the disk was never full")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_quota_refuses_cleanly_and_recovers(session, survey, app):
    room = {"pages": 0}
    engine = app.extensions["database"][0]

    def limit(connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count={room['pages']}")

    room["pages"] = session.scalar(text("PRAGMA page_count")) + 40
    session.rollback()
    event.listen(engine, "begin", limit)
    with answering(app) as port:
        resident = resident_of(survey, port)
        resident.open()

        received, refused, reply = send_until_full(resident)
        assert stored(session) == received
        resident.open()  # reading goes on
        room["pages"] += 1_000
        later = resident.send(refused, "Now there is room")

    assert "keep this page open" in reply.body
    assert int(reply.headers["retry-after"]) > 0
    assert later.status == 303
    assert stored(session) == {**received, refused: (later.reference, "Now there is room")}
    assert verification.faults(session) == []
