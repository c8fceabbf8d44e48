"""Two people who edit the same statement again and again: every edit is kept, none overwritten."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from consult.db.engine import make_sessions
from consult.models.audit import AuditEvent
from consult.models.statements import Statement, StatementVersion
from consult.services import statements, verification
from consult.services.statements import EditedMeanwhile
from tests.faults.scale import scaled

EDITS = 25


def test_no_update_is_lost(session, make, engine):
    statement = make.statement("Start")
    session.rollback()
    edits = scaled(EDITS)

    def edit(editor: str) -> int:
        """Add words to the text as it is seen; look again where somebody else was quicker."""
        conflicts = 0
        with make_sessions(engine)() as own:
            mine = own.get_one(Statement, statement.id)
            seen, text = mine.version, mine.text
            for number in range(edits):
                while True:
                    try:
                        changed = statements.change(
                            own, mine, seen_version=seen, text=f"{text} {editor}{number}"
                        )
                    except EditedMeanwhile as refusal:
                        conflicts += 1
                        seen, text = refusal.version, refusal.theirs
                    else:
                        seen, text = changed.version, changed.text
                        break
        return conflicts

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(edit, "ab"))

    session.refresh(statement)
    words = statement.text.split()[1:]
    assert sorted(words) == sorted(f"{who}{n}" for who in "ab" for n in range(edits))
    assert statement.version == 1 + 2 * edits
    kept = session.scalars(select(StatementVersion.text).order_by(StatementVersion.number)).all()
    assert [text.split()[1:] for text in kept] == [words[:n] for n in range(len(words) + 1)]
    changes = select(func.count()).where(AuditEvent.event == "statement.changed")
    assert session.scalar(changes) == 2 * edits
    assert verification.faults(session) == []
