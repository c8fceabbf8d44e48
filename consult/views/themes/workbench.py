"""The workbench's main page: codebook, statements and the theme's card, side by side."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.forms.numbers import number_in
from consult.models.accounts import Permission
from consult.models.consultations import Consultation
from consult.models.positions import Position
from consult.models.themes import CodingState, Theme, ThemeState
from consult.services import (
    analysis_runs,
    candidates,
    consultations,
    ledger,
    paging,
    positions,
    repeat_groups,
    theme_cards,
    themes,
    undoing,
    watching,
    workbench,
)
from consult.services.double_coding import coding
from consult.services.statement_lists import source_label
from consult.services.workbench import Counts, Queue, View
from consult.views.access import requires
from consult.views.consultations import tabs
from consult.views.furniture import page_number
from consult.views.themes.blueprint import bp

PER_PAGE = 25
# By it a browser remembers that its officer wants to see no suggestions.
BLIND_COOKIE = "consult-no-suggestions"
STATES = (CodingState.PROPOSED, CodingState.ACCEPTED, CodingState.REJECTED)


@bp.route("")
@requires(Permission.VIEW)
def show_themes(slug: str) -> ResponseReturnValue:
    """Show the workbench, or the one thing to do before there is one."""
    consultation = consultations.get(db.session, slug)
    shared = {
        "consultation": consultation,
        "tabs": tabs(consultation, "Themes"),
        "job": analysis_runs.newest_job(db.session, consultation),
        "run": analysis_runs.latest(db.session, consultation),
    }
    if themes.find_codebook(db.session, consultation) is None:
        return render_template("themes/start_codebook.html", **shared)
    return render_template(
        "themes/show_themes.html",
        waiting=coding.waiting(db.session, consultation),
        ledger_kind=ledger.only_kind(db.session, consultation),
        **shared,
        **_bench(consultation),
    )


def _bench(consultation: Consultation) -> dict[str, Any]:
    view = view_of(consultation)
    # Read first: what happens while the page is made is told by the next look for changes.
    newest = watching.newest(db.session, consultation)
    counts = workbench.counts(db.session, consultation)
    listed = _listed(consultation, view, counts)
    is_other = view.theme is None and view.queue is Queue.OTHER
    return {
        "view": view,
        **listed,
        "positions": positions.of(db.session, [card.statement.id for card in listed["cards"]]),
        "counts": counts,
        "numbers": numbers(counts),
        "newest": newest,
        "open_repeats": repeat_groups.count_open(db.session, consultation),
        "themes": [row.theme for row in counts.themes],
        "states": STATES,
        "undoable": undoing.undoable(db.session, consultation),
        "candidates": candidates.list_proposed(db.session, consultation) if is_other else [],
        "about": theme_cards.card(db.session, consultation, view.theme) if view.theme else None,
        "source_label": source_label,
        "here": request.full_path.rstrip("?"),
        "query": request.query_string.decode("ascii", "ignore"),
    }


def _listed(consultation: Consultation, view: View, counts: Counts) -> dict[str, Any]:
    """Return the page of cards that the address names, or the last one where there is none."""
    page = page_number()
    cards, total = workbench.cards(
        db.session, consultation, view, page=page, per_page=PER_PAGE, known=counts
    )
    pages = paging.pages(total, PER_PAGE)
    if page > pages:
        # What was decided has left the list: its last page is another one now.
        page = pages
        cards, _ = workbench.cards(
            db.session, consultation, view, page=page, per_page=PER_PAGE, known=counts
        )
    return {"cards": cards, "total": total, "page": page, "per_page": PER_PAGE, "pages": pages}


def view_of(consultation: Consultation) -> View:
    """Return what the address, or the hidden fields of a form, turn the workbench to.

    A value that means nothing is passed over; a theme that was merged leads to its heir.
    """
    return View(
        theme=_theme(consultation),
        state=_member("state", CodingState.PROPOSED, STATES),
        queue=_member("queue", Queue.TO_REVIEW, tuple(Queue)),
        outcome_id=_number("outcome"),
        words=request.values.get("q", "")[:200],
        position=_position(consultation),
        is_blind=request.cookies.get(BLIND_COOKIE) == "yes",
    )


def _theme(consultation: Consultation) -> Theme | None:
    asked = _number("theme")
    theme = db.session.get(Theme, asked) if asked is not None else None
    while theme is not None and theme.state is ThemeState.MERGED:
        theme = db.session.get(Theme, theme.merged_into_id or 0)
    if theme is None or theme.state is not ThemeState.ACTIVE:
        return None
    if theme.codebook.consultation_id != consultation.id:
        return None
    return theme


def _position(consultation: Consultation) -> str:
    """Return where statements are to stand, by the address: forms send another thing so named."""
    asked = request.args.get("position", "")
    allowed = (*Position, workbench.UNDECIDED)
    return asked if consultation.proposal.strip() and asked in allowed else ""


def _number(name: str) -> int | None:
    return number_in(request.values.get(name))


def _member(name: str, otherwise: Any, allowed: tuple[Any, ...]) -> Any:
    asked = request.values.get(name, "")
    return next((each for each in allowed if each.value == asked), otherwise)


def numbers(counts: Counts) -> dict[str, int]:
    """Return every number of the page under the name by which the page finds it."""
    found = {"waiting": counts.waiting, "decided": counts.decided}
    found["to-decide"] = counts.waiting + counts.decided
    found |= {f"queue-{queue.value}": number for queue, number in counts.queues.items()}
    found |= {f"ledger-{place.value}": number for place, number in counts.ledger.parts.items()}
    for row in counts.themes:
        found[f"theme-{row.theme.id}-accepted"] = row.accepted
        found[f"theme-{row.theme.id}-proposed"] = row.to_review
        found[f"theme-{row.theme.id}-rejected"] = row.rejected
    return found
