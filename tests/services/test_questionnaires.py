"""Every type of question: what is typed, refused, stored and shown; routing, and what is apart."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from consult.models.audit import AuditEvent
from consult.models.base import utc_now
from consult.models.consultations import Stage
from consult.models.responses import Answer, AnswerFile, ContactDetail, Response
from consult.models.surveys import Comparison, EqualityCount, QuestionType
from consult.services import responses, surveys
from consult.services.refusals import Conflict, InvalidInput, NotFound
from consult.services.responses import apart, piping, reading, routing, rules, telling, uploads
from consult.services.responses.rules import InvalidAnswers
from consult.services.surveys import (
    SurveyLocked,
    bank,
    checking,
    conditions,
    equality,
    pasting,
    presets,
    structure,
    versions,
)
from consult.services.surveys.wording import Wording, fingerprint, of
from tests.questionnaires import asked, full_survey, moved, town_survey

TYPE = QuestionType
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 36
HOSTILE = "=1+1 <script>alert('x')</script> {q1} “{{ 7*7 }}” 🐢 ’; DROP TABLE answer; --"
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def option(question, label):
    return str(next(each.id for each in question.options if each.label == label))


def typed_in_full(survey):
    """Return an answer to each question of the full survey, as its page sends it."""
    rank = asked(survey, "What matters")
    return {
        asked(survey, "How do you get").id: [option(asked(survey, "How do you get"), "By bus")],
        asked(survey, "Where have").id: [
            option(asked(survey, "Where have"), each) for each in ("Library", "Park")
        ],
        asked(survey, "How many").id: ["12"],
        asked(survey, "Which other").id: [HOSTILE[:40]],
        asked(survey, "When did").id: ["day=5", "month=March", "year=2026"],
        asked(survey, "Streets").id: [option(asked(survey, "Streets"), "Good")],
        asked(survey, "Parks").id: [option(asked(survey, "Parks"), "Bad")],
        rank.id: [f"{option(rank, 'Air')}=1", f"{option(rank, 'Rent')}=2"],
        asked(survey, "My street").id: [option(asked(survey, "My street"), "Agree")],
        asked(survey, "Where do you live").id: ["gl1 1aa"],
        asked(survey, "Where is it").id: [f"words={HOSTILE}", "square=C4"],
        asked(survey, "What gets").id: [HOSTILE],
        asked(survey, "May we").id: [
            "name=Ada",
            "email=ada@example.org",
            f"agree={option(asked(survey, 'May we'), 'Send me the results')}",
        ],
        asked(survey, "How old").id: [option(asked(survey, "How old"), "25 to 34")],
    }


class TestEveryType:
    def test_is_stored_and_told_as_it_was_typed(self, session, make):
        survey = full_survey(session, make)

        response = responses.submit(session, survey, key=uuid4(), typed=typed_in_full(survey))

        session.expire_all()
        told = {each.question.text: telling.as_text(each) for each in response.answers}
        assert told == {
            "How do you get about?": "By bus",
            "Where have you been?": "Library\nPark",
            "How many times a week?": "12 times",
            "Which other number do you take?": HOSTILE[:40].strip(),
            "When did you last go?": "5 March 2026",
            "Streets": "Good",
            "Parks": "Bad",
            "What matters most?": "1. Air\n2. Rent",
            "My street is friendly.": "Agree",
            "Where do you live?": "GL1",
            "Where is it worst?": f"{HOSTILE}\nSquare C4",
            "Have you a picture?": "",
            "What gets in the way?": HOSTILE,
        }

    def test_cells_of_a_file_are_bare(self, session, make):
        survey = full_survey(session, make)

        response = responses.submit(session, survey, key=uuid4(), typed=typed_in_full(survey))

        cells = {each.question.text: telling.as_cell(each) for each in response.answers}
        assert cells["How many times a week?"] == "12"
        assert cells["When did you last go?"] == "2026-03-05"
        assert cells["What matters most?"] == "1. Air; 2. Rent"


@on_sqlite
class TestRules:
    @pytest.mark.parametrize(
        ("question", "values", "fault"),
        [
            ("How do you get", ["Another way"], "Say in words what you mean by “Another way”"),
            ("How do you get", ["By bus", "other=rowing"], "You wrote something beside"),
            ("How do you get", ["Another way", "other=" + "x" * 301], "has 301 characters"),
            ("How do you get", ["By bus", "By car"], "Choose only one answer"),
            ("Where have", ["Nowhere", "Park"], "Choose either “Nowhere” or the other answers"),
            ("How many", ["a dozen"], "as a number, such as 12"),
            ("How many", ["0"], "must be 1 (times) or more"),
            ("How many", ["21"], "must be 20 times or less"),
            ("Which other", ["x" * 41], "has 41 characters. Shorten it to 40"),
            ("When did", ["day=31", "month=2", "year=2026"], "as a real date"),
            ("When did", ["day=5"], "as a real date"),
            ("When did", ["day=5", "month=3", "year=26"], "the year"),
            ("What matters", ["Rent=1", "Work=1"], "You gave place 1 more than once"),
            ("What matters", ["Rent=1", "Work=3"], "You left out place 2"),
            ("What matters", ["Rent=4"], "Choose only from the places"),
            ("Where do you live", ["GL1 1A"], "Enter a whole postcode"),
            ("Where is it", ["square=Z9"], "Choose only from the squares"),
            ("Where is it", ["words=" + "x" * 301], "have 301 characters"),
            ("Have you a", ["file=../../etc/passwd x"], "Choose the file"),
            ("May we", ["name=Ada"], "without one we cannot reach you"),
            ("May we", ["email=ada"], "Enter an email address"),
            ("May we", ["telephone=none of yours"], "Enter a telephone number"),
        ],
    )
    def test_refuse_in_a_sentence_that_names_the_question(
        self, session, make, question, values, fault
    ):
        survey = full_survey(session, make)
        found = asked(survey, question)
        ids = {each.label: str(each.id) for each in found.options}
        typed = []
        for value in values:
            label, sign, rest = value.partition("=")
            typed.append(f"{ids.get(label, label)}{sign}{rest}")

        faults = rules.faults([found], {found.id: typed})

        assert fault in faults[found.id]

    @pytest.mark.parametrize("kind", sorted(set(QuestionType) - {TYPE.MATRIX, TYPE.INFORMATION}))
    def test_say_what_is_missing_where_an_answer_is_required(self, session, make, kind):
        survey = town_survey(session, make, stage=Stage.DRAFT)
        options = ["A @ 1, 1", "B @ 2, 2"] if kind is TYPE.PLACE else ["A", "B"]
        wording = Wording(kind, "Well?", is_required=True, options=options)
        question = structure.add_question(session, survey.sections[0], wording)

        faults = rules.faults([question], {})

        assert "“Well?”" in faults[question.id]
        assert rules.faults([question], {}, may_leave_blank=True) == {}


KEYBOARD = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
WORDS = st.text(KEYBOARD | st.sampled_from("=\n+-@\"'<>&;,{}"), max_size=60) | st.just(HOSTILE)


@on_sqlite
class TestWhateverIsTyped:
    @settings(
        max_examples=15,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(data=st.data())
    def test_is_what_is_stored_and_shown(self, session, make, data):
        survey = session.info.get("full") or full_survey(session, make)
        session.info["full"] = survey
        other, words, line = (data.draw(WORDS) for _ in range(3))
        day = data.draw(st.dates())
        number = data.draw(st.decimals(1, 20, places=2))
        order = data.draw(st.permutations(asked(survey, "What matters").options))
        typed = {
            **typed_in_full(survey),
            asked(survey, "How do you get").id: [
                option(asked(survey, "How do you get"), "Another way"),
                f"other={other}",
            ],
            asked(survey, "When did").id: [
                f"day={day.day}",
                f"month={day.month}",
                f"year={day.year}",
            ],
            asked(survey, "How many").id: [f"{number}"],
            asked(survey, "What matters").id: [f"{each.id}={n}" for n, each in enumerate(order, 1)],
            asked(survey, "Where is it").id: [f"words={line}", "square=H8"],
            asked(survey, "What gets").id: [words],
        }
        questions = routing.asked(survey, typed)
        if rules.faults(questions, typed):
            assert not reading.written(other) or day.year < 1000
            return

        response = responses.submit(session, survey, key=uuid4(), typed=typed)

        session.expire_all()
        kept = {each.question.text: each for each in response.answers}
        assert kept["How do you get about?"].text == reading.written(other)
        assert kept["What gets in the way?"].text == reading.written(words)
        assert kept["Where is it worst?"].text == reading.written(line)
        ranked = telling.as_text(kept["What matters most?"]).split("\n")
        assert ranked == [f"{n}. {each.label}" for n, each in enumerate(order, 1)]
        for question in questions:
            typed_now = reading.given(question, typed.get(question.id, ()))
            if question.text in kept and question.question_type is not TYPE.POSTCODE:
                assert telling.as_text(kept[question.text]) == telling.as_text(typed_now)


@on_sqlite
class TestRouting:
    def test_only_what_earlier_answers_lead_to_is_asked_and_stored(self, session, make):
        survey = full_survey(session, make)
        travel = asked(survey, "How do you get")
        typed = {**typed_in_full(survey), travel.id: [option(travel, "By car")]}

        response = responses.submit(session, survey, key=uuid4(), typed=typed)

        texts = [each.question.text for each in response.answers]
        assert "How many times a week?" not in texts
        assert "What matters most?" in texts

    def test_what_is_not_asked_may_be_wrong_or_empty(self, session, make):
        survey = full_survey(session, make)
        travel, times = asked(survey, "How do you get"), asked(survey, "How many")
        typed = {**typed_in_full(survey), travel.id: [option(travel, "By car")], times.id: ["x"]}

        assert responses.submit(session, survey, key=uuid4(), typed=typed).id

    @pytest.mark.parametrize(
        ("comparison", "value", "typed", "is_asked"),
        [
            (Comparison.AT_LEAST, 3, "3", True),
            (Comparison.AT_LEAST, 3, "2.9", False),
            (Comparison.AT_MOST, 3, "3", True),
            (Comparison.AT_MOST, 3, "", False),
            (Comparison.ANSWERED, None, "1", True),
            (Comparison.ANSWERED, None, "", False),
            (Comparison.NOT_ANSWERED, None, "", True),
            (Comparison.NOT_ANSWERED, None, "1", False),
        ],
    )
    def test_compares_numbers_and_whether_something_was_answered(
        self, session, make, comparison, value, typed, is_asked
    ):
        survey = town_survey(session, make, stage=Stage.DRAFT)
        section = survey.sections[0]
        source = structure.add_question(session, section, Wording(TYPE.NUMBER, "How many?"))
        target = structure.add_question(session, section, Wording(TYPE.TEXT, "And then?"))
        conditions.add(session, target, source=source, comparison=comparison, value=value)

        found = routing.asked(survey, {source.id: [typed] if typed else []})

        assert (target in found) is is_asked

    def test_what_is_not_asked_decides_nothing(self, session, make):
        survey = full_survey(session, make)
        travel = asked(survey, "How do you get")
        typed = {**typed_in_full(survey), travel.id: [option(travel, "By car")]}

        found = routing.asked(survey, typed)

        assert asked(survey, "Which other number") not in found

    def test_a_condition_on_what_comes_later_is_refused(self, session, make):
        survey = full_survey(session, make, stage=Stage.DRAFT)

        with pytest.raises(InvalidInput, match="asked before this one"):
            conditions.add(
                session,
                survey.sections[0],
                source=asked(survey, "My street"),
                comparison=Comparison.ANSWERED,
            )
        with pytest.raises(InvalidInput, match="asked before this one"):
            conditions.add(
                session,
                survey.sections[-1],
                source=asked(survey, "How old"),
                comparison=Comparison.ANSWERED,
            )

    def test_conditions_go_with_what_they_are_about(self, session, make):
        survey = full_survey(session, make, stage=Stage.DRAFT)

        structure.remove_question(session, asked(survey, "How do you get"))

        assert [conditions.in_words(each) for each in survey.conditions] == ["q3 is 3 or more"]

    def test_an_answer_is_repeated_later_once_and_as_text(self, session, make):
        survey = full_survey(session, make)

        told = piping.worded("You go {q1}, {q99}.", survey, lambda _: "{q2}\n<b>")

        assert told == "You go {q2}, <b>, {q99}."


class TestEquality:
    def test_answers_are_counted_and_stand_with_no_response(self, session, make):
        survey = full_survey(session, make)

        for _ in range(6):
            responses.submit(session, survey, key=uuid4(), typed=typed_in_full(survey))

        shown = {each.question.text: each for each in equality.shown(session, survey)}
        counts = {each.label: count for each, count in shown["How old are you?"].counts}
        assert counts["25 to 34"] == 6
        kept = session.scalars(select(Answer)).all()
        assert not [each for each in kept if each.question.section.is_equality]

    def test_small_counts_are_hidden_with_what_would_give_them_away(self, session, make):
        survey = full_survey(session, make)
        age = asked(survey, "How old")
        for label, people in {"25 to 34": 9, "65 to 74": 7, "85 or over": 1}.items():
            typed = {**typed_in_full(survey), age.id: [option(age, label)]}
            for _ in range(people):
                responses.submit(session, survey, key=uuid4(), typed=typed)

        (line,) = [each for each in equality.shown(session, survey) if each.question is age]

        counts = {each.label: count for each, count in line.counts}
        assert counts["85 or over"] is None
        assert list(counts.values()).count(None) >= 2

    def test_nothing_in_a_copy_of_the_database_leads_to_who_answered_what(
        self, session, make, engine
    ):
        """Try to re-link: by an id, by a time, by the order of rows, by a digest."""
        survey = full_survey(session, make)
        age = asked(survey, "How old")
        for label in ("25 to 34", "65 to 74", "25 to 34", "85 or over"):
            typed = {**typed_in_full(survey), age.id: [option(age, label)]}
            responses.submit(session, survey, key=uuid4(), typed=typed)
            session.commit()

        columns = {column.name for column in EqualityCount.__table__.columns}
        postgresql = engine.dialect.name == "postgresql"
        # A server puts a row anew where it finds room; that one act wrote all is what hides one.
        place = "xmin::text, option_id" if postgresql else "rowid"
        rows = session.execute(
            text(f"SELECT option_id, people FROM equality_count ORDER BY {place}")  # noqa: S608
        ).all()
        if postgresql:
            acts = text("SELECT count(DISTINCT xmin::text) FROM equality_count")
            assert session.scalar(acts) == 1
        digests = {each.body_digest for each in session.scalars(select(Response))}
        trail = str(session.execute(text("SELECT * FROM audit_event")).all())
        told = [each.detail for each in session.scalars(select(AuditEvent))]

        assert columns == {"option_id", "survey_id", "people"}
        assert sum(people for _, people in rows) == 4
        # Rows lie in the order of the questionnaire, not in that in which people answered.
        assert [option_id for option_id, _ in rows] == sorted(option_id for option_id, _ in rows)
        # The four sent the same but for their age: nothing else tells them apart.
        assert len(digests) == 1
        assert "25 to 34" not in trail
        assert option(age, "85 or over") not in {str(v) for each in told for v in each.values()}

    def test_the_same_form_again_is_counted_once(self, session, make):
        survey, key = full_survey(session, make), uuid4()

        for _ in range(2):
            responses.submit(session, survey, key=key, typed=typed_in_full(survey))

        assert session.scalar(select(func.sum(EqualityCount.people))) == 1

    @pytest.mark.parametrize(
        ("wording", "refusal"),
        [
            (Wording(TYPE.TEXT, "Say more"), "only tick answers"),
            (Wording(TYPE.ONE_CHOICE, "Sex?", options=["A", "B"], other="C"), "only tick"),
            (Wording(TYPE.ONE_CHOICE, "Sex?", options=["A"], is_required=True), "Nobody must"),
        ],
    )
    def test_words_and_duties_are_refused_in_its_section(self, session, make, wording, refusal):
        survey = full_survey(session, make, stage=Stage.DRAFT)

        with pytest.raises(InvalidInput, match=refusal):
            structure.add_question(session, survey.sections[-1], wording)

    def test_no_question_moves_into_its_section(self, session, make):
        survey = full_survey(session, make, stage=Stage.DRAFT)

        with pytest.raises(InvalidInput, match="stay in their section"):
            structure.move_question(session, asked(survey, "May we"), up=False)


class TestContact:
    def test_is_kept_apart_from_the_answers(self, session, make):
        survey = full_survey(session, make)

        response = responses.submit(session, survey, key=uuid4(), typed=typed_in_full(survey))

        (kept,), total = apart.contacts(session, survey.consultation, page=1, per_page=20)
        assert (kept.name, kept.email, kept.agreed) == (
            "Ada",
            "ada@example.org",
            ["Send me the results"],
        )
        assert total == 1
        assert "Ada" not in "".join(telling.as_text(each) for each in response.answers)
        assert session.scalar(select(func.count()).select_from(ContactDetail)) == 1


def zipped(**files):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_x", ".x"), content)
    return held.getvalue()


@on_sqlite
class TestFiles:
    def send(self, session, survey, token, name="x"):
        question = asked(survey, "Have you a")
        typed = {**typed_in_full(survey), question.id: [f"file={token} {name}"]}
        return responses.submit(session, survey, key=uuid4(), typed=typed)

    def test_goes_with_its_response_under_a_name_of_ours(self, session, make):
        survey = full_survey(session, make)
        question = asked(survey, "Have you a")
        file = uploads.keep(session, question, filename="..\\x/<b>me</b>.exe", content=PNG)

        response = self.send(session, survey, file.token)

        (answer,) = [each for each in response.answers if each.question_id == question.id]
        assert answer.text == "b.png"
        assert uploads.of(session, survey, file.token).content == PNG

    @pytest.mark.parametrize(
        ("content", "refusal"),
        [
            (b"", "is empty"),
            (b"MZ\x90 a program", "neither a picture"),
            (b"<html><script>", "neither a picture"),
            (b"PK\x03\x04 broken", "neither a picture"),
            (PNG + b"\0" * uploads.MOST_BYTES, "Choose one of up to 5 MB"),
            (PNG[:-1], "is damaged"),
            (b"\xff\xd8\xff\xe0\0\x10 cut short", "is damaged"),
        ],
    )
    def test_what_it_is_decides_not_what_it_is_called(self, session, make, content, refusal):
        question = asked(full_survey(session, make), "Have you a")

        with pytest.raises(InvalidInput, match=refusal):
            uploads.keep(session, question, filename="photo.jpg", content=content)

        assert session.scalar(select(func.count()).select_from(AnswerFile)) == 0

    def test_a_document_with_macros_is_refused_and_one_without_is_taken(self, session, make):
        question = asked(full_survey(session, make), "Have you a")
        plain = zipped(word__document_xml="<x/>")
        with_macros = zipped(**{"word__document_xml": "<x/>", "word__vbaProject.bin": "x"})

        kept = uploads.keep(session, question, filename="letter.docx", content=plain)

        assert kept.filename == "letter.docx"
        with pytest.raises(InvalidInput, match="without macros"):
            uploads.keep(session, question, filename="letter.docx", content=with_macros)

    def test_cannot_be_sent_twice_nor_after_a_day(self, session, make):
        survey = full_survey(session, make)
        question = asked(survey, "Have you a")
        sent = uploads.keep(session, question, filename="a.png", content=PNG)
        late = uploads.keep(session, question, filename="a.png", content=PNG)
        late.uploaded_at = utc_now() - timedelta(days=2)
        session.commit()
        self.send(session, survey, sent.token)

        for token in (sent.token, late.token, uuid4()):
            with pytest.raises(InvalidAnswers, match="no longer here"):
                self.send(session, survey, token)

        assert session.scalar(select(func.count()).select_from(Response)) == 1

    def test_what_was_never_sent_is_forgotten_and_found_by_nobody(self, session, make):
        survey = full_survey(session, make)
        question = asked(survey, "Have you a")
        waiting = uploads.keep(session, question, filename="a.png", content=PNG)
        with pytest.raises(NotFound):
            uploads.of(session, survey, waiting.token)
        waiting.uploaded_at = utc_now() - timedelta(days=2)
        session.commit()

        uploads.keep(session, question, filename="b.png", content=PNG)

        assert session.scalars(select(AnswerFile.filename)).all() == ["b.png"]


class TestVersions:
    def test_a_change_is_asked_from_its_version_on_and_old_answers_keep_theirs(self, session, make):
        survey = full_survey(session, make)
        first = responses.submit(session, survey, key=uuid4(), typed=typed_in_full(survey))
        draft = versions.begin(session, survey, what_changed="A clearer question.")
        question = asked(draft, "My street")

        structure.remove_question(session, question)
        still = surveys.current(session, survey.consultation)
        versions.publish(session, draft)
        now = surveys.current(session, survey.consultation)

        assert still.id == survey.id
        assert (now.id, now.version) == (draft.id, 2)
        session.expire_all()
        assert "My street is friendly." in [each.question.text for each in first.answers]
        assert [each.code for each in now.questions if each.text == "Streets"] == ["q8"]
        assert len(now.conditions) == len(survey.conditions)
        assert {each.source.section.survey_id for each in now.conditions} == {now.id}
        counts = [each.responses for each in versions.every(session, survey.consultation)]
        assert counts == [1, 0]

    def test_a_form_of_the_version_before_may_still_be_sent(self, session, make):
        survey = full_survey(session, make)
        draft = versions.begin(session, survey, what_changed="Shorter.")
        versions.publish(session, draft)

        opened = versions.asked_in(session, survey.consultation, survey.id)
        response = responses.submit(session, opened, key=uuid4(), typed=typed_in_full(opened))

        assert response.survey_id == survey.id

    def test_a_draft_is_asked_of_nobody_and_can_be_discarded(self, session, make):
        survey = full_survey(session, make)
        draft = versions.begin(session, survey, what_changed="Shorter.")

        hidden = versions.asked_in(session, survey.consultation, draft.id)
        versions.discard(session, draft)

        assert hidden is None
        assert surveys.newest(session, survey.consultation).id == survey.id

    def test_refusals(self, session, make):
        survey = full_survey(session, make)
        open_draft = town_survey(session, make, stage=Stage.DRAFT)

        with pytest.raises(InvalidInput, match="Say in a sentence"):
            versions.begin(session, survey, what_changed=" ")
        with pytest.raises(Conflict, match="can still be changed"):
            versions.begin(session, open_draft, what_changed="Why not")
        with pytest.raises(Conflict, match="asked already"):
            versions.publish(session, survey)
        with pytest.raises(Conflict, match="cannot be discarded"):
            versions.discard(session, survey)
        with pytest.raises(SurveyLocked, match="make a new version"):
            structure.remove_question(session, survey.questions[0])


@on_sqlite
class TestChecking:
    def findings(self, session, make, *wordings):
        survey = town_survey(session, make, stage=Stage.DRAFT)
        for wording in wordings:
            structure.add_question(session, survey.sections[0], wording)
        return survey, [(each.about[:3], each.what) for each in checking.check(survey).findings]

    @pytest.mark.parametrize(
        ("kind", "words", "what"),
        [
            (TYPE.SCALE, "Do you agree that our lovely park is safe?", "tells people what"),
            (TYPE.TEXT, "Surely you want more trees?", "tells people what"),
            (TYPE.SCALE, "The streets are clean and safe.", "two things at once"),
            (TYPE.SCALE, "Parking should not be free.", "hard to think through"),
            (TYPE.TEXT, "How can stakeholders leverage this?", "not a word that people use"),
            (TYPE.TEXT, "What " + "and then what " * 12 + "?", "a sentence of"),
        ],
    )
    def test_finds_wording_that_leads_confuses_or_tires(self, session, make, kind, words, what):
        _, findings = self.findings(session, make, Wording(kind, words))

        assert any(what in each for about, each in findings if about == "q6.")

    def test_leaves_a_plain_question_alone(self, session, make):
        _, findings = self.findings(session, make, Wording(TYPE.TEXT, "What would you change?"))

        assert findings == []

    def test_finds_routes_that_lead_nowhere(self, session, make):
        survey = full_survey(session, make, stage=Stage.DRAFT)
        travel, bus = asked(survey, "How do you get"), survey.sections[1]
        by_car = [each for each in travel.options if each.label == "By car"]
        conditions.add(session, bus, source=travel, comparison=Comparison.ANY_OF, options=by_car)
        structure.move_section(session, bus, up=True)

        found = [each.what for each in checking.check(survey).findings]

        assert any("Nobody is ever asked this" in each for each in found)
        assert any("asked later or not at all" in each for each in found)
        assert any("repeats the answer to q1" in each for each in found)

    def test_a_longer_survey_takes_longer(self, session, make):
        survey = full_survey(session, make, stage=Stage.DRAFT)
        least, most = checking.minutes(survey)

        structure.add_question(session, survey.sections[0], Wording(TYPE.TEXT, "Why? " * 400))

        assert least <= most
        assert checking.minutes(survey)[1] > most


@on_sqlite
class TestPasting:
    LIST = (
        "# Travel\n1. How do you travel? (required)\n- By bus\n• By car\n- Other\n\n"
        "Where have you been? (choose all that apply)\n  Library\n  None of these\n"
        "# More\nQ3) Anything else?\n"
    )

    def test_a_list_becomes_sections_questions_and_answers(self, session, make):
        survey = town_survey(session, make, stage=Stage.DRAFT)

        added = pasting.add(session, survey, survey.sections[0], pasting.read(self.LIST))

        told = [
            (each.section.title, each.text, each.question_type, len(each.options), each.is_required)
            for each in added
        ]
        assert told == [
            ("Travel", "How do you travel?", TYPE.ONE_CHOICE, 3, True),
            ("Travel", "Where have you been?", TYPE.SEVERAL_CHOICES, 2, False),
            ("More", "Anything else?", TYPE.TEXT, 0, False),
        ]
        assert [each.is_other for each in added[0].options] == [False, False, True]
        assert added[1].options[1].is_exclusive
        assert len({each.code for each in survey.questions}) == len(survey.questions)

    @pytest.mark.parametrize(
        ("pasted", "refusal"),
        [
            ("# Only a section", "at least one question"),
            ("Why?\n" * 101, "101 questions"),
            ("Which?\n- Yes\n- yes", "“Which\\?”: “Yes” is there twice"),
        ],
    )
    def test_all_of_it_or_nothing(self, session, make, pasted, refusal):
        survey = town_survey(session, make, stage=Stage.DRAFT)

        with pytest.raises(InvalidInput, match=refusal):
            pasting.add(session, survey, survey.sections[0], pasting.read(pasted))

        session.expire_all()
        assert (len(survey.sections), len(survey.questions)) == (2, 5)


@on_sqlite
class TestBuilding:
    def test_a_matrix_takes_its_rows_along_and_keeps_those_that_stay(self, session, make):
        survey = full_survey(session, make, stage=Stage.DRAFT)
        matrix = asked(survey, "How good")
        streets = asked(survey, "Streets")
        structure.move_question(session, matrix, up=False)
        wording = replace(of(matrix), rows=["Shops", "Streets"], options=["Yes", "No"])
        structure.change_question(session, matrix, wording, seen=fingerprint(matrix))

        texts = [each.text for each in matrix.section.questions][:4]
        assert texts == ["What matters most?", "How good are these?", "Shops", "Streets"]
        assert asked(survey, "Streets") is streets
        assert [each.label for each in streets.options] == ["Yes", "No"]

    def test_a_copy_stands_beside_and_has_a_name_of_its_own(self, session, make):
        survey = full_survey(session, make, stage=Stage.DRAFT)
        question = asked(survey, "How do you get")

        copy = structure.copy_question(session, question)

        assert survey.sections[0].questions[1] is copy
        assert [each.label for each in copy.options] == [each.label for each in question.options]
        assert copy.code not in {each.code for each in survey.questions if each is not copy}

    def test_each_outcome_that_matters_is_asked_about(self, session, make):
        consultation = make.consultation(stage=Stage.DRAFT, strategy=make.strategy("1.1", "1.2"))
        survey = surveys.create(session, consultation, outcomes=[])
        first = presets.add_outcomes(session, survey)
        moved(session, survey, Stage.OPEN)
        which = first.questions[0]

        found = routing.asked(survey, {which.id: [str(which.options[1].id)]})

        assert [each.section.title for each in found] == [first.title, *["Title of 1.2"] * 2]


@on_sqlite
class TestBank:
    def test_lists_what_was_asked_with_its_answers(self, session, make):
        survey = full_survey(session, make)
        for _ in range(10):
            responses.submit(session, survey, key=uuid4(), typed=typed_in_full(survey))

        rows, total = bank.find(session, text="friendly")
        figures = {each.label: each for each in bank.figures(session, rows[0])}

        assert total == 1
        assert rows[0].base == 10
        assert (figures["Agree"].count, figures["Agree"].share) == (10, "100%")

    def test_says_what_another_consultation_asked_in_nearly_these_words(self, session, make):
        full_survey(session, make)
        other = town_survey(session, make, stage=Stage.DRAFT)

        near = bank.close_to(
            session, other, ["Is your street a friendly one?", "What is your shoe size?"]
        )

        assert list(near) == ["Is your street a friendly one?"]
        (found,) = near["Is your street a friendly one?"]
        assert found.question.text == "My street is friendly."

    def test_knows_no_draft_and_no_equality_question(self, session, make):
        full_survey(session, make, stage=Stage.DRAFT)
        full_survey(session, make)

        assert bank.find(session, text="friendly")[1] == 1
        assert bank.find(session, text="religion")[1] == 0

    def test_asks_again_word_for_word(self, session, make):
        asked_before = asked(full_survey(session, make), "How do you get")
        survey = town_survey(session, make, stage=Stage.DRAFT)

        again = presets.ask_again(session, survey.sections[0], asked_before)

        assert again.text == asked_before.text
        assert [each.is_other for each in again.options] == [False, False, False, True]
