"""Fills a council's own Word file: its fields, and nothing that it might try besides.

A template is a program that a stranger wrote. It runs in the sandbox of its language, in a process
that has no database and no network of ours, and it is checked for what it would unpack to first.
"""

from __future__ import annotations

import base64
import binascii
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from consult.writers.archive import pack, unpack
from consult.writers.figures import dated, quoted
from consult.writers.glyphs import writable
from consult.writers.outline_paper import bar_table, notices
from consult.writers.own_template_marks import Marks, rows_of
from consult.writers.paper import Paper, Part
from consult.writers.plain import NotAReport

KIND = "own-template"
MOST_UNPACKED = 64 * 2**20
MOST_MEMBERS = 2_000
SECONDS = 60
MEMORY = 2 * 2**30

BACKGROUND_DOCUMENTS = "Background documents"

FIELDS = {
    "title": "the subject of the paper",
    "organisation": "whose paper it is",
    "consultation": "the title of the consultation",
    "state": "draft, checked or approved",
    "notice": "that it is a draft, or that figures have changed; empty where neither is so",
    "meeting": "which meeting it goes to",
    "meeting_date": "the day of the meeting",
    "report_of": "whose report it is",
    "wards": "the wards affected",
    "key_decision": "whether it is a key decision",
    "policy_framework": "whether it touches the budget or policy framework",
    "contact": "the officer to ask",
    "appendices": "the appendices",
    "background_documents": "the background documents",
    "written_by": "who wrote it",
    "checked_by": "who checked it, and when",
    "approved_by": "who approved it, and when",
    "sections": "the sections in order, each with number, title and paragraphs; where a paragraph"
    " stands alone, tables are tables and headings the template’s own “Heading 2”",
    "section": "a section by its key, such as section.background: its words in one piece",
    "figures": "every figure, each with label, text and where",
    "quotes": "every quote, each with text, source and id",
    "changes": "what has changed since, each with where, what, was and now",
}
"""What a template may name."""


@dataclass(frozen=True)
class Filling:
    """A template with the paper that fills it."""

    template: bytes
    paper: Paper
    keys: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "kind": KIND,
            "template": base64.b64encode(self.template).decode(),
            "paper": self.paper.to_dict(),
            "keys": list(self.keys),
        }

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> Filling:
        """Return what `to_dict` made `plain` of, or raise NotAReport."""
        if not isinstance(plain, dict) or plain.get("kind") != KIND:
            raise NotAReport(f"This fills no template: its “kind” must be “{KIND}”.")
        try:
            content = base64.b64decode(plain.get("template", ""), validate=True)
        except (binascii.Error, TypeError) as refusal:
            raise NotAReport("The template is no Word file. Choose a .docx file.") from refusal
        keys = tuple(str(key) for key in plain.get("keys", []))
        return cls(content, Paper.from_dict(plain.get("paper", {})), keys)


def write(filling: Filling) -> bytes:
    """Return the template with its fields filled in.

    Raises
    ------
    NotAReport
        Where the template is no Word file, is too large, or names what no paper has.
    """
    from docxtpl import DocxTemplate

    from consult.writers.own_template_parts import put_in_place

    _limit()
    _check(filling.template)
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    with _faults_in_words():
        document = DocxTemplate(io.BytesIO(filling.template))
        named = document.get_undeclared_template_variables(environment)
        marks = Marks()
        document.render(fields_of(filling, marks), environment, autoescape=True)
        put_in_place(document, marks)
    if not named:
        raise NotAReport(
            "The file names no field, so nothing of a report would be in it. Write fields such as"
            " {{ title }} where its words belong, and add it again."
        )
    held = io.BytesIO()
    document.save(held)
    return pack(unpack(held.getvalue()))


@contextmanager
def _faults_in_words() -> Iterator[None]:
    """Say what is wrong with a template, and what to do, where filling it in goes wrong."""
    try:
        yield
    except TemplateSyntaxError as fault:
        raise NotAReport(
            f"The template’s fields cannot be read: {_said(fault)}. Every field must look like"
            " {{ title }}; mend the template and add it again."
        ) from fault
    except UndefinedError as fault:
        raise NotAReport(
            f"The template names a field that no paper has: {_said(fault)}. The list of fields is"
            " on the page of templates."
        ) from fault
    except TemplateError as fault:
        raise NotAReport(
            f"The template asks for what a template may not do: {_said(fault)}. Take it out."
        ) from fault
    except (OverflowError, MemoryError, TypeError, ValueError, KeyError) as fault:
        raise NotAReport(
            f"The template cannot be filled in: {_said(fault)}. Mend it and add it again."
        ) from fault


