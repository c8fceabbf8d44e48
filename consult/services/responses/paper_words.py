"""What the form on paper says itself, in the language that is spoken: Welsh, or else English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby

from consult import words
from consult.models.surveys import Question, QuestionType
from consult.services.responses import limits, piping
from consult.words import gettext as _
from consult.words import marked
from consult.writers.survey_prints import Own, Said, Sentence

NAMES = {
    "form": marked("Paper form"),
    "large": marked("Large print form"),
    "easy": marked("Easy Read form"),
    "poster": marked("Poster"),
}
_ONE = marked("Tick one box.")
_HELP = {
    QuestionType.TEXT: marked("Write your answer on the lines."),
    QuestionType.SHORT_TEXT: marked("Write your answer on the line."),
    QuestionType.ONE_CHOICE: _ONE,
    QuestionType.SCALE: _ONE,
    QuestionType.SEVERAL_CHOICES: marked("Tick all that apply."),
    QuestionType.RANKING: marked("Write 1 beside what comes first, 2 beside the next, and so on."),
    QuestionType.NUMBER: marked("Write a number."),
    QuestionType.DATE: marked("Write the day, the month and the year."),
    QuestionType.POSTCODE: marked("Write your postcode. We keep the ward, not the postcode."),
    QuestionType.PLACE: marked("Write where it is: a street, a building or a landmark."),
    QuestionType.FILE: marked("Put a copy of it in the envelope."),
    QuestionType.CONTACT: marked(
        "Write an email address or a telephone number. Tick what you agree to."
    ),
}
_FIELDS = {
    QuestionType.DATE: (marked("Day"), marked("Month"), marked("Year")),
    QuestionType.CONTACT: (marked("Name"), marked("Email address"), marked("Telephone number")),
}
_MANNER = marked(
    "You may leave out any question that is optional. Write as much as you like; use another sheet"
    " if you need it."
)
_EASY_MANNER = (
    marked("Somebody can help you to fill in this form."),
    marked("You do not have to answer every question."),
    marked("Put a tick in the box next to your answer."),
)
_ONLINE = marked("Rather answer online? Scan the square, or open")
_ONLINE_ELSE = {
    "easy": marked("You can also answer on the internet."),
    "poster": marked("Scan the square, or open"),
}
_REPEATED = marked("(your answer to question {number})")
# A file and the words above a table of questions have no number on paper.
_REPEATED_WITHOUT_NUMBER = marked("(your earlier answer)")
_OTHER_WAYS = marked(
    "Ask us for a form on paper, in large print or in Easy Read, or tell us by telephone."
)


def own(what: str, *, title: str, closes_on: date | None, address: str) -> Own:
    """Return all that a print says itself.

    Parameters
    ----------
    what
        Which print it is, a key of `NAMES`.
    """
    name = _(NAMES[what])
    day = words.day(closes_on) if closes_on else ""
    last = _("By {day}. You need no account.") if what == "poster" else _("The last day is {day}.")
    return Own(
        language=words.speech().language,
        name=name,
        description=_("{name} of “{title}”").format(name=name, title=title),
        manner=tuple(_(each) for each in (_EASY_MANNER if what == "easy" else (_MANNER,))),
        optional=_("(optional)"),
        page=_("Page {page} of {pages}"),
        online=_(_ONLINE_ELSE.get(what, _ONLINE)),
        last_day=last.format(day=day) if day else "",
        thanks=_("Thank you"),
        send_to=_("Please send this form to:"),
        privacy=_("What happens to your answers"),
        square=_("QR code of {address}").format(address=address),
        have_your_say=_("Have your say"),
        other_ways=_(_OTHER_WAYS),
    )


def ours(sentence: str) -> Sentence:
    """Return a sentence of ours as paper has it; nothing where there is none."""
    return (Said(sentence, words.speech().language),) if sentence else ()


def told(text: str) -> Sentence:
    """Return what officers wrote, in the language of the form or else as they wrote it."""
    return (Said(words.told(text).strip(), words.language_of(text)),) if text.strip() else ()


def piped(text: str, numbers: Mapping[str, str]) -> Sentence:
    """Return what `told` does, with words of ours in place of each answer that the text repeats.

    Parameters
    ----------
    numbers
        What each question is numbered on paper, by its code; "" for one that has no number. A code
        that no question has is left as it was written.
    """
    language = words.language_of(text)
    parts = piping.MARK.split(words.told(text).strip())
    pieces = (
        _repeated(part, numbers, language) if place % 2 else (Said(part, language),)
        for place, part in enumerate(parts)
    )
    return _whole(piece for each in pieces for piece in each if piece.text)


def _repeated(code: str, numbers: Mapping[str, str], language: str) -> Sentence:
    if code not in numbers:
        return (Said(f"{{{code}}}", language),)
    number = numbers[code]
    return ours(_(_REPEATED).format(number=number) if number else _(_REPEATED_WITHOUT_NUMBER))


def filled(sentence: str, **values: Sentence) -> Sentence:
    """Return a sentence of ours with officers' words in its places, each in its own language."""
    parts = re.split(r"\{(\w+)\}", sentence)
    pieces = (values[part] if place % 2 else ours(part) for place, part in enumerate(parts))
    return _whole(piece for each in pieces for piece in each)


def _whole(pieces: Iterable[Said]) -> Sentence:
    """Return the pieces with neighbours of one language as one, so that their order is kept."""
    runs = groupby(pieces, lambda piece: piece.language)
    return tuple(Said("".join(each.text for each in run), language) for language, run in runs)


def joined(link: str, several: list[Sentence]) -> Sentence:
    """Return several with a word of ours between them."""
    between = ours(f" {link} ")
    linked = (piece for each in several[1:] for piece in (*between, *each))
    return _whole((*several[0], *linked))


def help_of(question: Question) -> Sentence:
    """Return how a question is answered on paper."""
    sentence = _HELP.get(question.question_type)
    return ours(limits.printed(question) or (_(sentence) if sentence else ""))


def fields_of(question: Question) -> tuple[Sentence, ...]:
    """Return what is written on each line of a date or a contact."""
    return tuple(ours(_(each)) for each in _FIELDS.get(question.question_type, ()))


def condition(parts: Sequence[tuple[str, Sequence[str]]]) -> Sentence:
    """Return who answers a part: those who ticked one of the answers to each numbered question.

    Without any, it is for the reader to tell.
    """
    if not parts:
        return ours(_("Some people can leave this part out."))
    ticked = [
        filled(
            _("{answers} in question {number}"),
            answers=joined(_("or"), [filled("“{label}”", label=told(each)) for each in labels]),
            number=ours(number),
        )
        for number, labels in parts
    ]
    sentence = _("Answer this part only if you ticked {answers}.")
    return filled(sentence, answers=joined(_("and"), ticked))


def option(label: str, *, is_other: bool) -> Sentence:
    """Return an answer to tick; one to say oneself has dots to write on."""
    if not is_other:
        return told(label)
    return filled("{label} {say} ………………", label=told(label), say=ours(_("(please say):")))
