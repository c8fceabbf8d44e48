"""Papers: begun from the record, written, held against the store, signed."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from sqlalchemy import select

from consult.db import make_sessions
from consult.models.areas import AreaSet, ConsultationArea, Ward
from consult.models.audit import ActorKind, AuditEvent
from consult.models.disclosure import FigureRelease
from consult.models.kinds import StatementKind
from consult.models.papers import BlockKind, PaperBlock, PaperKind, PaperReason, PaperState
from consult.models.statements import StatementState
from consult.services import audit, papers
from consult.services.audit import Actor
from consult.services.papers import building, exporting, fairness, sections, signing, writing
from consult.services.papers.fairness import Weight
from consult.services.papers.signing import NotFit, NotTheirs
from consult.services.papers.writing import Content, PaperApproved
from consult.services.refusals import Conflict, InvalidInput, NotFound
from consult.writers.paper import Paper
from tests.services.reporting import Material

TODAY = date(2026, 11, 28)
# What depends on the database is tried on both in test_paper_figures.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
MADE = {"made_on": TODAY, "by": "Testbury Together"}


@pytest.fixture
def material(session, make):
    material = Material(session, make, opens_on=date(2026, 1, 5), closes_on=date(2026, 2, 1))
    for number in range(12):
        material.say(f"There is no bus in the evening, says {number}", "resources", outcome="1.1")
    for number in range(6):
        material.say(f"Nobody believes that it will happen, says {number}", "trust", outcome="2.1")
    return material


@pytest.fixture
def act(session, make):
    """Return a function that lets a person do what comes next."""

    def act(person=None):
        person = person or make.user()
        audit.act_as(session, Actor(ActorKind.PERSON, user_id=person.id))
        return person

    return act


@pytest.fixture
def paper(session, material, act):
    act()
    return papers.start(session, material.consultation, kind=PaperKind.FINDINGS, title="Findings")


def shown(session, material, paper):
    session.expire_all()
    desk = papers.desk(session, material.consultation, paper)
    return building.build(desk, made_on=TODAY, organisation="Testbury Together")


def add(session, paper, text, kind=BlockKind.FINDING, **fields):
    content = Content(kind, text, **fields)
    return writing.add_block(session, paper, content, section="findings", after=None)


def settle(session, material, paper):
    verdict = fairness.check(papers.desk(session, material.consultation, paper))
    for fault in verdict.of(Weight.WARNING):
        signing.give_reason(
            session, paper, fingerprint=fault.fingerprint, reason="Nobody can be known by it."
        )


class TestStart:
    def test_a_council_paper_has_the_sections_of_the_form_in_order(self, session, material):
        desk = papers.draft(session, material.consultation, PaperKind.COUNCIL_PAPER)

        document = building.build(desk, made_on=TODAY, organisation="T")

        heads = [p for p in document.parts if p.kind == "heading" and p.number]
        assert [p.number for p in heads] == [f"{n}.0" for n in range(1, 15)]
        assert [p.text for p in heads][:3] == [
            "Purpose of report",
            "Recommendations",
            "Background and key issues",
        ]

    def test_findings_are_bound_and_are_what_the_store_says(self, session, material, paper):
        document = shown(session, material, paper)

        figures = {each.reference: each.text for each in document.figures}
        assert figures["{theme:resources.of}"] == "12 of 18 (67%)"
        assert document.changes == ()

    def test_what_the_machine_writes_passes_its_own_check(self, session, material):
        desk = papers.draft(session, material.consultation, PaperKind.COUNCIL_PAPER)

        verdict = fairness.check(desk)

        assert (verdict.errors, verdict.open_warnings) == ((), ())
        assert verdict.missing

    def test_a_consultation_without_themes_asks_for_findings(self, session, make):
        desk = papers.draft(session, make.consultation(), PaperKind.FINDINGS)

        assert [block.is_prompt for block in desk.paper.blocks] == [True]
        assert fairness.check(desk).errors == ()

    def test_a_contested_theme_is_told_from_both_sides(self, session, material):
        for number in range(4):
            material.say(f"A new bus {number}", "resources", kind=StatementKind.WORK)

        desk = papers.draft(session, material.consultation, PaperKind.FINDINGS)

        assert any("{kind:work theme:resources.count}" in b.text for b in desk.paper.blocks)
        assert "contested" not in {f.rule for f in fairness.check(desk).faults}

    def test_the_fair_consultation_table_is_filled_from_the_record(self, session, material):
        desk = papers.draft(session, material.consultation, PaperKind.COUNCIL_PAPER)

        document = building.build(desk, made_on=TODAY, organisation="T")

        table = next(p for p in document.parts if p.caption.startswith("A fair consultation"))
        said = {row[0].text: row[1].text for row in table.rows}
        assert said["Time given"].startswith("28 days, 5 January 2026 to 1 February 2026.")
        assert said["How responses were considered"].startswith(
            "Of 18 barriers that count, 18 were"
        )

    @pytest.mark.parametrize(("title", "says"), [("  ", "Write a title"), ("x" * 201, "Shorten")])
    def test_a_title_that_is_none_is_refused(self, session, material, title, says):
        with pytest.raises(InvalidInput, match=says):
            papers.start(session, material.consultation, kind=PaperKind.FINDINGS, title=title)

    def test_another_consultation_s_paper_is_not_found(self, session, make, paper):
        with pytest.raises(NotFound):
            papers.get(session, make.consultation(), paper.id)


class TestGroups:
    @pytest.fixture
    def living(self, session, material):
        """Return a function that has so many people of each ward answer."""
        wards = AreaSet(
            name="Wards", wards=[Ward(name=n) for n in ("Ropewalk", "Quarry Top", "Saltmarsh")]
        )
        session.add(ConsultationArea(consultation_id=material.consultation.id, area_set=wards))
        session.add(wards)
        session.flush()

        def answer(*counts, **fields):
            for ward, count in zip(wards.wards, counts, strict=True):
                for _ in range(count):
                    response = material.answer().response
                    response.ward = ward
                    for name, value in fields.items():
                        setattr(response, name, value)
            session.commit()

        return answer

    def test_wards_are_groups_and_one_too_small_is_not_spoken_of(
        self, session, material, paper, living
    ):
        living(6, 1, 2)
        living(1, 0, 0, standing="held", standing_reason="Too quick.")
        add(session, paper, "Ropewalk answered {group:ropewalk.count} times.")
        add(session, paper, "People in Quarry Top want a crossing.")

        desk = papers.desk(session, material.consultation, paper)

        figure = desk.menu.find("group:ropewalk").figure
        assert (figure.count, figure.base) == (6, 9)
        assert desk.menu.find("group:quarry-top") is None
        found = {fault.rule: fault.words for fault in fairness.check(desk).errors}
        assert found == {"small-group": "People in Quarry Top want a crossing."}

    def test_a_group_is_hidden_where_the_base_would_give_another_away(
        self, session, material, paper, living
    ):
        living(6, 1, 0)

        menu = papers.desk(session, material.consultation, paper).menu

        assert menu.find("group:ropewalk") is None
        assert {group.name for group in menu.small_groups} >= {"Ropewalk", "Quarry Top"}

    def test_what_left_stands_until_enough_have_answered(self, session, material, paper, living):
        living(6, 8, 9)
        add(session, paper, "Ropewalk: {group:ropewalk.of}.")
        export = partial(exporting.render, format_name="json", made_on=TODAY, organisation="")
        export(papers.desk(session, material.consultation, paper))
        living(1, 0, 0)
        after_one = papers.desk(session, material.consultation, paper)
        left = export(after_one)
        living(0, 3, 3)

        after_seven = papers.desk(session, material.consultation, paper)

        assert after_one.differences() == []
        assert "6 of 23" in left.decode()
        assert after_seven.menu.find("group:ropewalk").figure.text == "7 of 30 (23%)"
        with pytest.raises(NotFit, match="may no longer be shown as 6"):
            export(after_seven)
        writing.accept_figures(session, paper)
        assert "7 of 30" in export(papers.desk(session, material.consultation, paper)).decode()
        kept = session.scalars(select(FigureRelease).order_by(FigureRelease.id)).all()
        assert [sum(each.counts.values()) for each in kept] == [23, 30]

    def test_counts_of_groups_are_rounded_where_the_consultation_wants_it(
        self, session, material, paper, living
    ):
        living(13, 12, 11)
        material.consultation.rounds_counts, material.consultation.fewest_shown = True, 10
        session.commit()

        figure = papers.desk(session, material.consultation, paper).menu.find("group:ropewalk")

        assert (figure.figure.count, figure.figure.base) == (15, 35)


class TestWriting:
    def test_a_reference_is_shown_as_its_value(self, session, material, paper):
        add(session, paper, "Trust: {theme:trust.of}, that is {theme:trust.count}.")

        texts = [part.text for part in shown(session, material, paper).parts]
        assert "Trust: 6 of 18 (33%), that is 6." in texts

    @pytest.mark.parametrize(
        ("kind", "fields", "says"),
        [
            (BlockKind.TEXT, {"text": " "}, "Write what this part says"),
            (BlockKind.FINDING, {"text": "So {theme:none.count}"}, "no figure {theme:none.count}"),
            (BlockKind.TEXT, {"text": "x" * 5_001}, "5,001 characters"),
            (BlockKind.FIGURE, {"shows": ""}, "Choose a figure"),
            (BlockKind.TABLE, {"shows": "no"}, "Choose which table"),
            (BlockKind.CHART, {"shows": "no"}, "Choose which chart"),
            (BlockKind.QUOTE, {"text": "Words"}, "which statement"),
        ],
    )
    def test_a_part_that_says_nothing_is_refused(self, session, paper, kind, fields, says):
        before = len(paper.blocks)

        with pytest.raises(InvalidInput, match=says):
            writing.add_block(
                session, paper, Content(kind, **fields), section="findings", after=None
            )

        session.refresh(paper)
        assert len(paper.blocks) == before

    def test_a_quote_may_leave_out_what_it_marks(self, session, material, paper):
        said = material.say("The bus stops at six and the hall opens at seven.", "trust")

        block = add(session, paper, "The bus […] opens at seven.", BlockKind.QUOTE, statement=said)

        assert block.text == "The bus […] opens at seven."

    @pytest.mark.parametrize("words", ["The bus opens at seven.", "at seven […] The bus"])
    def test_a_quote_of_other_words_is_refused(self, session, material, paper, words):
        said = material.say("The bus stops at six and the hall opens at seven.", "trust")

        with pytest.raises(InvalidInput, match="not the words of statement"):
            add(session, paper, words, BlockKind.QUOTE, statement=said)

    def test_blocks_move_within_their_section_and_stop_at_its_ends(self, session, paper):
        add(session, paper, "First of mine")
        last = add(session, paper, "Last of mine")

        writing.move_block(session, paper, last, up=True)
        writing.move_block(session, paper, paper.blocks[0], up=True)

        assert [b.text for b in paper.blocks][-2:] == ["Last of mine", "First of mine"]

    def test_two_who_write_at_once_are_told(self, session, paper):
        block = add(session, paper, "As it was")
        writing.change_block(
            session, paper, block, Content(BlockKind.TEXT, "By one"), seen=block.version
        )

        with pytest.raises(Conflict, match="Somebody else changed"):
            writing.change_block(session, paper, block, Content(BlockKind.TEXT, "Late"), seen=1)

        assert block.text == "By one"

    def test_who_read_it_before_another_saved_overwrites_nothing(self, session, engine, paper):
        block = add(session, paper, "As it was")
        seen = block.version
        with make_sessions(engine)() as other:
            theirs = other.get(PaperBlock, block.id)
            content = Content(BlockKind.TEXT, "By one")
            writing.change_block(other, theirs.paper, theirs, content, seen=seen)

        with pytest.raises(Conflict, match="What you wrote is still below"):
            writing.change_block(session, paper, block, Content(BlockKind.TEXT, "Late"), seen=seen)

        session.refresh(block)
        assert block.text == "By one"

    def test_a_block_that_is_taken_out_is_gone(self, session, paper):
        block = add(session, paper, "Gone soon")

        writing.remove_block(session, paper, block)

        with pytest.raises(NotFound):
            papers.get_block(paper, block.id)


class TestStale:
    def test_shows_what_would_change_and_keeps_what_it_said(self, session, material, paper):
        add(session, paper, "Trust: {theme:trust.count}.")
        material.say("One more", "trust")

        document = shown(session, material, paper)

        assert "Trust: 6." in [part.text for part in document.parts]
        assert ("6 of 18 (33%)", "7 of 19 (37%)") in [(c.was, c.now) for c in document.changes]

    def test_new_figures_are_taken_over_when_somebody_says_so(self, session, material, paper):
        add(session, paper, "Trust: {theme:trust.count}.")
        material.say("One more", "trust")

        changed = writing.accept_figures(session, paper)

        document = shown(session, material, paper)
        assert changed > 0
        assert "Trust: 7." in [part.text for part in document.parts]
        assert document.changes == ()

    def test_a_kept_version_says_that_it_is_out_of_date(self, session, material, paper):
        material.say("One more", "trust")

        signing.keep_dated(session, paper, reason="Printed for the meeting.", **MADE)

        (kept,) = papers.versions(session, paper)
        assert Paper.from_dict(kept.content).is_stale
        verdict = fairness.check(papers.desk(session, material.consultation, paper))
        assert "stale" not in {fault.rule for fault in verdict.open_warnings}

    def test_a_reason_lapses_when_figures_change_again(self, session, material, paper):
        material.say("One more", "trust")
        signing.keep_dated(session, paper, reason="Printed for the meeting.", **MADE)
        material.say("And another", "trust")

        verdict = fairness.check(papers.desk(session, material.consultation, paper))

        assert "stale" in {fault.rule for fault in verdict.open_warnings}

    def test_a_quote_whose_statement_is_withdrawn_keeps_the_paper_here(
        self, session, material, paper
    ):
        said = material.say("The bus stops at six in the evening.", "trust")
        add(session, paper, "", BlockKind.QUOTE, statement=said)
        said.state, said.state_reason = StatementState.WITHHELD, "It names somebody."
        session.commit()

        verdict = fairness.check(papers.desk(session, material.consultation, paper))

        assert "no longer counts" in verdict.errors[0].sentence

    def test_nothing_to_keep_is_refused(self, session, paper):
        with pytest.raises(NotFit, match="No figure"):
            signing.keep_dated(session, paper, reason="Printed for the meeting.", **MADE)


class TestSigning:
    def test_goes_from_draft_to_checked_to_approved_by_name(self, session, material, paper, act):
        settle(session, material, paper)
        signing.check(session, paper)
        approver = act()

        kept = signing.approve(session, paper, **MADE)

        document = shown(session, material, paper)
        assert (paper.state, kept.number) == (PaperState.APPROVED, 1)
        assert [(s.done, s.name) for s in document.signatures][2] == ("Approved", approver.name)
        assert Paper.from_dict(kept.content).state == "approved"

    def test_whoever_wrote_it_cannot_approve_it(self, session, material, paper):
        settle(session, material, paper)
        signing.check(session, paper)

        with pytest.raises(NotTheirs, match="Somebody else must approve"):
            signing.approve(session, paper, **MADE)

    def test_a_paper_with_an_error_cannot_be_checked(self, session, material, paper):
        add(session, paper, "Most respondents are content.")

        with pytest.raises(NotFit, match="1 error"):
            signing.check(session, paper)

    def test_prompts_must_be_written_first(self, session, material, act):
        act()
        paper = papers.start(
            session, material.consultation, kind=PaperKind.COUNCIL_PAPER, title="For cabinet"
        )

        with pytest.raises(NotFit, match="parts to be written"):
            signing.check(session, paper)

    def test_a_draft_cannot_be_approved(self, session, paper, act):
        act()

        with pytest.raises(NotFit, match="Only a checked report"):
            signing.approve(session, paper, **MADE)

    def test_a_change_makes_a_checked_paper_a_draft_again(self, session, material, paper):
        settle(session, material, paper)
        signing.check(session, paper)

        add(session, paper, "One more thought.", BlockKind.TEXT)

        assert (paper.state, paper.checked_at) == (PaperState.DRAFT, None)

    def test_an_approved_paper_is_not_changed_but_taken_up_again(
        self, session, material, paper, act
    ):
        settle(session, material, paper)
        signing.check(session, paper)
        act()
        signing.approve(session, paper, **MADE)

        with pytest.raises(PaperApproved):
            add(session, paper, "Too late.", BlockKind.TEXT)
        signing.take_up_again(session, paper)
        add(session, paper, "In the next version.", BlockKind.TEXT)

        assert len(papers.versions(session, paper)) == 1

    def test_a_reason_goes_into_the_log(self, session, material, paper, act):
        add(session, paper, "The bus company has run three services.", BlockKind.TEXT)
        verdict = fairness.check(papers.desk(session, material.consultation, paper))
        fault = next(f for f in verdict.open_warnings if f.rule == "typed-number")

        signing.give_reason(
            session, paper, fingerprint=fault.fingerprint, reason="From the timetable."
        )

        events = session.scalars(
            select(AuditEvent).where(AuditEvent.event == "paper.reason_given")
        ).all()
        assert [each.detail["reason"] for each in events] == ["From the timetable."]
        assert session.scalars(select(PaperReason)).one().rule == "typed-number"

    def test_a_reason_of_a_word_is_none(self, session, material, paper):
        add(session, paper, "The bus company has run three services.", BlockKind.TEXT)
        verdict = fairness.check(papers.desk(session, material.consultation, paper))

        with pytest.raises(InvalidInput, match="Write the reason"):
            signing.give_reason(
                session, paper, fingerprint=verdict.open_warnings[0].fingerprint, reason="ok"
            )


class TestParticulars:
    def test_are_kept_in_one_line_each(self, session, paper):
        writing.change_particulars(
            session,
            paper,
            title="New  title",
            meeting_on=TODAY,
            particulars={"meeting": "Cabinet\nand others"},
            seen=paper.version,
        )

        assert (paper.title, paper.particulars["meeting"]) == ("New title", "Cabinet and others")
        assert set(paper.particulars) == set(sections.PARTICULARS)

    def test_of_a_paper_that_somebody_changed_are_refused(self, session, paper):
        with pytest.raises(Conflict):
            writing.change_particulars(
                session, paper, title="T", meeting_on=None, particulars={}, seen=paper.version - 1
            )
