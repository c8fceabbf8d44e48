"""A consultation's report: to read, and to take away as a file."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, current_app, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.config import Config
from consult.db import db
from consult.forms.actions import STATUSES, VERDICTS
from consult.models.accounts import Permission
from consult.models.base import utc_now
from consult.models.consultations import Consultation
from consult.services import consultations, reports
from consult.services.refusals import NotFound
from consult.services.reports import (
    evidence,
    exporting,
    files,
    over_time,
    over_time_file,
    reading,
)
from consult.views.access import requires
from consult.views.consultations import tabs
from consult.writers.barrier_summary import BarrierSummary

bp = Blueprint("reports", __name__, url_prefix="/staff/c/<slug>/report")

# The address of a chart changes whenever its content does, so its own reader may keep it.
KEPT_BY_ITS_READER = "private, max-age=86400, immutable"
# The files that staff read; what is passed on as data names nobody who came to a workshop.
NAMED_IN = frozenset({"docx", "pdf"})


@bp.route("")
@requires(Permission.VIEW)
def show_report(slug: str) -> ResponseReturnValue:
    """Show the barrier summary."""
    consultation = consultations.get(db.session, slug)
    summary = _summary(consultation, with_names=True, with_unconfirmed=True)
    return render_template(
        "reports/show_report.html",
        consultation=consultation,
        tabs=tabs(consultation, "Report"),
        summary=summary,
        page=reading.page_of(summary),
        formats=files.FORMATS,
        chart_url=_charts_of(consultation, summary),
        statements_url=_statements_behind(consultation),
        statement_url=_statement_of(consultation),
        next_url=url_for(_next_step(summary), slug=slug),
    )


@bp.route("/over-time")
@requires(Permission.VIEW)
def show_over_time(slug: str) -> ResponseReturnValue:
    """Set the consultation beside an earlier one: what grew, shrank, came and went."""
    consultation = consultations.get(db.session, slug)
    others = over_time.comparable(db.session, consultation)
    chosen = _chosen(others)
    return render_template(
        "reports/show_over_time.html",
        consultation=consultation,
        tabs=tabs(consultation, "Report"),
        others=others,
        found=over_time.compare(db.session, consultation, chosen) if chosen else None,
        verdicts=VERDICTS,
        statuses=STATUSES,
        today=utc_now().date(),
    )


@bp.route("/over-time.csv")
@requires(Permission.REPORT)
def download_over_time(slug: str) -> ResponseReturnValue:
    """Give the comparison away as data."""
    consultation = consultations.get(db.session, slug)
    chosen = _chosen(over_time.comparable(db.session, consultation))
    if chosen is None:
        raise NotFound("No earlier consultation has a theme or a question in common with this one.")
    found = over_time.release(db.session, consultation, chosen)
    reply = make_response(over_time_file.as_csv(found))
    reply.content_type = "text/csv; charset=utf-8"
    reply.headers.set("Content-Disposition", "attachment", filename=f"{slug}-over-time.csv")
    return reply


def _chosen(others: list[Consultation]) -> Consultation | None:
    """Return the consultation that the address names, or else the latest."""
    named = request.args.get("with", "")
    return next((each for each in others if each.slug == named), others[0] if others else None)


@bp.route("/charts/<name>.svg")
@requires(Permission.VIEW)
def show_chart(slug: str, name: str) -> ResponseReturnValue:
    """Draw one of the report's charts."""
    summary = _summary(consultations.get(db.session, slug))
    reply = make_response(files.chart(summary, name))
    reply.content_type = "image/svg+xml"
    reply.headers["Cache-Control"] = KEPT_BY_ITS_READER
    return reply


@bp.route("/download/<ending>")
@requires(Permission.REPORT)
def download(slug: str, ending: str) -> ResponseReturnValue:
    """Give the report away as a file."""
    consultation = consultations.get(db.session, slug)
    if ending not in files.FORMATS:
        raise NotFound(f"A report cannot be had as “{ending}”. Choose one of the report’s files.")
    config: Config = current_app.extensions["config"]
    content = exporting.render(
        db.session,
        consultation,
        ending,
        made_on=utc_now().date(),
        organisation=config.organisation,
        with_names=ending in NAMED_IN and request.args.get("names") != "no",
    )
    reply = make_response(content)
    reply.content_type = files.FORMATS[ending].media_type
    reply.headers.set(
        "Content-Disposition", "attachment", filename=files.name(consultation.slug, ending)
    )
    return reply


def _summary(
    consultation: Consultation, *, with_names: bool = False, with_unconfirmed: bool = False
) -> BarrierSummary:
    config: Config = current_app.extensions["config"]
    return reports.barrier_summary(
        db.session,
        consultation,
        generated_on=utc_now().date(),
        organisation=config.organisation,
        with_names=with_names,
        with_unconfirmed=with_unconfirmed,
    )


def _next_step(summary: BarrierSummary) -> str:
    """Return the page on which the report’s next material is made."""
    if not summary.base.barriers.count:
        return "workshops.list_workshops"
    return "themes.show_themes"


def _charts_of(consultation: Consultation, summary: BarrierSummary) -> Callable[[str], str]:
    version = files.digest(summary)[:12]
    return lambda name: url_for(".show_chart", slug=consultation.slug, name=name, v=version)


def statement_links(consultation: Consultation) -> dict[str, Callable[[str], str]]:
    """Return the functions that give the addresses of statements behind a figure or a quote."""
    return {
        "statements_url": _statements_behind(consultation),
        "statement_url": _statement_of(consultation),
    }


def _statements_behind(consultation: Consultation) -> Callable[[str], str]:
    """Return a function that gives the address of the statements behind a figure, or ""."""
    index = evidence.index(db.session, consultation)

    def address(name: str) -> str:
        filters = index.filters(name)
        if filters is None:
            return ""
        return url_for("statements.list_statements", slug=consultation.slug, **filters)

    return address


def _statement_of(consultation: Consultation) -> Callable[[str], str]:
    return lambda statement_id: url_for(
        "statements.show_statement", slug=consultation.slug, statement_id=statement_id
    )
