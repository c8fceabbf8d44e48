"""Codes that people type: whoever tries many that are wrong is slowed down."""

from __future__ import annotations

from flask import Response
from flask.blueprints import BlueprintSetupState

# A room of people shares one address, so only codes that were wrong count.
WRONG_CODES = "20 per minute; 100 per hour"


def slow_down(state: BlueprintSetupState, *endpoints: str) -> None:
    """Limit how often one address may be told that a code is wrong."""
    limit = state.app.extensions["limiter_of_sign_in"].shared_limit(
        WRONG_CODES, scope="wrong codes", deduct_when=_is_wrong
    )
    views = state.app.view_functions
    for endpoint in endpoints:
        views[endpoint] = limit(views[endpoint])


def _is_wrong(reply: Response) -> bool:
    return reply.status_code == 404
