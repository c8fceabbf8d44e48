"""The ballot on a phone: no account, no script needed, one a device."""

from __future__ import annotations

from flask import (
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consult.db import db
from consult.forms.numbers import number_in
from consult.models.votes import Vote
from consult.services import audit, votes
from consult.services.refusals import ServiceError
from consult.services.votes import CodeUnknown
from consult.views.access import public
from consult.views.votes.blueprint import bp

# The cookie remembers the last few ballots, as a conference has a few votes a day.
MOST_BALLOTS = 5


@bp.route("/v/<code>")
@public
def show_ballot(code: str) -> ResponseReturnValue:
    """Show what is voted on, with this device's dots; the results once it is closed."""
    try:
        vote = votes.find(db.session, code, secret=current_app.config["SECRET_KEY"])
    except CodeUnknown as refusal:
        return _unknown(refusal, code)
    token = _token(vote)
    given = votes.dots_of(db.session, vote, token)
    is_open = votes.takes_dots(vote)
    return render_template(
        "votes/show_ballot.html",
        vote=vote,
        code=code.upper(),
        given=given,
        left=vote.dots - sum(given.values()),
        is_open=is_open,
        labels={each.id: votes.label_of(each) for each in vote.options},
        results=votes.results(db.session, vote) if vote.opened_at and not is_open else [],
        turnout=votes.turnout(db.session, vote),
    )


@bp.route("/v/<code>/dots", methods=["POST"])
@public
def give_dots(code: str) -> ResponseReturnValue:
    """Let an option have so many of this device's dots."""
    try:
        vote = votes.find(db.session, code, secret=current_app.config["SECRET_KEY"])
    except CodeUnknown as refusal:
        return _unknown(refusal, code)
    option, dots = request.form.get("option", ""), request.form.get("dots", "")
    try:
        _give(vote.id, _token(vote), _number(option), _number(dots))
    except ServiceError as refusal:
        flash(str(refusal), "error")
        return redirect(url_for(".show_ballot", code=code.upper()), code=303)
    there = url_for(".show_ballot", code=code.upper(), _anchor=f"option-{_number(option)}")
    return redirect(there, code=303)


def _give(vote_id: int, token: str, option_id: int, dots: int) -> None:
    """Store it durably; a ballot that two requests make at once is made by one of them."""

    def work(own: Session) -> int:
        audit.act_as(own, audit.RESIDENT)
        vote = own.get(Vote, vote_id)
        if vote is None:
            raise CodeUnknown("There is no such vote.")
        return votes.give(own, vote, token=token, option_id=option_id, dots=dots)

    db.session.commit()
    try:
        db.write_public(work)
    except IntegrityError:
        db.write_public(work)


def _token(vote: Vote) -> str:
    """Return what this device knows its ballot by; made when it first sees the vote."""
    known = dict(session.get("ballots", []))
    if vote.id not in known:
        others = [list(each) for each in known.items()]
        known[vote.id] = votes.new_token()
        session["ballots"] = [*others[1 - MOST_BALLOTS :], [vote.id, known[vote.id]]]
    token: str = known[vote.id]
    return token


def _number(text: str) -> int:
    """Return a number that was sent, or one that nothing has."""
    return number_in(text) or 0


def _unknown(refusal: ServiceError, code: str) -> ResponseReturnValue:
    page = render_template("capture/ask_code.html", sentence=str(refusal), code=code)
    return make_response(page, 404)
