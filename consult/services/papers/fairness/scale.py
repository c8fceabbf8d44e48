"""The published scale: which words of quantity stand for which shares, from a file to be read."""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Quantity:
    """A word of quantity with the shares, in percent, that it can stand for."""

    name: str
    pattern: re.Pattern[str]
    least: int
    most: int
    says: str

    def fits(self, count: int, base: int) -> bool:
        """Return whether a count of a base is what the word says."""
        return self.least * base <= 100 * count <= self.most * base


@dataclass(frozen=True, slots=True)
class Loaded:
    """Words that say more than a figure can, and why they are stopped at."""

    pattern: re.Pattern[str]
    why: str


@dataclass(frozen=True, slots=True)
class Scale:
    """All that the check goes by."""

    quantities: tuple[Quantity, ...]
    loaded: tuple[Loaded, ...]
    claim: re.Pattern[str]
    everybody: re.Pattern[str]
    noun: re.Pattern[str]
    cause: re.Pattern[str]
    first: re.Pattern[str]
    is_first: re.Pattern[str]
    rank: re.Pattern[str]
    ranks: tuple[str, ...]
    person: re.Pattern[str]
    denial: re.Pattern[str]
    claimless: tuple[str, ...]
    leeway: int
    leeway_of_bounds: int
    smallest_base: int
    smallest_count: int
    oldest_reading_age: int
    longest_sentence: int
    longest_paper: int


@functools.cache
def scale() -> Scale:
    """Return the scale."""
    source = files("consult.services") / "papers" / "fairness" / "scale.toml"
    read = tomllib.loads(source.read_text(encoding="utf-8"))
    nouns, claims, ranked = (_any(read[name]) for name in ("nouns", "claims", "ranked"))
    everybody = _any(read["everybody"])

    def pattern(patterns: list[str]) -> re.Pattern[str]:
        text = _any(patterns).replace("NOUN", nouns).replace("CLAIM", claims)
        text = text.replace("RANKED", ranked)
        return re.compile(rf"\b{text}\b", re.IGNORECASE)

    return Scale(
        tuple(
            Quantity(
                each["name"], pattern(each["patterns"]), each["least"], each["most"], each["says"]
            )
            for each in read["word"]
        ),
        tuple(Loaded(pattern(each["patterns"]), each["why"]) for each in read["loaded"]),
        pattern(["CLAIM"]),
        re.compile(rf"(?:^|[.;:] )\W*{everybody}(?: [a-z]+)? {claims}\b", re.IGNORECASE),
        pattern(["NOUN"]),
        pattern(read["causes"]),
        pattern(read["firsts"]),
        pattern([rf"(?:is|are|was|were) (?:[a-z]+ ){{0,3}}{_any(read['firsts'])}"]),
        pattern(_ranked(_any(read["ranks"]), _any(read["firsts"]))),
        tuple(read["ranks"]),
        pattern([_any(read["persons"])]),
        pattern(read["denials"]),
        tuple(read["claimless"]),
        read["leeway"],
        read["leeway_of_bounds"],
        **_numbers(read),
    )


def _ranked(ranks: str, firsts: str) -> list[str]:
    """Return what puts something second, or third: its rank comes first, or after a verb."""
    came = "(?:rank|ranks|ranked|come|comes|came|is|are|was|were|finished|took)"
    return [
        rf"(?P<rank>{ranks})[ -]{firsts}",
        rf"{came} (?:in |a )?(?:[a-z]+ )?(?P<place>{ranks})(?:[ -]{firsts})?",
    ]


def _any(patterns: list[str]) -> str:
    return f"(?:{'|'.join(patterns)})"


def _numbers(read: dict[str, Any]) -> dict[str, int]:
    return {
        name: int(read[name])
        for name in (
            "smallest_base",
            "smallest_count",
            "oldest_reading_age",
            "longest_sentence",
            "longest_paper",
        )
    }
