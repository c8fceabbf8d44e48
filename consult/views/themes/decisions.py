"""Deciding: accept, reject, add, move, many at once, and undo; as pages and for scripts."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.forms.numbers import number_in, numbers_in
from consult.models.accounts import Permission
from consult.models.themes import CodingState, Theme
from consult.services import (
    codings,
    consultations,
    passages,
    starting_themes,
    statements,
    themes,
    undoing,
    workbench,
)
from consult.services.passages import Span
from consult.services.refusals import InvalidInput, NotFound
from consult.views.access import requires
from consult.views.consultations import tabs
from consult.views.furniture import page_number
from consult.views.themes.blueprint import back, bp
from consult.views.themes.telling import once, told
from consult.views.themes.workbench import PER_PAGE, view_of

DECISIONS = {"accept": codings.accept, "reject": codings.reject}


@bp.route("/codings/<int:coding_id>/<decision>", methods=["POST"])
@requires(Permission.CODE)
def decide(slug: str, coding_id: int, decision: str) -> ResponseReturnValue:
    """Accept or reject one coding."""
    if decision not in DECISIONS:
        raise NotFound("A coding is accepted or rejected. Go back and try again.")
    consultation = consultations.get(db.session, slug)
    coding = codings.get(db.session, consultation, coding_id)
    seen = _seen()
    once(lambda: DECISIONS[decision](db.session, coding, seen=seen))
    done = {"accept": "Accepted", "reject": "Rejected"}[decision]
    return told(consultation, f"{done}: {coding.theme.name}.", [coding.statement_id])


@bp.route("/codings/<int:coding_id>/move", methods=["POST"])
@requires(Permission.CODE)
def move(slug: str, coding_id: int) -> ResponseReturnValue:
    """Reject one theme for a statement and accept another instead."""
    consultation = consultations.get(db.session, slug)
    coding = codings.get(db.session, consultation, coding_id)
    theme = themes.get(db.session, consultation, _theme_id())
    seen = _seen()
    once(lambda: codings.move(db.session, coding, theme, seen=seen))
    return told(consultation, f"Moved to {theme.name}.", [coding.statement_id])


@bp.route("/statements/<int:statement_id>/add", methods=["POST"])
@requires(Permission.CODE)
def add(slug: str, statement_id: int) -> ResponseReturnValue:
    """Add a theme to a statement, or to just the words of it that were chosen."""
    consultation = consultations.get(db.session, slug)
    statement = statements.get(db.session, consultation, statement_id)
    theme = themes.get(db.session, consultation, _theme_id())
    span, seen = _span(), _seen_of(theme)
    if span is None:
        once(lambda: codings.add(db.session, statement, theme, seen=seen))
        return told(consultation, f"Added: {theme.name}.", [statement.id])
    once(lambda: passages.code(db.session, statement, theme, span, seen=seen))
    return told(consultation, f"Coded that part: {theme.name}.", [statement.id])


@bp.route("/statements/<int:statement_id>/new-theme", methods=["POST"])
@requires(Permission.CODE)
def start_theme(slug: str, statement_id: int) -> ResponseReturnValue:
    """Make a new theme of a statement: the theme and its first coding in one step."""
    consultation = consultations.get(db.session, slug)
    statement = statements.get(db.session, consultation, statement_id)
    name = request.form.get("name", "")
    once(lambda: starting_themes.start(db.session, statement, name=name))
    return told(
        consultation,
        f"New theme: {' '.join(name.split())}. Reload the page to see it on the left.",
        [statement.id],
    )


@bp.route("/undo", methods=["POST"])
@requires(Permission.CODE)
def undo(slug: str) -> ResponseReturnValue:
    """Take back one's own last decision."""
    consultation = consultations.get(db.session, slug)
    undone: list[undoing.Undone] = []
    once(lambda: undone.append(undoing.undo(db.session, consultation)))
    if not undone:
        return told(consultation, "That was undone already.", [])
    return told(consultation, undone[0].text, undone[0].statement_ids)


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
    wanted = numbers_in(request.form.getlist("coding"))
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
    asked = number_in(request.form.get("to"))
    if asked is None:
        raise InvalidInput("Choose a theme first.", field="to")
    return asked


def _seen_of(theme: Theme) -> CodingState | None:
    """Return how a theme stood for the statement on the card that the form is from."""
    for each in request.form.get("standing", "").split():
        theme_id, _, state = each.partition(":")
        if theme_id == str(theme.id):
            return next((known for known in CodingState if known.value == state), None)
    return None


def _span() -> Span | None:
    """Return the words that were chosen, if only a part is to be coded."""
    words = request.form.get("words", "")
    if not words:
        return None
    version = number_in(request.form.get("version"))
    if version is None:
        raise InvalidInput("We could not read what you saw. Reload the page.")
    # A form's line breaks are a carriage return and a line feed; the store has the latter only.
    return Span(
        words=words.replace("\r\n", "\n"),
        version=version,
        start=number_in(request.form.get("start")),
    )