def fields_of(filling: Filling, marks: Marks) -> dict[str, Any]:
    """Return every field with its value, as a template reads it; what is no text as a mark."""
    paper = writable(filling.paper)
    sections = _sections(paper, marks)
    return {
        "title": paper.title,
        "organisation": paper.organisation,
        "consultation": paper.consultation,
        "state": paper.state,
        "notice": " ".join(notices(paper)),
        **_particulars(paper),
        **_signatures(paper),
        "background_documents": "; ".join(
            text
            for section in sections
            if section["title"] == BACKGROUND_DOCUMENTS
            for text in section["paragraphs"]
        ),
        "sections": sections,
        "section": {
            key: "\n".join(section["paragraphs"])
            for key, section in zip(filling.keys, sections, strict=False)
        },
        "figures": [
            {"label": each.label, "text": each.text, "where": each.where} for each in paper.figures
        ],
        "quotes": [
            {"text": each.text, "source": each.source, "id": each.statement_id}
            for each in paper.quotes
        ],
        "changes": [
            {"where": each.where, "what": each.what, "was": each.was, "now": each.now}
            for each in paper.changes
        ],
    }


def _particulars(paper: Paper) -> dict[str, str]:
    told = {name: text for name, text in paper.particulars}
    return {
        "meeting": told.get("Meeting", ""),
        "meeting_date": told.get("Date", ""),
        "report_of": told.get("Report of", ""),
        "wards": told.get("Wards affected", ""),
        "key_decision": told.get("Key decision", ""),
        "policy_framework": told.get("Budget and policy framework", ""),
        "contact": told.get("Contact officer", ""),
        "appendices": told.get("Appendices", ""),
    }


def _signatures(paper: Paper) -> dict[str, str]:
    signed = {each.done: each for each in paper.signatures}
    return {
        "written_by": _signed(signed.get("Written")),
        "checked_by": _signed(signed.get("Checked")),
        "approved_by": _signed(signed.get("Approved")),
    }


def _sections(paper: Paper, marks: Marks) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for part in paper.parts:
        if part.kind == "heading" and part.level == 1:
            found.append({"number": part.number, "title": part.text, "paragraphs": []})
        elif found:
            found[-1]["paragraphs"].extend(_paragraphs(part, marks))
    return found


def _paragraphs(part: Part, marks: Marks) -> list[str]:
    """Return one block as lines of text; a lower heading, a table or a chart as a mark."""
    if part.kind == "quote":
        return [f"{quoted(part.text)} ({part.source})"]
    if part.kind == "chart":
        numbers = bar_table(part)
        cells = [list(numbers.header), *([cell.text for cell in row] for row in numbers.rows)]
        return [marks.of(part.caption, cells)]
    if part.kind == "figure":
        return [": ".join(cell.text for cell in row) for row in part.rows]
    if part.rows:
        return [marks.of(part.caption, rows_of(part))]
    if part.kind == "heading":
        return [marks.of(part.text)]
    return [f"{part.number} {part.text}".strip()]


def _signed(signature: Any) -> str:
    if signature is None or not signature.name:
        return ""
    return f"{signature.name}, {dated(signature.on)}" if signature.on else signature.name


def _check(content: bytes) -> None:
    """Refuse what is no Word file, and what would unpack to more than any Word file should."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile as fault:
        raise NotAReport("The template is no Word file. Choose a .docx file.") from fault
    if "word/document.xml" not in {member.filename for member in members}:
        raise NotAReport("The template is no Word file. Choose a .docx file.")
    unpacked = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED:
        raise NotAReport(
            f"The template would unpack to {unpacked / 2**20:,.0f} MB. Take pictures out of it"
            f" until it is under {MOST_UNPACKED / 2**20:,.0f} MB."
        )


def _limit() -> None:
    """Bound what a template can take: a loop of a million rounds ends this process, no other."""
    try:
        import resource
    except ImportError:  # Where there are no such limits, the caller's time limit is what is left.
        return
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _said(fault: Exception) -> str:
    return str(fault).strip().rstrip(".").replace("\n", " ")[:200] or type(fault).__name__
