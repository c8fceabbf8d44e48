"""What a request may carry: fields that a text can hold, and JSON only where a view reads it."""

from __future__ import annotations

from typing import Any

from flask import Flask, Request, abort
from flask.globals import request_ctx
from werkzeug.datastructures import MultiDict
from werkzeug.formparser import FormDataParser
from werkzeug.utils import cached_property

# The one view that reads JSON. A form would take it for its fields, and trip over what is none.
READS_JSON = {"capture.cards.take_changes"}


class _Parser(FormDataParser):
    """Takes U+0000 out of what was typed: no database keeps it, and nobody sees it."""

    def parse(self, *args: Any, **options: Any) -> Any:
        stream, form, files = super().parse(*args, **options)
        if any("\0" in value for values in form.listvalues() for value in values):
            form = self.cls(_without_null(form))
        return stream, form, files


class FormRequest(Request):
    """A request whose fields a database can hold, those of its address too."""

    form_data_parser_class = _Parser

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """Return the fields of the address."""
        sent = super().args
        return self.parameter_storage_class(_without_null(sent)) if sent else sent


def init_app(app: Flask) -> None:
    """Refuse JSON wherever nothing reads it, and take out what no text can hold."""
    app.request_class = FormRequest

    @app.before_request
    def refuse() -> None:
        sent = request_ctx.request
        if sent.is_json and sent.endpoint not in READS_JSON:
            abort(415)
        if any("\0" in str(each) for each in (sent.view_args or {}).values()):
            abort(404)


def _without_null(form: MultiDict[str, str]) -> list[tuple[str, str]]:
    return [(name, value.replace("\0", "")) for name, value in form.items(multi=True)]
