"""A workshop's attendance list: filled beforehand, marked at the door, read afterwards."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.forms.setting_up import PeopleForm
from consult.models.accounts import Permission
from consult.models.workshops import Attendance, Participant, Workshop
from consult.services import paging
from consult.services.refusals import InvalidInput
from consult.services.workshops import attendance, minutes
from consult.views.access import requires
from consult.views.furniture import page_number
from consult.views.workshops.blueprint import address, bp, found, page

PER_PAGE = 100
HERE = "workshops.show_attendance"
# Of a name that was refused, as much as an address can carry.
MOST_OF_A_NAME = 200


@bp.route("/<int:workshop_id>/attendance", methods=["GET", "POST"])
@requires(Permission.CAPTURE)
def show_attendance(slug: str, workshop_id: int) -> ResponseReturnValue:
    """Show the list with who is here, and put people on it."""
    _, workshop = found(slug, workshop_id)
    form = PeopleForm()
    if form.validate_on_submit():
        try:
            flash(_put_on(workshop, form), "success")
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            return redirect(address(workshop, HERE))
    number, asked = page_number(), _asked()
    listed, total = minutes.find(db.session, workshop, **asked, page=number, per_page=PER_PAGE)
    return page(
        "show_attendance",
        workshop,
        "Attendance",
        form=form,
        listed=listed,
        total=total,
        page=number,
        per_page=PER_PAGE,
        pages=paging.pages(total, PER_PAGE),
        minutes=minutes.minutes(db.session, workshop),
        is_narrowed=bool(asked["words"] or asked["attendance"]),
        **asked,
    )


def _put_on(workshop: Workshop, form: PeopleForm) -> str:
    """Put the form's people on the list and return what came of it, in words."""
    are_here = bool(form.are_here.data)
    done = attendance.add(
        db.session,
        workshop,
        attendance.read(form.people.data or ""),
        is_invited=not are_here,
        attendance=Attendance.PRESENT if are_here else Attendance.EXPECTED,
    )
    people = "person is" if len(done.added) == 1 else "people are"
    sentence = f"{len(done.added):,} {people} on the list now."
    if not done.known:
        return sentence
    verb = "was" if len(done.known) == 1 else "were"
    return f"{sentence} {len(done.known):,} {verb} on it already."


def _asked() -> dict[str, Any]:
    wanted = request.values.get("attendance", "")
    return {
        "words": request.values.get("q", "")[:100].strip(),
        "attendance": next((each for each in Attendance if each.value == wanted), None),
    }


@bp.route("/<int:workshop_id>/attendance/<int:participant_id>", methods=["POST"])
@requires(Permission.CAPTURE)
def mark_attendance(slug: str, workshop_id: int, participant_id: int) -> ResponseReturnValue:
    """Mark somebody as here, as sending apologies, or as expected again."""
    _, workshop = found(slug, workshop_id)
    participant = attendance.get(db.session, workshop, participant_id)
    wanted = request.form.get("to", "")
    state = next((each for each in Attendance if each.value == wanted), None)
    try:
        if state is None:
            raise InvalidInput("Choose whether they are here, sent apologies, or are expected.")
        attendance.mark(db.session, participant, state)
    except InvalidInput as refusal:
        flash(str(refusal), "error")
    return _back(workshop, participant)


@bp.route("/<int:workshop_id>/attendance/<int:participant_id>/substitute", methods=["POST"])
@requires(Permission.CAPTURE)
def add_substitute(slug: str, workshop_id: int, participant_id: int) -> ResponseReturnValue:
    """Let somebody stand in for an absent person."""
    _, workshop = found(slug, workshop_id)
    absent = attendance.get(db.session, workshop, participant_id)
    name = request.form.get("name", "")
    try:
        stands_in = attendance.substitute(db.session, absent, name)
    except InvalidInput as refusal:
        flash(str(refusal), "error")
        # The list shows the name again, at whom it was typed for.
        return _back(workshop, absent, instead_of=absent.id, typed=name[:MOST_OF_A_NAME])
    flash(f"{stands_in.name} is here for {absent.name}.", "success")
    return _back(workshop, absent)


@bp.route("/<int:workshop_id>/attendance/<int:participant_id>/remove", methods=["POST"])
@requires(Permission.CAPTURE)
def remove_participant(slug: str, workshop_id: int, participant_id: int) -> ResponseReturnValue:
    """Take somebody off the list who was put there by mistake."""
    _, workshop = found(slug, workshop_id)
    participant = attendance.get(db.session, workshop, participant_id)
    name = participant.name or "Somebody without a name"
    try:
        attendance.remove(db.session, participant)
    except InvalidInput as refusal:
        flash(str(refusal), "error")
    else:
        flash(f"{name} is off the list.", "success")
    return redirect(address(workshop, HERE))


@bp.route("/<int:workshop_id>/attendance/forget", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def forget_names(slug: str, workshop_id: int) -> ResponseReturnValue:
    """Take all names off the list, after saying what that means."""
    _, workshop = found(slug, workshop_id)
    if request.method == "POST":
        try:
            number = attendance.forget_names(db.session, workshop)
        except InvalidInput as refusal:
            flash(str(refusal), "error")
        else:
            flash(f"{number:,} {'name is' if number == 1 else 'names are'} gone.", "success")
        return redirect(address(workshop, HERE))
    return page(
        "forget_names", workshop, "Attendance", minutes=minutes.minutes(db.session, workshop)
    )


def _back(workshop: Workshop, participant: Participant, **more: Any) -> ResponseReturnValue:
    """Return to the list as it was narrowed, at the same person, with more in the address."""
    asked = _asked()
    query = {
        "q": asked["words"] or None,
        "attendance": asked["attendance"],
        "page": request.form.get("page") or None,
        **more,
    }
    return redirect(address(workshop, HERE, _anchor=f"person-{participant.id}", **query))
