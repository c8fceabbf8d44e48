"""The first page of a survey, as most people get it: rendered once, and filled in for each.

What differs from one blank form to the next is the token, the key of the submission and the
moment at which it was begun. All else is the same until somebody changes the questionnaire.
"""

from __future__ import annotations

import re
from datetime import date
from uuid import UUID, uuid4
from weakref import WeakKeyDictionary

from flask import current_app, request
from flask import session as browser
from flask.sansio.app import App
from flask_login.config import COOKIE_NAME
from flask_wtf.csrf import generate_csrf

from consult import words
from consult.services.responses import doors
from consult.services.responses.asked import Asked

# In which language, below which root, and on which day: the page says how many are left.
_Which = tuple[str, str, str, date]
_Kept = WeakKeyDictionary[Asked, dict[_Which, list[str]]]
# In the session's cookie or beside it: the page greets who is signed in, or tells them something.
_PERSONAL = frozenset({"_user_id", "_flashes"})


def init_app(app: App) -> None:
    """Keep the pages with the app, and with it the database that they are of."""
    kept: _Kept = WeakKeyDictionary()
    app.extensions["blank_forms"] = kept


def is_for_anybody() -> bool:
    """Return whether nothing on the page depends on who asks for it."""
    return (
        _PERSONAL.isdisjoint(browser)
        and current_app.config.get("REMEMBER_COOKIE_NAME", COOKIE_NAME) not in request.cookies
    )


def _token() -> str:
    """Return the token of this browser's forms, in a session that stays as it is from now on."""
    # Flask-Login marks a session so when it is read again. A page whose cookie changed after it
    # was asked for is one to which a browser cannot go back.
    browser.setdefault("_fresh", False)
    token: str = generate_csrf()
    return token


class BlankForm:
    """One blank form: the key of its submission, and the page once it is known."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        now = words.speech()
        known = {words.SOURCE, *(each.code for each in asked.languages)}
        chosen = now.chosen if now.chosen in known else words.SOURCE
        self._which: _Which = (now.language, chosen, request.script_root, doors.today())

    def _pages(self) -> dict[_Which, list[str]]:
        kept: _Kept = current_app.extensions["blank_forms"]
        return kept.setdefault(self._asked, {})

    def filled(self, key: UUID, begun: str) -> str | None:
        """Return the page for one respondent, or None where it was not rendered yet."""
        parts = self._pages().get(self._which)
        if parts is None:
            return None
        told = {_TOKEN: _token(), _KEY: str(key), _BEGUN: begun}
        return "".join(told.get(each, each) for each in parts)

    def keep(self, page: str, key: UUID, begun: str) -> None:
        """Remember a page that was rendered for one respondent, without what is theirs."""
        theirs = {_token(): _TOKEN, str(key): _KEY, begun: _BEGUN}
        # The moment holds the key, so it must be looked for first.
        marks = "|".join(re.escape(each) for each in sorted(theirs, key=len, reverse=True))
        parts = re.split(f"({marks})", page)
        pages = self._pages()
        for which in list(pages):
            if which[-1] != self._which[-1]:
                pages.pop(which, None)
        pages[self._which] = [theirs.get(each, each) for each in parts]


# No page holds these, so that they stand in its parts for nothing else.
_TOKEN, _KEY, _BEGUN = (f"\x00{uuid4()}" for _ in range(3))
