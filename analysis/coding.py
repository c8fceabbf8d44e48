"""Coding with a codebook: several themes a statement, each with a score and the reason for it.

A statement in a language that has no codebook is kept apart; one that nothing fits is left as
*other*; one that reads like an earlier one is coded as that is.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, dataclass, replace
from functools import lru_cache, partial
from typing import Any

from analysis.checkpoints import Checkpoints
from analysis.chunks import AnalysisCancelled as AnalysisCancelled
from analysis.chunks import Cancelled, Progress, Steps, mapped
from analysis.codebook import Codebook, CodebookError, Example
from analysis.coder import Applied as Applied
from analysis.coder import Coder
from analysis.encoder import Encoder, default_encoder
from analysis.foreign import foreign, language_of
from analysis.statements import Ledger, first_seen, plain

_CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Coded:
    """What became of one statement.

    `copy_of` is the index of the first that reads alike. `language` is an ISO 639 code where it is
    another than the codebook's; without a codebook of that language there are no themes.
    """

    themes: tuple[Applied, ...]
    is_empty: bool = False
    copy_of: int | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class CodingResult:
    """A coded batch, one entry a statement in the order given."""

    codings: tuple[Coded, ...]
    ledger: Ledger
    encoder: str

    def languages(self) -> dict[str, int]:
        """Return how many statements are in each language other than the codebook's."""
        found = Counter(coded.language for coded in self.codings if coded.language is not None)
        return dict(sorted(found.items()))


def code(
    texts: Sequence[str],
    codebook: Codebook,
    *,
    others: Sequence[Codebook] = (),
    examples: Sequence[Example] | None = None,
    abbreviations: Mapping[str, str] | None = None,
    encoder: Encoder | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    executor: Executor | None = None,
    checkpoints: Checkpoints | None = None,
) -> CodingResult:
    """Apply a codebook to statements; there is no random step in it.

    Parameters
    ----------
    texts : sequence of str
    codebook : Codebook
        Themes that are standard barriers are given the shipped lexicon.
    others : sequence of Codebook, optional
        Codebooks of other languages, for the statements in them; the same id is the same theme.
    examples : sequence of Example, optional
        Statements that people coded, to learn from.
    abbreviations : mapping of str to str, optional
        Partners' short names and what they stand for, spelt out for matching and never in reasons.
    encoder : Encoder, optional
        Another source of vectors than the static table.
    progress : callable, optional
        Called with the share done, in 0..1.
    cancelled : callable, optional
        Asked between chunks; when it returns true the run stops.
    executor : Executor, optional
        Hands for the chunks; the numbers are the same without.
    checkpoints : Checkpoints, optional
        Where the finished chunks are kept.

    Raises
    ------
    CodebookError
        When an example names a theme that the codebook has not, or the lexicon cannot be read.
    AnalysisCancelled
        When `cancelled` said so.
    """
    examples = tuple(examples or ())
    refuse_unknown(examples, (codebook, *others))
    step = Steps(progress, cancelled)
    recipe = _Recipe(
        codebook,
        tuple(others),
        examples,
        encoder or default_encoder(),
        tuple(sorted((abbreviations or {}).items())),
    )
    firsts = first_seen(texts, spared=frozenset(plain(example.text) for example in examples))
    read = _as_read(texts, firsts)
    distinct = list(read)
    chunks = [distinct[at : at + _CHUNK] for at in range(0, len(distinct), _CHUNK)]
    said = ([texts[read[index]] for index in chunk] for chunk in chunks)
    made = mapped(partial(_kept, checkpoints, recipe), enumerate(said), executor)
    coded: dict[int, Coded] = {}
    for number, chunk in enumerate(chunks):
        step(number / len(chunks))
        coded.update(zip(chunk, next(made), strict=True))
    step(1.0)
    codings = tuple(_coded(index, first, coded) for index, first in enumerate(firsts))
    return CodingResult(codings, ledger_of(codings), recipe.encoder.name)


@dataclass(frozen=True, slots=True)
class _Recipe:
    """All that a statement's coding depends on, small enough to be sent to another process."""

    codebook: Codebook
    others: tuple[Codebook, ...]
    examples: tuple[Example, ...]
    encoder: Encoder
    abbreviations: tuple[tuple[str, str], ...]


