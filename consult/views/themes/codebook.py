"""Changing the codebook: adding, editing and merging themes."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult import exchange
from consult.db import db
from consult.forms.numbers import number_in
from consult.forms.themes import MergeForm, ThemeForm
from consult.models.accounts import Permission
from consult.models.consultations import Consultation
from consult.models.themes import Theme, ThemeState
from consult.services import codebook_previews, consultations, merging, themes
from consult.services.refusals import Conflict, InvalidInput, NotFound
from consult.views.access import requires
from consult.views.consultations import tabs
from consult.views.themes.blueprint import back, bp, look_again


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.CODE)
def new_theme(slug: str) -> ResponseReturnValue:
    """Add a theme to the codebook."""
    consultation = consultations.get(db.session, slug)
    codebook = themes.get_codebook(db.session, consultation)
    form = ThemeForm()
    if not form.is_submitted():
        look = exchange.look_of(themes.next_position(db.session, codebook))
        form.colour.data, form.mark.data = look
    if form.validate_on_submit():
        try:
            theme = themes.add(db.session, consultation, **form.fields())
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            return _shown(consultation, theme, f"“{theme.name}” is in the codebook.")
    return _page("edit_theme", consultation, form=form, theme=None)


@bp.route("/<int:theme_id>/edit", methods=["GET", "POST"])
@requires(Permission.CODE)
def edit_theme(slug: str, theme_id: int) -> ResponseReturnValue:
    """Rename a theme or change its words."""
    consultation = consultations.get(db.session, slug)
    theme = themes.get(db.session, consultation, theme_id)
    form = ThemeForm.of(theme)
    if form.validate_on_submit():
        try:
            themes.change(db.session, theme, seen_version=form.version.data, **form.fields())
        except themes.NoLongerUsed as refusal:
            form.refuse(refusal)
        except (Conflict, InvalidInput) as refusal:
            form.refuse_change(refusal, theme)
        else:
            return _shown(consultation, theme, f"“{theme.name}” is saved.")
    page = _page("edit_theme", consultation, form=form, theme=theme)
    return page, 409 if form.is_stale else 200


@bp.route("/<int:theme_id>/merge", methods=["GET", "POST"])
@requires(Permission.CODE)
def merge_theme(slug: str, theme_id: int) -> ResponseReturnValue:
    """Choose a theme to merge into, see who moves, then merge."""
    consultation = consultations.get(db.session, slug)
    theme = themes.get(db.session, consultation, theme_id)
    codebook = themes.get_codebook(db.session, consultation)
    into = _heir(consultation, theme)
    form = MergeForm.among(themes.list_themes(db.session, codebook), theme, into)
    if into is not None and form.validate_on_submit():
        address = url_for(".merge_theme", slug=slug, theme_id=theme.id, into=into.id)
        try:
            merging.merge(db.session, theme, into, seen_version=form.version.data)
        except Conflict as refusal:
            return look_again(refusal, address)
        return _shown(consultation, into, f"“{theme.name}” is merged into “{into.name}”.")
    moves = merging.preview(db.session, theme, into) if into else None
    shown = codebook_previews.of_merge(db.session, consultation, theme, into) if into else None
    return _page(
        "merge_theme", consultation, form=form, theme=theme, into=into, moves=moves, preview=shown
    )


def _heir(consultation: Consultation, theme: Theme) -> Theme | None:
    """Return the theme chosen in the address or the form, where it is one to merge into."""
    asked = number_in(request.values.get("into"))
    if asked is None:
        return None
    try:
        into = themes.get(db.session, consultation, asked)
    except NotFound:
        return None
    return into if into.state is ThemeState.ACTIVE and into.id != theme.id else None


@bp.route("/<int:theme_id>/unmerge", methods=["POST"])
@requires(Permission.CODE)
def unmerge_theme(slug: str, theme_id: int) -> ResponseReturnValue:
    """Take a merge back."""
    consultation = consultations.get(db.session, slug)
    theme = themes.get(db.session, consultation, theme_id)
    try:
        merging.unmerge(db.session, theme)
    except Conflict as refusal:
        return back(slug, str(refusal), "error")
    return _shown(consultation, theme, f"“{theme.name}” is a theme of its own again.")


def _shown(consultation: Consultation, theme: Theme, message: str) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(url_for(".show_themes", slug=consultation.slug, theme=theme.id))


def _page(name: str, consultation: Consultation, **shared: object) -> str:
    return render_template(
        f"themes/{name}.html",
        consultation=consultation,
        tabs=tabs(consultation, "Themes"),
        **shared,
    )
