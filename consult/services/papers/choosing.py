"""What a person chooses of the findings that are new or gone since a paper was begun."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from consult.models.papers import BlockKind, Paper, PaperBlock
from consult.services import audit, papers
from consult.services.papers import Desk, arising, prefilling, writing
from consult.services.papers.arising import Arisen, Gone, New
from consult.services.refusals import Conflict, InvalidInput
from consult.services.transaction import transaction

ADD = "add"
TAKE_OUT = "take-out"
NO = "no"
LATER = "later"

KEPT = ("section", "text", "prompt", "shows", "alt", "statement_id", "snapshot")
"""What is kept of a block that was taken out, besides its kind, so that it can be put back."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a choice would make of the section that holds the findings.

    Attributes
    ----------
    placed
        Its parts in order: blocks that are there, and findings to be added.
    known
        The keys that are not offered again.
    """

    placed: tuple[PaperBlock | New, ...]
    taken_out: tuple[Gone, ...]
    known: frozenset[str]

    @property
    def added(self) -> list[New]:
        """Return the findings to be added."""
        return [each for each in self.placed if isinstance(each, New)]

    def lines(self, desk: Desk) -> list[tuple[str, str]]:
        """Return the section as it would read: what happens to each part, and its words."""
        out = {id(gone.block) for gone in self.taken_out}
        return [
            ("add", each.words)
            if isinstance(each, New)
            else (TAKE_OUT if id(each) in out else "", arising.words_of(each, desk))
            for each in self.placed
        ]


def plan(desk: Desk, choices: Mapping[str, str]) -> Plan:
    """Return what choices, by the marks of the findings, would make of the paper.

    Raises
    ------
    Conflict
        Where one is chosen that is not offered any longer.
    InvalidInput
        Where nothing is chosen.
    """
    arisen = arising.of(desk)
    offered = {each.mark for each in arisen.new} | {each.mark for each in arisen.gone}
    wanted = {mark: choice for mark, choice in choices.items() if choice != LATER}
    if wanted.keys() - offered:
        raise Conflict("The record has changed since you looked. Look at what is offered now.")
    if not wanted:
        raise InvalidInput("Choose what to add, to take out or to leave as it is.")
    return Plan(
        tuple(_placed(desk, [each for each in arisen.new if wanted.get(each.mark) == ADD])),
        tuple(each for each in arisen.gone if wanted.get(each.mark) == TAKE_OUT),
        _known(desk, arisen, wanted),
    )


def _known(desk: Desk, arisen: Arisen, wanted: Mapping[str, str]) -> frozenset[str]:
    """Return what is known after a choice; what is kept though it is gone is a person’s own."""
    here = {arising.key_of(block) for block in desk.paper.blocks}
    settled = {each.key for each in arisen.new if each.mark in wanted}
    kept = {each.key for each in arisen.gone if wanted.get(each.mark) == NO}
    said = here & set(arising.keys(desk))
    return frozenset((arising.known_of(desk) | settled | said) - kept)


def _placed(desk: Desk, new: list[New]) -> list[PaperBlock | New]:
    """Put each new finding after the one that comes before it in a paper begun today."""
    section = arising.section_of(desk).key
    placed: list[PaperBlock | New] = [b for b in desk.paper.blocks if b.section == section]
    order = arising.keys(desk)
    for each in new:
        here = {arising.key_of(p.draft if isinstance(p, New) else p): p for p in placed}
        before = next(
            (here[k] for k in reversed(order[: order.index(each.key)]) if k in here), None
        )
        after = next((here[k] for k in order[order.index(each.key) :] if k in here), None)
        if before is None and after is not None:
            placed.insert(placed.index(after), each)
        else:
            placed.insert(_place(placed, before), each)
    return placed


def _place(placed: list[PaperBlock | New], before: PaperBlock | New | None) -> int:
    """Return the place after a part; without one, under the heading of findings, or at the end."""
    if before is not None:
        return placed.index(before) + 1
    for number, each in enumerate(placed):
        if isinstance(each, PaperBlock) and each.text == prefilling.TOLD_US:
            return number + 1
    return len(placed)


def _refuse_stale(paper: Paper, seen: int) -> None:
    if paper.version != seen:
        raise Conflict("Somebody else changed this report since you looked. Choose again.")


def choose(session: Session, paper: Paper, choices: Mapping[str, str], *, seen: int) -> Plan:
    """Add findings that are new, take out those that are gone, and remember what is left as it is.

    Raises
    ------
    Conflict
        Where somebody changed the paper since it was `seen`, or one is not offered any longer.
    InvalidInput
        Where nothing is chosen.
    PaperApproved
        Where the paper is approved.
    """
    _refuse_stale(paper, seen)
    desk = papers.desk(session, paper.consultation, paper)
    chosen = plan(desk, choices)
    with transaction(session):
        # Somebody may have changed it while the plan was made.
        session.refresh(paper, with_for_update={"of": Paper})
        _refuse_stale(paper, seen)
        writing.touch(session, paper)
        taken_out = [_kept(each.block) for each in chosen.taken_out]
        added = _apply(desk, chosen)
        session.flush()
        paper.findings = {
            "known": sorted(chosen.known),
            "undo": {
                "version": paper.version,
                "known": paper.findings.get("known", []),
                "added": [block.id for block in added],
                "taken_out": taken_out,
            },
        }
        _record(session, paper, chosen)
    return chosen


def _apply(desk: Desk, chosen: Plan) -> list[PaperBlock]:
    blocks = {id(each): _block(desk, each) for each in chosen.added}
    out = {id(gone.block) for gone in chosen.taken_out}
    placed = [
        blocks[id(each)] if isinstance(each, New) else each
        for each in chosen.placed
        if id(each) not in out
    ]
    for gone in chosen.taken_out:
        desk.paper.blocks.remove(gone.block)
    desk.paper.blocks.extend(blocks.values())
    writing.order(desk.paper, arising.section_of(desk).key, placed)
    return list(blocks.values())


def _block(desk: Desk, new: New) -> PaperBlock:
    draft = new.draft
    block = PaperBlock(
        section=draft.section,
        position=0,
        kind=draft.kind,
        text=draft.text,
        prompt="",
        shows=draft.shows,
        alt=draft.alt,
        version=1,
    )
    desk.snapshot(block)
    return block


def _kept(block: PaperBlock) -> dict[str, Any]:
    place = [each for each in block.paper.blocks if each.section == block.section].index(block)
    fields = {name: getattr(block, name) for name in KEPT}
    return {"kind": block.kind.value, "place": place, **fields}


def is_undoable(paper: Paper) -> bool:
    """Return whether the last change of a paper was a choice among its findings."""
    last: dict[str, Any] = paper.findings.get("undo", {})
    return bool(last) and last["version"] == paper.version


def undo(session: Session, paper: Paper) -> None:
    """Take the last choice among the findings back, as long as nothing else was changed since.

    Raises
    ------
    Conflict
        Where the paper was changed since, or there is no choice to take back.
    PaperApproved
        Where the paper is approved.
    """
    if not is_undoable(paper):
        raise Conflict("The report was changed since, so this choice cannot be taken back at once.")
    last = paper.findings["undo"]
    with transaction(session):
        writing.touch(session, paper)
        for block in [each for each in paper.blocks if each.id in last["added"]]:
            paper.blocks.remove(block)
        for kept in last["taken_out"]:
            _put_back(paper, kept)
        paper.findings = {"known": last["known"]}
        audit.record(session, "paper.findings_undone", paper, consultation=paper.consultation)


def _put_back(paper: Paper, kept: Mapping[str, Any]) -> None:
    """Put a block back where it stood; those that stood before it in its section are there."""
    fields = {name: kept[name] for name in KEPT}
    block = PaperBlock(kind=BlockKind(kept["kind"]), position=0, version=1, **fields)
    placed = [each for each in paper.blocks if each.section == block.section]
    placed.insert(kept["place"], block)
    paper.blocks.append(block)
    writing.order(paper, block.section, placed)


def _record(session: Session, paper: Paper, chosen: Plan) -> None:
    audit.record(
        session,
        "paper.findings_chosen",
        paper,
        consultation=paper.consultation,
        added=len(chosen.added),
        taken_out=len(chosen.taken_out),
    )
