"""The organiser's pages: drafting a vote, choosing what is voted on, opening, closing, results."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.forms.numbers import number_in
from consult.forms.votes import VoteForm
from consult.models.accounts import Permission
from consult.models.votes import Vote, VoteState
from consult.models.workshops import WorkshopTable
from consult.services import paging, votes
from consult.services.refusals import InvalidInput, ServiceError
from consult.views import qr_codes
from consult.views.access import requires
from consult.views.furniture import page_number
from consult.views.votes.blueprint import bp
from consult.views.workshops.blueprint import found, page, secret

PLACE = "/staff/c/<slug>/workshops/<int:workshop_id>/votes"
PER_PAGE = 20


@bp.route(PLACE, methods=["GET", "POST"])
@requires(Permission.CAPTURE)
def list_votes(slug: str, workshop_id: int) -> ResponseReturnValue:
    """List the workshop's votes, and draft another."""
    _, workshop = found(slug, workshop_id)
    form = VoteForm()
    if form.validate_on_submit():
        try:
            vote = votes.create(
                db.session,
                workshop,
                title=form.title.data or "",
                dots=form.dots.data or 0,
                secret=secret(),
            )
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            flash("The vote is drafted. Choose what is voted on, then open it.", "success")
            return redirect(_address(vote))
    listed = votes.list_votes(db.session, workshop)
    return page(
        "list_votes",
        workshop,
        "Votes",
        folder="votes",
        form=form,
        rows=[(vote, votes.turnout(db.session, vote), votes.takes_dots(vote)) for vote in listed],
    )


@bp.route(f"{PLACE}/<int:vote_id>")
@requires(Permission.CAPTURE)
def show_vote(slug: str, workshop_id: int, vote_id: int) -> ResponseReturnValue:
    """Show a vote: what can be chosen while it is a draft, the code, and the results."""
    vote = _vote(slug, workshop_id, vote_id)
    words, number = request.args.get("q", "")[:100].strip(), page_number()
    asked = request.args.get("table", "")
    table = next((each for each in vote.workshop.tables if str(each.number) == asked), None)
    code = votes.code_of(vote, secret=secret())
    link = url_for("votes.show_ballot", code=code, _external=True)
    return page(
        "show_vote",
        vote.workshop,
        "Votes",
        folder="votes",
        vote=vote,
        is_draft=vote.state is VoteState.DRAFT,
        is_open=votes.takes_dots(vote),
        **_to_add(vote, words, table, number),
        words=words,
        table=table,
        most=votes.MOST_OPTIONS,
        results=votes.results(db.session, vote),
        turnout=votes.turnout(db.session, vote),
        code=code,
        link=link,
        picture=qr_codes.picture(link),
    )


def _to_add(vote: Vote, words: str, table: WorkshopTable | None, number: int) -> dict[str, Any]:
    """Return a page of cards, and the themes, that can be put to the vote while it is a draft."""
    paged = {"page": number, "per_page": PER_PAGE}
    if vote.state is not VoteState.DRAFT:
        return {"cards": [], "total": 0, "pages": 1, "themes": [], **paged}
    table_id = table.id if table else None
    cards, total = votes.cards_to_add(db.session, vote, words=words, table_id=table_id, **paged)
    themes = votes.themes_to_add(db.session, vote)
    pages = paging.pages(total, PER_PAGE)
    return {"cards": cards, "total": total, "pages": pages, "themes": themes, **paged}


@bp.route(f"{PLACE}/<int:vote_id>/options", methods=["POST"])
@requires(Permission.CAPTURE)
def change_options(slug: str, workshop_id: int, vote_id: int) -> ResponseReturnValue:
    """Put a card or a theme to the vote, or take one off."""
    vote = _vote(slug, workshop_id, vote_id)
    acts = {
        "card": votes.add_statement,
        "theme": votes.add_theme,
        "remove": votes.remove_option,
    }
    act = acts.get(request.form.get("act", ""))
    which = number_in(request.form.get("which"))
    try:
        if act is None or which is None:
            raise InvalidInput("Choose a card or a theme.")
        act(db.session, vote, which)
    except ServiceError as refusal:
        flash(str(refusal), "error")
    kept = {name: request.form.get(name) or None for name in ("q", "table", "page")}
    return redirect(_address(vote, _anchor="options", **kept))


@bp.route(f"{PLACE}/<int:vote_id>/state", methods=["POST"])
@requires(Permission.CAPTURE)
def change_state(slug: str, workshop_id: int, vote_id: int) -> ResponseReturnValue:
    """Open the vote to the room, or close it."""
    vote = _vote(slug, workshop_id, vote_id)
    try:
        if request.form.get("to") == "open":
            votes.open_vote(db.session, vote)
            flash("The vote is open. The wall shows how to take part.", "success")
        else:
            votes.close(db.session, vote)
            flash("The vote is closed. The wall shows its results.", "success")
    except ServiceError as refusal:
        flash(str(refusal), "error")
    return redirect(_address(vote))


@bp.route(f"{PLACE}/<int:vote_id>/results.csv")
@requires(Permission.CAPTURE)
def download(slug: str, workshop_id: int, vote_id: int) -> ResponseReturnValue:
    """Download the results with the turnout."""
    vote = _vote(slug, workshop_id, vote_id)
    name = f"{slug}-vote-{vote.id}.csv"
    return Response(
        votes.as_csv(db.session, vote),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _vote(slug: str, workshop_id: int, vote_id: int) -> Vote:
    _, workshop = found(slug, workshop_id)
    return votes.get(db.session, workshop, vote_id)


def _address(vote: Vote, **query: Any) -> str:
    return url_for(
        ".show_vote",
        slug=vote.workshop.consultation.slug,
        workshop_id=vote.workshop_id,
        vote_id=vote.id,
        **query,
    )
