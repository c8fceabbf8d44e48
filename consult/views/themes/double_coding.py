"""Double coding: drawing a sample, coding it blind, its figures, and reconciling it."""

from __future__ import annotations

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from consult import jobs
from consult.db import db
from consult.forms.double_coding import MACHINE, DrawForm, ThemesForm
from consult.forms.numbers import number_in
from consult.models.accounts import Permission, User
from consult.models.consultations import Consultation
from consult.models.double_coding import DoubleCoding
from consult.models.themes import Theme
from consult.services import consultations, themes
from consult.services import jobs as job_rows
from consult.services.double_coding import coding, drawing, figures, groups, reconciling, sampling
from consult.services.refusals import Conflict, InvalidInput, NotFound
from consult.views.access import requires
from consult.views.consultations import tabs
from consult.views.themes.blueprint import bp


def _page(template: str, consultation: Consultation, **shown: Any) -> str:
    return render_template(
        f"themes/{template}.html",
        consultation=consultation,
        slug=consultation.slug,
        tabs=tabs(consultation, "Themes"),
        **shown,
    )


def _found(slug: str, double_coding_id: int) -> tuple[Consultation, DoubleCoding]:
    consultation = consultations.get(db.session, slug)
    return consultation, drawing.get(db.session, consultation, double_coding_id)


@bp.route("/double-coding")
@requires(Permission.CODE)
def list_double_codings(slug: str) -> ResponseReturnValue:
    """List the samples that were drawn, with how far each is."""
    consultation = consultations.get(db.session, slug)
    return _page(
        "list_double_codings",
        consultation,
        rows=drawing.list_all(db.session, consultation),
        under_way=drawing.under_way(db.session, consultation),
        codebook=themes.find_codebook(db.session, consultation),
        assisted=figures.assisted(db.session, consultation),
    )


@bp.route("/double-coding/new", methods=["GET", "POST"])
@requires(Permission.CODE)
def draw_sample(slug: str) -> ResponseReturnValue:
    """Draw a random sample for two coders."""
    consultation = consultations.get(db.session, slug)
    themes.get_codebook(db.session, consultation)
    available = len(drawing.eligible(db.session, consultation, current_user, None))
    form = DrawForm.among(
        drawing.coders(db.session),
        groups.columns(db.session, consultation),
        me=current_user,
        size=sampling.suggested(available),
    )
    if form.validate_on_submit():
        try:
            made = drawing.draw(
                db.session,
                consultation,
                size=form.size.data or 0,
                spread_by=form.spread_by.data,
                first=_person(form.first.data),
                second=None if form.second.data == MACHINE else _person(form.second.data),
            )
        except (InvalidInput, Conflict) as refusal:
            form.refuse(refusal)
        else:
            flash("The sample is drawn. Each coder finds it on this page.", "success")
            return redirect(_address("show_double_coding", made))
    return _page(
        "draw_sample",
        consultation,
        form=form,
        available=available,
        advice=sampling.advice(available),
    )


def _person(user_id: int) -> User:
    person = db.session.get(User, user_id)
    if person is None:
        raise NotFound("There is no such person any more. Reload the page.")
    return person


def _address(view: str, double_coding: DoubleCoding, **more: Any) -> str:
    slug = double_coding.consultation.slug
    return url_for(f".{view}", slug=slug, double_coding_id=double_coding.id, **more)


@bp.route("/double-coding/<int:double_coding_id>")
@requires(Permission.CODE)
def show_double_coding(slug: str, double_coding_id: int) -> ResponseReturnValue:
    """Show how far a double coding is, and its figures once both have handed in."""
    consultation, double_coding = _found(slug, double_coding_id)
    return _page(
        "show_double_coding",
        consultation,
        row=drawing.row_of(db.session, double_coding),
        double_coding=double_coding,
        spread=groups.columns(db.session, consultation).get(double_coding.spread_by, ""),
        seat=coding.seat_of(db.session, double_coding),
        job=job_rows.latest(db.session, consultation, kind=coding.JOB_KIND),
        shown=figures.of(db.session, double_coding),
        standing=reconciling.standing(db.session, double_coding)
        if double_coding.measured_at
        else None,
    )


@bp.route("/double-coding/<int:double_coding_id>/code", methods=["GET", "POST"])
@requires(Permission.CODE)
def code_blind(slug: str, double_coding_id: int) -> ResponseReturnValue:
    """Show one statement to its coder, blind, and store what they give it."""
    consultation, double_coding = _found(slug, double_coding_id)
    sheet = coding.sheet(db.session, double_coding, _place())
    active = _active(consultation)
    form = ThemesForm.of(active, sheet.given)
    if form.validate_on_submit():
        try:
            coding.code(
                db.session,
                double_coding,
                position=sheet.unit.position,
                theme_ids=form.themes.data or [],
                is_other=form.other.data,
            )
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            return redirect(_after(double_coding, sheet))
    return _page("code_blind", consultation, form=form, sheet=sheet, active=active)


