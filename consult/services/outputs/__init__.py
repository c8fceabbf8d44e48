"""Other outputs from the same store: what each is, for whom, and as which file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.services import audit, disclosure
from consult.services.outputs import handouts, quote_book, workbook
from consult.services.papers import standing
from consult.services.publishing import answers
from consult.services.refusals import NotFound
from consult.services.reports import exporting, files, grouping
from consult.services.transaction import transaction
from consult.writers import INFOGRAPHIC, INFOGRAPHIC_PDF
from consult.writers.barrier_summary import BarrierSummary
from consult.writers.by_group import ByGroup
from consult.writers.handout import EASY_READ, PLAIN
from consult.writers.standing import Standing


@dataclass(frozen=True)
class Making:
    """What an output is made of: the store, and what stands on its face."""

    session: Session
    consultation: Consultation
    made_on: date
    organisation: str

    def summary(self) -> BarrierSummary:
        """Return the barrier summary as it may leave now, and keep what it tells."""
        found = exporting.release(
            self.session,
            self.consultation,
            made_on=self.made_on,
            organisation=self.organisation,
        )
        return found.summary

    def standing(self) -> Standing:
        """Return whether it is a draft, and who checked and approved its figures."""
        return standing.of(self.session, self.consultation)


@dataclass(frozen=True)
class Output:
    """One output: its name, for whom it is, and a way to make each of its files."""

    name: str
    about: str
    make: Callable[[Making, str], bytes]
    endings: tuple[str, ...]


def _workbook(making: Making, _: str) -> bytes:
    # The summary is let go before the statements are read: a large one takes much room.
    summary = making.summary()
    told = answers.release(making.session, making.consultation)
    figures = [*workbook.figures(summary), *workbook.answers(told)]
    signed = summary.standing.lines if summary.standing else ()
    del summary
    heads = workbook.heads(
        making.consultation, organisation=making.organisation, made_on=making.made_on
    )
    rows = workbook.rows(making.session, making.consultation, figures, signed)
    return files.render_streamed(heads, rows)


def _quote_book(making: Making, ending: str) -> bytes:
    book = quote_book.build(
        making.session,
        making.consultation,
        made_on=making.made_on,
        organisation=making.organisation,
    )
    return files.render(replace(book, standing=making.standing()), ending)


def _handout(manner: str) -> Callable[[Making, str], bytes]:
    def make_it(making: Making, ending: str) -> bytes:
        found = handouts.release(
            making.session, making.consultation, making.summary(), manner=manner
        )
        return files.render(found, ending)

    return make_it


def _infographic(making: Making, ending: str) -> bytes:
    writer = INFOGRAPHIC_PDF if ending == "pdf" else INFOGRAPHIC
    return _handout(PLAIN)(making, writer)


OUTPUTS = {
    "slides": Output(
        "Slides",
        "For a meeting: charts that PowerPoint can change, quotes, and in the notes the base and"
        " the source of every number. Small counts are left out.",
        _handout(PLAIN),
        ("pptx",),
    ),
    "residents": Output(
        "Summary for residents",
        "Two pages in plain English: what was asked, what gets in the way, what would help, what"
        " happens next. Small counts are left out.",
        _handout(PLAIN),
        ("html", "docx", "pdf"),
    ),
    "easy-read": Output(
        "Easy Read summary",
        "The same in short sentences, one idea a line, in large type. Have it read by people with"
        " learning disabilities before you hand it out; pictures can be added in Word.",
        _handout(EASY_READ),
        ("html", "docx", "pdf"),
    ),
    "infographic": Output(
        "Page to hang up",
        "One page with large numbers, bars and quotes, to print or to put on a website. All that it"
        " shows is in it as words too. Small counts are left out.",
        _infographic,
        ("pdf", "svg"),
    ),
    "evidence": Output(
        "Evidence workbook",
        "Every statement with its themes, personal data taken out, and how to read it. For staff"
        " and for whoever checks the report.",
        _workbook,
        ("xlsx",),
    ),
    "quotes": Output(
        "Quote book",
        "What people said under each theme, in their own words. Statements by which a person could"
        " be known are left out.",
        _quote_book,
        ("docx", "pdf"),
    ),
}


BY_GROUP = ("html", "docx", "pdf")
"""The files in which the barriers are had by outcome, partner, ward, workshop or route."""


def by_group(making: Making, kind: str) -> ByGroup:
    """Return the barriers by groups of a kind, as the store has them now."""
    return _by_group(making, grouping.count(making.session, making.consultation, kind))


def _by_group(making: Making, found: grouping.Counted) -> ByGroup:
    return grouping.build(
        making.session,
        making.consultation,
        found,
        made_on=making.made_on,
        organisation=making.organisation,
    )


def make_by_group(making: Making, kind: str, ending: str) -> bytes:
    """Return the barriers by groups as a file, and write into the log that it left.

    What it shows and hides is kept, so that the next one does not give it away.
    """
    if ending not in BY_GROUP:
        raise NotFound("There is no such file of this report. Choose one from its page.")
    session, consultation = making.session, making.consultation
    found = disclosure.release(
        session,
        consultation,
        lambda: grouping.count(session, consultation, kind),
        lambda counted: counted.lines,
    )
    report = replace(_by_group(making, found), standing=making.standing())
    content = files.render(report, ending)
    _record(making, f"by-{kind}", ending)
    return content


def make(making: Making, name: str, ending: str) -> bytes:
    """Return an output as a file, and write into the log that it left.

    Raises
    ------
    NotFound
        Where there is no such output, or it is no such file.
    """
    output = OUTPUTS.get(name)
    if output is None or ending not in output.endings:
        raise NotFound("There is no such file of this report. Choose one from its page.")
    content = output.make(making, ending)
    _record(making, name, ending)
    return content


def _record(making: Making, name: str, ending: str) -> None:
    with transaction(making.session):
        audit.record(
            making.session,
            "output.exported",
            making.consultation,
            consultation=making.consultation,
            output=name,
            format=ending,
        )


def filename(consultation: Consultation, name: str, ending: str) -> str:
    """Return what an output is called as a file."""
    return f"{consultation.slug}-{name}.{ending}"
