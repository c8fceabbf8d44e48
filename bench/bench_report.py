"""Time and memory of a barrier summary, in each of its forms, and how they grow with statements.

Each figure is of a fresh process: the store is opened, the report built and written. “evidence” is
the workbook of every statement with its themes. “CPU s” is of both processes; “peak MiB” of the one
that reads the store, and “writer” of the one that writes. The texts are numbered sentences on ten
themes, nine of ten reviewed. ``--sizes 5000 50000`` chooses how many.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FORMS = ("json", "xlsx", "docx", "pdf", "evidence")
THEMES = 10
ONE = """
import json, resource, sys, threading, time
from datetime import date
from pathlib import Path
from sqlalchemy import select
from consult.db.engine import make_engine, make_sessions
from consult.models.consultations import Consultation
from consult.services import outputs, reports
from consult.services.reports import files
day = date(2026, 11, 28)
writers = [0]
def watch():
    # What the kernel sums up of children begins with the size of their parent, so each is asked.
    while True:
        for task in Path("/proc/self/task").iterdir():
            for child in (task / "children").read_text().split():
                try:
                    told = Path(f"/proc/{child}/status").read_text()
                except OSError:
                    continue
                writers.extend(int(l.split()[1]) / 1024 for l in told.splitlines() if "VmHWM" in l)
        time.sleep(0.02)
threading.Thread(target=watch, daemon=True).start()
began = built = time.perf_counter()
with make_sessions(make_engine(sys.argv[1]))() as session:
    place = session.scalars(select(Consultation)).one()
    if sys.argv[2] == "evidence":
        making = outputs.Making(session, place, day, "Testbury")
        size = len(outputs.OUTPUTS["evidence"].make(making, "xlsx"))
    else:
        summary = reports.barrier_summary(session, place, generated_on=day)
        built = time.perf_counter()
        size = len(files.render(summary, sys.argv[2])) if sys.argv[2] else 0
used = [resource.getrusage(who) for who in (0, resource.RUSAGE_CHILDREN)]
busy = sum(each.ru_utime + each.ru_stime for each in used)
peaks = [used[0].ru_maxrss / 1024, max(writers)]
print(json.dumps([built - began, time.perf_counter() - built, busy, *peaks, size]))
"""


def fill(url: str, size: int) -> None:
    """Store a consultation of so many barriers, a tenth of them not reviewed."""
    sys.path.insert(0, str(ROOT))
    from sqlalchemy import insert

    from consult.db.engine import make_engine, make_sessions
    from consult.db.schema import migrate
    from consult.models.base import utc_now
    from consult.models.themes import CoderKind, Coding, CodingState
    from tests.factories import Make

    migrate(url)
    with make_sessions(make_engine(url))() as session:
        make = Make(session)
        consultation = make.consultation(opens_on=date(2026, 1, 5))
        book = make.codebook(consultation, *(f"theme-{n}" for n in range(THEMES)))
        ids = store(session, make.table(make.workshop(consultation)), consultation, size)
        run, by = make.run(consultation), make.user()
        codings = [
            {
                "statement_id": each,
                "theme_id": book.themes[at % THEMES].id,
                "coder_kind": CoderKind.MACHINE,
                "run_id": run.id,
                "score": 0.8,
                "why": [],
                "state": CodingState.ACCEPTED if at % 10 else CodingState.PROPOSED,
                "decided_at": utc_now() if at % 10 else None,
                "decided_by_id": by.id if at % 10 else None,
            }
            for at, each in enumerate(ids)
        ]
        session.execute(insert(Coding), codings)
        session.commit()


def store(session, table, consultation, size: int) -> list[int]:
    """Insert the statements, and return their ids."""
    from sqlalchemy import insert, select

    from consult.models.kinds import StatementKind
    from consult.models.statements import SourceKind, Statement

    rows = [
        {
            "consultation_id": consultation.id,
            "kind": StatementKind.BARRIER,
            "text": f"Number {at}: there is no bus in the evening, so few come to the hall.",
            "source_kind": SourceKind.TABLE,
            "table_id": table.id,
        }
        for at in range(size)
    ]
    session.execute(insert(Statement), rows)
    return list(session.scalars(select(Statement.id).order_by(Statement.id)))


def main() -> None:
    """Measure each size in each form, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[5_000, 50_000])
    print(
        f"{'statements':>10} {'form':>8} {'built s':>8} {'written s':>9} {'CPU s':>6}"
        f" {'peak MiB':>8} {'writer':>7} {'kB':>8}"
    )
    parser.add_argument("--forms", nargs="+", default=["", *FORMS])
    chosen = parser.parse_args()
    for size in chosen.sizes:
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{folder}/consult.db"
            began = time.perf_counter()
            fill(url, size)
            print(f"{size:>10,} stored in {time.perf_counter() - began:.1f} s")
            for form in chosen.forms:
                told = subprocess.run(
                    [sys.executable, "-c", ONE, url, form],
                    check=True, capture_output=True, text=True, cwd=ROOT,
                ).stdout  # fmt: skip
                built, written, busy, peak, writer, length = json.loads(told)
                print(
                    f"{size:>10,} {form or 'none':>8} {built:8.2f} {written:9.2f} {busy:6.1f}"
                    f" {peak:8.0f} {writer:7.0f} {length / 1024:8.0f}"
                )


if __name__ == "__main__":
    main()
