"""A disk of its own that is really full. Collected only where the tests may mount one."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from consult.db.engine import make_engine, make_sessions
from consult.services import verification
from tests.faults.serving import Server, resident_of, stored
from tests.faults.test_full_disk import send_until_full


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[None]:
    size = f"size={megabytes}m"
    subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_disk_without_room_loses_nothing_and_recovers_without_a_restart(
    session, survey, engine, database_url, tmp_path
):
    session.close()
    engine.dispose()
    disk = tmp_path / "disk"
    disk.mkdir()
    with small_disk(disk, 3):
        shutil.copy(tmp_path / "consult.db", disk / "consult.db")
        url = f"sqlite:///{disk / 'consult.db'}"
        server = Server(url, tmp_path)
        there = make_engine(url)
        try:
            server.start()
            resident = resident_of(survey, server.port)
            resident.open()
            with make_sessions(there)() as own:
                received, refused, reply = send_until_full(resident)
                assert stored(own) == received
                resident.open()
                subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
                later = resident.send(refused, "Now there is room")

                assert "keep this page open" in reply.body
                assert later.status == 303
                received[refused] = (later.reference, "Now there is room")
                assert stored(own) == received
                assert verification.faults(own) == []
                assert own.scalar(text("PRAGMA integrity_check")) == "ok"
        finally:
            server.kill()
            there.dispose()
