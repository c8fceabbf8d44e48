"""Forms of papers: a new one, its particulars, a block with its menu of figures, a template."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Optional

from consult.forms.consultations import DATE, BritishDateField
from consult.forms.limits import AtMost
from consult.forms.refusable import Refusable
from consult.forms.versions import VersionField
from consult.models.papers import BlockKind, Paper, PaperBlock, PaperKind
from consult.models.statements import Statement
from consult.services import papers
from consult.services.papers import binding, sections, tables, writing
from consult.services.papers.menu import Menu
from consult.services.papers.writing import Content

MEASURES = (
    SelectChoice("of", "Of its base, such as 26 of 40 (65%)"),
    SelectChoice("count", "Count, such as 26"),
    SelectChoice("share", "Share, such as 65% (needs its base in the sentence)"),
    SelectChoice("base", "Base, such as 40"),
)


class PaperForm(Refusable):
    """What a new report is, and what it is called."""

    kind = RadioField("What is it?")
    title = StringField("Title or subject", validators=[AtMost(papers.LONGEST_TITLE)])

    @classmethod
    def of_kinds(cls) -> PaperForm:
        """Return the form with the kinds of report that there are."""
        form: PaperForm = cls(data={"kind": PaperKind.COUNCIL_PAPER.value})
        form.kind.choices = [SelectChoice(k.value, label) for k, label in papers.KINDS.items()]
        return form


class ParticularsForm(Refusable):
    """What stands at the head of a report."""

    title = StringField("Subject", validators=[AtMost(papers.LONGEST_TITLE)])
    meeting = StringField("Meeting", description="Such as Cabinet, or a committee.")
    meeting_on = BritishDateField("Date of the meeting", format=DATE, validators=[Optional()])
    report_of = StringField("Report of", description="The cabinet member, or the officer.")
    wards = StringField("Wards affected", description="Such as All.")
    key_decision = StringField("Key decision", description="Yes or no.")
    policy_framework = StringField("Budget and policy framework", description="Yes or no.")
    contact = StringField("Contact officer", description="Name or post, email and telephone.")
    appendices = StringField("Appendices")
    background_documents = StringField("Background documents")
    seen = VersionField()

    @classmethod
    def of(cls, paper: Paper) -> ParticularsForm:
        """Return the form as the paper has it."""
        form: ParticularsForm = cls(
            data={
                **paper.particulars,
                "title": paper.title,
                "meeting_on": paper.meeting_on,
                "seen": paper.version,
            }
        )
        return form

    def fields(self) -> dict[str, Any]:
        """Return what the service takes."""
        return {
            "title": self.title.data or "",
            "meeting_on": self.meeting_on.data,
            "particulars": {name: getattr(self, name).data or "" for name in sections.PARTICULARS},
            "seen": self.seen.data,
        }


class BlockForm(Refusable):
    """A part of a report; its figures are chosen, never typed."""

    text = TextAreaField("Words", validators=[AtMost(writing.LONGEST_TEXT)])
    figure = SelectField(
        "Figure",
        description="Partners and people of whom too few statements or answers came are left out.",
        validate_choice=False,
    )
    measure = SelectField("Show it as", choices=list(MEASURES), validate_choice=False)
    shows = SelectField("What to show", validate_choice=False)
    alt = TextAreaField(
        "What the chart shows, in words",
        description="For those who cannot see it. Leave it empty to have it written for you.",
        validators=[AtMost(writing.LONGEST_TEXT)],
    )
    statement = StringField(
        "Number of the statement",
        description="It stands beside each statement in the list of statements and under Themes.",
    )
    seen = VersionField()

    @classmethod
    def of(cls, menu: Menu, kind: BlockKind, block: PaperBlock | None = None) -> BlockForm:
        """Return the form of a kind of block, filled from one where there is one."""
        form: BlockForm = cls(data=_data(block) if block is not None else {})
        form.kind = kind
        form.figure.choices = {
            group: [SelectChoice(entry.subject, _label(entry)) for entry in entries]
            for group, entries in menu.by_group().items()
        }
        known = {BlockKind.TABLE: tables.TABLES, BlockKind.CHART: tables.CHARTS}.get(kind, {})
        form.shows.choices = [SelectChoice(key, label) for key, (label, _) in known.items()]
        return form

    @property
    def reference(self) -> str:
        """Return the figure that was chosen, as words name it."""
        measures = [choice.value for choice in MEASURES]
        measure = self.measure.data if self.measure.data in measures else measures[0]
        return f"{{{self.figure.data}.{measure}}}"

    def insert(self) -> None:
        """Put the chosen figure at the end of the words."""
        words = (self.text.data or "").rstrip()
        self.text.data = f"{words} {self.reference}".lstrip()

    def content(self, menu: Menu, statement: Statement | None) -> Content:
        """Return what the block is to hold, as the service takes it."""
        kind: BlockKind = self.kind
        shows, alt = self.shows.data or "", self.alt.data or ""
        if kind is BlockKind.FIGURE:
            shows = self.reference
        if kind is BlockKind.CHART and not alt.strip() and shows in tables.CHARTS:
            alt = tables.alt_of(tables.CHARTS[shows][1](menu))
        return Content(kind, self.text.data or "", shows, alt, statement)


def _label(entry: Any) -> str:
    return f"{entry.label}: {entry.figure.text}"


def _data(block: PaperBlock) -> dict[str, Any]:
    chosen = binding.references(block.shows) if block.kind is BlockKind.FIGURE else []
    return {
        "text": block.text,
        "shows": block.shows,
        "alt": block.alt,
        "statement": str(block.statement_id or ""),
        "seen": block.version,
        **({"figure": chosen[0].subject, "measure": chosen[0].measure} if chosen else {}),
    }


class TemplateForm(Refusable):
    """A council's own Word file."""

    name = StringField(
        "Name",
        description="As colleagues will look for it, such as Cabinet report 2027.",
        validators=[AtMost(120)],
    )
    template = FileField("Word file", description="A .docx of up to 5 MB.")
