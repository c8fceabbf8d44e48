"""The codebook as a thing: read whole, started, taken away as a file, and compared by version."""

from __future__ import annotations

from flask import current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.config import Config
from consult.db import db
from consult.forms.codebooks import CodebookFileForm, EarlierForm
from consult.forms.numbers import number_in
from consult.models.accounts import Permission
from consult.models.base import utc_now
from consult.models.consultations import Consultation
from consult.models.themes import Codebook
from consult.services import (
    codebook_versions,
    codebooks,
    coding_files,
    consultations,
    paging,
    starting_codebooks,
    themes,
)
from consult.services.refusals import InvalidInput
from consult.views.access import requires
from consult.views.consultations import tabs
from consult.views.furniture import page_number
from consult.views.themes.blueprint import bp

PER_PAGE = 20


@bp.route("/codebook")
@requires(Permission.VIEW)
def show_codebook(slug: str) -> ResponseReturnValue:
    """Show every theme with all that is written of it."""
    consultation = consultations.get(db.session, slug)
    codebook = themes.find_codebook(db.session, consultation)
    if codebook is None:
        return redirect(url_for(".show_themes", slug=slug))
    in_use = themes.list_themes(db.session, codebook)
    words = request.args.get("q", "").strip()
    return render_template(
        "themes/show_codebook.html",
        consultation=consultation,
        tabs=tabs(consultation, "Themes"),
        codebook=codebook,
        themes=themes.narrowed(in_use, words),
        names={theme.id: theme.name for theme in in_use},
        words=words,
        total=len(in_use),
        formats=codebooks.FORMATS,
        coding_formats=coding_files.FORMATS,
    )


@bp.route("/codebook/download/<ending>")
@requires(Permission.VIEW)
def download_codebook(slug: str, ending: str) -> ResponseReturnValue:
    """Give the codebook away as a file."""
    consultation = consultations.get(db.session, slug)
    config: Config = current_app.extensions["config"]
    content = codebooks.export(
        db.session,
        consultation,
        ending,
        organisation=config.organisation,
        made_on=utc_now().date(),
    )
    reply = make_response(content)
    reply.content_type = codebooks.FORMATS[ending].media_type
    reply.headers.set("Content-Disposition", "attachment", filename=f"{slug}-codebook.{ending}")
    return reply


@bp.route("/codings/download/<kind>")
@requires(Permission.REPORT)
def download_codings(slug: str, kind: str) -> ResponseReturnValue:
    """Give the accepted codings away as a file."""
    consultation = consultations.get(db.session, slug)
    reply = make_response(coding_files.export(db.session, consultation, kind))
    reply.content_type = coding_files.FORMATS[kind].media_type
    filename = coding_files.name(slug, kind)
    reply.headers.set("Content-Disposition", "attachment", filename=filename)
    return reply


@bp.route("/codebook/versions")
@requires(Permission.VIEW)
def list_versions(slug: str) -> ResponseReturnValue:
    """List the codebook's versions, and offer to compare any two."""
    consultation = consultations.get(db.session, slug)
    codebook = themes.get_codebook(db.session, consultation)
    page = page_number()
    versions, total = codebook_versions.list_versions(
        db.session, codebook, page=page, per_page=PER_PAGE
    )
    return render_template(
        "themes/list_versions.html",
        consultation=consultation,
        tabs=tabs(consultation, "Themes"),
        codebook=codebook,
        versions=versions,
        total=total,
        page=page,
        per_page=PER_PAGE,
        pages=paging.pages(total, PER_PAGE),
    )


@bp.route("/codebook/compare")
@requires(Permission.VIEW)
def compare_versions(slug: str) -> ResponseReturnValue:
    """Show what differs between two versions, the earlier first whichever way they were chosen."""
    consultation = consultations.get(db.session, slug)
    codebook = themes.get_codebook(db.session, consultation)
    first, last = sorted(
        (_number("from", codebook.version - 1, codebook), _number("to", codebook.version, codebook))
    )
    before, after = (
        codebook_versions.get(db.session, codebook, number) for number in (first, last)
    )
    return render_template(
        "themes/compare_versions.html",
        consultation=consultation,
        tabs=tabs(consultation, "Themes"),
        codebook=codebook,
        earlier=before,
        later=after,
        differences=codebook_versions.difference(before.themes, after.themes),
    )


def _number(name: str, otherwise: int, codebook: Codebook) -> int:
    asked = number_in(request.args.get(name))
    return max(1, min(otherwise if asked is None else asked, codebook.version))


@bp.route("/codebook", methods=["POST"])
@requires(Permission.CODE)
def start_codebook(slug: str) -> ResponseReturnValue:
    """Give the consultation the standard codebook for barriers."""
    consultation = consultations.get(db.session, slug)
    return _started(consultation, starting_codebooks.start_standard(db.session, consultation))


@bp.route("/codebook/empty", methods=["POST"])
@requires(Permission.CODE)
def start_empty(slug: str) -> ResponseReturnValue:
    """Give the consultation a codebook without themes, and go on to the first."""
    consultation = consultations.get(db.session, slug)
    codebooks.start_empty(db.session, consultation)
    flash("The codebook is empty. Add its first theme.", "success")
    return redirect(url_for(".new_theme", slug=slug))


@bp.route("/codebook/start", methods=["GET", "POST"])
@requires(Permission.CODE)
def choose_codebook(slug: str) -> ResponseReturnValue:
    """Start from a file, or from the codebook of an earlier consultation."""
    consultation = consultations.get(db.session, slug)
    if themes.find_codebook(db.session, consultation) is not None:
        return redirect(url_for(".show_codebook", slug=slug))
    earlier = EarlierForm.among(codebooks.list_earlier(db.session, consultation))
    form = CodebookFileForm()
    if earlier.is_sent() and earlier.validate_on_submit():
        chosen = consultations.get(db.session, earlier.earlier.data)
        return _started(
            consultation, codebooks.start_from_earlier(db.session, consultation, chosen)
        )
    if not earlier.is_sent() and form.validate_on_submit() and (sent := form.sent()):
        content, filename = sent
        try:
            codebook = codebooks.start_from_file(
                db.session, consultation, content=content, filename=filename
            )
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            return _started(consultation, codebook)
    return render_template(
        "themes/choose_codebook.html",
        consultation=consultation,
        tabs=tabs(consultation, "Themes"),
        form=form,
        earlier=earlier,
    )


def _started(consultation: Consultation, codebook: Codebook) -> ResponseReturnValue:
    count = len(codebook.themes)
    flash(f"The codebook has {count} themes. Change them as you like, or start.", "success")
    return redirect(url_for(".show_themes", slug=consultation.slug))
