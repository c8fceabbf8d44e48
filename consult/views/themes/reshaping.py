"""Changing the codebook at any time: moving, splitting and deleting themes, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult import jobs
from consult.db import db
from consult.forms.themes import MoveForm, SeenForm, SplitForm
from consult.models.accounts import Permission
from consult.models.consultations import Consultation
from consult.models.themes import Theme
from consult.services import (
    codebook_acts,
    codebook_previews,
    consultations,
    deleting,
    moving,
    paging,
    split_proposals,
    splitting_themes,
    themes,
)
from consult.services.refusals import Conflict, InvalidInput, NotFound
from consult.services.splitting_themes import Part
from consult.views.access import requires
from consult.views.consultations import tabs
from consult.views.furniture import page_number
from consult.views.themes.blueprint import bp, look_again

PER_PAGE = 20
CHANGED = "Somebody else changed this theme meanwhile. Look at what would move, then split it."


@bp.route("/<int:theme_id>/delete", methods=["GET", "POST"])
@requires(Permission.CODE)
def delete_theme(slug: str, theme_id: int) -> ResponseReturnValue:
    """Show what goes to Other, then delete the theme."""
    consultation, theme = _found(slug, theme_id)
    form = SeenForm(data={"version": theme.version})
    if form.validate_on_submit():
        try:
            deleting.delete(db.session, theme, seen_version=form.version.data)
        except Conflict as refusal:
            return look_again(refusal, url_for(".delete_theme", slug=slug, theme_id=theme.id))
        return _done(consultation, f"“{theme.name}” is deleted.")
    preview = codebook_previews.of_delete(db.session, consultation, theme)
    return _page("delete_theme", consultation, form=form, theme=theme, preview=preview)


@bp.route("/<int:theme_id>/move", methods=["GET", "POST"])
@requires(Permission.CODE)
def move_theme(slug: str, theme_id: int) -> ResponseReturnValue:
    """Choose the theme to stand under, see what the figures become, then move."""
    consultation, theme = _found(slug, theme_id)
    in_use = themes.list_themes(db.session, themes.get_codebook(db.session, consultation))
    chosen = request.values.get("parent", "")
    parent = next((each for each in in_use if str(each.id) == chosen), None)
    form = MoveForm.among(in_use, theme, parent)
    if form.validate_on_submit():
        try:
            moving.move(db.session, theme, seen_version=form.version.data, parent=parent)
        except InvalidInput as refusal:
            form.parent.errors = [*form.parent.errors, str(refusal)]
        except Conflict as refusal:
            return look_again(
                refusal, url_for(".move_theme", slug=slug, theme_id=theme.id, parent=chosen)
            )
        else:
            return _done(consultation, f"“{theme.name}” is moved.")
    preview = codebook_previews.of_move(db.session, consultation, theme, parent) if chosen else None
    return _page("move_theme", consultation, form=form, theme=theme, parent=parent, preview=preview)


@bp.route("/<int:theme_id>/split", methods=["GET", "POST"])
@requires(Permission.CODE)
def split_theme(slug: str, theme_id: int) -> ResponseReturnValue:
    """Show the machine's own parts, let names be changed, show who moves, then split."""
    consultation, theme = _found(slug, theme_id)
    proposal = split_proposals.newest(db.session, theme)
    parts = splitting_themes.proposed(db.session, theme, proposal) if proposal else []
    form = SplitForm.of(theme, [part.name for part in parts])
    shared: dict[str, Any] = {
        "form": form,
        "theme": theme,
        "job": split_proposals.job_of(db.session, consultation, theme),
        "proposal": proposal,
        "parts": parts,
    }
    chosen = [
        replace(parts[number], name=name) for number, name in form.chosen() if number < len(parts)
    ]
    if request.form.get("act") == "split" and form.validate_on_submit():
        made = _split(theme, chosen, form)
        if made:
            names = codebook_acts.named(each.name for each in made)
            return _done(consultation, f"{names} are themes now. Give each a definition.")
    if chosen:
        shared["preview"] = splitting_themes.preview(
            db.session, consultation, theme, chosen, keeps_theme=form.keeps_theme
        )
    return _page("split_theme", consultation, **shared)


