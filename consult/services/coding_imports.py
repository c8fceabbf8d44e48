"""Codings that come in from files of other programs: previewed first, then taken in at once.

A file only adds: what it does not say is no decision. Whoever takes it in is the coder.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from consult.exchange import CodedStatement, plain_text
from consult.models.consultations import Consultation
from consult.models.statements import Statement, StatementState
from consult.models.themes import CoderKind, Coding, CodingState, Theme
from consult.readers.codings import CodedFile
from consult.readers.isolation import read_in_child
from consult.readers.refusals import UnreadableFile
from consult.services import audit, codings, ledger, themes
from consult.services.codings import Decision
from consult.services.double_coding import blinding
from consult.services.refusals import Conflict, InvalidInput
from consult.services.transaction import transaction

IMPORTED = "codings.imported"
Pair = tuple[int, int]
AT_A_TIME = 5_000
_OPEN = (CodingState.PROPOSED, CodingState.REJECTED)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would bring.

    Attributes
    ----------
    by_id, by_text
        How many of its statements are found by their number and words, and by their words alone.
    unknown
        Those that are not found, or whose words more than one statement has.
    blind
        How many are left out because whoever looks is to code them blind.
    other_themes
        The names of themes that the codebook has not, with how many statements have them.
    added, changed, standing
        Codings that would be new, that wait or were rejected, and that are accepted already.
    """

    statements: int
    by_id: int
    by_text: int
    unknown: tuple[CodedStatement, ...]
    blind: int
    other_themes: dict[str, int]
    added: tuple[Pair, ...]
    changed: tuple[Pair, ...]
    standing: int

    @property
    def codings(self) -> int:
        """Return how many codings would be taken in."""
        return len(self.added) + len(self.changed)


def read(content: bytes, filename: str) -> CodedFile:
    """Return the coded statements of a file, read in a process of its own.

    Raises
    ------
    InvalidInput
        With the reader's sentence on what is wrong and where.
    """
    try:
        return CodedFile.from_dict(read_in_child("codings", content, filename))
    except UnreadableFile as refusal:
        raise InvalidInput(str(refusal), field="file") from refusal


def preview(
    session: Session, consultation: Consultation, *, content: bytes, filename: str
) -> Preview:
    """Return what a file would bring; nothing is stored. Raises as `read` does."""
    return _compared(session, consultation, read(content, filename))


def _compared(session: Session, consultation: Consultation, file: CodedFile) -> Preview:
    known = _Known(session, consultation)
    keys = _themes_of(session, consultation, file)
    found: Counter[str] = Counter()
    unknown: list[CodedStatement] = []
    others: Counter[str] = Counter()
    pairs: dict[Pair, None] = {}
    for each in file.statements:
        how, statement_id = known.find(each)
        found[how] += 1
        if how == "unknown":
            unknown.append(each)
        if statement_id is None:
            continue
        for key in each.themes:
            if keys.get(key) is None:
                others[file.themes.get(key, key)] += 1
            else:
                pairs[statement_id, keys[key]] = None
    standing = _standing(session, consultation)
    accepted = {pair for pair, coding in standing.items() if coding is CodingState.ACCEPTED}
    return Preview(
        statements=len(file.statements),
        by_id=found["id"],
        by_text=found["text"],
        unknown=tuple(unknown),
        blind=found["blind"],
        other_themes=dict(others),
        added=tuple(pair for pair in pairs if pair not in standing),
        changed=tuple(pair for pair in pairs if pair in standing and pair not in accepted),
        standing=len(accepted & pairs.keys()),
    )


class _Known:
    """The statements that count, by their number and by their words."""

    def __init__(self, session: Session, consultation: Consultation) -> None:
        rows = session.execute(
            select(Statement.id, Statement.text, Statement.quotable).where(
                *ledger.counted_in(session, consultation), Statement.state == StatementState.LIVE
            )
        ).all()
        self._texts = {one: {plain_text(text), plain_text(quoted)} for one, text, quoted in rows}
        self._by_text: dict[str, list[int]] = {}
        for one, texts in self._texts.items():
            for text in texts:
                self._by_text.setdefault(text, []).append(one)
        self._hidden: set[int] = set()
        user_id = audit.actor_of(session).user_id
        if user_id is not None:
            self._hidden = set(session.scalars(blinding.hidden_from(user_id)))

    def find(self, coded: CodedStatement) -> tuple[str, int | None]:
        """Return how a statement of the file is found, and its id where it may be coded.

        A number alone is not enough where the file has words: it may be another consultation's.
        """
        one = int(coded.id) if coded.id.isascii() and coded.id.isdigit() else 0
        texts = self._texts.get(one, set())
        how = "id" if texts and (not coded.text or coded.text in texts) else "text"
        if how == "text":
            same = self._by_text.get(coded.text, [])
            if len(same) != 1:
                return "unknown", None
            one = same[0]
        return ("blind", None) if one in self._hidden else (how, one)


