"""What is printed for a workshop: the list of it, and each as a PDF."""

from __future__ import annotations

from flask import current_app, make_response, request, url_for
from flask.typing import ResponseReturnValue

from consult.config import Config
from consult.forms.numbers import number_in
from consult.models.accounts import Permission
from consult.services.workshops import printing
from consult.services.workshops.printing import Addresses
from consult.views.access import requires
from consult.views.workshops.blueprint import bp, found, page, secret


@bp.route("/<int:workshop_id>/print")
@requires(Permission.CAPTURE)
def list_prints(slug: str, workshop_id: int) -> ResponseReturnValue:
    """List what can be printed, with how many pages it has."""
    _, workshop = found(slug, workshop_id)
    counts = {what: printing.pages(workshop, what) for what in ("sheets", "notes")}
    return page("list_prints", workshop, "Print", pages=counts, most=printing.MOST_PAGES)


@bp.route("/<int:workshop_id>/print/<what>.pdf")
@requires(Permission.CAPTURE)
def download_print(slug: str, workshop_id: int, what: str) -> ResponseReturnValue:
    """Give one of the prints, for all tables or for one."""
    _, workshop = found(slug, workshop_id)
    config: Config = current_app.extensions["config"]
    number = number_in(request.args.get("table")) or 0
    content = printing.render(
        workshop,
        what,
        organisation=config.organisation,
        secret=secret(),
        addresses=Addresses(
            lambda code: url_for("capture.joining.show_joined", code=code, _external=True),
            url_for("capture.joining.ask_code", _external=True),
        ),
        numbers=[number] if "table" in request.args else [],
    )
    reply = make_response(content)
    reply.content_type = "application/pdf"
    name = f"{workshop.consultation.slug}-{what}{f'-table-{number}' if number else ''}.pdf"
    reply.headers.set("Content-Disposition", "inline", filename=name)
    return reply
