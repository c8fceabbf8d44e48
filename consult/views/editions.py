"""Publishing results: editions, their withdrawal and notice, and what readers wrote."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult import jobs
from consult.config import Config
from consult.db import db
from consult.forms.editions import EditionForm, NoticeForm, SettleForm
from consult.models.accounts import Permission
from consult.models.base import utc_now
from consult.models.consultations import Consultation
from consult.models.editions import Edition, RemarkState
from consult.services import consultations
from consult.services.publishing import editions, notices, remarks, transparency
from consult.services.refusals import InvalidInput, NotFound, ServiceError
from consult.services.reports import files
from consult.views.access import requires
from consult.views.consultations import tabs
from consult.views.papers import given
from consult.views.publishing import STATUS_NAMES, VERDICT_NAMES
from consult.writers.booklet import Booklet

bp = Blueprint("editions", __name__, url_prefix="/staff/c/<slug>/publishing")


@bp.route("")
@requires(Permission.VIEW)
def list_editions(slug: str) -> ResponseReturnValue:
    """Show what is published, what is to come, and what readers wrote."""
    return _list(consultations.get(db.session, slug))


def _list(
    consultation: Consultation,
    number: int = 0,
    reason: str = "",
    refused: tuple[int, SettleForm] | None = None,
) -> str:
    """Show the page again with what was typed of a withdrawal, or about one remark."""
    written = remarks.list_remarks(db.session, consultation)
    kept = dict([refused] if refused else [])
    return _render(
        "list_editions",
        consultation,
        editions=editions.all_of(db.session, consultation),
        now=utc_now(),
        remarks=[(each, kept.get(each.id) or SettleForm.of(each)) for each in written],
        states=remarks.STATES,
        typed={"number": number, "reason": reason},
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.REPORT)
def publish_edition(slug: str) -> ResponseReturnValue:
    """Ask what is to be published, and publish what somebody has checked."""
    consultation = consultations.get(db.session, slug)
    form = EditionForm.of(editions.approved(db.session, consultation))
    if not form.is_submitted() or "goes_back" in request.form:
        return _asked(consultation, form)
    edition = _tried(consultation, form, editions.publish)
    if edition is None:
        return _asked(consultation, form)
    flash(_what_was_done(edition), "success")
    return redirect(url_for(".list_editions", slug=slug))


@bp.route("/new/check", methods=["POST"])
@requires(Permission.REPORT)
def check_edition(slug: str) -> ResponseReturnValue:
    """Show what residents would read, before anything is public."""
    consultation = consultations.get(db.session, slug)
    form = EditionForm.of(editions.approved(db.session, consultation))
    edition = _tried(consultation, form, editions.propose)
    if edition is None:
        return _asked(consultation, form)
    return _render(
        "check_edition",
        consultation,
        form=form,
        edition=edition,
        now=utc_now(),
        verdicts=VERDICT_NAMES,
        statuses=STATUS_NAMES,
    )


def _tried(
    consultation: Consultation, form: EditionForm, act: Callable[..., Edition]
) -> Edition | None:
    # The service refuses what is no approved report; the form only reads.
    form.validate()
    form.version_id.errors = []
    try:
        return act(db.session, consultation, **form.fields())
    except ServiceError as refusal:
        form.refuse(refusal)
        return None


def _asked(consultation: Consultation, form: EditionForm) -> str:
    later = bool(editions.all_of(db.session, consultation))
    return _render("publish_edition", consultation, form=form, is_later=later)


@bp.route("/<int:number>")
@requires(Permission.VIEW)
def preview_edition(slug: str, number: int) -> ResponseReturnValue:
    """Show staff an edition as residents read it, also before they may."""
    consultation = consultations.get(db.session, slug)
    return _render(
        "preview_edition",
        consultation,
        edition=editions.get(db.session, consultation, number),
        now=utc_now(),
        verdicts=VERDICT_NAMES,
        statuses=STATUS_NAMES,
    )


def _what_was_done(edition: Edition) -> str:
    if edition.visible_from > utc_now():
        return f"Edition {edition.number} is ready. Until its embargo ends only staff can read it."
    return f"Edition {edition.number} is published."


@bp.route("/<int:number>/withdraw", methods=["POST"])
@requires(Permission.REPORT)
def withdraw_edition(slug: str, number: int) -> ResponseReturnValue:
    """Take an edition back, with a reason."""
    consultation = consultations.get(db.session, slug)
    edition = editions.get(db.session, consultation, number)
    try:
        editions.withdraw(db.session, edition, reason=request.form.get("reason", ""))
    except ServiceError as refusal:
        flash(str(refusal), "error")
        return _list(consultation, number, request.form.get("reason", "")), 422
    flash(f"Edition {number} is withdrawn; its page says why.", "success")
    return redirect(url_for(".list_editions", slug=slug))


@bp.route("/<int:number>/tell", methods=["GET", "POST"])
@requires(Permission.REPORT)
def tell_residents(slug: str, number: int) -> ResponseReturnValue:
    """Tell those who asked for it that an edition is out, and show how far that is."""
    consultation = consultations.get(db.session, slug)
    edition = editions.get(db.session, consultation, number)
    form = NoticeForm.of(notices.sentences(db.session, consultation))
    config: Config = current_app.extensions["config"]
    if form.validate_on_submit() and config.mail_url:
        try:
            job = notices.start(
                db.session,
                edition,
                sentence=form.sentence.data or "",
                subject=f"The results are out: {consultation.title}",
                text=_notice(consultation, edition),
            )
        except ServiceError as refusal:
            form.refuse(refusal)
        else:
            jobs.put(job.id)
            return redirect(url_for(".tell_residents", slug=slug, number=number))
    return _render(
        "tell_residents",
        consultation,
        edition=edition,
        form=form,
        can_mail=bool(config.mail_url),
        progress=notices.progress(db.session, edition),
    )


def _notice(consultation: Consultation, edition: Edition) -> str:
    address = url_for("publishing.show_results", slug=consultation.slug, _external=True)
    return render_template(
        "publishing/notice.txt", consultation=consultation, edition=edition, address=address
    )


@bp.route("/remarks/<int:remark_id>", methods=["POST"])
@requires(Permission.REPORT)
def settle_remark(slug: str, remark_id: int) -> ResponseReturnValue:
    """Say what became of what a reader wrote."""
    consultation = consultations.get(db.session, slug)
    form = SettleForm.of(remarks.get(db.session, consultation, remark_id))
    wanted = form.state.data
    state = RemarkState(wanted) if wanted in set(RemarkState) else RemarkState.NEW
    try:
        remarks.settle(db.session, consultation, remark_id, state=state, note=form.note.data or "")
    except InvalidInput as refusal:
        flash(str(refusal), "error")
        form.refuse(refusal)
        return _list(consultation, refused=(remark_id, form))
    flash("Saved.", "success")
    return redirect(url_for(".list_editions", slug=slug, _anchor=f"remark-{remark_id}"))


@bp.route("/records/<kind>")
@requires(Permission.VIEW)
def show_record(slug: str, kind: str) -> ResponseReturnValue:
    """Show the transparency record or the data protection assessment, as far as it is known."""
    consultation = consultations.get(db.session, slug)
    return _render("show_record", consultation, booklet=_record(consultation, kind), kind=kind)


@bp.route("/records/<kind>/word")
@requires(Permission.REPORT)
def download_record(slug: str, kind: str) -> ResponseReturnValue:
    """Give the record or the assessment as a Word file."""
    consultation = consultations.get(db.session, slug)
    content = files.render(_record(consultation, kind), "docx")
    return given(content, files.FORMATS["docx"].media_type, f"{slug}-{kind}.docx")


def _record(consultation: Consultation, kind: str) -> Booklet:
    if kind not in transparency.KINDS:
        raise NotFound("There is no such record.")
    config: Config = current_app.extensions["config"]
    return transparency.write(
        db.session,
        consultation,
        kind,
        organisation=config.organisation,
        encoder=config.encoder,
        made_on=utc_now().date(),
    )


def _render(template: str, consultation: Consultation, **values: object) -> str:
    return render_template(
        f"publishing/{template}.html",
        consultation=consultation,
        tabs=tabs(consultation, "Report"),
        **values,
    )
