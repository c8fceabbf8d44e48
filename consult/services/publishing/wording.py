"""What residents read of the results in officers' own words, and so can be translated.

What people said is left out: a quote stays in the words in which it was said.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from consult import words
from consult.models.base import utc_now
from consult.models.consultations import Consultation
from consult.services.actions import telling
from consult.services.publishing import answers, editions


def of(session: Session, consultation: Consultation) -> Iterator[tuple[str, str]]:
    """Yield each text of the public decisions and of the newest edition, with what it is."""
    for entry in telling.answered(session, consultation):
        decision = entry.decision
        for said in entry.said:
            yield "Theme", said.theme.name
        yield "Decision: you said", decision.said
        yield "Decision", decision.text
        yield "Decision: why", decision.reason
        yield "Decision: by whom", decision.decided_by
        for action in decision.actions:
            yield "Action", action.text
            yield "Action: by whom", action.owner
            for entered in action.progress:
                yield "Action: progress", entered.note
    edition = editions.shelf(session, consultation, now=utc_now()).current
    if edition is not None:
        yield "Results: title", edition.content["title"]
        yield "Results: what changed", edition.what_changed
        yield from _content(edition.content)


def _content(content: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for part in content["parts"]:
        yield from _part(part)
    for asked in content.get("answers", ()):
        yield "Question", asked.get("matrix", "")
        yield "Question", asked["question"]
        yield "Unit", asked["unit"]
        if asked.get("has_options", asked["chart"]["axis"] == answers.FIRST):
            for bar in asked["chart"]["bars"]:
                yield "Answer to choose", bar["label"]
    for told in content.get("before", ()):
        yield from _before(told)
    for note in content["notes"]:
        yield "Results: how it was done", note


def _before(told: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "Theme", told["theme"]
    yield "Results: an earlier consultation", told["asked_in"]
    for decision in told["decisions"]:
        yield "Decision", decision["text"]
        for action in decision["actions"]:
            yield "Action", action["text"]


def _part(part: dict[str, Any]) -> Iterator[tuple[str, str]]:
    match part["kind"]:
        case "quote":
            yield "Results: source of a quote", part["source"] or ""
        case "figure":
            yield "Results: a figure", part["label"]
        case "table":
            yield "Results: caption of a table", part["caption"]
            cells = [cell for row in part["rows"] for cell in row if not cell["is_number"]]
            for text in (*part["header"], *(cell["text"] for cell in cells)):
                if not words.is_figure(text):
                    yield "Results: in a table", text
        case "chart":
            yield "Results: caption of a chart", part["caption"]
            yield "Results: in a chart", part["axis"]
            for bar in part["bars"]:
                yield "Results: in a chart", bar["label"]
        case _:
            yield "Results: text", part["text"]
