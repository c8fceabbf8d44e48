"""Short names in what people write, and what they stand for: partners, places and other things.

Statements stay as they were said; a page or a report says beside them what is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import delete, func, select, union_all
from sqlalchemy.orm import Session

from consult.models.partners import Abbreviation, Organisation, ShortName
from consult.services import audit
from consult.services.refusals import InvalidInput
from consult.services.transaction import transaction

MOST = 500
LONGEST_SHORT = 60
LONGEST_MEANING = 200
_LINE = re.compile(r"(?P<short>[^=\t]+?)\s*[=\t]\s*(?P<meaning>.+)")


@dataclass(frozen=True)
class Directory:
    """Every short name that is known, with what it stands for."""

    meanings: dict[str, str]

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        # The longest first, so that “Fire Service” is not read as “Fire”.
        names = sorted(self.meanings, key=lambda name: (-len(name), name))
        if not names:
            return None
        either = "|".join(re.escape(name) for name in names)
        return re.compile(rf"(?<!\w)(?:{either})(?!\w)")

    def marked(self, text: str) -> tuple[tuple[str, str], ...]:
        """Return the text in pieces, each with what it stands for, or "" where it is just words.

        Examples
        --------
        >>> Directory({"GCH": "Greater City Homes"}).marked("Lunch club – GCH")
        (('Lunch club – ', ''), ('GCH', 'Greater City Homes'))
        """
        if self._pattern is None:
            return ((text, ""),)
        pieces: list[tuple[str, str]] = []
        end = 0
        for found in self._pattern.finditer(text):
            if found.start() > end:
                pieces.append((text[end : found.start()], ""))
            pieces.append((found[0], self.meanings[found[0]]))
            end = found.end()
        if end < len(text) or not pieces:
            pieces.append((text[end:], ""))
        return tuple(pieces)

    def used_in(self, texts: Iterable[str]) -> dict[str, str]:
        """Return the short names that these texts use, by name, with what each stands for."""
        used = {piece: meaning for text in texts for piece, meaning in self.marked(text) if meaning}
        return dict(sorted(used.items(), key=lambda pair: pair[0].casefold()))


def directory(session: Session) -> Directory:
    """Return the short names of all partners, and the other abbreviations.

    A short name that is a plain word in small letters, such as “health”, is left out: in a sentence
    it seldom is the partner.
    """
    partners = select(ShortName.name, Organisation.name).join(
        Organisation, ShortName.organisation_id == Organisation.id
    )
    others = select(Abbreviation.short, Abbreviation.meaning)
    found = session.execute(union_all(partners, others))
    return Directory(
        {short: meaning for short, meaning in found if short != meaning and short != short.lower()}
    )


def listed(session: Session) -> list[Abbreviation]:
    """Return the abbreviations that are no partner's, by name."""
    return list(session.scalars(select(Abbreviation).order_by(func.lower(Abbreviation.short))))


def written(session: Session) -> str:
    """Return them as the lines that `replace` takes."""
    return "\n".join(f"{each.short} = {each.meaning}" for each in listed(session))


def replace(session: Session, lines: str) -> int:
    """Store the abbreviations that somebody wrote, a line each, in place of all there were.

    Raises
    ------
    InvalidInput
        For a line that is not “short = what it stands for”, one twice, a partner's, or too long.
    """
    wanted: dict[str, str] = {}
    taken = {name.casefold() for name in session.scalars(select(ShortName.name))}
    for number, line in enumerate(lines.splitlines(), start=1):
        if line.strip():
            short, meaning = _read(line, number)
            if short.casefold() in taken:
                raise InvalidInput(
                    f"“{short}” in line {number} names something already. "
                    "Take the line away, or write another.",
                    field="abbreviations",
                )
            taken.add(short.casefold())
            wanted[short] = meaning
    if len(wanted) > MOST:
        raise InvalidInput(
            f"These are {len(wanted)} abbreviations; the most is {MOST}.", field="abbreviations"
        )
    with transaction(session):
        known = listed(session)
        session.execute(delete(Abbreviation))
        rows = [Abbreviation(short=short, meaning=meaning) for short, meaning in wanted.items()]
        session.add_all(rows)
        for row in [*rows, *known][:1]:
            audit.record(session, "abbreviations.changed", row, number=len(rows))
    return len(wanted)


def _read(line: str, number: int) -> tuple[str, str]:
    found = _LINE.fullmatch(line.strip())
    if found is None:
        raise InvalidInput(
            f"Line {number}, “{line.strip()[:60]}”, says no meaning. "
            "Write it like: OM = Osier Meadows.",
            field="abbreviations",
        )
    short, meaning = " ".join(found["short"].split()), " ".join(found["meaning"].split())
    if len(short) > LONGEST_SHORT or len(meaning) > LONGEST_MEANING:
        raise InvalidInput(
            f"Line {number} is too long: at most {LONGEST_SHORT} characters for the abbreviation "
            f"and {LONGEST_MEANING} for what it stands for.",
            field="abbreviations",
        )
    return short, meaning
