"""Papers: reports that officers write, read, check, sign and take away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import (
    Blueprint,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user

from consult.config import Config
from consult.db import db
from consult.forms.papers import PaperForm, ParticularsForm
from consult.models.accounts import Permission
from consult.models.base import utc_now
from consult.models.consultations import Consultation
from consult.models.papers import PaperKind, PaperState
from consult.services import consultations, ledger, papers
from consult.services.papers import (
    Desk,
    arising,
    building,
    choosing,
    exporting,
    fairness,
    own_templates,
    reading,
    signing,
    tables,
    writing,
)
from consult.services.refusals import Conflict, NotFound, ServiceError
from consult.services.reports import evidence, files
from consult.views.access import requires
from consult.views.consultations import tabs

bp = Blueprint("papers", __name__, url_prefix="/staff/c/<slug>/report/papers")

KEPT_BY_ITS_READER = "private, max-age=86400, immutable"


def found(slug: str, paper_id: int) -> Desk:
    """Return a paper beside the present figures, or raise NotFound."""
    consultation = consultations.get(db.session, slug)
    return papers.desk(db.session, consultation, papers.get(db.session, consultation, paper_id))


def render(template: str, consultation: Consultation, **values: object) -> str:
    """Return a page of the report tab."""
    return render_template(
        f"papers/{template}.html",
        consultation=consultation,
        tabs=tabs(consultation, "Report"),
        **values,
    )


def back(slug: str, paper_id: int, anchor: str | None = None) -> ResponseReturnValue:
    """Return to the paper, at the place where something changed."""
    return redirect(url_for("papers.show_paper", slug=slug, paper_id=paper_id, _anchor=anchor))


def made() -> dict[str, Any]:
    """Return the day and the organisation that a file names."""
    config: Config = current_app.extensions["config"]
    return {"made_on": utc_now().date(), "organisation": config.organisation}


def links(desk: Desk) -> dict[str, Callable[[str], str]]:
    """Return the functions that give the addresses of a paper's evidence."""
    index = evidence.index(db.session, desk.consultation)
    slug = desk.consultation.slug

    def statements_url(name: str) -> str:
        filters = index.filters(name)
        if filters is None:
            return ""
        return url_for("statements.list_statements", slug=slug, **filters)

    def statement_url(number: str) -> str:
        return url_for("statements.show_statement", slug=slug, statement_id=int(number))

    def chart_url(name: str) -> str:
        paper = desk.paper
        return url_for(
            "papers.show_chart", slug=slug, paper_id=paper.id, name=name, v=paper.version
        )

    return {
        "statements_url": statements_url,
        "statement_url": statement_url,
        "chart_url": chart_url,
    }


@bp.route("")
@requires(Permission.VIEW)
def list_papers(slug: str) -> ResponseReturnValue:
    """List the reports that people wrote."""
    consultation = consultations.get(db.session, slug)
    return render(
        "list_papers",
        consultation,
        papers=papers.list_papers(db.session, consultation),
        kinds=papers.KINDS,
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.REPORT)
def new_paper(slug: str) -> ResponseReturnValue:
    """Begin a report, filled from the record."""
    consultation = consultations.get(db.session, slug)
    form = PaperForm.of_kinds()
    if form.validate_on_submit():
        try:
            paper = papers.start(
                db.session,
                consultation,
                kind=PaperKind(form.kind.data),
                title=form.title.data or "",
            )
        except ServiceError as refusal:
            form.refuse(refusal)
        else:
            flash("The report is begun. What the record says is in it; write what it asks for.")
            return back(slug, paper.id)
    standing = ledger.of(db.session, consultation)
    return render("new_paper", consultation, form=form, ledger=standing)


@bp.route("/<int:paper_id>")
@requires(Permission.VIEW)
def show_paper(slug: str, paper_id: int) -> ResponseReturnValue:
    """Show a report with its parts, what the check found, and where each figure comes from."""
    desk = found(slug, paper_id)
    verdict = fairness.check(desk)
    return render(
        "show_paper",
        desk.consultation,
        paper=desk.paper,
        document=building.build(desk, **made()),
        verdict=verdict,
        arisen=arising.of(desk),
        is_undoable=choosing.is_undoable(desk.paper),
        sections=reading.sections_of(desk, verdict.faults),
        links=links(desk),
        formats=exporting.FORMATS,
        templates=own_templates.list_templates(db.session),
        versions=papers.versions(db.session, desk.paper),
        may_approve=desk.paper.state is PaperState.CHECKED
        and current_user.id not in {desk.paper.author_id, desk.paper.changed_by_id},
    )


@bp.route("/<int:paper_id>/charts/<name>.svg")
@requires(Permission.VIEW)
def show_chart(slug: str, paper_id: int, name: str) -> ResponseReturnValue:
    """Draw one of a report's charts."""
    reply = make_response(files.chart(building.build(found(slug, paper_id), **made()), name))
    reply.content_type = "image/svg+xml"
    reply.headers["Cache-Control"] = KEPT_BY_ITS_READER
    return reply


