"""Whether enough came for a group to decide: people or organisations, a number or a share."""

from __future__ import annotations

from dataclasses import dataclass

from consult.models.workshops import QuorumRule
from consult.services.refusals import InvalidInput

LARGEST = 10_000
_SHARES = {QuorumRule.SHARE_OF_PEOPLE, QuorumRule.SHARE_OF_ORGANISATIONS}
_OF_PEOPLE = {QuorumRule.PEOPLE, QuorumRule.SHARE_OF_PEOPLE}


@dataclass(frozen=True, slots=True)
class Quorum:
    """A group's own rule.

    Attributes
    ----------
    size
        People or organisations; for a share, per cent of those who were invited.
    """

    rule: QuorumRule = QuorumRule.NONE
    size: int = 0

    @property
    def is_share(self) -> bool:
        """Return whether it depends on how many were invited."""
        return self.rule in _SHARES

    @property
    def counts(self) -> str:
        """Return what it counts: people or organisations."""
        return "people" if self.rule in _OF_PEOPLE else "organisations"

    def check(self) -> None:
        """Raise InvalidInput where the size does not fit the rule."""
        most = 100 if self.is_share else LARGEST
        if self.rule is not QuorumRule.NONE and not 1 <= self.size <= most:
            raise InvalidInput(
                f"Say how many make a quorum: a whole number from 1 to {most:,}.",
                field="quorum_size",
            )
        if self.rule is QuorumRule.NONE and self.size:
            raise InvalidInput("Say what the quorum is of, or take it away.", field="quorum_rule")


NO_QUORUM = Quorum()


@dataclass(frozen=True, slots=True)
class Standing:
    """A quorum against who came.

    Attributes
    ----------
    needed
        How many make it; None where it is a share and nobody was invited.
    """

    quorum: Quorum
    present: int
    needed: int | None

    @property
    def is_met(self) -> bool:
        """Return whether enough are here."""
        return self.needed is not None and self.present >= self.needed

    @property
    def told(self) -> str:
        """Return it as a sentence of the day: “Quorum: 5 people. It is met: 7 are here.”."""
        verb = "is" if self.present == 1 else "are"
        return self._told("is", f"{self.present:,} {verb} here")

    @property
    def recorded(self) -> str:
        """Return it as a sentence of the minutes: “Quorum: 5 people. It was met: 7 came.”."""
        return self._told("was", f"{self.present:,} came")

    def _told(self, verb: str, came: str) -> str:
        rule = f"Quorum: {self.quorum.size:,} {self._noun(self.quorum.size)}."
        if self.quorum.is_share:
            rule = f"Quorum: {self.quorum.size}% of the {self.quorum.counts} invited"
            if self.needed is None:
                return f"{rule}. Nobody was invited, so there is no telling."
            rule = f"{rule}, which is {self.needed:,}."
        needed = self.needed or 0
        short = "" if self.is_met else f", {needed - self.present:,} too few"
        return f"{rule} It {verb} {'met' if self.is_met else 'not met'}: {came}{short}."

    def _noun(self, number: int) -> str:
        if self.quorum.counts == "people":
            return "person" if number == 1 else "people"
        return "organisation" if number == 1 else "organisations"


def standing(quorum: Quorum, *, present: int, invited: int) -> Standing | None:
    """Return how a quorum stands, or None where the group has none.

    Parameters
    ----------
    present, invited
        How many of what the quorum counts are here, and were invited.
    """
    if quorum.rule is QuorumRule.NONE:
        return None
    if not quorum.is_share:
        return Standing(quorum, present, quorum.size)
    # In whole numbers: a share of 7 people by 29 per cent must not be lifted by a rounding error.
    needed = -(-invited * quorum.size // 100)
    return Standing(quorum, present, max(1, needed) if invited else None)
