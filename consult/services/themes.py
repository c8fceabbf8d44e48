"""The codebook of a consultation: starting one, and naming, changing and adding its themes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.kinds import StatementKind
from consult.models.themes import Codebook, Theme, ThemeState
from consult.services import audit
from consult.services.refusals import Conflict, InvalidInput, NotFound
from consult.services.transaction import transaction

LONGEST_NAME = 120
LONGEST_TEXT = 2_000
# What a theme's lexicon holds: see the package's codebook file.
LEXICON = ("examples", "seeds", "phrases", "hints", "never")


def find_codebook(session: Session, consultation: Consultation) -> Codebook | None:
    """Return the consultation's codebook, if it has one."""
    return session.scalar(select(Codebook).where(Codebook.consultation_id == consultation.id))


def get_codebook(session: Session, consultation: Consultation) -> Codebook:
    """Return the consultation's codebook, or raise NotFound."""
    codebook = find_codebook(session, consultation)
    if codebook is None:
        raise NotFound("This consultation has no codebook yet. Start one on its Themes page.")
    return codebook


def kinds_of(codebook: Codebook | None) -> list[StatementKind]:
    """Return which kinds of statement are coded; barriers where there is no codebook yet."""
    if codebook is None:
        return [StatementKind.BARRIER]
    return [StatementKind(kind) for kind in codebook.kinds]


def list_themes(session: Session, codebook: Codebook) -> list[Theme]:
    """Return the themes in use, in the codebook's order."""
    wanted = select(Theme).where(Theme.codebook_id == codebook.id, Theme.state == ThemeState.ACTIVE)
    return list(session.scalars(wanted.order_by(Theme.position, Theme.id)))


def get(session: Session, consultation: Consultation, theme_id: int) -> Theme:
    """Return one theme of the consultation, merged ones too, or raise NotFound."""
    theme = session.get(Theme, theme_id)
    if theme is None or theme.codebook.consultation_id != consultation.id:
        raise NotFound("There is no such theme in this consultation.")
    return theme


def start_standard(session: Session, consultation: Consultation) -> Codebook:
    """Give the consultation a copy of the standard codebook for barriers.

    Raises
    ------
    Conflict
        When it has a codebook already.
    """
    from analysis.codebook import standard_barriers

    standard = standard_barriers()
    with transaction(session):
        lock(session, consultation)
        if find_codebook(session, consultation) is not None:
            raise Conflict("This consultation has a codebook already. Reload the page to see it.")
        codebook = Codebook(consultation=consultation)
        codebook.themes = [
            Theme(
                key=entry.id,
                name=entry.name,
                definition=entry.definition,
                include=entry.include,
                exclude=entry.exclude,
                lexicon={field: list(getattr(entry, field)) for field in LEXICON},
                position=position,
            )
            for position, entry in enumerate(standard.themes)
        ]
        session.add(codebook)
        audit.record(
            session,
            "codebook.started",
            codebook,
            consultation=consultation,
            standard=standard.version,
            themes=len(codebook.themes),
        )
    return codebook


def lock(session: Session, consultation: Consultation) -> None:
    """Let one officer at a time start something in a consultation."""
    session.execute(
        select(Consultation.id).where(Consultation.id == consultation.id).with_for_update()
    )


def add(
    session: Session,
    consultation: Consultation,
    *,
    name: str,
    definition: str = "",
    include: str = "",
    exclude: str = "",
) -> Theme:
    """Add a theme at the end of the codebook.

    Raises
    ------
    InvalidInput
        For a name that is empty, too long, or another theme's.
    """
    codebook = get_codebook(session, consultation)
    title = _free_name(session, codebook, name)
    texts = _checked(definition=definition, include=include, exclude=exclude)
    with transaction(session):
        theme = Theme(
            codebook=codebook,
            key=_free_key(session, codebook, title),
            name=title,
            position=_next_position(session, codebook),
            **texts,
        )
        session.add(theme)
        codebook.version += 1
        audit.record(session, "theme.added", theme, consultation=consultation, name=title)
    return theme


def change(
    session: Session,
    theme: Theme,
    *,
    seen_version: int,
    name: str,
    definition: str = "",
    include: str = "",
    exclude: str = "",
) -> Theme:
    """Change a theme's name or words, as somebody saw them at `seen_version`.

    Raises
    ------
    Conflict
        When it has changed since, or was merged into another.
    InvalidInput
        For a name that is empty, too long, or another theme's.
    """
    codebook = theme.codebook
    title = _free_name(session, codebook, name, besides=theme)
    texts = _checked(definition=definition, include=include, exclude=exclude)
    with transaction(session):
        refuse_stale(session, theme, seen_version)
        was = {field: getattr(theme, field) for field in ("name", *texts)}
        theme.name = title
        for field, text in texts.items():
            setattr(theme, field, text)
        theme.version += 1
        codebook.version += 1
        audit.record(session, "theme.changed", theme, consultation=codebook.consultation, was=was)
    return theme


def refuse_stale(session: Session, theme: Theme, seen_version: int) -> None:
    """Lock a theme for a change, and refuse where the person saw an older version of it."""
    session.refresh(theme, with_for_update={"of": Theme})
    if theme.state is not ThemeState.ACTIVE:
        raise Conflict(f"“{theme.name}” was merged into another theme. Reload the page.")
    if theme.version != seen_version:
        raise Conflict(
            f"Somebody else changed the theme “{theme.name}”. Reload the page and look again."
        )


def _free_name(
    session: Session, codebook: Codebook, name: str, *, besides: Theme | None = None
) -> str:
    title = " ".join(name.split())
    if not title:
        raise InvalidInput("Enter the theme’s name.", field="name")
    if len(title) > LONGEST_NAME:
        raise InvalidInput(
            f"That name has {len(title)} characters; the most is {LONGEST_NAME}.", field="name"
        )
    taken = {theme.name.casefold() for theme in list_themes(session, codebook) if theme != besides}
    if title.casefold() in taken:
        raise InvalidInput(
            f"There is a theme “{title}” already. Choose another name.", field="name"
        )
    return title


def _checked(**texts: str) -> dict[str, str]:
    for field, text in texts.items():
        if len(text) > LONGEST_TEXT:
            raise InvalidInput(
                f"That is {len(text):,} characters; the most is {LONGEST_TEXT:,}. Shorten it.",
                field=field,
            )
    return {field: text.strip() for field, text in texts.items()}


def _free_key(session: Session, codebook: Codebook, name: str) -> str:
    taken = set(session.scalars(select(Theme.key).where(Theme.codebook_id == codebook.id)))
    return free_key(name, taken)


def free_key(name: str, taken: Collection[str]) -> str:
    """Return a key made from a theme's name that no other theme has.

    >>> free_key("Hurdles to taking part", {"hurdles-to-taking-part"})
    'hurdles-to-taking-part-2'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:70] or "theme"
    numbered = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    return next(key for key in numbered if key not in taken)


def as_seeds(words: Iterable[str]) -> list[str]:
    """Return words that people wrote as seeds of a lexicon, whose signs they must not have.

    >>> as_seeds(["bus (evening)", "<>", "last bus?"])
    ['bus evening', 'last bus']
    """
    plain = (" ".join(re.findall(r"[\w’'-]+", each)) for each in words)
    return [each for each in plain if each]


def _next_position(session: Session, codebook: Codebook) -> int:
    last = session.scalar(select(func.max(Theme.position)).where(Theme.codebook_id == codebook.id))
    return 0 if last is None else last + 1
