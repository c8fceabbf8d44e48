"""A survey of thirty questions of every type, built by keyboard alone in a real browser.

No script can measure how long a person thinks. What it can: every key that is pressed, every page,
and how long the app makes one wait. Beside it stands an estimate by the keystroke-level model
(Card, Moran and Newell, 1980): 0.28 s a key, which is a typist of 40 words a minute, and 1.35 s of
thought before each field that is filled in. The limit is ten minutes.

    python bench/bench_building.py [--questions 30]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import Page, sync_playwright
from sqlalchemy import func, select

from consult import create_app
from consult.config import Config
from consult.db.engine import make_engine, make_sessions
from consult.db.schema import migrate
from consult.models.consultations import Stage
from consult.models.surveys import Question, QuestionType
from tests.conftest import FLAGS, SECRET, chromium_path
from tests.factories import Make
from tests.faults.serving import Server

KEY_SECONDS, THOUGHT_SECONDS, LIMIT_SECONDS = 0.28, 1.35, 600.0
SECTIONS = ("Your street", "Getting about", "Parks and play", "Having a say", "About you")
PASSWORD = "four plain words here"  # noqa: S105
FIVE = "Every day\nMost days\nOnce a week\nSeldom\nNever"
# The words of each type's question, the first letters that choose it, and what else is typed.
ASKED: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("What gets in the way of a good street?", "Free", {}),
    ("What one thing would you keep?", "A few", {}),
    ("How often do you walk here?", "One", {"Answers to choose from": FIVE}),
    ("Which of these do you use?", "Sev", {"Answers to choose from": "Park\nLibrary\nHall\nPool"}),
    ("My street feels safe after dark.", "Sc", {}),
    ("How good are these?", "M", {"Rows": "Pavements\nLamps\nCrossings"}),
    ("What matters most?", "R", {"Answers to choose from": "Buses\nTrees\nLamps"}),
    ("How many people live with you?", "N", {}),
    ("When did you move here?", "D", {}),
    ("What is your postcode?", "Po", {}),
    ("Where do you wait the longest?", "Pl", {}),
    ("Have you a picture of it?", "Fi", {}),
    ("How can we reach you?", "Con", {}),
    ("The next part is about your week.", "I", {}),
)


@dataclass
class Hands:
    """A person at the keyboard, and what it cost them."""

    page: Page
    keys: int = 0
    fields: int = 0
    pages: int = 0
    waited: float = 0.0
    tabs: int = 0
    costs: list[tuple[str, int]] = field(default_factory=list)

    def press(self, key: str) -> None:
        self.keys += 1
        self.page.keyboard.press(key)

    def write(self, words: str) -> None:
        self.fields += 1
        self.keys += len(words)
        self.page.keyboard.type(words)

    def reach(self, name: str) -> None:
        """Press Tab until the focus is on what is called so."""
        for _ in range(200):
            if name in self.page.evaluate(FOCUSED):
                return
            self.tabs += 1
            self.press("Tab")
        raise LookupError(f"The keyboard does not reach “{name}” on {self.page.url}.")

    def enter(self, key: str = "Enter") -> None:
        """Press Enter on a button or a link, and wait for the page that follows."""
        self.pages += 1
        begun = time.perf_counter()
        with self.page.expect_navigation(wait_until="load"):
            self.press(key)
        self.waited += time.perf_counter() - begun

    def seconds(self) -> float:
        """Return the estimate for a person."""
        return self.keys * KEY_SECONDS + self.fields * THOUGHT_SECONDS + self.waited


FOCUSED = """() => {
    const one = document.activeElement;
    if (!one.matches("a, button, input, select, textarea, summary")) return "";
    const labels = [...(one.labels ?? [])].map((each) => each.textContent);
    const own = one.matches("select") ? "" : one.textContent;
    const said = [one.getAttribute("aria-label") ?? "", own];
    return [...said, ...labels].join(" ").replace(/\\s+/g, " ");
}"""


def ask(hands: Hands, number: int, *, is_last: bool) -> None:
    words, letters, more = ASKED[number % len(ASKED)]
    before = hands.keys
    hands.reach("Question")
    hands.write(words if number < len(ASKED) else f"{words} (in your own time)")
    hands.reach("How is it answered?")
    hands.write(letters)
    for name, text in more.items():
        hands.reach(name)
        hands.write(text)
    if is_last:
        hands.reach("Add it and begin a section")
        hands.enter()
    else:
        hands.keys += 1  # Ctrl, held down while Enter is pressed
        hands.enter("Control+Enter")
    hands.costs.append((letters, hands.keys - before))


def build(hands: Hands, questions: int) -> None:
    """Make an empty survey and write sections and questions into it."""
    hands.reach("Make an empty survey")
    hands.enter()
    each = -(-questions // len(SECTIONS))
    written = 0
    hands.reach("Add a section")
    hands.enter()
    for title in SECTIONS:
        hands.reach("Title")
        hands.write(title)
        # Enter presses the first button: its first question comes next.
        hands.enter()
        here = min(each, questions - written)
        for number in range(here):
            ask(hands, written, is_last=number == here - 1)
            written += 1


def run(questions: int) -> str:
    """Build a survey in a browser, check that all of it is there, and return the figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'consult.db'}"
        migrate(url)
        engine = make_engine(url)
        with make_sessions(engine)() as session:
            make = Make(session)
            make.user(email="officer@example.org", password=hashed(url))
            make.consultation(slug="town", stage=Stage.DRAFT, outcomes=[])
        server = Server(url, folder)
        server.start()
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
                page = browser.new_page(base_url=f"http://127.0.0.1:{server.port}")
                sign_in(page)
                page.goto("/staff/c/town/survey/new")
                hands = Hands(page)
                build(hands, questions)
                browser.close()
        finally:
            server.kill()
        with make_sessions(engine)() as session:
            stored = session.scalar(
                select(func.count()).select_from(Question).where(Question.matrix_id.is_(None))
            )
            types = set(session.scalars(select(Question.question_type)))
        engine.dispose()
    assert stored == questions, stored
    assert questions < len(ASKED) or types == set(QuestionType), set(QuestionType) - types
    return table(hands, questions)


def table(hands: Hands, questions: int) -> str:
    """Return the figures as text."""
    seconds = hands.seconds()
    dearest = ", ".join(
        f"{name} {keys}" for name, keys in sorted(hands.costs, key=lambda c: -c[1])[:3]
    )
    return "\n".join(
        [
            f"questions                      {questions:>7}",
            f"keys                           {hands.keys:>7,}  of which Tab {hands.tabs:,}",
            f"fields filled in               {hands.fields:>7}",
            f"pages                          {hands.pages:>7}",
            f"waited for the app, in all     {hands.waited:>7.1f} s",
            f"waited a page, on average      {hands.waited / hands.pages * 1000:>7.0f} ms",
            f"estimate for a person          {seconds:>7.0f} s",
            f"  of ten minutes               {seconds / LIMIT_SECONDS:>7.2f}",
            f"dearest questions by keys      {dearest}",
        ]
    )


def hashed(url: str) -> str:
    """Return the password as the app keeps it."""
    from consult.views.sign_in import hashed as hash_of

    app = create_app(Config(database_url=url, secret_key=SECRET, secure_cookies=False))
    with app.app_context():
        return hash_of(PASSWORD)


def sign_in(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_label("Email address").fill("officer@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/staff**")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--questions", type=int, default=30)
    print(run(parser.parse_args().questions))


if __name__ == "__main__":
    main()
