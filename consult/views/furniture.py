"""What every page is given: the address of a static file, dates in words, the navigation."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from flask import Flask, request, url_for
from flask_login import current_user

from consult import paths, words
from consult.config import Config
from consult.forms.numbers import number_in
from consult.models.accounts import Permission
from consult.models.base import UK_TIME
from consult.writers.figures import counted

# Label, endpoint, and what a person needs to see it.
NAVIGATION = (
    ("Home", "home.staff_home", Permission.VIEW),
    ("Actions", "actions.list_actions", Permission.VIEW),
    ("Partners", "partners.list_partners", Permission.VIEW),
    ("Strategy", "strategy.list_strategies", Permission.VIEW),
    ("Accounts", "accounts.list_accounts", Permission.ADMINISTER),
    ("Audit", "audit.list_events", Permission.ADMINISTER),
)

# What one statement of a kind is called where statements are counted, and several.
KINDS = {
    "work": ("work note", "work notes"),
    "barrier": ("barrier", "barriers"),
    "solution": ("solution", "solutions"),
    "aspiration": ("aspiration", "aspirations"),
    "definition": ("definition", "definitions"),
    "discussion": ("discussion point", "discussion points"),
    "comment": ("comment", "comments"),
}


def init_app(app: Flask) -> None:
    """Register the filters, globals and the navigation."""
    app.jinja_env.globals["static_url"] = static_url
    app.jinja_env.filters["day"] = day
    app.jinja_env.filters["moment"] = moment
    app.jinja_env.filters["until"] = until
    app.jinja_env.filters["counted"] = counted
    app.jinja_env.filters["by_kind"] = by_kind
    app.jinja_env.filters["happening"] = happening
    app.jinja_env.filters["place"] = place
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    config: Config = app.extensions["config"]

    @app.context_processor
    def shared() -> dict[str, Any]:
        return {"service_name": config.organisation, "is_demo": config.demo}

    @app.context_processor
    def account() -> dict[str, Any]:
        if not current_user or not current_user.is_authenticated:
            return {"navigation": [], "sign_in_url": url_for("security.login")}
        return {
            "navigation": _navigation(app),
            "account_name": current_user.name,
            "account_url": url_for("accounts.change_password"),
            "sign_out_url": url_for("security.logout"),
            "may": lambda permission: current_user.may(Permission(permission)),
        }


def _navigation(app: Flask) -> list[tuple[str, str, bool]]:
    return [
        (label, url_for(endpoint), request.endpoint == endpoint)
        for label, endpoint, permission in NAVIGATION
        if endpoint in app.view_functions and current_user.may(permission)
    ]


def static_url(filename: str) -> str:
    """Return the address of a static file, new whenever its content is new."""
    return _address(request.script_root, filename)


@functools.cache
def _address(root: str, filename: str) -> str:
    """Return the address below a root, which is the same for every page."""
    return url_for("static", filename=filename, v=_digest(paths.STATIC / filename))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def day(value: date | datetime | None) -> str:
    """Return a date as people write it: “5 March 2026”."""
    if isinstance(value, datetime):
        value = _here(value)
    return "" if value is None else words.day(value)


def moment(value: datetime | None) -> str:
    """Return a moment as people write it, by the clock on their wall: “5 March 2026, 14:07”."""
    return "" if value is None else f"{day(value)}, {_here(value):%H:%M}"


def until(value: datetime) -> str:
    """Return an end as people say it: at midnight it is “the end of 5 March 2026”."""
    if _here(value).time() == time():
        return f"the end of {day(_here(value).date() - timedelta(days=1))}"
    return moment(value)


def _here(value: datetime) -> datetime:
    # A moment without a zone was never stored, so nobody knows what it would become.
    return value.astimezone(UK_TIME) if value.tzinfo else value


def by_kind(numbers: Mapping[str, int]) -> str:
    """Return counts of statements in words: “33 work notes, 34 barriers, 1 definition”."""
    return ", ".join(
        counted(numbers[kind], *nouns) for kind, nouns in KINDS.items() if numbers.get(kind)
    )


def happening(event: str) -> str:
    """Return an event of the audit trail in words: “Coding accepted”."""
    return event.replace(".", " ").replace("_", " ").capitalize()


def place(value: dict[str, Any]) -> str:
    """Return a statement's place in its file in words: “table 1, row 5, column 4”."""
    return ", ".join(f"{name} {number}" for name, number in value.items())


def page_number() -> int:
    """Return the page of a list that the address asks for: 1 where it asks for nonsense."""
    return number_in(request.args.get("page"), digits=6) or 1
