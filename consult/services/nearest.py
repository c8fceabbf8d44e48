"""Which accepted statement of a theme is nearest to another in its words: a reason to show."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Select, select, union_all
from sqlalchemy.orm import Session

from consult.models.statements import Statement, StatementState
from consult.models.themes import Coding, CodingState
from consult.services.double_coding import blinding

# As many of a theme's newest statements are looked at as a page may wait for.
MOST_LOOKED_AT = 80
FEWEST_WORDS = 2
LEAST_SHARED = 0.3
_WORD = re.compile(r"\w{4,}")
_STEM = 6
_COMMON_WORDS = """
    about after also because been before being could doing from have into just like make
    more most much need only other over people should some such than that their them then
    there these they this very want what when where which will with would your
    """
_COMMON = frozenset(_COMMON_WORDS.split())


class Said(NamedTuple):
    """A statement that was accepted: which, and in which words."""

    id: int
    text: str


def nearest(session: Session, codings: Iterable[Coding]) -> dict[int, Said]:
    """Return for each coding the accepted statement of its theme that shares most words with it."""
    by_theme: dict[int, list[Coding]] = defaultdict(list)
    for coding in codings:
        by_theme[coding.theme_id].append(coding)
    found = {}
    accepted = _accepted(session, by_theme)
    for theme_id, asked in by_theme.items():
        known = accepted[theme_id]
        for coding in asked:
            best = _best(coding.statement, known)
            if best is not None:
                found[coding.id] = best
    return found


def _accepted(session: Session, theme_ids: Iterable[int]) -> dict[int, list[Said]]:
    """Return each theme's newest accepted statements, all in one question."""
    found: dict[int, list[Said]] = defaultdict(list)
    visible = blinding.visible(session)
    newest = [_newest(theme_id).where(*visible).subquery() for theme_id in theme_ids]
    if newest:
        rows = session.execute(union_all(*(select(each) for each in newest)))
        for theme_id, statement_id, text in rows:
            found[theme_id].append(Said(statement_id, text))
    return found


def _newest(theme_id: int) -> Select[int, int, str]:
    return (
        select(Coding.theme_id, Statement.id, Statement.text)
        .join(Coding, Coding.statement_id == Statement.id)
        .where(
            Coding.theme_id == theme_id,
            Coding.state == CodingState.ACCEPTED,
            Statement.state == StatementState.LIVE,
        )
        .order_by(Coding.statement_id.desc())  # as the index lists them
        .limit(MOST_LOOKED_AT)
    )


def _best(statement: Statement, known: Iterable[Said]) -> Said | None:
    own = _words(statement.text)
    best, most = None, LEAST_SHARED
    for each in known:
        words = _words(each.text)
        shared = len(own & words)
        if each.id == statement.id or shared < FEWEST_WORDS:
            continue
        likeness = shared / (len(own) * len(words)) ** 0.5
        if likeness > most:
            best, most = each, likeness
    return best


@functools.lru_cache(maxsize=4_096)
def _words(text: str) -> frozenset[str]:
    """Return the words that tell a text apart, cut to what their forms share."""
    words = (word for word in _WORD.findall(text.casefold()) if word not in _COMMON)
    return frozenset(word[:_STEM] for word in words)
