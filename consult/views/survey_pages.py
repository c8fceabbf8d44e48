"""The pages of a survey that is being answered: at a section, kept for later, closed, not saved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue

from consult.config import Config
from consult.db import db
from consult.forms.keeping import Keeping
from consult.forms.responses import Sheet
from consult.services.responses import arrivals, doors, guards
from consult.services.responses.drafts import Saved
from consult.services.surveys.frozen import AnyConsultation

NOT_KEPT = Keeping()


def begin(sheet: Sheet) -> Keeping:
    """Return the marks of a form that is handed out now."""
    return Keeping.begin(current_app.config["SECRET_KEY"], sheet.key)


def show(
    sheet: Sheet,
    consultation: AnyConsultation,
    *,
    keeping: Keeping = NOT_KEPT,
    replaced: Sequence[tuple[str, str]] = (),
    status: int = 200,
    is_preview: bool = False,
    address: str = "",
) -> Response:
    """Return the page that the sheet stands at."""
    page = rendered(
        sheet,
        consultation,
        keeping=keeping,
        replaced=replaced,
        is_preview=is_preview,
        is_slowed=status == 429,
        address=address,
    )
    reply = not_shared(page, status)
    if status == 429:
        reply.headers["Retry-After"] = "600"
    return reply


def rendered(
    sheet: Sheet,
    consultation: AnyConsultation,
    *,
    keeping: Keeping,
    replaced: Sequence[tuple[str, str]] = (),
    is_preview: bool = False,
    is_slowed: bool = False,
    address: str = "",
) -> str:
    """Return the page that the sheet stands at, as markup."""
    template = "responses/check_answers.html" if sheet.is_check else "responses/take_part.html"
    return render_template(
        template,
        sheet=sheet,
        consultation=consultation,
        keeping=keeping,
        replaced=replaced,
        address=address or request.path,
        language_form="answers",
        days_left=doors.days_left(consultation),
        is_preview=is_preview,
        is_slowed=is_slowed,
        asks_for_work=sheet.is_check and arrivals.ways(db.session, consultation).asks_for_work,
        work_bits=guards.BITS,
    )


def not_shared(page: str, status: int = 200) -> Response:
    """Return a page that the browser keeps for its own *Back*, and no cache before it may."""
    reply = make_response(page, status)
    reply.headers["Cache-Control"] = "private, no-cache"
    return reply


def closed(consultation: AnyConsultation, sheet: Sheet) -> ResponseReturnValue:
    """Say that no answers are taken, and show what was typed so that it can be copied."""
    page = render_template("responses/closed.html", consultation=consultation, sheet=sheet)
    return page, 409 if request.method == "POST" else 200


def not_saved(slug: str) -> ResponseReturnValue:
    """Say that nothing is saved and hold what was typed, without asking the database anything."""
    fields = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name != "csrf_token" and value
    ]
    page = render_template("responses/not_saved.html", slug=slug, fields=fields)
    return page, 503, {"Retry-After": "60"}


def saved_page(consultation: AnyConsultation, saved: Saved, **about: Any) -> Response:
    """Show the code under which a form is kept."""
    config: Config = current_app.extensions["config"]
    page = render_template(
        "responses/draft_saved.html",
        consultation=consultation,
        code=saved.code,
        expires_at=saved.expires_at,
        sends_mail=bool(config.mail_url),
        **about,
    )
    return not_shared(page)
