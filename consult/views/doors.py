"""The ways in: the open link, links that work once, paper and poster, dates and guards."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue

from consult import jobs, words
from consult.config import Config
from consult.db import db
from consult.forms.doors import DoorForm, InvitationsForm
from consult.models.accounts import Permission
from consult.models.consultations import Consultation
from consult.services import consultations
from consult.services import jobs as job_rows
from consult.services.refusals import InvalidInput, NotFound, ServiceError
from consult.services.responses import (
    arrivals,
    audiences,
    campaigns,
    doors,
    invitations,
    paper_languages,
    paper_words,
    printing,
    scopes,
)
from consult.services.responses.audiences import Audience
from consult.views import languages
from consult.views.access import public, requires
from consult.views.consultations import tabs
from consult.views.surveys import found_asked as found
from consult.writers.csv import table

bp = Blueprint("doors", __name__)

STAFF = "/staff/c/<slug>/survey/ways-in"
# Links that this browser opened and has not sent yet: the last few consultations.
MOST_REMEMBERED = 5


def _render(template: str, consultation: Consultation, **values: object) -> str:
    return render_template(
        f"doors/{template}.html",
        consultation=consultation,
        tabs=tabs(consultation, "Survey"),
        **values,
    )


@bp.route(STAFF, methods=["GET"])
@requires(Permission.VIEW)
def list_doors(slug: str) -> ResponseReturnValue:
    """List the ways in, with what each brought."""
    consultation, survey = found(slug)
    scope = scopes.chosen(db.session, consultation, "")
    batches = invitations.batches(db.session, consultation)
    left = sum(each.left for each in batches if not each.has_ended)
    return _render(
        "list_doors",
        consultation,
        survey=survey,
        ways=arrivals.ways(db.session, consultation),
        batches=batches,
        reminder=doors.reminder(consultation, unused=left),
        prints=paper_words.NAMES,
        paper=paper_languages.of(db.session, survey),
        address=_open_address(slug),
        short_address=url_for(".open_short", slug=slug, _external=True),
        apart=audiences.ledger(db.session, scope)[Audience.CAMPAIGN],
        campaign_job=job_rows.latest(db.session, consultation, kind=campaigns.JOB_KIND),
    )


def _open_address(slug: str) -> str:
    return url_for("responses.take_part", slug=slug, _external=True)


@bp.route(f"{STAFF}/decide", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def decide_doors(slug: str) -> ResponseReturnValue:
    """Decide how the survey opens, closes and is guarded."""
    consultation, _ = found(slug)
    ways = arrivals.ways(db.session, consultation)
    form = DoorForm(obj=ways)
    if form.validate_on_submit():
        try:
            doors.decide(
                db.session,
                consultation,
                follows_dates=form.follows_dates.data,
                is_by_invitation=form.is_by_invitation.data,
                asks_for_work=form.asks_for_work.data,
            )
        except ServiceError as refusal:
            form.refuse(refusal)
        else:
            flash("That is decided.", "success")
            return redirect(url_for(".list_doors", slug=slug))
    return _render("decide_doors", consultation, form=form)


@bp.route(f"{STAFF}/links", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def make_links(slug: str) -> ResponseReturnValue:
    """Make links that work once, and hand them out as a file: they are shown this once."""
    consultation, _ = found(slug)
    form = InvitationsForm()
    if form.validate_on_submit() and form.until.data is not None:
        try:
            tokens = invitations.make(
                db.session,
                consultation,
                name=form.name.data or "",
                count=form.count.data or 0,
                until=form.until.data,
            )
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            return _links(slug, tokens, form.name.data or "")
    return _render("make_links", consultation, form=form)


def _links(slug: str, tokens: list[str], name: str) -> Response:
    rows = (
        (str(number), url_for(".open_link", slug=slug, token=token, _external=True), name)
        for number, token in enumerate(tokens, 1)
    )
    reply = make_response(table(("number", "link", "for"), rows))
    reply.content_type = "text/csv; charset=utf-8"
    reply.headers["Content-Disposition"] = f'attachment; filename="{slug}-links.csv"'
    return reply


@bp.route(f"{STAFF}/links/<int:batch_id>/end", methods=["POST"])
@requires(Permission.MANAGE)
def end_links(slug: str, batch_id: int) -> ResponseReturnValue:
    """Let a batch of links work no longer."""
    consultation, _ = found(slug)
    batch = invitations.end(db.session, consultation, batch_id)
    flash(f"The links for “{batch.name}” work no longer.", "success")
    return redirect(url_for(".list_doors", slug=slug))


@bp.route(f"{STAFF}/campaigns", methods=["POST"])
@requires(Permission.MANAGE)
def look_for_campaigns(slug: str) -> ResponseReturnValue:
    """Ask a worker to look for campaigns among the responses."""
    consultation, _ = found(slug)
    jobs.put(campaigns.start(db.session, consultation).id)
    return redirect(url_for(".list_doors", slug=slug, _anchor="campaigns"))


@bp.route(f"{STAFF}/campaigns/progress")
@requires(Permission.VIEW)
def campaigns_progress(slug: str) -> ResponseReturnValue:
    """Tell a script how far the search for campaigns is."""
    consultation, _ = found(slug)
    job = job_rows.latest(db.session, consultation, kind=campaigns.JOB_KIND)
    if job is None:
        raise NotFound("Nobody has looked for campaigns yet.")
    return jsonify(
        state=job.state.value, progress=job.progress, total=job.total, message=job.message
    )


@bp.route(f"{STAFF}/print/<what>.pdf")
@requires(Permission.VIEW)
def print_survey(slug: str, what: str) -> Response:
    """Give the survey on paper, in large print, in Easy Read, or its poster."""
    _, survey = found(slug)
    config: Config = current_app.extensions["config"]
    asked = request.args.get("lang", words.SOURCE)
    language = words.tidied(asked) or asked
    other = None if language == words.SOURCE else language
    content = printing.render(
        db.session,
        survey,
        what,
        organisation=config.organisation,
        address=url_for(".open_short", slug=slug, lang=other, _external=True),
        language=language,
    )
    reply = make_response(content)
    reply.content_type = "application/pdf"
    name = f"{slug}-{what}{f'-{other}' if other else ''}.pdf"
    reply.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return reply


@bp.route("/s/<slug>")
@public
def open_short(slug: str) -> ResponseReturnValue:
    """Lead from the short address, which stands on paper, to the survey."""
    consultations.get_public(db.session, slug)
    return redirect(url_for("responses.take_part", slug=slug))


@bp.route("/c/<slug>/invited/<token>")
@public
def open_link(slug: str, token: str) -> ResponseReturnValue:
    """Take a link that works once, and lead to the survey without it in the address."""
    consultation = consultations.get_public(db.session, slug)
    languages.speak_of(consultation)
    try:
        arrivals.invitation_of(db.session, consultation, token)
    except arrivals.InvitationRefused as refusal:
        page = render_template("doors/open_link.html", consultation=consultation, why=str(refusal))
        return page, 410
    others = {key: each for key, each in session.get("invited", {}).items() if key != slug}
    latest = dict(list(others.items())[1 - MOST_REMEMBERED :])
    session["invited"] = {**latest, slug: token}
    return redirect(url_for("responses.take_part", slug=slug))
