"""The directory of partners: their names, and the short names that people write."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.forms.partners import AbbreviationsForm, PartnerForm
from consult.models.accounts import Permission
from consult.services import abbreviations, partners
from consult.services.refusals import Conflict, InvalidInput
from consult.views.access import requires

bp = Blueprint("partners", __name__, url_prefix="/staff/partners")


@bp.route("/")
@requires(Permission.VIEW)
def list_partners() -> ResponseReturnValue:
    """List all partners."""
    organisations = partners.list_organisations(db.session)
    return render_template(
        "partners/list_partners.html",
        organisations=organisations,
        abbreviations=abbreviations.listed(db.session),
    )


@bp.route("/abbreviations", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def change_abbreviations() -> ResponseReturnValue:
    """Change what places and other things are shortened to."""
    form = AbbreviationsForm(data={"abbreviations": abbreviations.written(db.session)})
    if form.validate_on_submit():
        try:
            number = abbreviations.replace(db.session, form.abbreviations.data or "")
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            flash(f"{number:,} {'abbreviation is' if number == 1 else 'abbreviations are'} saved.")
            return redirect(url_for(".list_partners"))
    return render_template("partners/change_abbreviations.html", form=form)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def new_partner() -> ResponseReturnValue:
    """Add a partner."""
    form = PartnerForm()
    if form.validate_on_submit():
        try:
            partner = partners.add(db.session, **form.fields())
        except (Conflict, InvalidInput) as refusal:
            form.refuse(refusal)
        else:
            flash(f"{partner.name} is in the directory.")
            return redirect(url_for(".list_partners"))
    return render_template("partners/edit_partner.html", form=form, partner=None)


@bp.route("/<int:organisation_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def edit_partner(organisation_id: int) -> ResponseReturnValue:
    """Change a partner."""
    partner = partners.get(db.session, organisation_id)
    form = PartnerForm.of(partner)
    if form.validate_on_submit():
        try:
            partners.change(db.session, partner, **form.fields())
        except (Conflict, InvalidInput) as refusal:
            form.refuse(refusal)
        else:
            flash(f"{partner.name} is saved.")
            return redirect(url_for(".list_partners"))
    return render_template("partners/edit_partner.html", form=form, partner=partner)
