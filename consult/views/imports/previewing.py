"""The preview: what became what, what is in doubt, and what differs from an earlier file."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from consult.db import db
from consult.models.accounts import Permission
from consult.models.consultations import Consultation
from consult.models.imports import Import
from consult.services import consultations, imports, workshops
from consult.services.imports import choosing, correcting, profiles, windows
from consult.services.imports.profiles import Read
from consult.services.imports.staging import Waiting
from consult.services.refusals import InvalidInput, NotFound
from consult.views.access import requires
from consult.views.consultations import tabs
from consult.views.furniture import page_number
from consult.views.imports.blueprint import TAB, answers_in, bp
from consult.views.waiting import staging

MOST_FLAGGED = 50
CORRECTS = "corrects"
# Of a name that was refused, as much as an address can carry.
MOST_OF_A_NAME = 200
PICTURES = {
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif",
    "webp": "image/webp",
}  # fmt: skip


@bp.route("/preview/<token>")
@requires(Permission.CAPTURE)
def preview(slug: str, token: str) -> ResponseReturnValue:
    """Show what became what; answers in the address change the reading."""
    consultation = consultations.get(db.session, slug)
    waiting = staging().get(token, owner=current_user.id)
    read = profiles.read(db.session, waiting.content, waiting.filename, answers_in(request.args))
    flagged = choosing.flagged(read.reading, read.answers)
    return render_template(
        "imports/preview.html",
        consultation=consultation,
        tabs=tabs(consultation, TAB),
        token=token,
        batch=request.args.get("batch", ""),
        reading=read.reading,
        answers=read.answers,
        profile=read.profile,
        can_keep_columns=profiles.can_be_kept(read.reading),
        view=windows.window(read.reading, page_number()),
        left_out=windows.left_out(read.reading.skipped),
        counts=imports.counts_by_kind(read.reading),
        flagged=flagged[:MOST_FLAGGED],
        flagged_count=len(flagged),
        personal_choices=choosing.CHOICES,
        new_outcomes=imports.new_outcomes(consultation, read.reading),
        picture=_picture_type(waiting.filename),
        is_recognised=imports.is_picture(waiting.filename),
        workshops=[row.workshop for row in workshops.list_workshops(db.session, consultation)],
        meanings=imports.MEANINGS,
        asked={question.id for question in read.reading.questions},
        **_beside_earlier(consultation, waiting, read),
    )


def _beside_earlier(consultation: Consultation, waiting: Waiting, read: Read) -> dict[str, Any]:
    """Return the import of the same file, those that this one may correct, and what differs."""
    earlier = imports.earlier(db.session, consultation, waiting.content)
    if earlier is not None:
        return {"earlier": earlier, "candidates": [], "corrects": None, "difference": None}
    candidates = correcting.candidates(db.session, consultation, waiting.filename)
    corrects = corrected_in(request.args.get(CORRECTS), candidates, waiting.filename)
    found = None
    if corrects is not None:
        found = correcting.difference(db.session, corrects, read.reading, read.answers)
    return {
        "earlier": None, "candidates": candidates, "corrects": corrects, "difference": found,
    }  # fmt: skip


def corrected_in(asked: str | None, candidates: list[Import], filename: str) -> Import | None:
    """Return the import that a file is said to correct; unsaid, the last one of its name."""
    if asked is None:
        return next((each for each in candidates if each.notes_file.filename == filename), None)
    return next((each for each in candidates if str(each.id) == asked), None)


def _picture_type(filename: str) -> str:
    """Return the media type of a picture that a browser can show, "" for any other file."""
    return PICTURES.get(filename.lower().rpartition(".")[2], "")


@bp.route("/preview/<token>/picture")
@requires(Permission.CAPTURE)
def picture(slug: str, token: str) -> ResponseReturnValue:
    """Show the picture that waits, beside what was recognised in it."""
    consultations.get(db.session, slug)
    waiting = staging().get(token, owner=current_user.id)
    mimetype = _picture_type(waiting.filename)
    if not mimetype:
        raise NotFound("That file is not a picture that a browser can show.")
    return send_file(BytesIO(waiting.content), mimetype=mimetype)


@bp.route("/preview/<token>/profile", methods=["POST"])
@requires(Permission.CAPTURE)
def save_profile(slug: str, token: str) -> ResponseReturnValue:
    """Keep what the columns mean under a name, for the next file with the same headings."""
    consultations.get(db.session, slug)
    waiting = staging().get(token, owner=current_user.id)
    answers = answers_in(request.form)
    read = profiles.read(db.session, waiting.content, waiting.filename, answers)
    given: dict[str, Any] = {f"answer.{key}": value for key, value in answers.items()}
    name = request.form.get("profile", "")
    try:
        kept = profiles.save(db.session, read.reading, name=name)
    except InvalidInput as refusal:
        flash(str(refusal), "error")
        given["named"] = name[:MOST_OF_A_NAME]
    else:
        flash(
            f"The columns are kept as “{kept.name}”. The next file with the same headings "
            "is read in the same way.",
            "success",
        )
    return redirect(url_for(".preview", slug=slug, token=token, **given))