def _split(theme: Theme, parts: Sequence[Part], form: SplitForm) -> list[Theme]:
    """Split a theme and return what it became; nothing where the form says why it is refused."""
    try:
        return splitting_themes.split(
            db.session,
            theme,
            parts,
            seen_version=form.version.data,
            keeps_theme=form.keeps_theme,
        )
    except InvalidInput as refusal:
        form.form_errors.append(str(refusal))
    except Conflict:
        # The names that were typed stay, and to split is a choice again.
        themes.refuse_unused(theme)
        form.form_errors.append(CHANGED)
        form.version.data = theme.version
    return []


@bp.route("/<int:theme_id>/split/start", methods=["POST"])
@requires(Permission.CODE)
def start_split(slug: str, theme_id: int) -> ResponseReturnValue:
    """Ask the machine which parts it sees, in the background."""
    consultation, theme = _found(slug, theme_id)
    try:
        job = split_proposals.start(db.session, consultation, theme)
    except InvalidInput as refusal:
        flash(str(refusal), "error")
    else:
        jobs.put(job.id)
    return redirect(url_for(".split_theme", slug=slug, theme_id=theme.id))


@bp.route("/<int:theme_id>/split/progress")
@requires(Permission.VIEW)
def split_progress(slug: str, theme_id: int) -> ResponseReturnValue:
    """Tell a script how far the machine is with the parts."""
    consultation, theme = _found(slug, theme_id)
    job = split_proposals.job_of(db.session, consultation, theme)
    if job is None:
        raise NotFound("Nobody has asked for the parts of this theme yet.")
    return jsonify(
        state=job.state.value, progress=job.progress, total=job.total, message=job.message
    )


@bp.route("/codebook/changes")
@requires(Permission.VIEW)
def list_changes(slug: str) -> ResponseReturnValue:
    """List what was changed, by whom, and offer to take the newest back."""
    consultation = consultations.get(db.session, slug)
    page = page_number()
    acts, total = codebook_acts.list_acts(db.session, consultation, page=page, per_page=PER_PAGE)
    return _page(
        "list_changes",
        consultation,
        acts=acts,
        newest=codebook_acts.newest(db.session, consultation),
        total=total,
        page=page,
        per_page=PER_PAGE,
        pages=paging.pages(total, PER_PAGE),
    )


@bp.route("/codebook/changes/<int:event_id>/take-back", methods=["POST"])
@requires(Permission.CODE)
def take_back_change(slug: str, event_id: int) -> ResponseReturnValue:
    """Take one change of the codebook back."""
    consultation = consultations.get(db.session, slug)
    event = codebook_acts.get(db.session, consultation, event_id)
    try:
        undone = codebook_acts.take_back(db.session, consultation, event)
    except Conflict as refusal:
        flash(str(refusal), "error")
    else:
        flash(f"{undone.detail['told']}.", "success")
    return redirect(url_for(".list_changes", slug=slug))


def _found(slug: str, theme_id: int) -> tuple[Consultation, Theme]:
    consultation = consultations.get(db.session, slug)
    theme = themes.get(db.session, consultation, theme_id)
    themes.refuse_unused(theme)
    return consultation, theme


def _done(consultation: Consultation, message: str) -> ResponseReturnValue:
    flash(f"{message} It can be taken back under Changes.", "success")
    return redirect(url_for(".show_codebook", slug=consultation.slug))


def _page(name: str, consultation: Consultation, **shown: Any) -> str:
    return render_template(
        f"themes/{name}.html",
        consultation=consultation,
        tabs=tabs(consultation, "Themes"),
        **shown,
    )
