"""Coming back to answers that are kept: by their code, from any device."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.config import Config
from consult.db import db
from consult.forms.drafts import CodeForm
from consult.forms.responses import Sheet
from consult.models.consultations import Consultation
from consult.models.surveys import Survey
from consult.services import consultations, surveys
from consult.services.mailing import MailServer
from consult.services.refusals import NotFound, ServiceError
from consult.services.responses import drafts
from consult.services.responses.drafts import Draft, Saved
from consult.views import languages
from consult.views.access import public
from consult.views.limits import SendLimit
from consult.views.survey_pages import begin, saved_page, show
from consult.words import gettext as _
from consult.words import marked, told

bp = Blueprint("drafts", __name__, url_prefix="/c/<slug>")

TOO_MANY_CODES = marked(
    "Many codes were tried from your network in the last ten minutes. Wait a few minutes, then "
    "try again. What you saved is still kept."
)


@bp.route("/resume", methods=["GET", "POST"])
@public
def resume(slug: str) -> ResponseReturnValue:
    """Ask for the code, then go on where the form was left."""
    consultation = consultations.get_public(db.session, slug)
    languages.speak_of(consultation)
    form = CodeForm()
    if request.method == "GET":
        form.code.data = request.args.get("code", "")[:60]
    status = 200
    if form.validate_on_submit():
        try:
            survey, draft = _found(consultation, form.code.data or "")
            return _go_on(consultation, survey, draft)
        except TooManyCodes as refusal:
            form.refuse(refusal)
            status = 429
        except NotFound as refusal:
            form.code.errors = [str(refusal)]
    page = render_template(
        "responses/resume.html", consultation=consultation, form=form, is_slowed=status == 429
    )
    return page, status


class TooManyCodes(ServiceError):
    """One network tried more codes than somebody does who knows theirs."""


def _found(consultation: Consultation, code: str) -> tuple[Survey, Draft]:
    limit: SendLimit = current_app.extensions["code_limit"]
    if limit.is_used_up(request.remote_addr or ""):
        raise TooManyCodes(_(TOO_MANY_CODES))
    return drafts.find(db.session, consultation, code)


def _go_on(consultation: Consultation, survey: Survey, draft: Draft) -> ResponseReturnValue:
    """Show the form as it was left."""
    whole = surveys.load(db.session, survey.id)
    sheet = Sheet(whole, key=draft.key, typed=draft.typed, step=draft.step)
    return show(
        sheet,
        consultation,
        # Whoever kept a form had begun it in time.
        keeping=begin(sheet).kept_as(Saved(draft.code, draft.version, draft.expires_at)),
        replaced=sheet.answers_of(draft.replaced),
        address=url_for("responses.take_part", slug=consultation.slug),
    )


@bp.route("/resume/mail", methods=["POST"])
@public
def mail_link(slug: str) -> ResponseReturnValue:
    """Send the link with the code to an address, which is not kept."""
    consultation = consultations.get_public(db.session, slug)
    languages.speak_of(consultation)
    code, address = request.form.get("code", ""), request.form.get("address", "")
    config: Config = current_app.extensions["config"]
    draft = _found(consultation, code)[1]
    about = {"mailed_to": "", "mail_fault": "", "address": address}
    if config.mail_url:
        try:
            MailServer(config.mail_url, config.mail_from).send(
                to=address,
                subject=_("Your saved answers: {title}").format(title=told(consultation.title)),
                text=render_template(
                    "responses/mail_link.txt", consultation=consultation, draft=draft
                ),
            )
            about |= {"mailed_to": address, "address": ""}
        except ServiceError as refusal:
            about["mail_fault"] = str(refusal)
    return saved_page(consultation, Saved(draft.code, draft.version, draft.expires_at), **about)
