"""The list of workshops, a new one, and changing the set-up of one."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.forms.setting_up import TOLD, ChangeWorkshopForm, NewWorkshopForm, set_up_of
from consult.models.accounts import Permission
from consult.models.workshops import Workshop
from consult.services import consultations, workshops
from consult.services.refusals import Conflict, InvalidInput
from consult.services.workshops import columns
from consult.views.access import requires
from consult.views.consultations import tabs
from consult.views.workshops.blueprint import address, bp, found, page, secret


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
    """Set up a workshop with its tables, from nothing or like an earlier one."""
    consultation = consultations.get(db.session, slug)
    earlier = workshops.earlier(db.session)
    model = _model(earlier)
    form = NewWorkshopForm.like(model)
    form.offer_outcomes(consultation)
    if form.validate_on_submit():
        try:
            workshop = workshops.create(
                db.session,
                consultation,
                secret=secret(),
                invite_as=model if form.invite.data else None,
                **form.table_fields(),
                **form.fields(consultation),
            )
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            flash(f"“{workshop.title}” is set up. Each table joins by its code.", "success")
            return redirect(address(workshop))
    return render_template(
        "workshops/new_workshop.html",
        consultation=consultation,
        tabs=tabs(consultation, "Workshops"),
        form=form,
        told=TOLD,
        model=model,
        earlier=earlier,
    )


def _model(earlier: list[Workshop]) -> Workshop | None:
    """Return the workshop that the address, or the form, says to copy."""
    asked = request.form.get("copy_of") or request.args.get("copy_of", "")
    return next((each for each in earlier if str(each.id) == asked), None)


@bp.route("/<int:workshop_id>/set-up", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def change_workshop(slug: str, workshop_id: int) -> ResponseReturnValue:
    """Change what was decided about a workshop."""
    consultation, workshop = found(slug, workshop_id)
    form = ChangeWorkshopForm.of(workshop)
    form.offer_outcomes(consultation)
    if form.validate_on_submit():
        try:
            fields = form.fields(consultation, columns.of(workshop))
            workshops.change(db.session, workshop, seen_version=form.version.data, **fields)
        except (Conflict, InvalidInput) as refusal:
            form.refuse_change(refusal, workshop)
        else:
            flash(f"“{workshop.title}” is saved.", "success")
            return redirect(address(workshop))
    stored = set_up_of(workshop)
    return page("change_workshop", workshop, "Set-up", form=form, told=TOLD, stored=stored)
