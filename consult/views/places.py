"""Wards and population: choosing those of a consultation, and loading those of a place."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from consult.db import db
from consult.forms.doors import AreaForm, LoadAreaForm, SharesForm, choice
from consult.models.accounts import Permission
from consult.models.areas import AreaSet
from consult.models.surveys import Survey
from consult.readers import places
from consult.readers.refusals import UnreadableFile
from consult.services import areas, surveys
from consult.services.areas import loading
from consult.services.imports import safe_name
from consult.services.refusals import ServiceError
from consult.views.access import requires
from consult.views.consultations import tabs
from consult.views.surveys import found_asked as found
from consult.writers.figures import counted

bp = Blueprint("places", __name__)


@bp.route("/staff/c/<slug>/survey/area", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def choose_area(slug: str) -> ResponseReturnValue:
    """Choose the wards of a consultation, and the question that tells the ward."""
    consultation, survey = found(slug)
    decided = areas.of(db.session, consultation)
    form = AreaForm(
        area_set_id=decided.area_set_id if decided else 0,
        question_id=(decided.question_id if decided else 0) or 0,
        keeps_postcodes=bool(decided and decided.keeps_postcodes),
    )
    sets = areas.list_sets(db.session)
    form.area_set_id.choices = [choice(0, "None"), *(choice(each.id, each.name) for each in sets)]
    form.question_id.choices = [choice(0, "None"), *_questions(survey)]
    if form.validate_on_submit():
        area_set_id, question_id = form.area_set_id.data, form.question_id.data
        placed = areas.decide(
            db.session,
            consultation,
            area_set=areas.get_set(db.session, area_set_id) if area_set_id else None,
            question=surveys.get_question(survey, question_id) if question_id else None,
            keeps_postcodes=form.keeps_postcodes.data,
        )
        flash(f"Decided. {counted(placed, 'response')} could be placed in a ward.", "success")
        return redirect(url_for("results.show_results", slug=slug))
    return render_template(
        "places/choose_area.html",
        consultation=consultation,
        tabs=tabs(consultation, "Survey"),
        form=form,
        sets=sets,
    )


def _questions(survey: Survey) -> list[SelectChoice]:
    return [choice(each.id, each.text) for each in areas.may_tell(survey)]


@bp.route("/staff/areas")
@requires(Permission.VIEW)
def list_places() -> ResponseReturnValue:
    """List the places whose wards are loaded."""
    return render_template(
        "places/list_places.html", sets=areas.list_sets(db.session), example=loading.GLOUCESTER
    )


@bp.route("/staff/areas/new", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def load_place() -> ResponseReturnValue:
    """Load the wards of a place from files."""
    form = LoadAreaForm()
    if form.validate_on_submit():
        try:
            loaded = _loaded(form)
        except UnreadableFile as refusal:
            form.form_errors.append(str(refusal))
        except ServiceError as refusal:
            form.refuse(refusal)
        else:
            flash(f"{loaded.name} is loaded, {counted(len(loaded.wards), 'ward')}.", "success")
            return redirect(url_for(".list_places"))
    return render_template("places/load_place.html", form=form)


def _loaded(form: LoadAreaForm) -> AreaSet:
    outlines, postcodes = form.wards.data, form.postcodes.data
    if not outlines:
        raise UnreadableFile("Choose the file with the outlines of the wards.")
    return loading.load(
        db.session,
        name=form.name.data or "",
        attribution=form.attribution.data or "",
        wards=places.read_wards(outlines.read(), safe_name(outlines.filename)),
        postcodes=places.read_postcodes(postcodes.read(), safe_name(postcodes.filename))
        if postcodes
        else (),
    )


@bp.route("/staff/areas/example", methods=["POST"])
@requires(Permission.MANAGE)
def load_example() -> ResponseReturnValue:
    """Load the wards of Gloucester, which come with the product."""
    try:
        loaded = loading.load_gloucester(db.session)
    except ServiceError as refusal:
        flash(str(refusal), "error")
    else:
        flash(f"{loaded.name}: {counted(len(loaded.wards), 'ward')} loaded.", "success")
    return redirect(url_for(".list_places"))


@bp.route("/staff/areas/<int:area_set_id>/population", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def load_population(area_set_id: int) -> ResponseReturnValue:
    """Load how many people of which kind live in a place."""
    area_set = areas.get_set(db.session, area_set_id)
    form = SharesForm()
    if form.validate_on_submit():
        sent = form.shares.data
        try:
            if not sent:
                raise UnreadableFile("Choose the file with the population.")
            shares = places.read_shares(sent.read(), safe_name(sent.filename))
        except UnreadableFile as refusal:
            form.shares.errors = [*form.shares.errors, str(refusal)]
        else:
            groups = loading.load_shares(db.session, area_set, shares)
            flash(f"{counted(groups, 'group')} loaded for {area_set.name}.", "success")
            return redirect(url_for(".list_places"))
    return render_template(
        "places/load_population.html",
        form=form,
        area_set=area_set,
        shares=loading.shares(db.session, area_set),
    )


@bp.route("/staff/areas/<int:area_set_id>/remove", methods=["POST"])
@requires(Permission.MANAGE)
def remove_place(area_set_id: int) -> ResponseReturnValue:
    """Remove a place that nothing uses."""
    area_set = areas.get_set(db.session, area_set_id)
    name = area_set.name
    try:
        loading.remove(db.session, area_set)
    except ServiceError as refusal:
        flash(str(refusal), "error")
    else:
        flash(f"{name} is removed.", "success")
    return redirect(url_for(".list_places"))
