"""In which language a request speaks: our own sentences, and what officers translated of theirs.

The rules of a survey speak to people too, and know nothing of the web, so the language is kept
for the thread of work and not for the request. Catalogues are read from their `.po` files when a
language is first spoken: there is nothing to compile, and nothing that can be out of date.
"""

from __future__ import annotations

import functools
import gettext as standard
import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

SOURCE = "en"
CATALOGUES = Path(__file__).parent / "translations"
# Our own pages speak these in full; officers may translate their texts into any language.
SPOKEN = {"en": "English", "cy": "Cymraeg"}
_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]")
_OF_BASE = re.compile(r"(?P<count>[\d,]+) of (?P<base>[\d,]+)(?: \((?P<share>[^()]+)\))?")
_INTERVAL = re.compile(r"(?P<low>\d+%|-?[\d,.]+) to (?P<high>\d+%|-?[\d,.]+)")
_SPAN = re.compile(r"(?P<low>-?[\d,.]+) to under (?P<high>-?[\d,.]+)")
_CHANGE = re.compile(
    r"(?P<points>[+−]?\d+) points \((?P<low>[+−]?\d+) to (?P<high>[+−]?\d+)\): (?P<verdict>.+)"
)
RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


@dataclass(frozen=True, slots=True)
class Speech:
    """What is spoken now.

    Attributes
    ----------
    language
        Of our own sentences.
    chosen
        What was asked for: also a language into which only officers' texts are translated.
    texts
        Officers' texts in the chosen language, by what they wrote.
    """

    language: str = SOURCE
    chosen: str = SOURCE
    texts: Mapping[str, str] = field(default_factory=dict)


ENGLISH = Speech()
_speech: ContextVar[Speech] = ContextVar("speech", default=ENGLISH)


def speak(chosen: str = SOURCE, texts: Mapping[str, str] | None = None) -> None:
    """Speak a language from now on: English where we have no sentences in it."""
    language = chosen if chosen in SPOKEN else SOURCE
    _speech.set(Speech(language, chosen, texts or {}))


def speech() -> Speech:
    """Return what is spoken now."""
    return _speech.get()


@contextmanager
def speaking(chosen: str, texts: Mapping[str, str]) -> Iterator[None]:
    """Speak a language in a block, and afterwards again what was spoken before it."""
    before = _speech.get()
    speak(chosen, texts)
    try:
        yield
    finally:
        _speech.set(before)


def tidied(code: str) -> str:
    """Return the code of a language as it is written, in whatever case it was typed; "" for none.

    It is the form in which translations are stored, whether or not there are any in it.

    >>> tidied("PT-br"), tidied("zh-hant-tw"), tidied("CY"), tidied("ES-419"), tidied("../cy")
    ('pt-BR', 'zh-Hant-TW', 'cy', 'es-419', '')
    """
    if not _CODE.fullmatch(code):
        return ""
    language, *parts = code.lower().split("-")
    # A script has four letters; what else follows names a region, or a way to write.
    return "-".join(
        (language, *(part.title() if len(part) == 4 else part.upper() for part in parts))
    )


def gettext(message: str) -> str:
    """Return one of our sentences in the language that is spoken."""
    language = _speech.get().language
    return message if language == SOURCE else _catalogue(language).gettext(message)


def ngettext(one: str, many: str, number: int) -> str:
    """Return one of our sentences for a number of things."""
    language = _speech.get().language
    if language == SOURCE:
        return one if number == 1 else many
    return _catalogue(language).ngettext(one, many, number)


def marked(message: str) -> str:
    """Return a sentence as it is, which is to be translated where it is used."""
    return message


def of_ours(text: str) -> str | None:
    """Return a sentence, figure or day of ours, kept in English, in the language that is spoken.

    None for what is no text of ours, and so has to be translated by whoever wrote it.
    """
    if not _LETTERS.search(text):
        return text
    if _speech.get().language == SOURCE:
        return None
    if figure := _OF_BASE.fullmatch(text):
        said = gettext("%(count)s of %(base)s") % figure.groupdict()
        return f"{said} ({gettext(figure['share'])})" if figure["share"] else said
    if interval := _INTERVAL.fullmatch(text):
        return gettext("%(low)s to %(high)s") % interval.groupdict()
    if span := _SPAN.fullmatch(text):
        return gettext("%(low)s to under %(high)s") % span.groupdict()
    if change := _CHANGE.fullmatch(text):
        said = gettext("%(points)s points (%(low)s to %(high)s): %(verdict)s")
        return said % {**change.groupdict(), "verdict": gettext(change["verdict"])}
    if said := _day_or_month(text):
        return said
    ours = gettext(text)
    return None if ours == text else ours


def _day_or_month(text: str) -> str:
    """Return a day or a month that is kept in English in the language that is spoken, or ""."""
    for written, shown in (("%d %B %Y", "d MMMM y"), ("%B %Y", "MMMM y")):
        try:
            found = datetime.strptime(text, written).replace(tzinfo=UTC).date()
        except ValueError:
            continue
        return _in_words(found, shown)
    return ""


def is_figure(text: str) -> bool:
    """Return whether a text is a figure of ours, which nobody needs to translate.

    >>> is_figure("8 of 40 (20%)"), is_figure("+3 points (−1 to +7): grew"), is_figure("8 halls")
    (True, True, False)
    """
    figures = (_OF_BASE, _INTERVAL, _SPAN, _CHANGE)
    is_number = not _LETTERS.search(text) or any(each.fullmatch(text) for each in figures)
    return is_number or bool(_day_or_month(text))


def told(text: str) -> str:
    """Return an officer's text in the chosen language, or as they wrote it."""
    return _speech.get().texts.get(text) or text


def language_of(text: str) -> str:
    """Return in which language `told` gives an officer's text."""
    now = _speech.get()
    return now.chosen if now.texts.get(text) else SOURCE


def direction(language: str) -> str:
    """Return "rtl" for a language that is written from right to left, else "ltr"."""
    return "rtl" if language.partition("-")[0].lower() in RIGHT_TO_LEFT else "ltr"


def day(value: date) -> str:
    """Return a date as people write it: “5 March 2026”, “5 Mawrth 2026”."""
    language = _speech.get().language
    if language == SOURCE:
        return f"{value.day} {value:%B %Y}"
    return _in_words(value, "d MMMM y")


def _in_words(value: date, shown: str) -> str:
    from babel.dates import format_date

    return format_date(value, shown, locale=_speech.get().language)


@functools.cache
def _catalogue(language: str) -> standard.NullTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with (CATALOGUES / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return standard.GNUTranslations(compiled)
