"""Similar work of two partners, as people judge it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from consult.models.audit import AuditEvent
from consult.models.kinds import StatementKind
from consult.models.overlaps import OverlapVerdict, Verdict
from consult.models.papers import PaperKind
from consult.models.statements import StatementState
from consult.services import overlaps, papers
from consult.services.papers import building
from consult.services.refusals import InvalidInput
from consult.writers import outline_end
from consult.writers.blocks import Heading
from tests.services.reporting import TODAY, Material

REASON = "Both run at noon on Tuesdays."


@pytest.fixture
def material(session, make, officer):
    material = Material(session, make)
    material.say("No lunch club", "resources")
    return material


@pytest.fixture
def pair(material):
    lunch = {"kind": StatementKind.WORK}
    return (
        material.say("Weekly lunch club at St Mary's", partner="TC", **lunch),
        material.say("A lunch club every week", partner="Youth Forum", **lunch),
    )


def standings(material):
    return [each.standing for each in material.summary(with_unconfirmed=True).overlaps]


class TestVerdict:
    def test_shows_what_is_confirmed_to_everybody(self, session, material, pair):
        assert standings(material) == [""]

        overlaps.decide(session, *pair[::-1], verdict=Verdict.CONFIRMED, reason=REASON)

        summary = material.summary()
        (overlap,) = summary.overlaps
        assert (overlap.standing, overlap.reason) == ("confirmed", REASON)
        assert "as an officer confirmed" in str(summary.first_lines)
        titles = [b.text for b in outline_end.blocks(summary) if isinstance(b, Heading)]
        assert not any(title.startswith("May overlap") for title in titles)
        paper = papers.start(session, material.consultation, kind=PaperKind.FINDINGS, title="P")
        desk = papers.desk(session, material.consultation, paper)
        written = building.build(desk, made_on=TODAY, organisation="")
        (row,) = next(part.rows for part in written.parts if "overlaps" in part.caption)
        assert "A lunch club every week" in row[1].text
        assert row[2].text == REASON
        overlaps.undo(session, *pair)
        assert papers.desk(session, material.consultation, paper).differences()

    def test_a_rejected_pair_is_not_offered_again_until_it_is_undone(self, session, material, pair):
        overlaps.decide(session, *pair, verdict=Verdict.REJECTED, reason="Other days.")
        assert standings(material) == []

        overlaps.undo(session, *pair)

        assert standings(material) == [""]
        events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
        assert [each.event for each in events][-2:] == ["overlap.rejected", "overlap.undone"]
        assert events[-1].detail["reason"] == "Other days."

    def test_is_of_the_words_that_were_judged(self, session, material, pair):
        overlaps.decide(session, *pair, verdict=Verdict.CONFIRMED, reason=REASON)

        pair[0].text = "Weekly lunch club at All Saints', every week"
        session.commit()

        assert standings(material) == [""]

    def test_a_withheld_piece_overlaps_with_nothing(self, session, material, pair):
        overlaps.decide(session, *pair, verdict=Verdict.CONFIRMED, reason=REASON)

        pair[0].state, pair[0].state_reason = StatementState.WITHHELD, "Names a person."
        session.commit()

        assert standings(material) == []

    def test_needs_a_reason_and_two_pieces_of_work(self, session, material, pair):
        barrier = material.say("No lunch club", "resources")

        for one, other, reason in [(*pair, " "), (pair[0], pair[0], "x"), (pair[0], barrier, "x")]:
            with pytest.raises(InvalidInput):
                overlaps.decide(session, one, other, verdict=Verdict.CONFIRMED, reason=reason)

        assert session.scalars(select(OverlapVerdict)).all() == []
