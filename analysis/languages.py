"""Which language a text is likeliest in, of all that can be told or of some.

It is local and contacts nothing. What follows from a chance is said in `analysis.foreign`.

References
----------
Lui and Baldwin (2012), langid.py: an off-the-shelf language identification tool, ACL.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

UNDETERMINED = "und"

# A text's language shows in its first lines; a pasted report must not cost minutes.
_MOST_CHARACTERS = 4_000


def _chances(sample: str, present: Collection[str]) -> Mapping[str, float]:
    """Return the chance of each language present, in 0..1, if it must be one of them."""
    if not any(mark.isalpha() for mark in sample):
        return {}
    ranked = {name: p for name, p in _identifier().rank(sample) if name in present}
    together = sum(ranked.values())
    return {name: chance / together for name, chance in ranked.items()} if together else {}


def _sample(text: str) -> str:
    return text[:_MOST_CHARACTERS].replace("\0", " ").strip()


def is_told(language: str) -> bool:
    """Return whether a language, by its ISO 639 code, can be told from others."""
    return language in _identifier().labels


def likeliest(text: str) -> tuple[str, float]:
    """Return the likeliest language of one text and its chance in 0..1, however short it is."""
    language, chance = _identifier().classify(_sample(text))
    return language, float(chance)


def chance_among(text: str, languages: Collection[str]) -> tuple[str, float]:
    """Return the same if it must be one of some languages."""
    chances = _chances(_sample(text), languages)
    best = min(chances, key=lambda name: (-chances[name], name), default=UNDETERMINED)
    return best, chances.get(best, 0.0)


@cache
def _identifier() -> Any:
    """Return the model inside the wheel, loaded once a process."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
