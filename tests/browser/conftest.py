"""A real Chromium against a real server: what the browser tests may ask for."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from waitress.server import create_server

from consult import create_app
from consult.config import Config
from consult.db.engine import make_engine, make_sessions
from consult.models.accounts import RoleName
from consult.models.workshops import WorkshopTable
from consult.services import workshops
from tests.browser.sheets import connection
from tests.conftest import SECRET
from tests.factories import Make
from tests.reuse import share_templates, shared_addresses

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
PASSWORD = "four plain words here"
# Two cores run two browsers, a database server and the app: a moment may be long there.
expect.set_options(timeout=20_000)


@dataclass
class LiveServer:
    """The app on a real port; `stop` and `start` are for tests of what happens without it."""

    app: Flask
    url: str
    port: int
    _server: Any = None

    def start(self) -> None:
        self._server = create_server(self.app, host="127.0.0.1", port=self.port, threads=8)
        threading.Thread(target=self._run, args=(self._server,), daemon=True).start()

    @staticmethod
    def _run(server: Any) -> None:
        # Closing the sockets ends the loop with an error of the operating system.
        try:
            server.run()
        except OSError:
            return

    def stop(self) -> None:
        self._server.task_dispatcher.shutdown()
        for channel in list(self._server.active_channels.values()):
            channel.close()
        # Closing alone leaves the port open for as long as the loop waits on it.
        self._server.socket.shutdown(socket.SHUT_RDWR)
        self._server.close()


@pytest.fixture
def live_server(sqlite_template: Path, tmp_path: Path) -> Iterator[LiveServer]:
    """Serve the app with a fresh SQLite database on a free port."""
    path = tmp_path / "browser.db"
    shutil.copy(sqlite_template, path)
    config = Config(
        database_url=f"sqlite:///{path}",
        secret_key=SECRET,
        secure_cookies=False,
        organisation="Testbury Together",
        queue_path=tmp_path / "queue.db",
    )
    with shared_addresses():
        app = create_app(config)
    share_templates(app)
    app.extensions["limiter_of_sign_in"].enabled = False
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = LiveServer(app, f"http://127.0.0.1:{port}", port)
    server.start()
    yield server
    server.stop()
    app.extensions["database"][0].dispose()


@pytest.fixture
def live_make(live_server: LiveServer) -> Iterator[Make]:
    """Return the maker of records in the live server's database."""
    engine = make_engine(live_server.app.extensions["config"].database_url)
    with make_sessions(engine)() as session:
        yield Make(session)
    engine.dispose()


@pytest.fixture
def new_context(
    chromium: Browser, live_server: LiveServer
) -> Iterator[Callable[..., BrowserContext]]:
    """Return a function that opens a separate browser profile; options are Playwright's."""
    contexts: list[BrowserContext] = []

    def open_context(**options: Any) -> BrowserContext:
        options = {"base_url": live_server.url, **options}
        context = chromium.new_context(**options)
        context.set_default_timeout(30_000)
        contexts.append(context)
        return context

    yield open_context
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    """Return a page of a fresh profile; console errors of ours fail the test that caused them."""
    return new_context().new_page()


@pytest.fixture
def table(live_make: Make) -> WorkshopTable:
    """Return the first of a workshop's two tables."""
    made = workshops.create(
        live_make.session, live_make.consultation(), title="Evening", secret=SECRET, tables=2
    )
    return made.tables[0]


@pytest.fixture
def address(table: WorkshopTable) -> str:
    """Return the address by which devices join the table."""
    return f"/w/{workshops.code_of(table, secret=SECRET)}"


@pytest.fixture
def sheet(page: Page, address: str) -> Iterator[Page]:
    """Return a page that has joined the table; what goes wrong in its scripts fails the test."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(address)
    expect(connection(page)).to_have_text("Connected. Every card is sent.")
    yield page
    assert faults == []


_hashes: list[str] = []


def hash_of_password(app: Flask) -> str:
    """Return the hash of everybody's password, which takes its time to make, as it should."""
    from consult.views.sign_in import hashed

    if not _hashes:
        with app.app_context():
            _hashes.append(hashed(PASSWORD))
    return _hashes[0]


@pytest.fixture
def sign_in(live_server: LiveServer, live_make: Make) -> Callable[..., None]:
    """Return a function that signs a page in through the sign-in form."""

    def through_the_form(page: Page, *roles: RoleName) -> None:
        user = live_make.user(
            *(roles or (RoleName.OFFICER,)), password=hash_of_password(live_server.app)
        )
        page.goto("/sign-in")
        page.get_by_label("Email address").fill(user.email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/staff**")

    return through_the_form


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """Return a function that gives axe's findings on a page, a line each."""
    source = AXE.read_text(encoding="utf-8")

    def findings(page: Page) -> list[str]:
        # A click may have led to a page that is still arriving.
        page.wait_for_load_state("load")
        # The protocol evaluates in the page's world without going through its policy.
        page.evaluate(source + "; undefined")
        results = page.evaluate(
            "() => axe.run(document, {runOnly: "
            "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], "
            "resultTypes: ['violations']})"
        )
        return [
            f"{each['id']}: {each['help']} {[node['target'] for node in each['nodes']][:3]}"
            for each in results["violations"]
        ]

    return findings


def scrolls_sideways(page: Page) -> bool:
    """Return whether the page is wider than the screen."""
    return bool(
        page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    )


def wait_for_words(page: Page, selector: str, words: str) -> None:
    """Wait until an element says exactly this, and notice at once: `expect` looks less often."""
    page.evaluate(
        """([selector, words]) => new Promise((resolve) => {
            const end = Date.now() + 20_000;
            const look = () => {
                const said = document.querySelector(selector)?.textContent ?? "";
                if (said.trim() === words || Date.now() > end) resolve();
                else setTimeout(look, 10);
            };
            look();
        })""",
        [selector, words],
    )
    expect(page.locator(selector)).to_have_text(words)


def tab_to(page: Page, name: str, *, most: int = 150) -> None:
    """Press Tab until what has the focus is called so; fail where the keyboard never gets there."""
    for _ in range(most):
        page.keyboard.press("Tab")
        called = page.evaluate(
            """() => {
                const one = document.activeElement;
                if (!one.matches("a, button, input, select, textarea, summary")) return "";
                const labels = [...(one.labels ?? [])].map((each) => each.textContent);
                const said = [one.getAttribute("aria-label") ?? "", one.textContent, ...labels];
                return said.join(" ").replace(/\\s+/g, " ");
            }"""
        )
        if name in called:
            return
    raise AssertionError(f"the Tab key does not reach “{name}”")


def follow(page: Page, name: str) -> None:
    """Go to a link or button by the Tab key, press it, and wait for where it leads."""
    tab_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")
