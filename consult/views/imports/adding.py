"""Adding what was previewed: as new statements, or as the correction of an earlier file."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from consult.db import db
from consult.forms.numbers import number_in, numbers_in
from consult.models.accounts import Permission
from consult.models.consultations import Consultation
from consult.models.imports import Import
from consult.models.workshops import Workshop
from consult.services import consultations, imports, workshops
from consult.services.imports import correcting, profiles
from consult.services.imports.staging import Waiting
from consult.services.refusals import NotFound
from consult.views.access import requires
from consult.views.imports.blueprint import answers_in, bp
from consult.views.imports.previewing import CORRECTS
from consult.views.waiting import staging
from consult.writers.figures import counted


@bp.route("/preview/<token>", methods=["POST"])
@requires(Permission.CAPTURE)
def add(slug: str, token: str) -> ResponseReturnValue:
    """Store the statements as previewed, or apply what a corrected file changes."""
    consultation = consultations.get(db.session, slug)
    waiting = staging().get(token, owner=current_user.id)
    corrects = number_in(request.form.get(CORRECTS))
    if corrects is not None:
        record = _correct(consultation, waiting, imports.get(db.session, consultation, corrects))
    else:
        record = _add(consultation, waiting)
    staging().drop(token)
    return _onward(slug, token, record)


def _add(consultation: Consultation, waiting: Waiting) -> Import:
    read = profiles.read(db.session, waiting.content, waiting.filename, answers_in(request.form))
    added = imports.add(
        db.session,
        consultation,
        content=waiting.content,
        filename=waiting.filename,
        reading=read.reading,
        answers=read.answers,
        workshop=_workshop_named(consultation, request.form.get("workshop", "")),
    )
    if added.is_new:
        were = "was" if added.statements == 1 else "were"
        count = counted(added.statements, "statement")
        flash(f"{count} {were} added from {waiting.filename}.", "success")
    else:
        flash("This very file was added before, so nothing was added now.", "important")
    return added.import_


def _correct(consultation: Consultation, waiting: Waiting, old: Import) -> Import:
    read = profiles.read(db.session, waiting.content, waiting.filename, answers_in(request.form))
    ticked = set(numbers_in(request.form.getlist("withdraw")))
    done = correcting.apply(
        db.session,
        consultation,
        old,
        content=waiting.content,
        filename=waiting.filename,
        reading=read.reading,
        answers=read.answers,
        withdraw=ticked,
    )
    flash(
        f"{old.notes_file.filename} is corrected: {counted(done.changed, 'statement')} changed, "
        f"{done.new:,} new, {done.withdrawn:,} withheld. All others are as they were.",
        "success",
    )
    return done.import_


def _workshop_named(consultation: Consultation, value: str) -> Workshop | None:
    number = number_in(value)
    return workshops.get(db.session, consultation, number) if number is not None else None


def _onward(slug: str, token: str, record: Import) -> ResponseReturnValue:
    """Go to the import, or to the next of several files that wait."""
    batch = request.form.get("batch", "")
    try:
        staging().settle(batch, token, record.id, owner=current_user.id)
    except NotFound:
        return redirect(url_for(".show_import", slug=slug, import_id=record.id))
    return redirect(url_for(".show_batch", slug=slug, token=batch))
