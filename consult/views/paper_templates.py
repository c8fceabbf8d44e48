"""The councils' own Word files, filled in from papers."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.forms.papers import TemplateForm
from consult.models.accounts import Permission
from consult.services.papers import exporting, own_templates
from consult.services.refusals import ServiceError
from consult.views.access import requires
from consult.views.papers import found, given, made

bp = Blueprint("paper_templates", __name__, url_prefix="/staff/templates")


@bp.route("", methods=["GET", "POST"])
@requires(Permission.REPORT)
def list_templates() -> ResponseReturnValue:
    """List the templates, take a new one, and say what fields one may have."""
    form = TemplateForm()
    if form.validate_on_submit():
        upload = form.template.data
        try:
            added = own_templates.add(
                db.session,
                name=form.name.data or "",
                filename=upload.filename or "" if upload else "",
                content=upload.read() if upload else b"",
            )
        except ServiceError as refusal:
            form.refuse(refusal)
        else:
            flash(f"“{added.name}” is added. Every report offers it among its files.", "success")
            return redirect(url_for(".list_templates"))
    return render_template(
        "papers/list_templates.html",
        form=form,
        templates=own_templates.list_templates(db.session),
        fields=own_templates.fields(),
    )


@bp.route("/<int:template_id>/remove", methods=["POST"])
@requires(Permission.REPORT)
def remove_template(template_id: int) -> ResponseReturnValue:
    """Take a template away."""
    template = own_templates.get(db.session, template_id)
    own_templates.remove(db.session, template)
    flash(f"“{template.name}” is taken away.")
    return redirect(url_for(".list_templates"))


@bp.route("/<int:template_id>/fill/<slug>/<int:paper_id>")
@requires(Permission.REPORT)
def fill_template(template_id: int, slug: str, paper_id: int) -> ResponseReturnValue:
    """Give a paper away in a council's own Word file."""
    template = own_templates.get(db.session, template_id)
    desk = found(slug, paper_id)
    content = exporting.fill(desk, template, **made())
    media_type = exporting.FORMATS["docx"].media_type
    return given(content, media_type, exporting.filename(desk, "own.docx"))
