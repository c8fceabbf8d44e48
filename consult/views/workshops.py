"""Workshops for staff: the list, a new one, and its tables with their join codes."""

from __future__ import annotations

import io

import segno
from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.forms.workshops import WorkshopForm
from consult.models.accounts import Permission
from consult.models.consultations import Consultation
from consult.models.workshops import Workshop, WorkshopTable
from consult.services import consultations, workshops
from consult.services.refusals import InvalidInput, NotFound
from consult.views.access import requires
from consult.views.consultations import tabs

bp = Blueprint("workshops", __name__, url_prefix="/staff/c/<slug>/workshops")


@bp.route("/")
@requires(Permission.VIEW)
def list_workshops(slug: str) -> ResponseReturnValue:
    """List the consultation's workshops."""
    consultation = consultations.get(db.session, slug)
    return render_template(
        "workshops/list_workshops.html",
        consultation=consultation,
        tabs=tabs(consultation, "Workshops"),
        rows=workshops.list_workshops(db.session, consultation),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def new_workshop(slug: str) -> ResponseReturnValue:
    """Set up a workshop with its tables."""
    consultation = consultations.get(db.session, slug)
    form = WorkshopForm()
    if form.validate_on_submit():
        try:
            workshop = workshops.create(db.session, consultation, secret=_secret(), **form.fields())
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            flash(f"“{workshop.title}” is set up. Each table joins by its code.", "success")
            return redirect(_address(workshop))
    return render_template(
        "workshops/new_workshop.html",
        consultation=consultation,
        tabs=tabs(consultation, "Workshops"),
        form=form,
    )


@bp.route("/<int:workshop_id>")
@requires(Permission.CAPTURE)
def show_workshop(slug: str, workshop_id: int) -> ResponseReturnValue:
    """Show a workshop's tables, their cards, codes and links."""
    consultation, workshop = _workshop(slug, workshop_id)
    return render_template(
        "workshops/show_workshop.html",
        consultation=consultation,
        workshop=workshop,
        tabs=tabs(consultation, "Workshops"),
        rows=workshops.list_tables(db.session, workshop, secret=_secret()),
        headings=workshops.HEADINGS,
        spoken=workshops.spoken,
    )


@bp.route("/<int:workshop_id>/tables", methods=["POST"])
@requires(Permission.MANAGE)
def add_table(slug: str, workshop_id: int) -> ResponseReturnValue:
    """Add one more table."""
    _, workshop = _workshop(slug, workshop_id)
    try:
        table = workshops.add_table(db.session, workshop, secret=_secret())
    except InvalidInput as refusal:
        flash(str(refusal), "error")
    else:
        flash(f"{table.label} is added.", "success")
    return redirect(_address(workshop))


@bp.route("/<int:workshop_id>/tables/<int:number>/facilitator", methods=["POST"])
@requires(Permission.CAPTURE)
def set_facilitator(slug: str, workshop_id: int, number: int) -> ResponseReturnValue:
    """Write down who facilitates at a table."""
    table = _table(slug, workshop_id, number)
    workshops.set_facilitator(db.session, table, request.form.get("facilitator", ""))
    flash(f"{table.label} is saved.", "success")
    return redirect(_address(table.workshop))


@bp.route("/<int:workshop_id>/tables/<int:number>/code", methods=["POST"])
@requires(Permission.CAPTURE)
def renew_code(slug: str, workshop_id: int, number: int) -> ResponseReturnValue:
    """Give a table a new code."""
    table = _table(slug, workshop_id, number)
    workshops.renew_code(db.session, table, secret=_secret())
    flash(f"{table.label} has a new code. Its devices have to join again.", "success")
    return redirect(_address(table.workshop))


@bp.route("/<int:workshop_id>/tables/<int:number>/code/end", methods=["POST"])
@requires(Permission.CAPTURE)
def end_code(slug: str, workshop_id: int, number: int) -> ResponseReturnValue:
    """Let nobody in by a table's code any more."""
    table = _table(slug, workshop_id, number)
    workshops.end_code(db.session, table)
    flash(f"The code of {table.label.lower()} has ended.", "success")
    return redirect(_address(table.workshop))


@bp.route("/<int:workshop_id>/tables/<int:number>/code.svg")
@requires(Permission.CAPTURE)
def show_code(slug: str, workshop_id: int, number: int) -> ResponseReturnValue:
    """Serve the QR code of a table's link."""
    table = _table(slug, workshop_id, number)
    if not workshops.takes_in(table):
        raise NotFound(f"The code of {table.label.lower()} has ended.")
    code = workshops.code_of(table, secret=_secret())
    drawn = io.BytesIO()
    address = url_for("capture.joining.show_joined", code=code, _external=True)
    segno.make(address, error="m").save(drawn, kind="svg", scale=6, border=3, light="#fff")
    return Response(drawn.getvalue(), mimetype="image/svg+xml")


def _secret() -> str:
    secret: str = current_app.config["SECRET_KEY"]
    return secret


def _workshop(slug: str, workshop_id: int) -> tuple[Consultation, Workshop]:
    consultation = consultations.get(db.session, slug)
    return consultation, workshops.get(db.session, consultation, workshop_id)


def _table(slug: str, workshop_id: int, number: int) -> WorkshopTable:
    _, workshop = _workshop(slug, workshop_id)
    return workshops.table_by_number(db.session, workshop, number)


def _address(workshop: Workshop) -> str:
    return url_for(
        "workshops.show_workshop", slug=workshop.consultation.slug, workshop_id=workshop.id
    )
