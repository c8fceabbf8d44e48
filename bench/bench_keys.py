"""How long an officer at the workbench waits for the app, deciding statements by keyboard.

A real browser on the real server: each statement is decided with a key, which leads to the next, or
reached with `j` where nothing waits, as an officer would. Reading and thinking are a person's own
and are not in these figures.

    python bench/bench_keys.py STATEMENTS.tsv --column 2 [--statements 100]

The file has a statement a line, below a line of headings; columns count from 1.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import Page, sync_playwright
from sqlalchemy import Engine

from consult import create_app
from consult.config import Config
from consult.db.engine import make_engine, make_sessions
from consult.db.schema import migrate
from consult.jobs import run_job
from consult.models.accounts import RoleName
from consult.models.audit import ActorKind
from consult.services import analysis_runs, audit, codebooks
from consult.services.audit import Actor
from tests.conftest import SECRET
from tests.factories import Make
from tests.faults.serving import Server

BENCH = "/staff/c/keys/themes"
PASSWORD = "four plain words here"  # noqa: S105 - of a person who is invented
# Notes when the newest key was pressed, when a card had the focus after it and was painted, and
# when the page said what came of it.
CLOCK = """() => {
    window.told = []; window.reached = [];
    let pressed = 0;
    document.addEventListener("keydown", (event) => {
        pressed = performance.now();
    }, true);
    document.addEventListener("focusin", (event) => {
        if (!pressed || !event.target.matches("[data-card]")) return;
        const from = pressed;
        requestAnimationFrame(() => window.reached.push(performance.now() - from));
    });
    new MutationObserver(() => window.told.push(performance.now() - pressed)).observe(
        document.querySelector("[data-status]"), { childList: true });
}"""


def fill(engine: Engine, texts: list[str], password: str, codebook: Path) -> str:
    """Store the statements and let the machine code them; return who may sign in."""
    with make_sessions(engine)() as session:
        make = Make(session)
        officer = make.user(RoleName.OFFICER, password=password)
        consultation = make.consultation(slug="keys", title="By keyboard")
        audit.act_as(session, Actor(ActorKind.PERSON, user_id=officer.id))
        codebooks.start_from_file(
            session, consultation, content=codebook.read_bytes(), filename=codebook.name
        )
        table = make.table(make.workshop(consultation))
        for text in texts:
            make.statement(text, table=table)
        job = analysis_runs.start(session, consultation)
        session.commit()
        email, job_id = str(officer.email), job.id
    run_job(make_sessions(engine), job_id)
    return email


def sign_in(page: Page, email: str) -> None:
    """Sign the page in."""
    page.goto("/sign-in")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/staff**")


def wait(page: Page, condition: str) -> None:
    """Wait for something of the page, whose policy allows no function that is made of a text."""
    while not page.evaluate(condition):
        time.sleep(0.005)


def decide_all(page: Page, count: int) -> dict[str, list[float]]:
    """Decide what waits, then what is Other; return the milliseconds of each kind of wait."""
    found: dict[str, list[float]] = {"next card": [], "decision shown": [], "page opened": []}
    for address, keys in ((BENCH, "aax"), (f"{BENCH}?queue=other", "12345678")):
        pressed = itertools.cycle(keys)
        while left := count - len(found["decision shown"]):
            shown = open_page(page, address, found["page opened"])
            if not shown:
                break
            for decided in range(1, min(left, shown) + 1):
                # A decision of what waits leads on by itself.
                if decided == 1 or address != BENCH:
                    page.keyboard.press("j")
                page.keyboard.press(next(pressed))
                wait(page, f"window.told.length >= {decided}")
            found["next card"] += page.evaluate("window.reached")
            found["decision shown"] += page.evaluate("window.told")
    return found


def open_page(page: Page, address: str, times: list[float]) -> int:
    """Open the workbench, note how long it took, and return how many cards there are."""
    page.goto(address)
    timing = "performance.getEntriesByType('navigation')[0].loadEventEnd"
    wait(page, f"{timing} > 0")
    times.append(float(page.evaluate(timing)))
    shown = int(page.evaluate("document.querySelectorAll('[data-card]').length"))
    if shown:
        page.evaluate(CLOCK)
    return shown


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--statements", type=int, default=100)
    parser.add_argument("--column", type=int, default=1)
    parser.add_argument("--codebook", type=Path, default=Path(__file__).parent / "nhs.toml")
    parser.add_argument("--browser", default="/usr/bin/chromium")
    asked = parser.parse_args()
    with asked.file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    column = asked.column - 1
    texts = [row[column].strip() for row in rows[1:] if len(row) > column and row[column].strip()]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as players:
        url = f"sqlite:///{folder}/keys.db"
        migrate(url)
        app = create_app(Config(database_url=url, secret_key=SECRET, secure_cookies=False))
        with app.app_context():
            from consult.views.sign_in import hashed

            password = hashed(PASSWORD)
        engine = make_engine(url)
        email = fill(engine, texts[: asked.statements], password, asked.codebook)
        engine.dispose()
        server = Server(url, Path(folder))
        server.start()
        try:
            browser = players.chromium.launch(executable_path=asked.browser, args=["--no-sandbox"])
            page = browser.new_context(base_url=f"http://127.0.0.1:{server.port}").new_page()
            sign_in(page, email)
            report(decide_all(page, min(asked.statements, len(texts))))
            browser.close()
        finally:
            server.kill()


def report(found: dict[str, list[float]]) -> None:
    """Print how long each kind of wait took."""
    print("milliseconds from the key (or from asking for the page) until it is there")
    print(f"{'wait':<18}{'times':>7}{'p50':>8}{'p95':>8}{'most':>8}")
    for name, times in found.items():
        late = statistics.quantiles(times, n=20)[18] if len(times) > 1 else times[0]
        print(
            f"{name:<18}{len(times):>7}{statistics.median(times):>8.0f}{late:>8.0f}{max(times):>8.0f}"
        )


if __name__ == "__main__":
    main()
