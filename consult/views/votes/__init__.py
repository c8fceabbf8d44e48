"""Dot-voting on the web: the ballot on a phone, and the organiser's pages."""

from __future__ import annotations

from flask.blueprints import BlueprintSetupState

from consult.views.guessing import slow_down
from consult.views.votes import ballot, organising
from consult.views.votes.blueprint import bp

__all__ = ["ballot", "bp", "limit_guesses", "organising"]


# After the modules above, whose views it finds by name.
@bp.record
def limit_guesses(state: BlueprintSetupState) -> None:
    """Slow down whoever tries codes."""
    slow_down(state, "votes.show_ballot", "votes.give_dots")