@bp.route("/<int:paper_id>/particulars", methods=["GET", "POST"])
@requires(Permission.REPORT)
def change_particulars(slug: str, paper_id: int) -> ResponseReturnValue:
    """Change what stands at the head of a report."""
    desk = found(slug, paper_id)
    form = ParticularsForm.of(desk.paper)
    if form.validate_on_submit():
        try:
            writing.change_particulars(db.session, desk.paper, **form.fields())
        except Conflict as refusal:
            # What was typed stays below the sentence: saving again is then a choice.
            form.refuse(refusal)
            form.seen.data = desk.paper.version
        except ServiceError as refusal:
            form.refuse(refusal)
        else:
            return back(slug, paper_id)
    return render("change_particulars", desk.consultation, paper=desk.paper, form=form)


@bp.route("/<int:paper_id>/check")
@requires(Permission.VIEW)
def check_paper(slug: str, paper_id: int) -> ResponseReturnValue:
    """Show all that the fairness check finds, with the reasons that people gave."""
    return _check_page(found(slug, paper_id))


@bp.route("/<int:paper_id>/check", methods=["POST"])
@requires(Permission.REPORT)
def give_reason(slug: str, paper_id: int) -> ResponseReturnValue:
    """Say why a warning may stand."""
    desk = found(slug, paper_id)
    mark, reason = request.form.get("fault", ""), request.form.get("reason", "")
    try:
        signing.give_reason(db.session, desk.paper, fingerprint=mark, reason=reason)
    except ServiceError as refusal:
        return _check_page(found(slug, paper_id), typed=(mark, reason), refusal=str(refusal))
    flash("The reason is in the log.", "success")
    return redirect(url_for(".check_paper", slug=slug, paper_id=paper_id))


def _check_page(
    desk: Desk, typed: tuple[str, str] = ("", ""), refusal: str = ""
) -> ResponseReturnValue:
    page = render(
        "check_paper",
        desk.consultation,
        paper=desk.paper,
        verdict=fairness.check(desk),
        shown={key: label for key, (label, _) in {**tables.CHARTS, **tables.TABLES}.items()},
        typed=typed,
        refusal=refusal,
    )
    return page, 422 if refusal else 200


@bp.route("/<int:paper_id>/changes")
@requires(Permission.VIEW)
def show_changes(slug: str, paper_id: int) -> ResponseReturnValue:
    """Show which figures have changed since they were taken over, and ask what to do."""
    return _changes_page(found(slug, paper_id))


@bp.route("/<int:paper_id>/changes", methods=["POST"])
@requires(Permission.REPORT)
def settle_changes(slug: str, paper_id: int) -> ResponseReturnValue:
    """Take the new figures over, or keep the report as it stood."""
    desk = found(slug, paper_id)
    reason = request.form.get("reason", "")
    try:
        if request.form.get("to") == "accept":
            count = writing.accept_figures(db.session, desk.paper)
            flash(f"Figures taken over: {count}. Read the sentences around them again.", "success")
        else:
            day, by = made().values()
            signing.keep_dated(db.session, desk.paper, reason=reason, made_on=day, by=by)
            flash("The report is kept as it stood; every file of it says so.", "success")
    except ServiceError as refusal:
        return _changes_page(found(slug, paper_id), reason=reason, refusal=str(refusal))
    return back(slug, paper_id)


def _changes_page(desk: Desk, reason: str = "", refusal: str = "") -> ResponseReturnValue:
    document = building.build(desk, **made())
    page = render(
        "show_changes",
        desk.consultation,
        paper=desk.paper,
        document=document,
        reason=reason,
        refusal=refusal,
    )
    return page, 422 if refusal else 200


@bp.route("/<int:paper_id>/sign", methods=["POST"])
@requires(Permission.REPORT)
def sign(slug: str, paper_id: int) -> ResponseReturnValue:
    """Take a report one step on: checked, approved, or up again."""
    desk = found(slug, paper_id)
    step = request.form.get("to")
    try:
        if step == "checked":
            signing.check(db.session, desk.paper)
        elif step == "approved":
            day, by = made().values()
            signing.approve(db.session, desk.paper, made_on=day, by=by)
        elif step == "draft":
            signing.take_up_again(db.session, desk.paper)
    except ServiceError as refusal:
        flash(str(refusal), "error")
    return back(slug, paper_id)


@bp.route("/<int:paper_id>/download/<ending>")
@requires(Permission.REPORT)
def download(slug: str, paper_id: int, ending: str) -> ResponseReturnValue:
    """Give a report away as a file, where the check finds no error."""
    desk = found(slug, paper_id)
    if ending not in exporting.FORMATS:
        raise NotFound(f"A report cannot be had as “{ending}”. Choose one of the report’s files.")
    content = exporting.render(desk, ending, **made())
    return given(content, exporting.FORMATS[ending].media_type, exporting.filename(desk, ending))


@bp.route("/<int:paper_id>/versions/<int:number>/<ending>")
@requires(Permission.REPORT)
def download_version(slug: str, paper_id: int, number: int, ending: str) -> ResponseReturnValue:
    """Give a kept version of a report away as a file."""
    desk = found(slug, paper_id)
    kept = papers.version(db.session, desk.paper, number)
    if ending not in exporting.FORMATS:
        raise NotFound(f"A report cannot be had as “{ending}”. Choose one of the report’s files.")
    name = exporting.filename(desk, f"version-{number}.{ending}")
    content = exporting.render_version(kept, ending)
    return given(content, exporting.FORMATS[ending].media_type, name)


def given(content: bytes, media_type: str, name: str) -> ResponseReturnValue:
    """Return a file to take away."""
    reply = make_response(content)
    reply.content_type = media_type
    reply.headers.set("Content-Disposition", "attachment", filename=name)
    return reply
