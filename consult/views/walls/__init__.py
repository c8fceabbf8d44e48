"""The wall on the web: the screen that the hall reads, and the moderator's page."""

from __future__ import annotations

from flask.blueprints import BlueprintSetupState

from consult.views.guessing import slow_down
from consult.views.walls import moderating, screen
from consult.views.walls.blueprint import bp

__all__ = ["bp", "limit_guesses", "moderating", "screen"]


# After the modules above, whose views it finds by name.
@bp.record
def limit_guesses(state: BlueprintSetupState) -> None:
    """Slow down whoever tries codes."""
    slow_down(state, "walls.show_wall")