def _themes_of(session: Session, consultation: Consultation, file: CodedFile) -> dict[str, int]:
    """Return which theme in use each key of the file means: by its key, else by its name."""
    in_use = themes.list_themes(session, themes.get_codebook(session, consultation))
    by_key = {theme.key: theme.id for theme in in_use}
    by_name = {theme.name.casefold(): theme.id for theme in in_use}
    found = {
        key: by_key.get(key, by_name.get(name.casefold())) for key, name in file.themes.items()
    }
    return {key: theme_id for key, theme_id in found.items() if theme_id is not None}


def _standing(session: Session, consultation: Consultation) -> dict[Pair, CodingState]:
    rows = session.execute(
        select(Coding.statement_id, Coding.theme_id, Coding.state)
        .join(Theme, Coding.theme_id == Theme.id)
        .where(
            Theme.codebook_id == themes.get_codebook(session, consultation).id,
            Coding.state != CodingState.SUPERSEDED,
        )
    )
    return {(statement_id, theme_id): state for statement_id, theme_id, state in rows}


def take_in(
    session: Session, consultation: Consultation, *, content: bytes, filename: str
) -> Preview:
    """Accept the codings of a file, as one decision of the person at work; return what it brought.

    Raises
    ------
    NotAPerson
        When nobody is signed in.
    InvalidInput
        When the file cannot be read.
    Conflict
        When it has no coding that is not accepted already.
    """
    deciding = codings.decision(session)
    file = read(content, filename)
    with transaction(session):
        brought = _compared(session, consultation, file)
        if not brought.codings:
            raise Conflict(f"“{filename}” has no coding that is not accepted here already.")
        _accept(session, deciding, brought)
        audit.record(
            session,
            IMPORTED,
            consultation,
            consultation=consultation,
            added=len(brought.added),
            changed=len(brought.changed),
            changes=deciding.changes,
        )
    return brought


def _accept(session: Session, deciding: Decision, brought: Preview) -> None:
    wanted = set(brought.changed)
    rows = session.execute(
        select(Coding.id, Coding.statement_id, Coding.theme_id)
        .where(
            Coding.theme_id.in_({theme_id for _, theme_id in wanted}),
            Coding.state.in_(_OPEN),
        )
        .order_by(Coding.id)
    )
    ids = [one for one, *pair in rows if tuple(pair) in wanted]
    for start in range(0, len(ids), AT_A_TIME):
        waiting = session.scalars(
            select(Coding)
            .where(Coding.id.in_(ids[start : start + AT_A_TIME]), Coding.state.in_(_OPEN))
            .order_by(Coding.id)
            .with_for_update(of=Coding)
            .execution_options(populate_existing=True)
        )
        for coding in waiting:
            deciding.apply(coding, CodingState.ACCEPTED)
    deciding.changes += _add(session, deciding, brought.added)


def _add(session: Session, deciding: Decision, pairs: Sequence[Pair]) -> list[dict[str, Any]]:
    """Store new codings that are accepted at once; return what changed, as the event says it.

    In one statement: as objects each would be a question of its own, for its id.
    """
    if not pairs:
        return []
    shared = {
        "coder_kind": CoderKind.PERSON,
        "coder_id": deciding.by.id,
        "state": CodingState.ACCEPTED,
        "decided_by_id": deciding.by.id,
        "decided_at": deciding.at,
    }
    session.execute(
        insert(Coding), [{"statement_id": one, "theme_id": key, **shared} for one, key in pairs]
    )
    new = set(pairs)
    found = session.execute(
        select(Coding.id, Coding.statement_id, Coding.theme_id)
        .where(Coding.decided_at == deciding.at, Coding.coder_id == deciding.by.id)
        .order_by(Coding.id)
    )
    return [
        {"coding": coding_id, "was": None}
        for coding_id, statement_id, theme_id in found
        if (statement_id, theme_id) in new
    ]
