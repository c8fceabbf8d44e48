"""Surveys for tests, and a resident's browser without scripts."""

from __future__ import annotations

from typing import Any
from uuid import uuid4
from xml.etree.ElementTree import Element

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from consult.models.consultations import Consultation, Stage
from consult.models.kinds import StatementKind
from consult.models.responses import Response, Route
from consult.models.surveys import Comparison, Question, QuestionType, Survey
from consult.services import responses, surveys
from consult.services.responses.arrivals import Arrival
from consult.services.surveys import conditions, equality, structure
from consult.services.surveys.wording import Wording
from tests.factories import Make
from tests.markup import parse_page, words

WAYS = ("On foot", "By bus", "By car")
PLACES = ("Library", "Park", "Community centre")


def town_survey(
    session: Session, make: Make, *, stage: Stage = Stage.OPEN, **fields: Any
) -> Survey:
    """Return a survey about one outcome and about people, in a consultation of that stage."""
    consultation = make.consultation(
        stage=Stage.DRAFT, strategy=make.strategy("1.1"), title="A town for all", **fields
    )
    survey = surveys.create(session, consultation, outcomes=consultation.outcomes)
    section = structure.add_section(session, survey, title="About you")
    for wording in (
        Wording(QuestionType.ONE_CHOICE, "How do you get about?", options=WAYS, is_required=True),
        Wording(QuestionType.SEVERAL_CHOICES, "Where have you been?", options=PLACES),
        Wording(QuestionType.SCALE, "My street is friendly."),
    ):
        structure.add_question(session, section, wording)
    return moved(session, survey, stage)


def full_survey(
    session: Session, make: Make, *, stage: Stage = Stage.OPEN, **fields: Any
) -> Survey:
    """Return a survey of every type of question, with routing, piping and equality questions."""
    consultation = make.consultation(
        stage=Stage.DRAFT, strategy=make.strategy("1.1"), title="A town for all", **fields
    )
    survey = surveys.create(session, consultation, outcomes=[], title="A town for all")
    for title, wordings in FULL.items():
        section = structure.add_section(session, survey, title=title)
        for wording in wordings:
            structure.add_question(session, section, wording)
    travel, bus = asked(survey, "How do you get about?"), survey.sections[1]
    by_bus = [each for each in travel.options if each.label == "By bus"]
    comparison = Comparison.ANY_OF
    conditions.add(session, bus, source=travel, comparison=comparison, options=by_bus)
    conditions.add(
        session,
        asked(survey, "Which other number"),
        source=asked(survey, "How many"),
        comparison=Comparison.AT_LEAST,
        value=3,
    )
    equality.add(session, survey)
    return moved(session, survey, stage)


TYPE = QuestionType
FULL = {
    "Getting about": [
        Wording(TYPE.ONE_CHOICE, "How do you get about?", options=WAYS, other="Another way"),
        Wording(TYPE.SEVERAL_CHOICES, "Where have you been?", options=PLACES, exclusive="Nowhere"),
    ],
    "The bus": [
        Wording(TYPE.NUMBER, "How many times a week?", least=1, most=20, unit="times"),
        Wording(TYPE.SHORT_TEXT, "Which other number do you take?", most=40),
        Wording(TYPE.DATE, "When did you last go?"),
        Wording(TYPE.INFORMATION, "You go {q1}.", hint="So we ask about buses."),
    ],
    "Your town": [
        Wording(
            TYPE.MATRIX, "How good are these?", rows=["Streets", "Parks"], options=["Good", "Bad"]
        ),
        Wording(TYPE.RANKING, "What matters most?", options=["Rent", "Work", "Air"]),
        Wording(TYPE.SCALE, "My street is friendly."),
        Wording(TYPE.POSTCODE, "Where do you live?", options=["North ward", "South ward"]),
        Wording(TYPE.PLACE, "Where is it worst?", options=["Town hall @ 50, 40", "Mill @ 80, 10"]),
        Wording(TYPE.FILE, "Have you a picture?"),
        Wording(TYPE.TEXT, "What gets in the way?", statement_kind=StatementKind.BARRIER),
        Wording(TYPE.CONTACT, "May we reach you?", options=["Send me the results"]),
    ],
}


def moved(session: Session, survey: Survey, stage: Stage) -> Survey:
    """Return the survey after its consultation went to a stage."""
    consultation: Consultation = survey.consultation
    consultation.stage = stage
    session.commit()
    return survey


def asked(survey: Survey, text: str) -> Question:
    """Return the question that begins with a text."""
    return next(each for each in survey.questions if each.text.startswith(text))


def choice(survey: Survey, label: str) -> tuple[int, str]:
    """Return an option as it is typed: its question's id and its own."""
    for question in survey.questions:
        for option in question.options:
            if option.label == label:
                return question.id, str(option.id)
    raise LookupError(label)


