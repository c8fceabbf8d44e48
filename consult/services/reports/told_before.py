"""You told us this before: which themes people named in an earlier consultation, and what followed.

A theme is shown with the latest consultation in which anybody named it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from consult.models.actions import ActionStatus, AgreedAction, Decision
from consult.services.actions.telling import STATUSES, VERDICTS
from consult.services.reports.earlier import Earlier
from consult.services.reports.facts import Facts
from consult.words import marked
from consult.writers.figures import dated, of_base

NOTHING = marked("Nothing has been reported yet.")
IN_ORDER = (
    ActionStatus.DONE,
    ActionStatus.UNDER_WAY,
    ActionStatus.PLANNED,
    ActionStatus.STOPPED,
)


@dataclass(frozen=True)
class Told:
    """One theme that people named before.

    Attributes
    ----------
    count
        How many barriers were under it then, of `earlier.base`.
    now
        How many are now; None where it is no theme now.
    base
        How many barriers are reviewed now.
    """

    key: str
    name: str
    earlier: Earlier
    count: int
    now: int | None
    base: int

    @property
    def then(self) -> str:
        """Return the count of then with its base, for staff."""
        return of_base(self.count, self.earlier.base)

    @property
    def today(self) -> str:
        """Return the count of now with its base, for staff; nothing where it is no theme now."""
        return "" if self.now is None else of_base(self.now, self.base)

    def decisions(self, *, only_public: bool) -> tuple[Decision, ...]:
        """Return what was decided of it after the earlier consultation."""
        found = self.earlier.decisions.get(self.key, ())
        return tuple(each for each in found if each.is_public or not only_public)

    def done(self) -> str:
        """Return in a few sentences what the public was told of it."""
        return " ".join(map(_in_words, self.decisions(only_public=True))) or NOTHING


def told(facts: Facts, known: Sequence[str], earlier: Sequence[Earlier]) -> tuple[Told, ...]:
    """Return the themes that were named before, those largest now first.

    Parameters
    ----------
    known
        The keys of the themes that the codebook has now.
    earlier
        The latest first.
    """
    return tuple(_told(facts, known, earlier))


def _told(facts: Facts, known: Sequence[str], earlier: Sequence[Earlier]) -> Iterator[Told]:
    latest: dict[str, Earlier] = {}
    for each in earlier:
        for key, count in each.counts.items():
            if count:
                latest.setdefault(key, each)
    now = {theme.key: theme for theme in facts.themes}
    for key in dict.fromkeys([*now, *latest]):
        if key in latest:
            then = latest[key]
            name = now[key].name if key in now else then.names.get(key, key)
            count = len(now[key].members) if key in now else 0
            counted = count if key in known else None
            yield Told(key, name, then, then.counts[key], counted, facts.settled)


def _in_words(decision: Decision) -> str:
    said = [f"{VERDICTS[decision.verdict]}: {_sentence(decision.text)}"]
    for status in IN_ORDER:
        listed = [_action(each) for each in decision.actions if each.status is status]
        if listed:
            said.append(f"{STATUSES[status]}: {_sentence('; '.join(listed))}")
    return " ".join(said)


def _action(action: AgreedAction) -> str:
    text = " ".join(action.text.split()).rstrip(".")
    if action.is_settled or action.due_on is None:
        return text
    return f"{text} (due {dated(action.due_on)})"


def _sentence(text: str) -> str:
    words = " ".join(text.split())
    return words if words.endswith((".", "!", "?")) else f"{words}."
