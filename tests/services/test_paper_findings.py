"""Findings that arise after a paper was begun: offered, chosen, taken back."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from consult.db import make_sessions
from consult.models.audit import AuditEvent
from consult.models.base import utc_now
from consult.models.kinds import StatementKind
from consult.models.papers import BlockKind, Paper, PaperKind, PaperState
from consult.services import papers
from consult.services.papers import arising, choosing, writing
from consult.services.papers.choosing import ADD, LATER, NO, TAKE_OUT
from consult.services.papers.writing import Content, PaperApproved
from consult.services.refusals import Conflict, InvalidInput
from tests.services.reporting import Material

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def material(session, make):
    material = Material(session, make)
    for number in range(8):
        material.say(f"There is no bus in the evening, says {number}", "resources")
    return material


@pytest.fixture(params=list(PaperKind))
def paper(request, session, material):
    return papers.start(session, material.consultation, kind=request.param, title="A paper")


def overtake(material):
    """Let another theme be named more often, so that the first sentences are others."""
    for number in range(12):
        material.say(f"Nobody believes that it will happen, says {number}", "trust")


def desk(session, paper):
    session.expire_all()
    return papers.desk(session, paper.consultation, paper)


def arisen(session, paper):
    return arising.of(desk(session, paper))


def marks(session, paper, new=ADD, gone=TAKE_OUT):
    found = arisen(session, paper)
    return {e.mark: new for e in found.new} | {e.mark: gone for e in found.gone}


def choose(session, paper, choices):
    session.expire_all()
    return choosing.choose(session, paper, choices, seen=paper.version)


def texts(paper):
    return [(block.kind, block.text, block.shows, block.section) for block in paper.blocks]


def findings(paper):
    return [b.text for b in paper.blocks if b.kind is BlockKind.FINDING]


class TestWhatIsOffered:
    def test_nothing_of_a_paper_begun_now(self, session, paper):
        assert not arisen(session, paper)

    def test_what_is_new_and_what_is_gone(self, session, material, paper):
        overtake(material)

        found = arisen(session, paper)

        assert [each.words for each in found.new] == [
            "“Trust” is the barrier named most often: 12 of 20 (60%).",
            "Next comes “Resources” with 8 of 20 (40%).",
            "No theme is named as often under any outcome as “Trust” under 1.1: 12 of 20 (60%) of"
            " those under a theme there.",
        ]
        assert [each.words for each in found.gone] == [
            "“Resources” is the barrier named most often: 8 of 8.",
        ]

    def test_not_what_somebody_took_out(self, session, paper):
        block = next(b for b in paper.blocks if b.kind is BlockKind.FINDING)

        writing.remove_block(session, paper, block)

        assert not arisen(session, paper)

    def test_a_sentence_that_somebody_changed_is_theirs(self, session, material, paper):
        block = next(b for b in paper.blocks if b.kind is BlockKind.FINDING)
        words = Content(BlockKind.FINDING, "Money, say {theme:resources.of}.")
        writing.change_block(session, paper, block, words, seen=1)
        overtake(material)

        assert arisen(session, paper).gone == ()

    def test_all_findings_where_there_was_no_theme(self, session, make):
        material = Material(session, make)
        paper = papers.start(
            session, material.consultation, kind=PaperKind.FINDINGS, title="A paper"
        )
        for number in range(8):
            material.say(f"There is no bus, says {number}", "resources")

        choose(session, paper, marks(session, paper))

        fresh = papers.draft(session, material.consultation, paper.kind).paper
        quotes = [text for text in texts(fresh) if text[0] is not BlockKind.QUOTE]
        assert texts(paper) == quotes
        assert not any(block.is_prompt for block in paper.blocks)

    def test_a_paper_begun_before_this_was_kept_is_offered_what_it_lacks(
        self, session, material, paper
    ):
        paper.findings = {}
        session.commit()
        overtake(material)

        found = arisen(session, paper)

        assert (len(found.new), found.gone) == (3, ())


class TestChoose:
    def test_a_paper_becomes_what_a_new_one_would_be(self, session, material, paper):
        overtake(material)
        for number in range(6):
            material.say(f"A new bus {number}", "trust", kind=StatementKind.WORK)

        choose(session, paper, marks(session, paper))

        fresh = papers.draft(session, material.consultation, paper.kind).paper
        assert findings(paper) == findings(fresh)
        assert not arisen(session, paper)

    def test_what_is_added_has_its_figures(self, session, material, paper):
        overtake(material)

        choose(session, paper, marks(session, paper))

        block = next(b for b in paper.blocks if "Trust" in b.text)
        assert block.snapshot["figures"]["theme:trust"]["count"] == 12

    def test_what_is_left_out_or_kept_is_not_asked_again(self, session, material, paper):
        overtake(material)
        before = texts(paper)

        choose(session, paper, marks(session, paper, new=NO, gone=NO))

        assert texts(paper) == before
        assert not arisen(session, paper)

    def test_what_is_decided_later_is_offered_again(self, session, material, paper):
        overtake(material)
        choices = marks(session, paper, gone=LATER)

        choose(session, paper, choices)

        assert (len(arisen(session, paper).new), len(arisen(session, paper).gone)) == (0, 1)

    def test_is_in_the_audit_trail(self, session, material, paper):
        overtake(material)

        choose(session, paper, marks(session, paper))

        event = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
        assert event.event == "paper.findings_chosen"
        assert event.detail == {"added": 3, "taken_out": 1}

    def test_a_preview_changes_nothing(self, session, material, paper):
        overtake(material)
        before = texts(paper)
        here = desk(session, paper)

        plan = choosing.plan(here, marks(session, paper))

        lines = [(what, words) for what, words in plan.lines(here) if what]
        assert sorted(what for what, _ in lines) == [ADD, ADD, ADD, TAKE_OUT]
        assert texts(paper) == before

    def test_refuses_a_choice_of_nothing(self, session, material, paper):
        overtake(material)

        with pytest.raises(InvalidInput, match="Choose what to add"):
            choose(session, paper, marks(session, paper, new=LATER, gone=LATER))

    def test_refuses_what_is_not_offered_any_longer(self, session, paper):
        with pytest.raises(Conflict, match="record has changed"):
            choose(session, paper, {"0123456789ab": ADD})

    def test_refuses_where_somebody_changed_the_paper(self, session, material, paper):
        overtake(material)

        with pytest.raises(Conflict, match="Somebody else"):
            choosing.choose(session, paper, marks(session, paper), seen=paper.version - 1)

    def test_refuses_where_somebody_changes_it_at_the_same_moment(
        self, session, engine, material, paper
    ):
        overtake(material)
        session.commit()
        choices, seen = marks(session, paper), paper.version
        with make_sessions(engine)() as other:
            theirs = {"title": "Theirs", "meeting_on": None, "particulars": {}}
            writing.change_particulars(other, other.get(Paper, paper.id), **theirs, seen=seen)

        with pytest.raises(Conflict, match="Somebody else"):
            choosing.choose(session, paper, choices, seen=seen)

        assert paper.title == "Theirs"

    def test_refuses_an_approved_paper(self, session, material, paper):
        overtake(material)
        choices = marks(session, paper)
        paper.state = PaperState.APPROVED
        paper.checked_at = paper.approved_at = utc_now()

        with pytest.raises(PaperApproved):
            choosing.choose(session, paper, choices, seen=paper.version)


class TestUndo:
    def test_the_paper_is_as_before(self, session, material, paper):
        overtake(material)
        before, snapshots = texts(paper), [b.snapshot for b in paper.blocks]
        choose(session, paper, marks(session, paper))

        choosing.undo(session, paper)

        session.expire_all()
        assert texts(paper) == before
        assert [b.snapshot for b in paper.blocks] == snapshots
        assert len(arisen(session, paper).new) == 3
        assert not choosing.is_undoable(paper)

    def test_refuses_where_something_else_was_changed(self, session, material, paper):
        overtake(material)
        choose(session, paper, marks(session, paper))
        writing.move_block(session, paper, paper.blocks[0], up=False)
        writing.remove_block(session, paper, paper.blocks[0])

        with pytest.raises(Conflict, match="changed since"):
            choosing.undo(session, paper)
