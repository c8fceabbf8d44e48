"""All answers as files; who may have them is asked again at each download."""

from __future__ import annotations

from flask import Response, make_response
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.models.accounts import Permission
from consult.services.responses import exporting_apart
from consult.services.responses.scopes import Scope
from consult.views.access import requires
from consult.views.results.blueprint import bp, scope_asked

TYPES = {
    "csv": ("responses.csv", "text/csv; charset=utf-8"),
    "xlsx": (
        "responses.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "zip": ("spss.zip", "application/zip"),
}


def _attached(slug: str, scope: Scope, kind: str) -> Response:
    content = exporting_apart.write(db.session, scope, kind)
    name, media_type = TYPES[kind]
    if len(scope.asked) > 1:
        # Two files of two versions must not be taken for each other.
        slug = f"{slug}-{'all-versions' if scope.is_all else f'version-{scope.name}'}"
    reply = make_response(content)
    reply.content_type = media_type
    reply.headers["Content-Disposition"] = f'attachment; filename="{slug}-{name}"'
    return reply


@bp.route("/responses.csv")
@requires(Permission.REPORT)
def download(slug: str) -> ResponseReturnValue:
    """Hand out all answers as a file that a spreadsheet opens without harm."""
    _, scope = scope_asked(slug)
    return _attached(slug, scope, "csv")


@bp.route("/responses.xlsx")
@requires(Permission.REPORT)
def download_workbook(slug: str) -> ResponseReturnValue:
    """Hand out all answers, with their codebook on a second sheet, as a workbook."""
    _, scope = scope_asked(slug)
    return _attached(slug, scope, "xlsx")


@bp.route("/responses-spss.zip")
@requires(Permission.REPORT)
def download_coded(slug: str) -> ResponseReturnValue:
    """Hand out the answers as numbers, with the syntax and the codebook that name them."""
    _, scope = scope_asked(slug)
    return _attached(slug, scope, "zip")
