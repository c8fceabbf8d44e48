"""What residents see afterwards: what people said, what was decided, and what was done."""

from __future__ import annotations

from flask import (
    Blueprint,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.forms.actions import STATUSES, VERDICTS
from consult.forms.editions import RemarkForm
from consult.models.base import utc_now
from consult.models.consultations import Consultation
from consult.models.editions import Edition
from consult.services import consultations
from consult.services.actions import telling
from consult.services.publishing import editions, open_data, remarks
from consult.services.refusals import InvalidInput, NotFound
from consult.views import languages
from consult.views.access import public
from consult.views.limits import SendLimit
from consult.words import gettext as _
from consult.words import marked

bp = Blueprint("publishing", __name__, url_prefix="/c/<slug>/results")
TOO_MANY = marked(
    "Many comments came from your network in the last ten minutes. Wait a few minutes, then send"
    " yours again: it is still here."
)
GONE = 410
# As an edition keeps them: by their values.
VERDICT_NAMES = {each.value: label for each, label in VERDICTS.items()}
STATUS_NAMES = {each.value: label for each, label in STATUSES.items()}


@bp.record_once
def prepare(state: BlueprintSetupState) -> None:
    """Give the app a limit of its own for what readers write."""
    state.app.extensions["remark_limit"] = SendLimit(most=10)


@bp.route("")
@public
def show_results(slug: str) -> ResponseReturnValue:
    """Show the newest edition, and answer everybody who took part: you said, we did."""
    consultation = consultations.get_public(db.session, slug)
    languages.speak_of(consultation)
    now = utc_now()
    shelf = editions.shelf(db.session, consultation, now=now)
    if shelf.current is None and shelf.coming is not None:
        return render_template(
            "publishing/show_coming.html", consultation=consultation, coming=shelf.coming
        )
    return render_template(
        "publishing/show_results.html",
        consultation=consultation,
        shelf=shelf,
        edition=shelf.current,
        answered=telling.answered(db.session, consultation),
        verdicts=VERDICTS,
        statuses=STATUSES,
        verdict_names=VERDICT_NAMES,
        status_names=STATUS_NAMES,
        today=now.date(),
        files=tuple(open_data.MEDIA_TYPES),
    )


@bp.route("/<int:number>")
@public
def show_edition(slug: str, number: int) -> ResponseReturnValue:
    """Show one edition as it was published, with what changed; or why it was withdrawn."""
    consultation, edition = _found(slug, number)
    shelf = editions.shelf(db.session, consultation, now=utc_now())
    seen = [each for each in (shelf.current, *shelf.earlier) if each is not None]
    before = next((each for each in seen if each.number < number), None)
    page = render_template(
        "publishing/show_edition.html",
        consultation=consultation,
        edition=edition,
        shelf=shelf,
        before=before,
        differences=editions.differences(before, edition) if before else [],
        verdicts=VERDICT_NAMES,
        statuses=STATUS_NAMES,
        files=tuple(open_data.MEDIA_TYPES),
    )
    return page, GONE if edition.withdrawn_at else 200


@bp.route("/<int:number>/<name>")
@public
def download_data(slug: str, number: int, name: str) -> ResponseReturnValue:
    """Give the open data of an edition."""
    _, edition = _found(slug, number)
    if name not in open_data.MEDIA_TYPES or edition.withdrawn_at:
        raise NotFound("There is no such file of these results.")
    home = url_for(".show_edition", slug=slug, number=number, _external=True)
    reply = make_response(open_data.write(edition, name, home=home))
    reply.content_type = open_data.MEDIA_TYPES[name]
    reply.headers.set("Content-Disposition", "attachment", filename=f"{slug}-{number}-{name}")
    return reply


@bp.route("/<int:number>/comment", methods=["GET", "POST"])
@public
def send_remark(slug: str, number: int) -> ResponseReturnValue:
    """Take a correction or a comment on an edition."""
    action = request.form.get("action", "")
    if action.startswith("language-"):
        languages.remember(action.removeprefix("language-"))
    consultation, edition = _found(slug, number)
    form = RemarkForm()
    status = 200
    if not action.startswith("language-") and form.validate_on_submit():
        limit: SendLimit = current_app.extensions["remark_limit"]
        if limit.is_used_up(request.remote_addr or ""):
            form.form_errors.append(_(TOO_MANY))
            status = 429
        else:
            try:
                remarks.send(
                    db.session,
                    edition,
                    key=form.own_key,
                    text=form.text.data or "",
                    email=form.email.data or "",
                    trap=request.form.get("website", ""),
                )
            except InvalidInput as refusal:
                form.refuse(refusal)
            else:
                return redirect(url_for(".thank_reader", slug=slug, number=number))
    page = render_template(
        "publishing/send_remark.html",
        consultation=consultation,
        edition=edition,
        form=form,
        language_form="remark",
        is_slowed=status == 429,
    )
    return page, status


@bp.route("/<int:number>/comment/sent")
@public
def thank_reader(slug: str, number: int) -> ResponseReturnValue:
    """Say what happens with what was written."""
    consultation, edition = _found(slug, number)
    return render_template(
        "publishing/thank_reader.html", consultation=consultation, edition=edition
    )


def _found(slug: str, number: int) -> tuple[Consultation, Edition]:
    consultation = consultations.get_public(db.session, slug)
    languages.speak_of(consultation)
    return consultation, editions.visible(db.session, consultation, number, now=utc_now())
