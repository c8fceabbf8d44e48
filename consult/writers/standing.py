"""How far what a file says has come: a draft, checked or approved, and by whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from consult.writers.blocks import Block, Heading, Paragraph, Run, Table, Tone, says, words
from consult.writers.figures import dated
from consult.writers.paper import Signature

DRAFT = "Draft. It has not been checked, and is not for publication."
CHECKED = "Checked, and not yet approved."
CHANGED = (
    "Draft. Figures have changed since the report was checked, and nobody has checked them again."
    " It is not for publication."
)
MARKS = {"draft": "DRAFT", "checked": "NOT YET APPROVED"}
SIGNED = "Who wrote, checked and approved this report"
NOBODY = "Nobody has checked or approved it yet."
NOBODY_AT_ALL = "Nobody has checked or approved these figures yet."


@dataclass(frozen=True)
class Standing:
    """How far a report has come whose figures a file says.

    Parameters
    ----------
    state
        "draft", "checked" or "approved".
    report
        The title of the report that was written of the same figures; "" where there is none.
    is_changed
        Whether it was checked, and figures of it have changed since.
    """

    state: str = "draft"
    report: str = ""
    is_changed: bool = False
    signatures: tuple[Signature, ...] = ()

    @property
    def notice(self) -> str:
        """What has to be said before anything else; nothing of what is approved."""
        if self.is_changed:
            return CHANGED
        return {"draft": DRAFT, "checked": CHECKED}.get(self.state, "")

    @property
    def mark(self) -> str:
        """The same in a word or two, for each slide and the head of a page."""
        return MARKS.get(self.state, "")

    @property
    def signed(self) -> str:
        """Who took which step and when, in sentences."""
        steps = [
            f"{each.done} by {each.name}, {dated(each.on)}."
            for each in self.signatures
            if each.name and each.on
        ]
        report = f"Report “{self.report}”." if self.report else ""
        if self.state == "draft" and not self.is_changed:
            steps.append(NOBODY if self.report else NOBODY_AT_ALL)
        return " ".join(filter(None, (report, *steps)))

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """What a table says of it: each with its name."""
        return tuple(
            (name, text)
            for name, text in (("State", self.notice or "Approved."), ("Signed", self.signed))
            if text
        )


def head(standing: Standing | None) -> Iterator[Block]:
    """Yield what stands before everything else."""
    if standing is not None and standing.notice:
        yield Paragraph((Run(standing.notice, strong=True),), Tone.NOTICE)


def foot(standing: Standing | None) -> Iterator[Block]:
    """Yield who signed, in one paragraph, for what has little room."""
    if standing is not None and standing.signed:
        yield says(standing.signed, Tone.NOTE)


def signatures(signed: tuple[Signature, ...]) -> Iterator[Block]:
    """Yield who wrote, checked and approved a report, as a table under its own heading."""
    if not signed:
        return
    yield Heading(1, SIGNED)
    rows = tuple(
        (words(s.done), words(s.name or "Nobody yet"), words(dated(s.on) if s.on else "–"))
        for s in signed
    )
    yield Table("Signatures", ("Step", "Name", "Date"), rows, (0.2, 0.4, 0.24))
