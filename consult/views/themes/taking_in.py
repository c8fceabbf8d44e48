"""Taking in codings that were made in another program: shown first, then added at once."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm

from consult.db import db
from consult.forms.codebooks import CodingsFileForm
from consult.models.accounts import Permission
from consult.services import coding_imports, consultations, themes
from consult.services.refusals import InvalidInput
from consult.views.access import requires
from consult.views.consultations import tabs
from consult.views.themes.blueprint import bp
from consult.views.waiting import staging

SHOWN = 50


@bp.route("/codings/import", methods=["GET", "POST"])
@requires(Permission.CODE)
def choose_codings(slug: str) -> ResponseReturnValue:
    """Take a file, read it, and lead to what it would bring; nothing is stored."""
    consultation = consultations.get(db.session, slug)
    themes.get_codebook(db.session, consultation)
    form = CodingsFileForm()
    if form.validate_on_submit() and (sent := form.sent()):
        content, filename = sent
        try:
            coding_imports.read(content, filename)
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            token = staging().put(filename=filename, content=content, owner=current_user.id)
            return redirect(url_for(".preview_codings", slug=slug, token=token))
    return render_template(
        "themes/choose_codings.html",
        consultation=consultation,
        tabs=tabs(consultation, "Themes"),
        form=form,
    )


@bp.route("/codings/import/<token>", methods=["GET", "POST"])
@requires(Permission.CODE)
def preview_codings(slug: str, token: str) -> ResponseReturnValue:
    """Show what a file would bring, and take it in when that is confirmed."""
    consultation = consultations.get(db.session, slug)
    waiting = staging().get(token, owner=current_user.id)
    content, filename = waiting.content, waiting.filename
    form = FlaskForm()
    if form.validate_on_submit():
        brought = coding_imports.take_in(
            db.session, consultation, content=content, filename=filename
        )
        staging().drop(token)
        flash(f"Took in {brought.codings:,} codings. Undo takes them back in one step.", "success")
        return redirect(url_for(".show_themes", slug=slug))
    return render_template(
        "themes/preview_codings.html",
        consultation=consultation,
        tabs=tabs(consultation, "Themes"),
        form=form,
        filename=filename,
        brought=coding_imports.preview(
            db.session, consultation, content=content, filename=filename
        ),
        shown=SHOWN,
    )
