"""Reminding those who were invited and have not answered."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.forms.doors import RemindedForm, SentListForm
from consult.models.accounts import Permission
from consult.models.consultations import Consultation
from consult.models.doors import InvitationBatch
from consult.services.refusals import ServiceError
from consult.services.responses import doors, invitations, reminders
from consult.services.responses.reminders import Unanswered
from consult.views.access import requires
from consult.views.consultations import tabs
from consult.views.surveys import found_asked
from consult.writers.csv import table

bp = Blueprint(
    "reminders", __name__, url_prefix="/staff/c/<slug>/survey/ways-in/links/<int:batch_id>"
)


@bp.route("/remind")
@requires(Permission.MANAGE)
def remind_invited(slug: str, batch_id: int) -> ResponseReturnValue:
    """Show how many have not answered, and on which days they were reminded."""
    consultation, batch = _found(slug, batch_id)
    return _page(consultation, batch)


@bp.route("/unanswered", methods=["POST"])
@requires(Permission.MANAGE)
def list_unanswered(slug: str, batch_id: int) -> ResponseReturnValue:
    """Give back the list that was brought, without those who have answered."""
    consultation, batch = _found(slug, batch_id)
    form = SentListForm.of()
    if form.validate_on_submit():
        try:
            found = reminders.unanswered(db.session, batch, reminders.read(*form.sent()))
        except ServiceError as refusal:
            form.refuse(refusal)
        else:
            return _file(found, f"{slug}-not-answered.csv")
    return _page(consultation, batch, sent_list=form), 400


@bp.route("/reminded", methods=["POST"])
@requires(Permission.MANAGE)
def mark_reminded(slug: str, batch_id: int) -> ResponseReturnValue:
    """Note the day on which those who had not answered were reminded."""
    consultation, batch = _found(slug, batch_id)
    form = RemindedForm.of()
    if form.validate_on_submit() and form.on.data is not None:
        try:
            reminders.remind(db.session, batch, on=form.on.data)
        except ServiceError as refusal:
            form.refuse(refusal)
        else:
            flash("That day is noted.", "success")
            return redirect(url_for(".remind_invited", slug=slug, batch_id=batch_id))
    return _page(consultation, batch, reminded=form), 400


def _found(slug: str, batch_id: int) -> tuple[Consultation, InvitationBatch]:
    consultation, _ = found_asked(slug)
    return consultation, reminders.get(db.session, consultation, batch_id)


def _page(
    consultation: Consultation,
    batch: InvitationBatch,
    *,
    sent_list: SentListForm | None = None,
    reminded: RemindedForm | None = None,
) -> str:
    """Return the page with its two forms; the one that was sent tells its faults at the top."""
    shown: dict[str, Any] = {"form": sent_list or reminded}
    return render_template(
        "reminders/remind_invited.html",
        consultation=consultation,
        tabs=tabs(consultation, "Survey"),
        row=invitations.row(db.session, batch),
        reminders=reminders.reminders(db.session, batch),
        days_left=doors.days_left(consultation),
        sent_list=sent_list or SentListForm.of(),
        reminded=reminded or RemindedForm.of(on=doors.today()),
        **shown,
    )


def _file(found: Unanswered, filename: str) -> ResponseReturnValue:
    reply = make_response(table(found.headings, found.rows))
    reply.content_type = "text/csv; charset=utf-8"
    reply.headers.set("Content-Disposition", "attachment", filename=filename)
    reply.headers["Cache-Control"] = "no-store"
    return reply
