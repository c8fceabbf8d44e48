"""The sheet's worker, its scripts, and the copy of its page that opens without a network."""

from __future__ import annotations

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue

from consult.models.workshops import WorkshopTable
from consult.views.access import at_table, public
from consult.views.capture.keeping import WORKER, module_url, modules, modules_version
from consult.views.capture.showing import render_shell
from consult.views.headers import STATIC_AGE

bp = Blueprint("offline", __name__)
bp.add_app_template_global(module_url)


@bp.route("/sw.js")
@public
def worker() -> ResponseReturnValue:
    """Serve the worker from the top, so that it may look after sheets wherever they are."""
    return Response(modules()[WORKER], mimetype="text/javascript")


@bp.route("/sheet/<version>/<name>")
@public
def module(version: str, name: str) -> ResponseReturnValue:
    """Serve one of the sheet's scripts; an address never has another content than it had.

    Scripts import one another by name, so the version is a folder of all of them: a page never
    runs half of one version and half of the next.
    """
    if version != modules_version() or name not in modules():
        abort(404)
    reply = Response(modules()[name], mimetype="text/javascript")
    reply.headers["Cache-Control"] = f"public, max-age={STATIC_AGE}, immutable"
    return reply


@bp.route("/tables/<int:table_id>/shell")
@at_table
def shell(table: WorkshopTable) -> ResponseReturnValue:
    """Give the sheet's page without a card in it: the copy that a device keeps."""
    return render_shell(table)
