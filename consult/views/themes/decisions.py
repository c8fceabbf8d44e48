"""Deciding: accept, reject, add, move, many at once, and undo; as pages and for scripts."""

from __future__ import annotations

from collections.abc import Iterable

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.errors import wants_json
from consult.models.accounts import Permission
from consult.models.consultations import Consultation
from consult.models.themes import CodingState
from consult.services import codings, consultations, statements, themes, undoing, workbench
from consult.services.refusals import InvalidInput, NotFound
from consult.services.statement_lists import source_label
from consult.views.access import requires
from consult.views.consultations import tabs
from consult.views.furniture import page_number
from consult.views.themes.blueprint import back, bp
from consult.views.themes.workbench import PER_PAGE, numbers, view_of

DECISIONS = {"accept": codings.accept, "reject": codings.reject}


@bp.route("/codings/<int:coding_id>/<decision>", methods=["POST"])
@requires(Permission.CODE)
def decide(slug: str, coding_id: int, decision: str) -> ResponseReturnValue:
    """Accept or reject one coding."""
    if decision not in DECISIONS:
        raise NotFound("A coding is accepted or rejected. Go back and try again.")
    consultation = consultations.get(db.session, slug)
    coding = codings.get(db.session, consultation, coding_id)
    DECISIONS[decision](db.session, coding, seen=_seen())
    done = {"accept": "Accepted", "reject": "Rejected"}[decision]
    return _told(consultation, f"{done}: {coding.theme.name}.", [coding.statement_id])


@bp.route("/codings/<int:coding_id>/move", methods=["POST"])
@requires(Permission.CODE)
def move(slug: str, coding_id: int) -> ResponseReturnValue:
    """Reject one theme for a statement and accept another instead."""
    consultation = consultations.get(db.session, slug)
    coding = codings.get(db.session, consultation, coding_id)
    theme = themes.get(db.session, consultation, _theme_id())
    codings.move(db.session, coding, theme, seen=_seen())
    return _told(consultation, f"Moved to {theme.name}.", [coding.statement_id])


@bp.route("/statements/<int:statement_id>/add", methods=["POST"])
@requires(Permission.CODE)
def add(slug: str, statement_id: int) -> ResponseReturnValue:
    """Add a theme to a statement."""
    consultation = consultations.get(db.session, slug)
    statement = statements.get(db.session, consultation, statement_id)
    theme = themes.get(db.session, consultation, _theme_id())
    codings.add(db.session, statement, theme)
    return _told(consultation, f"Added: {theme.name}.", [statement.id])


@bp.route("/undo", methods=["POST"])
@requires(Permission.CODE)
def undo(slug: str) -> ResponseReturnValue:
    """Take back one's own last decision."""
    consultation = consultations.get(db.session, slug)
    undone = undoing.undo(db.session, consultation)
    return _told(consultation, undone.text, undone.statement_ids)


@bp.route("/accept-all")
@requires(Permission.CODE)
def confirm_accept_all(slug: str) -> ResponseReturnValue:
    """Say how many codings would be accepted, and which, before it happens."""
    consultation = consultations.get(db.session, slug)
    view = view_of(consultation)
    cards, _ = workbench.cards(
        db.session, consultation, view, page=page_number(), per_page=PER_PAGE
    )
    return render_template(
        "themes/confirm_accept_all.html",
        consultation=consultation,
        tabs=tabs(consultation, "Themes"),
        view=view,
        query=request.query_string.decode("ascii", "ignore"),
        waiting=[
            (card.statement, coding) for card in cards for coding in card.waiting_in(view.theme)
        ],
    )


@bp.route("/accept-all", methods=["POST"])
@requires(Permission.CODE)
def accept_all(slug: str) -> ResponseReturnValue:
    """Accept the codings that were shown."""
    consultation = consultations.get(db.session, slug)
    wanted = [int(each) for each in request.form.getlist("coding") if each.isdecimal()]
    accepted = codings.accept_all(db.session, consultation, wanted)
    if not accepted:
        raise InvalidInput("None of these waits for a decision any more. Go back to see why.")
    return back(slug, f"{accepted} accepted. Undo takes them back in one step.")


def _seen() -> CodingState:
    try:
        return CodingState(request.form.get("seen", ""))
    except ValueError:
        raise InvalidInput("We could not read what you saw. Reload the page.") from None


def _theme_id() -> int:
    asked = request.form.get("to", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 10):
        raise InvalidInput("Choose a theme first.", field="to")
    return int(asked)


def _told(
    consultation: Consultation, message: str, statement_ids: Iterable[int]
) -> ResponseReturnValue:
    """Answer a form with its page, and a script with the cards and numbers that changed."""
    if not wants_json():
        return back(consultation.slug, message)
    view = view_of(consultation)
    counts = workbench.counts(db.session, consultation)
    shared = {
        "consultation": consultation,
        "view": view,
        "themes": [row.theme for row in counts.themes],
        "here": request.form.get("back", ""),
        "source_label": source_label,
    }
    changed = workbench.cards_of(db.session, consultation, statement_ids, view.theme)
    return jsonify(
        message=message,
        numbers=numbers(counts),
        undoable=undoing.undoable(db.session, consultation) is not None,
        cards={
            card.statement.id: render_template("themes/card.html", card=card, **shared)
            for card in changed
        },
    )
