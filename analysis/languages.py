"""Which language each text is in, so that coding and discovery can keep languages apart.

A text is read on its own where that is sure. A short one is then read among the languages that the
others are surely in: few words tell Welsh from English, but not from each of 140 languages. What is
still unsure counts as the main language. It is local and contacts nothing.

References
----------
Lui and Baldwin (2012), langid.py: an off-the-shelf language identification tool, ACL.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

UNDETERMINED = "und"

_SURE = 0.8
_LEAST_LETTERS = 8
_LEAST_LETTERS_ALONE = 16
# One stray text does not make a language of the corpus.
_LEAST_TEXTS = 2
# A text's language shows in its first lines; a pasted report must not cost minutes.
_MOST_CHARACTERS = 4_000


@dataclass(frozen=True, slots=True)
class TextLanguage:
    """The language of one text, by its ISO 639 code, and its chance in 0..1.

    `is_read` is False where the text was too short or too unlike any language to say, and the main
    language was assumed.
    """

    language: str
    chance: float
    is_read: bool


@dataclass(frozen=True, slots=True)
class Languages:
    """The languages of a corpus: the main one, and that of each text in order."""

    main: str
    texts: tuple[TextLanguage, ...]

    def groups(self) -> dict[str, tuple[int, ...]]:
        """Return the places of each language's texts: the main language first, then the largest.

        Every text is in exactly one group.
        """
        places: defaultdict[str, list[int]] = defaultdict(list)
        for at, text in enumerate(self.texts):
            places[text.language].append(at)
        order = sorted(places, key=lambda name: (name != self.main, -len(places[name]), name))
        return {name: tuple(places[name]) for name in order}


def read_languages(texts: Sequence[str], *, main: str | None = None) -> Languages:
    """Return the language of each text.

    Parameters
    ----------
    texts : sequence of str
    main : str, optional
        The ISO 639 code of the language that most texts should be in, such as ``"en"``. Where not
        given, it is the one with most letters among the texts that can be read; “und” if none can.

    Raises
    ------
    ValueError
        When the main language is not one that can be told from others.
    """
    if main is not None and main not in _identifier().labels:
        raise ValueError(
            f"“{main}” is not a language that can be told: give a code such as “en” or “cy”."
        )
    samples = [_sample(text) for text in texts]
    alone = {sample: _alone(sample) for sample in dict.fromkeys(samples)}
    letters: Counter[str] = Counter()
    read: Counter[str] = Counter()
    for sample in samples:
        if (found := alone[sample]) is not None:
            letters[found.language] += _letters(sample)
            read[found.language] += 1
    if main is None:
        main = min(letters, key=lambda name: (-letters[name], name), default=UNDETERMINED)
    present = {name for name, count in read.items() if count >= _LEAST_TEXTS} | {main}
    together = {sample: found or _among(sample, present, main) for sample, found in alone.items()}
    return Languages(main, tuple(together[sample] for sample in samples))


def _alone(sample: str) -> TextLanguage | None:
    """Return the language of a text that is sure of itself, or None."""
    if _letters(sample) < _LEAST_LETTERS_ALONE:
        return None
    language, chance = _identifier().classify(sample)
    return TextLanguage(language, round(chance, 4), is_read=True) if chance >= _SURE else None


def _among(sample: str, present: Collection[str], main: str) -> TextLanguage:
    """Return the likeliest of the languages present, or the main one where that is not sure."""
    chances = _chances(sample, present)
    likeliest = min(chances, key=lambda name: (-chances[name], name), default=main)
    chance = round(chances.get(likeliest, 0.0), 4)
    if chance >= _SURE and _letters(sample) >= _LEAST_LETTERS and len(present) > 1:
        return TextLanguage(likeliest, chance, is_read=True)
    return TextLanguage(main, round(chances.get(main, 0.0), 4), is_read=False)


def _chances(sample: str, present: Collection[str]) -> Mapping[str, float]:
    """Return the chance of each language present, in 0..1, if it must be one of them."""
    if not _letters(sample):
        return {}
    ranked = {name: p for name, p in _identifier().rank(sample) if name in present}
    together = sum(ranked.values())
    return {name: chance / together for name, chance in ranked.items()} if together else {}


def _sample(text: str) -> str:
    return text[:_MOST_CHARACTERS].replace("\0", " ").strip()


def _letters(sample: str) -> int:
    """Return the letters of a text, in bytes: a Chinese one tells more than a Latin one."""
    return sum(len(mark.encode()) for mark in sample if mark.isalpha())


@cache
def _identifier() -> Any:
    """Return the model inside the wheel, loaded once a process."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
