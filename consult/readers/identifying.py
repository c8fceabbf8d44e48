"""What in a text could tell who said it, or of whom: personal data, and what is true of few.

The patterns are wide: they make somebody look twice, and decide nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from consult.readers import personal

_ROLES = (
    "head ?teacher|deputy head|vicar|priest|imam|rabbi|minister|caretaker|warden|postmaster|"
    "postmistress|headmaster|headmistress|landlord|landlady|publican|shopkeeper|librarian|"
    "chair(?:man|woman|person)?|secretary|treasurer|clerk|manager|director|chief executive|owner|"
    "coach|captain|receptionist|nurse|midwife|doctor|gp|dentist|pharmacist|social worker|"
    "police officer|pcso|sergeant|inspector|councillor|mayor|mp|governor|teacher|foster carer"
)
_PLACE = r"(?:the |our )?[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*"
_ROLE_AND_PLACE = re.compile(rf"\b(?i:{_ROLES})\b,? (?:at|of|in|for|from|on) {_PLACE}")
_PLACE_S_ROLE = re.compile(rf"\b{_PLACE}[’']s (?:own |new |old |former )?(?i:{_ROLES})\b")
_ONLY_ONE = re.compile(
    r"\b(?i:i am|i’m|i'm|we are|we’re|we're) (?i:the only|the last|the first)\b[^.,;!?]{3,40}"
)
_RELATIVE = (
    "son|daughter|child|husband|wife|partner|mother|father|mum|dad|brother|sister|neighbour|friend"
)
_CONDITION = (
    "autis(?:m|tic)|adhd|dementia|cancer|epilep(?:sy|tic)|diabet(?:es|ic)|stroke|depress(?:ion|ed)|"
    "anxiety|disab(?:led|ility)|wheelchair|blind|deaf|addict(?:ion|ed)?|abuse[ds]?|suicid(?:e|al)|"
    "pregnan(?:t|cy)|asylum|prison|down[’']?s syndrome|cerebral palsy|hiv"
)
_ANOTHER_S_HEALTH = re.compile(rf"\b(?i:my (?:{_RELATIVE})\b[^.;!?]{{0,60}}?\b(?:{_CONDITION}))\b")

_HINTS = (
    ("a role with a place", _ROLE_AND_PLACE),
    ("a role with a place", _PLACE_S_ROLE),
    ("somebody who is the only one", _ONLY_ONE),
    ("somebody’s health or family", _ANOTHER_S_HEALTH),
)


def find(text: str) -> tuple[tuple[str, str], ...]:
    """Return what could identify a person, each as what it is and the words; none twice.

    >>> find("The caretaker at Elm Hall is kind")
    (('a role with a place', 'caretaker at Elm Hall'),)
    >>> find("The hall is shut in winter")
    ()
    """
    return tuple(dict.fromkeys(_every(text)))


def _every(text: str) -> Iterator[tuple[str, str]]:
    for found in personal.find(text):
        yield personal.LABELS[found.what], text[found.start : found.end]
    for what, pattern in _HINTS:
        for match in pattern.finditer(text):
            yield what, match[0]
