"""Answering a decision: a form with its page, a script with the cards and numbers that changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue

from consult import jobs
from consult.db import db
from consult.errors import wants_json
from consult.models.consultations import Consultation
from consult.services import positions, sending, undoing, watching, workbench
from consult.services.double_coding import blinding
from consult.services.learning import recoding
from consult.services.statement_lists import source_label
from consult.services.workbench import View
from consult.services.workbench_counts import Counts
from consult.views.themes.blueprint import back
from consult.views.themes.workbench import numbers, view_of


def once(act: Callable[[], object]) -> bool:
    """Do what a form asks, once for the key that it brings; False where that was done before."""
    return sending.once(db.session, sending.read_key(request.form.get("key", "")), act)


def told(
    consultation: Consultation, message: str, statement_ids: Iterable[int]
) -> ResponseReturnValue:
    """Answer a form with its page, and a script with what changed; let the machine learn."""
    _learn(consultation)
    if not wants_json():
        return back(consultation.slug, message)
    blinding.read_blind(db.session)
    view = view_of(consultation)
    return jsonify(message=message, **changed(consultation, view, statement_ids))


def _learn(consultation: Consultation) -> None:
    """Let the machine learn in the background, once a page of decisions was made."""
    job = recoding.start_if_due(db.session, consultation)
    if job is not None:
        jobs.put(job.id)


def changed(consultation: Consultation, view: View, statement_ids: Iterable[int]) -> dict[str, Any]:
    """Return numbers and cards as they are now, for a script to put in their places."""
    newest = watching.newest(db.session, consultation)
    counts = workbench.counts(db.session, consultation)
    return {
        "newest": newest,
        "numbers": numbers(counts),
        "undoable": undoing.undoable(db.session, consultation) is not None,
        "cards": _cards(consultation, view, counts, statement_ids),
    }


def _cards(
    consultation: Consultation, view: View, counts: Counts, statement_ids: Iterable[int]
) -> dict[int, str]:
    shared = {
        "consultation": consultation,
        "view": view,
        "themes": [row.theme for row in counts.themes],
        "here": request.values.get("back", ""),
        "source_label": source_label,
    }
    wanted = workbench.cards_of(
        db.session, consultation, statement_ids, view.theme, is_blind=view.is_blind
    )
    shared["positions"] = positions.of(db.session, [card.statement.id for card in wanted])
    return {
        card.statement.id: render_template("themes/card.html", card=card, **shared)
        for card in wanted
    }