def _after(double_coding: DoubleCoding, sheet: coding.Sheet) -> str:
    """Return where to go next: on from one that is looked at again, else to the next open one."""
    if coding.sheet(db.session, double_coding).is_complete:
        return _address("show_double_coding", double_coding)
    if sheet.given is not None and sheet.next is not None:
        return _address("code_blind", double_coding, at=sheet.next)
    return _address("code_blind", double_coding)


def _place() -> int | None:
    return number_in(request.values.get("at"), digits=5)


def _active(consultation: Consultation) -> list[Theme]:
    return themes.list_themes(db.session, themes.get_codebook(db.session, consultation))


@bp.route("/double-coding/<int:double_coding_id>/hand-in", methods=["POST"])
@requires(Permission.CODE)
def hand_in(slug: str, double_coding_id: int) -> ResponseReturnValue:
    """Say that one's own coding is done; when both are, a worker compares them."""
    _, double_coding = _found(slug, double_coding_id)
    job = coding.hand_in(db.session, double_coding)
    if job is None:
        flash("Handed in. The other coder is not done yet; nothing is shown until then.", "success")
    else:
        jobs.put(job.id)
    return redirect(_address("show_double_coding", double_coding))


@bp.route("/double-coding/<int:double_coding_id>/measure", methods=["POST"])
@requires(Permission.CODE)
def measure_again(slug: str, double_coding_id: int) -> ResponseReturnValue:
    """Compare the two codings again, where the worker could not."""
    _, double_coding = _found(slug, double_coding_id)
    jobs.put(coding.measure(db.session, double_coding).id)
    return redirect(_address("show_double_coding", double_coding))


@bp.route("/double-coding/<int:double_coding_id>/progress")
@requires(Permission.CODE)
def measuring_progress(slug: str, double_coding_id: int) -> ResponseReturnValue:
    """Tell a script how far the comparing is."""
    consultation, _ = _found(slug, double_coding_id)
    job = job_rows.latest(db.session, consultation, kind=coding.JOB_KIND)
    if job is None:
        raise NotFound("Nothing is being compared.")
    return jsonify(
        state=job.state.value, progress=job.progress, total=job.total, message=job.message
    )


@bp.route("/double-coding/<int:double_coding_id>/reconcile", methods=["GET", "POST"])
@requires(Permission.CODE)
def reconcile_sample(slug: str, double_coding_id: int) -> ResponseReturnValue:
    """Show one difference, side by side, and store what it was settled to be."""
    consultation, double_coding = _found(slug, double_coding_id)
    standing = reconciling.standing(db.session, double_coding)
    shown = _difference(standing, _place())
    active = _active(consultation)
    form = ThemesForm.of(active, shown.offered if shown and _is_known(shown) else None)
    if shown is not None and form.validate_on_submit():
        try:
            reconciling.settle(
                db.session,
                double_coding,
                position=shown.unit.position,
                theme_ids=form.themes.data or [],
                is_other=form.other.data,
            )
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            return redirect(_address("reconcile_sample", double_coding))
    return _page(
        "reconcile_sample",
        consultation,
        double_coding=double_coding,
        standing=standing,
        shown=shown,
        form=form,
        active=active,
    )


def _difference(standing: reconciling.Standing, place: int | None) -> reconciling.Difference | None:
    """Return the difference at a place of the sample, or the first that is open."""
    wanted = (
        each
        for each in standing.differences
        if (each.agreed is None if place is None else each.unit.position == place)
    )
    return next(wanted, None)


def _is_known(shown: reconciling.Difference) -> bool:
    """Return whether something can be ticked beforehand: what was settled, or what both gave."""
    return shown.agreed is not None or bool(shown.both)


@bp.route("/double-coding/<int:double_coding_id>/finish", methods=["POST"])
@requires(Permission.CODE)
def finish_double_coding(slug: str, double_coding_id: int) -> ResponseReturnValue:
    """Make what was agreed the statements' accepted codings."""
    _, double_coding = _found(slug, double_coding_id)
    count = reconciling.finish(db.session, double_coding)
    noun = "statement has" if count == 1 else "statements have"
    flash(f"{count} {noun} the themes that were agreed.", "success")
    return redirect(_address("show_double_coding", double_coding))


@bp.route("/double-coding/<int:double_coding_id>/abandon", methods=["POST"])
@requires(Permission.CODE)
def abandon_double_coding(slug: str, double_coding_id: int) -> ResponseReturnValue:
    """Give a sample up."""
    _, double_coding = _found(slug, double_coding_id)
    drawing.abandon(db.session, double_coding)
    flash("Given up. What was coded is kept, and counts for nothing.", "success")
    return redirect(url_for(".list_double_codings", slug=slug))
