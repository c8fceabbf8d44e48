"""What a request may carry: the fields of a form, and JSON only where a view reads it."""

from __future__ import annotations

from flask import Flask, abort, request

# The one view that reads JSON. A form would take it for its fields, and trip over what is none.
READS_JSON = {"capture.cards.take_changes"}


def init_app(app: Flask) -> None:
    """Refuse JSON wherever nothing reads it."""

    @app.before_request
    def refuse_json() -> None:
        if request.is_json and request.endpoint not in READS_JSON:
            abort(415)
