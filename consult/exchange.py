"""What is exchanged with other programs: a codebook and its codings as plain data.

Readers and writers share these shapes, and the one text in which a theme's definition, its clauses
and its examples travel through formats that have room for a description only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any
from uuid import UUID, uuid5

# The same key gives the same identifier in every file, so that codebooks of several years meet.
NAMESPACE = UUID("b7f9a0c4-6f0b-5c55-9a53-3b3f1f0f7a11")

# A theme is told by its colour and its mark together, never by colour alone. Each is dark enough
# for white signs on it (WCAG 2.2, 4.5 to 1).
COLOURS = {
    "teal": "#0b6370",
    "brown": "#8a4b12",
    "blue": "#1d5fa8",
    "purple": "#6b3fa0",
    "green": "#2c6e31",
    "red": "#a3282f",
    "olive": "#5f6000",
    "grey": "#505a5f",
}
MARKS = {
    "circle": "●",
    "square": "■",
    "triangle": "▲",
    "diamond": "◆",
    "star": "★",
    "cross": "✚",
    "ring": "○",
    "bars": "☰",
}
LEXICON = ("seeds", "phrases", "hints", "never")

# What no XML file and no database of ours can hold.
_UNWRITABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


@dataclass(frozen=True, slots=True)
class ThemeEntry:
    """A theme of a codebook, as a file holds it.

    Attributes
    ----------
    parent
        The key of the theme above it; "" where it stands by itself.
    seeds, phrases, hints, never
        What the machine matches besides; only our own format carries it.
    """

    key: str
    name: str
    definition: str = ""
    include: str = ""
    exclude: str = ""
    examples: tuple[str, ...] = ()
    parent: str = ""
    colour: str = ""
    mark: str = ""
    seeds: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    never: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> ThemeEntry:
        """Return the entry that `to_dict` gave as plain data."""
        known = {field.name for field in fields(cls)}
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in plain.items()
            if name in known
        }
        return cls(**values)


@dataclass(frozen=True, slots=True)
class CodedStatement:
    """A statement with the keys of the themes that people accepted for it."""

    id: str
    text: str
    themes: tuple[str, ...] = ()


def plain_line(text: str) -> str:
    r"""Return a text on one line, without signs that a file cannot hold.

    >>> plain_line("  Night\n buses\x00 ")
    'Night buses'
    """
    return " ".join(_UNWRITABLE.sub(" ", text).split())


def plain_text(text: str) -> str:
    r"""Return a text with its line breaks, without signs that a file cannot hold.

    >>> plain_text(" one\r\ntwo\x07 ")
    'one\ntwo'
    """
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNWRITABLE.sub("", unified).strip()


def free_key(name: str, taken: Collection[str]) -> str:
    """Return a key made from a theme's name that no other theme has.

    >>> free_key("Hurdles to taking part", {"hurdles-to-taking-part"})
    'hurdles-to-taking-part-2'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:70] or "theme"
    numbered = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    return next(key for key in numbered if key not in taken)


def identifier(kind: str, key: str) -> str:
    """Return the lasting identifier of a thing in REFI-QDA files."""
    return str(uuid5(NAMESPACE, f"{kind}:{key}"))


def look_of(place: int) -> tuple[str, str]:
    """Return the colour and the mark of the theme at a place of the codebook.

    >>> look_of(0), look_of(8)
    (('teal', 'circle'), ('teal', 'square'))
    """
    turn, colour = divmod(place, len(COLOURS))
    return list(COLOURS)[colour], list(MARKS)[(colour + turn) % len(MARKS)]


def nearest_colour(code: str) -> str:
    """Return which of our colours is nearest to “#rrggbb” or “#rgb”; "" for anything else.

    >>> nearest_colour("#0b6370"), nearest_colour("#f00"), nearest_colour("red")
    ('teal', 'red', '')
    """
    found = re.fullmatch(r"#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})", code.strip())
    if found is None:
        return ""
    digits = found[1] if len(found[1]) == 6 else "".join(2 * each for each in found[1])
    wanted = _channels(digits)
    return min(
        COLOURS,
        key=lambda name: sum(
            (one - other) ** 2
            for one, other in zip(wanted, _channels(COLOURS[name][1:]), strict=True)
        ),
    )


def _channels(digits: str) -> tuple[int, ...]:
    return tuple(int(digits[place : place + 2], 16) for place in (0, 2, 4))


# The lines that open a part of a description. What people wrote is never taken for one of them:
# a line of theirs that begins so, or with a backslash, is written with a backslash before it.
_LABELS = {
    "include": "When to use: ",
    "exclude": "When not to use: ",
    "examples": "Example: ",
    "parent": "Part of: ",
    "key": "Key: ",
    "mark": "Mark: ",
}


def described(entry: ThemeEntry, *, is_all: bool) -> str:
    """Return all of a theme but its name as one readable text.

    Parameters
    ----------
    is_all
        Whether it names the theme above and the colour too, where the format has no other place.
    """
    parts = [_escaped(entry.definition)] if entry.definition else []
    parts += [_part("include", entry.include), _part("exclude", entry.exclude)]
    parts += [_part("examples", each) for each in entry.examples]
    parts.append(_part("parent", entry.parent) if is_all else "")
    parts.append("" if entry.key == free_key(entry.name, ()) else _part("key", entry.key))
    looks = (entry.colour if is_all else "", entry.mark)
    parts.append(_part("mark", " ".join(each for each in looks if each)))
    return "\n".join(part for part in parts if part)


def _part(name: str, text: str) -> str:
    return _LABELS[name] + _escaped(text) if text else ""


def _escaped(text: str) -> str:
    return "\n".join(f"\\{line}" if _opens(line) else line for line in text.split("\n"))


def _opens(line: str) -> bool:
    return line.startswith(("\\", *_LABELS.values()))


def entry_of(name: str, description: str, *, taken: Collection[str] = ()) -> ThemeEntry:
    """Return the theme that a name and a description tell of, whoever wrote them."""
    title = plain_line(name)
    told = _told(plain_text(description))
    looks = " ".join(told["mark"]).split()
    key = re.sub(r"[\s;,]+", "-", " ".join(told["key"]))[:80]
    return ThemeEntry(
        key=key or free_key(title, taken),
        name=title,
        definition="\n".join(told["definition"]),
        include="\n".join(told["include"]),
        exclude="\n".join(told["exclude"]),
        examples=tuple(told["examples"]),
        parent=" ".join(told["parent"]),
        colour=next((each for each in looks if each in COLOURS), ""),
        mark=next((each for each in looks if each in MARKS), ""),
    )


def _told(description: str) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {name: [] for name in ("definition", *_LABELS)}
    current = "definition"
    is_new = True
    for line in description.split("\n"):
        label = next((name for name, words in _LABELS.items() if line.startswith(words)), None)
        if label is not None:
            current, is_new = label, True
            line = line.removeprefix(_LABELS[label])
        line = line.removeprefix("\\")
        if is_new or not told[current]:
            told[current].append(line)
        else:
            told[current][-1] += f"\n{line}"
        is_new = False
    return {
        name: [text for each in texts if (text := each.strip())] for name, texts in told.items()
    }


def in_order(entries: Iterable[ThemeEntry]) -> list[ThemeEntry]:
    """Return themes with each sub-theme right after the theme above it."""
    listed = list(entries)
    below: dict[str, list[ThemeEntry]] = {}
    for each in listed:
        if each.parent:
            below.setdefault(each.parent, []).append(each)
    return [part for each in listed if not each.parent for part in (each, *below.get(each.key, []))]
