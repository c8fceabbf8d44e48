"""Learning: what decisions have taught, what that changed, and how much more is worth it."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from consult import jobs
from consult.db import db
from consult.forms.numbers import number_in
from consult.models.accounts import Permission
from consult.services import analysis_runs, consultations, paging
from consult.services.learning import recoding, showing
from consult.services.refusals import ServiceError
from consult.views import notices
from consult.views.access import requires
from consult.views.consultations import tabs
from consult.views.furniture import page_number
from consult.views.themes.blueprint import back, bp

PER_PAGE = 25
WAYS = {"gained": True, "lost": False}


@bp.route("/learning")
@requires(Permission.VIEW)
def show_learning(slug: str) -> ResponseReturnValue:
    """Show what the machine has learned, and what its last run changed."""
    consultation = consultations.get(db.session, slug)
    learning = showing.of(db.session, consultation)
    page, way = page_number(), request.args.get("way", "")
    theme_id = number_in(request.args.get("theme"))
    listed, total = (
        showing.list_changes(
            db.session,
            learning.run,
            theme_id=theme_id,
            is_gained=WAYS.get(way),
            page=page,
            per_page=PER_PAGE,
        )
        if learning.run
        else ([], 0)
    )
    return render_template(
        "themes/show_learning.html",
        consultation=consultation,
        slug=slug,
        tabs=tabs(consultation, "Themes"),
        learning=learning,
        is_running=analysis_runs.waiting(db.session, consultation) is not None,
        listed=listed,
        total=total,
        theme_id=theme_id,
        way=way if way in WAYS else "",
        page=page,
        per_page=PER_PAGE,
        pages=paging.pages(total, PER_PAGE),
    )


@bp.route("/learn", methods=["POST"])
@requires(Permission.CODE)
def learn_now(slug: str) -> ResponseReturnValue:
    """Let the machine code anew what nobody has decided, in the background."""
    consultation = consultations.get(db.session, slug)
    try:
        job = recoding.start(db.session, consultation)
    except ServiceError as refusal:
        return back(slug, str(refusal), "error")
    jobs.put(job.id)
    notices.watch(job, consultation)
    return back(slug, "The machine is learning from what was decided. You can go on meanwhile.")
