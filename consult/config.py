"""The settings: read once from CONSULT_* in the environment, checked before anything starts."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from consult import paths

MIN_SECRET_LENGTH = 32
MOST_BYTES_IN_A_REQUEST = 32 * 1024 * 1024
MOST_BYTES_IN_A_FIELD = 2 * 1024 * 1024
DEMO_URL = f"sqlite:///{paths.INSTANCE / 'consult.db'}"


class BadConfig(Exception):
    """A setting that the app cannot start with; the text names it and says what to do."""


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that differs between one installation and another.

    Attributes
    ----------
    database_url
        SQLAlchemy URL of an SQLite file or a PostgreSQL database.
    secret_key
        At least 32 characters; signs cookies and makes join codes.
    demo
        Whether the app serves invented data with published sign-ins.
    trusted_hosts
        Host names that the app answers to; empty in the demo means any.
    secure_cookies
        Whether cookies are sent over HTTPS only.
    proxy_hops
        How many reverse proxies stand in front; never guessed.
    organisation
        Whose service this is, for the header of each page.
    encoder
        Which vectors the analysis reads statements by.
    mail_url, mail_from
        The server that takes messages, and the address that they come from; empty for none.
    """

    database_url: str
    secret_key: str = field(repr=False)
    demo: bool = False
    trusted_hosts: tuple[str, ...] = ()
    secure_cookies: bool = True
    proxy_hops: int = 0
    organisation: str = ""
    encoder: str = "static"
    mail_url: str = field(default="", repr=False)
    mail_from: str = ""
    queue_path: Path = paths.INSTANCE / "queue.db"
    least_seconds: float = 0.0

    def for_flask(self) -> dict[str, Any]:
        """Return what Flask itself is told."""
        return {
            "SECRET_KEY": self.secret_key,
            "TRUSTED_HOSTS": list(self.trusted_hosts) or None,
            "SESSION_COOKIE_NAME": "consult",
            "SESSION_COOKIE_SECURE": self.secure_cookies,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "MAX_CONTENT_LENGTH": MOST_BYTES_IN_A_REQUEST,
            "MAX_FORM_MEMORY_SIZE": MOST_BYTES_IN_A_FIELD,
            "MAX_FORM_PARTS": 2_000,
            # A form may be filled in for as long as its session lasts.
            "WTF_CSRF_TIME_LIMIT": None,
        }

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Config:
        """Read the settings.

        Raises
        ------
        BadConfig
            With one sentence that names the setting.
        """
        values = os.environ if environment is None else environment
        demo = _flag(values, "CONSULT_DEMO", default=False)
        return cls(
            database_url=_database_url(values),
            secret_key=_secret_key(values, demo=demo),
            demo=demo,
            trusted_hosts=tuple(values.get("CONSULT_TRUSTED_HOSTS", "").split()),
            secure_cookies=_flag(values, "CONSULT_SECURE_COOKIES", default=not demo),
            proxy_hops=_whole_number(values, "CONSULT_PROXY_HOPS"),
            organisation=values.get("CONSULT_ORGANISATION", ""),
            encoder=encoder_name(values),
            **_mail(values),
            queue_path=Path(values.get("CONSULT_QUEUE_PATH", paths.INSTANCE / "queue.db")),
            least_seconds=_seconds(values),
        )


def encoder_name(environment: Mapping[str, str] | None = None) -> str:
    """Return which vectors the analysis is to read statements by, “static” or “better”.

    Raises
    ------
    BadConfig
        When CONSULT_ENCODER names neither.
    """
    values = os.environ if environment is None else environment
    name = values.get("CONSULT_ENCODER", "").strip().lower() or "static"
    if name not in {"static", "better"}:
        raise BadConfig(f"CONSULT_ENCODER is “{name}”. Use static, or better with its extra.")
    return name


def _seconds(values: Mapping[str, str]) -> float:
    written = values.get("CONSULT_LEAST_SECONDS", "3")
    try:
        seconds = float(written)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 60:
        raise BadConfig(f"CONSULT_LEAST_SECONDS is “{written}”; give a number from 0 to 60.")
    return seconds


def _database_url(values: Mapping[str, str]) -> str:
    url = values.get("CONSULT_DATABASE_URL", DEMO_URL)
    try:
        backend = make_url(url).get_backend_name()
    except ArgumentError:
        raise BadConfig(
            "CONSULT_DATABASE_URL is not a database address. Write it as "
            "sqlite:////folder/consult.db or postgresql://user:password@host/name."
        ) from None
    if backend not in {"sqlite", "postgresql"}:
        raise BadConfig(
            f"CONSULT_DATABASE_URL names {backend}. Use an SQLite file or a PostgreSQL database."
        )
    return url


def _mail(values: Mapping[str, str]) -> dict[str, str]:
    url, sender = values.get("CONSULT_MAIL_URL", ""), values.get("CONSULT_MAIL_FROM", "")
    if url and (not url.startswith(("smtp://", "smtps://")) or "@" not in sender):
        raise BadConfig(
            "CONSULT_MAIL_URL is smtp://user:password@host:port, or smtps://, and needs "
            "CONSULT_MAIL_FROM, the address that messages come from."
        )
    return {"mail_url": url, "mail_from": sender}


def _secret_key(values: Mapping[str, str], *, demo: bool) -> str:
    key = values.get("CONSULT_SECRET_KEY", "")
    if not key and demo:
        return _kept_demo_key()
    if len(key) < MIN_SECRET_LENGTH:
        raise BadConfig(
            f"CONSULT_SECRET_KEY must have at least {MIN_SECRET_LENGTH} characters. Make one with: "
            'python3 -c "import secrets; print(secrets.token_hex(32))"'
        )
    return key


def _kept_demo_key() -> str:
    """Return this machine's own demo key, so that a restart signs nobody out."""
    path = paths.INSTANCE / "demo-secret-key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_hex(32), encoding="ascii")
        path.chmod(0o600)
    return path.read_text(encoding="ascii")


def _flag(values: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = values.get(name, "").strip().lower()
    if text in {"", "1", "true", "yes", "on", "0", "false", "no", "off"}:
        return text in {"1", "true", "yes", "on"} if text else default
    raise BadConfig(f"{name} is “{text}”. Use 1 for yes or 0 for no.")


def _whole_number(values: Mapping[str, str], name: str) -> int:
    text = values.get(name, "0").strip()
    if not text.isdigit():
        raise BadConfig(f"{name} is “{text}”. Use a whole number, 0 or more.")
    return int(text)