@lru_cache(maxsize=1)
def _coders(recipe: _Recipe) -> _Coders:
    """Return the coders of a recipe, which a process makes once for all its chunks."""
    return _Coders(recipe)


def _kept(
    checkpoints: Checkpoints | None, recipe: _Recipe, numbered: tuple[int, Sequence[str]]
) -> list[Coded]:
    """Return what becomes of a chunk of texts, from the checkpoints if it is there."""
    at, texts = numbered
    if checkpoints is None:
        return _coders(recipe).apply(texts)
    name = f"codings-{at:05}.json"
    kept = checkpoints.read(name)
    if kept is not None:
        return [_restored(one) for one in json.loads(kept)]
    coded = _coders(recipe).apply(texts)
    checkpoints.write(name, json.dumps([asdict(one) for one in coded]).encode())
    return coded


def _restored(kept: dict[str, Any]) -> Coded:
    themes = tuple(
        Applied(one["theme"], one["score"], tuple(one["why"])) for one in kept.pop("themes")
    )
    return Coded(themes, **kept)


class _Coders:
    """A coder for each language that has a codebook."""

    def __init__(self, recipe: _Recipe) -> None:
        examples, codebook, others = recipe.examples, recipe.codebook, recipe.others
        self._main = codebook.language
        books = {None: codebook} | {language_of(other.language): other for other in others}
        self._languages = [language for language in books if language is not None]
        taught = foreign([example.text for example in examples], self._main, self._languages)
        self._coders = {
            language: Coder(
                book,
                [
                    e
                    for e, own in zip(examples, taught, strict=True)
                    if _is_for(own, language, books)
                ],
                recipe.encoder,
                dict(recipe.abbreviations),
            )
            for language, book in books.items()
        }

    def apply(self, texts: Sequence[str]) -> list[Coded]:
        """Return what becomes of each text."""
        spoken = foreign(texts, self._main, self._languages)
        found: list[Coded] = [Coded((), language=language) for language in spoken]
        for language, coder in self._coders.items():
            rows = [
                row
                for row, own in enumerate(spoken)
                if own == language or (language is None and plain(texts[row]) in coder.decided)
            ]
            for row, applied in zip(rows, coder.apply([texts[row] for row in rows]), strict=True):
                found[row] = Coded(applied, language=spoken[row])
        return found


def _is_for(spoken: str | None, language: str | None, books: Mapping[str | None, Codebook]) -> bool:
    """Return whether an example teaches a codebook: its own language's, or else the main one."""
    return (spoken if spoken in books else None) == language


def _as_read(texts: Sequence[str], firsts: Sequence[int | None]) -> dict[int, int]:
    """Return for each first statement the index of the one that stands for all that read alike.

    It is the shortest, in small letters if any is, whatever the order of the rows.
    """

    def plainness(at: int) -> tuple[int, str]:
        return len(texts[at]), texts[at].swapcase()

    read: dict[int, int] = {}
    for at, first in enumerate(firsts):
        if first is not None:
            said = read.setdefault(first, at)
            if said != at and plainness(at) < plainness(said):
                read[first] = at
    return read


def _coded(index: int, first: int | None, coded: Mapping[int, Coded]) -> Coded:
    if first is None:
        return Coded((), is_empty=True)
    return coded[first] if first == index else replace(coded[first], copy_of=first)


def ledger_of(codings: Sequence[Coded]) -> Ledger:
    """Count what became of each statement."""
    empty = sum(coding.is_empty for coding in codings)
    duplicate = sum(coding.copy_of is not None for coding in codings)
    themed = sum(coding.copy_of is None and bool(coding.themes) for coding in codings)
    other = len(codings) - empty - duplicate - themed
    return Ledger(len(codings), themed, other, empty, duplicate)


def refuse_unknown(examples: Sequence[Example], codebooks: Sequence[Codebook]) -> None:
    """Refuse an example of a theme that none of the codebooks has."""
    known = tuple(dict.fromkeys(theme.id for book in codebooks for theme in book.themes))
    for at, example in enumerate(examples, start=1):
        for theme in example.themes:
            if theme not in known:
                raise CodebookError(
                    f"Example {at} has the theme “{theme}”, which the codebook has not. "
                    f"Its themes are: {', '.join(known)}."
                )
