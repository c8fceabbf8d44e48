"""All answers as files; who may have them is asked again at each download."""

from __future__ import annotations

from flask import Response, make_response
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.models.accounts import Permission
from consult.services.responses import exporting
from consult.views.access import requires
from consult.views.results.blueprint import bp
from consult.views.surveys import found_asked as found

TYPES = {
    "csv": ("responses.csv", "text/csv; charset=utf-8"),
    "xlsx": (
        "responses.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "zip": ("spss.zip", "application/zip"),
}


def _attached(slug: str, kind: str, content: bytes) -> Response:
    name, media_type = TYPES[kind]
    reply = make_response(content)
    reply.content_type = media_type
    reply.headers["Content-Disposition"] = f'attachment; filename="{slug}-{name}"'
    return reply


@bp.route("/responses.csv")
@requires(Permission.REPORT)
def download(slug: str) -> ResponseReturnValue:
    """Hand out all answers as a file that a spreadsheet opens without harm."""
    _, survey = found(slug)
    return _attached(slug, "csv", exporting.as_csv(db.session, survey))


@bp.route("/responses.xlsx")
@requires(Permission.REPORT)
def download_workbook(slug: str) -> ResponseReturnValue:
    """Hand out all answers, with their codebook on a second sheet, as a workbook."""
    _, survey = found(slug)
    return _attached(slug, "xlsx", exporting.as_xlsx(db.session, survey))


@bp.route("/responses-spss.zip")
@requires(Permission.REPORT)
def download_coded(slug: str) -> ResponseReturnValue:
    """Hand out the answers as numbers, with the syntax and the codebook that name them."""
    _, survey = found(slug)
    return _attached(slug, "zip", exporting.as_spss(db.session, survey))