def answers(survey: Survey, *labels: str, **texts: str) -> dict[int, list[str]]:
    """Return typed answers: options by their labels, `work` and `barriers` as texts."""
    names = {"work": "What is being done?", "barriers": "What gets in the way?"}
    typed: dict[int, list[str]] = {
        asked(survey, names[name]).id: [text] for name, text in texts.items()
    }
    for label in labels:
        question_id, value = choice(survey, label)
        typed.setdefault(question_id, []).append(value)
    return typed


def send(
    session: Session,
    survey: Survey,
    *labels: str,
    route: Route = Route.ONLINE,
    arrival: Arrival | None = None,
    **texts: str,
) -> Response:
    """Submit a response with these answers; “By bus” alone where none is given."""
    typed = answers(survey, *(labels or ("By bus",)), **texts)
    return responses.submit(
        session, survey, key=uuid4(), typed=typed, route=route, arrival=arrival or Arrival()
    )


class Walk:
    """A browser without scripts: it reads pages strictly and sends the forms that it finds."""

    reply: Any
    tree: Element

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def open(self, address: str) -> Walk:
        return self._take(self.client.get(address, follow_redirects=True))

    def _take(self, reply: Any) -> Walk:
        self.reply = reply
        self.tree = parse_page(reply.text)
        return self

    @property
    def address(self) -> str:
        return str(self.reply.request.path)

    @property
    def heading(self) -> str:
        found = list(self.tree.iter("h1"))
        assert len(found) == 1
        return words(found[0])

    @property
    def text(self) -> str:
        return words(next(each for each in self.tree.iter("main")))

    @property
    def problems(self) -> list[str]:
        boxes = [
            each
            for each in self.tree.iter("div")
            if "govuk-error-summary" in (each.get("class") or "").split()
        ]
        return [words(item) for box in boxes for item in box.iter("li")]

    def _labelled(self, label: str) -> Element:
        for each in self.tree.iter("label"):
            if words(each).startswith(label):
                name = each.get("for")
                return next(control for control in self.tree.iter() if control.get("id") == name)
        raise LookupError(f"{label!r} labels nothing on this page")

    def value(self, label: str) -> str:
        return (self._labelled(label).text or "").removeprefix("\n")

    def is_chosen(self, label: str) -> bool:
        return self._labelled(label).get("checked") is not None

    def fill(self, label: str, text: str) -> Walk:
        control = self._labelled(label)
        if control.tag == "input":
            control.set("value", text)
        else:
            control.text = text
        return self

    def pick(self, label: str, words_of_option: str) -> Walk:
        """Choose from a list."""
        control = self._labelled(label)
        for each in control.iter("option"):
            each.attrib.pop("selected", None)
            if words(each) == words_of_option:
                each.set("selected", "")
        return self

    def fill_in(self, label: str, text: str) -> Walk:
        """Type one line; `fill` types into a larger box."""
        self._labelled(label).set("value", text)
        return self

    def choose(self, label: str) -> Walk:
        control = self._labelled(label)
        if control.get("type") == "radio":
            for each in self.tree.iter("input"):
                if each.get("name") == control.get("name") and each.get("type") == "radio":
                    each.attrib.pop("checked", None)
        control.set("checked", "")
        return self

    def fields(self, button: str) -> tuple[str, list[tuple[str, str]]]:
        """Return where the form with that button goes and what it sends."""
        for form in self.tree.iter("form"):
            for each in form.iter("button"):
                if words(each).startswith(button):
                    address = each.get("formaction") or form.get("action") or self.address
                    sent = list(_successful(form))
                    if each.get("name"):
                        sent.append((each.get("name") or "", each.get("value") or ""))
                    return address.partition("#")[0], sent
        raise LookupError(f"no button says {button!r}")

    def press(self, button: str, **changes: str) -> Walk:
        """Send the form by a button; `changes` are what a forger puts in its place."""
        address, sent = self.fields(button)
        body = [(name, changes.pop(name, value)) for name, value in sent]
        return self.send(address, [*body, *changes.items()])

    def send(self, address: str, fields: list[tuple[str, str]]) -> Walk:
        """Post fields as they stand."""
        data: dict[str, list[str]] = {}
        for name, value in fields:
            data.setdefault(name, []).append(value)
        return self._take(self.client.post(address, data=data, follow_redirects=True))


def _successful(form: Element) -> Any:
    for control in form.iter():
        name, kind = control.get("name"), control.get("type")
        if not name or control.tag == "button":
            continue
        if control.tag == "textarea":
            # A browser sends line ends as carriage return and line feed.
            text = (control.text or "").removeprefix("\n")
            yield name, text.replace("\r\n", "\n").replace("\n", "\r\n")
        elif control.tag == "select":
            chosen = [each for each in control.iter("option") if each.get("selected") is not None]
            yield name, (chosen or list(control.iter("option")))[0].get("value") or ""
        elif kind == "file":
            continue
        elif kind not in {"radio", "checkbox"} or control.get("checked") is not None:
            yield name, control.get("value") or ""
