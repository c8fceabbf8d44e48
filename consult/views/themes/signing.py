"""Signing off by two people, what changed after it, and the decision log."""

from __future__ import annotations

from flask import current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from consult.config import Config
from consult.db import db
from consult.models.accounts import Permission
from consult.models.base import utc_now
from consult.services import consultations, decision_log, paging, sign_offs
from consult.services.double_coding import unfinished
from consult.services.double_coding.blinding import StillBlind
from consult.services.refusals import Conflict
from consult.views.access import requires
from consult.views.consultations import tabs
from consult.views.furniture import page_number
from consult.views.themes.blueprint import bp

PER_PAGE = 20
LOG_PER_PAGE = 50


@bp.route("/sign-off")
@requires(Permission.VIEW)
def show_sign_off(slug: str) -> ResponseReturnValue:
    """Show what would be signed, who has signed, and what changed after sign-off."""
    consultation = consultations.get(db.session, slug)
    try:
        found, refusal = sign_offs.to_sign(db.session, consultation), ""
    except StillBlind as refused:
        found, refusal = None, str(refused)
    current = sign_offs.current(db.session, consultation)
    waiting = sign_offs.waiting(db.session, consultation)
    changes = (
        sign_offs.changes_since(db.session, consultation, current)
        if current is not None and found is not None
        else None
    )
    page = page_number()
    listed = changes.codings[(page - 1) * PER_PAGE : page * PER_PAGE] if changes else ()
    return render_template(
        "themes/show_sign_off.html",
        consultation=consultation,
        tabs=tabs(consultation, "Themes"),
        found=found,
        refusal=refusal,
        unfinished=unfinished.of(db.session, consultation),
        current=current,
        waiting=waiting,
        is_mine=waiting is not None and waiting.first_by_id == current_user.id,
        is_stale=waiting is not None and found is not None and waiting.digest != found.digest,
        changes=changes,
        listed=listed,
        statements=sign_offs.statements_of(
            db.session, consultation, [each.statement_id for each in listed]
        ),
        page=page,
        per_page=PER_PAGE,
        total=len(changes.codings) if changes else 0,
        pages=paging.pages(len(changes.codings) if changes else 0, PER_PAGE),
    )


@bp.route("/sign-off", methods=["POST"])
@requires(Permission.REPORT)
def sign(slug: str) -> ResponseReturnValue:
    """Sign what was shown, as the first or as the second."""
    consultation = consultations.get(db.session, slug)
    try:
        signed = sign_offs.sign(db.session, consultation, seen=request.form.get("seen", ""))
    except Conflict as refusal:
        flash(str(refusal), "error")
    else:
        done = "It is signed off." if signed.second_by_id else "A second person signs next."
        flash(f"You have signed version {signed.codebook_version}. {done}", "success")
    return redirect(url_for(".show_sign_off", slug=slug))


@bp.route("/log")
@requires(Permission.VIEW)
def show_log(slug: str) -> ResponseReturnValue:
    """Show the decision log, the newest first."""
    consultation = consultations.get(db.session, slug)
    everything = decision_log.entries(db.session, consultation)
    words, who = request.args.get("q", "").strip(), request.args.get("who", "")
    found = decision_log.narrowed(everything, words, who)
    page = page_number()
    return render_template(
        "themes/show_log.html",
        consultation=consultation,
        tabs=tabs(consultation, "Themes"),
        entries=found[(page - 1) * LOG_PER_PAGE : page * LOG_PER_PAGE],
        everybody=sorted({entry.who for entry in everything}),
        words=words,
        who=who,
        total=len(found),
        page=page,
        per_page=LOG_PER_PAGE,
        pages=paging.pages(len(found), LOG_PER_PAGE),
    )


@bp.route("/log/download/<ending>")
@requires(Permission.REPORT)
def download_log(slug: str, ending: str) -> ResponseReturnValue:
    """Give the decision log away as Word or PDF."""
    consultation = consultations.get(db.session, slug)
    config: Config = current_app.extensions["config"]
    signed = (
        sign_offs.in_words(db.session, consultation)
        if sign_offs.has_codebook(db.session, consultation)
        else ["There is no codebook yet, so nothing is signed off."]
    )
    content = decision_log.file(
        db.session,
        consultation,
        ending,
        organisation=config.organisation,
        made_on=utc_now().date(),
        signed=signed,
    )
    reply = make_response(content)
    reply.content_type = decision_log.FORMATS[ending]
    reply.headers.set("Content-Disposition", "attachment", filename=f"{slug}-decision-log.{ending}")
    return reply
