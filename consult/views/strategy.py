"""Strategies: the list, one with its aims, outcomes and actions, and a new one from a file."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from consult.db import db
from consult.forms.imports import StrategyForm
from consult.models.accounts import Permission
from consult.services import imports, strategy
from consult.services.refusals import ServiceError
from consult.views.access import requires
from consult.views.waiting import staging

bp = Blueprint("strategy", __name__, url_prefix="/staff/strategy")


@bp.route("/")
@requires(Permission.VIEW)
def list_strategies() -> ResponseReturnValue:
    """List all strategies, newest first."""
    return render_template(
        "strategy/list_strategies.html", strategies=strategy.list_strategies(db.session)
    )


@bp.route("/<int:strategy_id>")
@requires(Permission.VIEW)
def show_strategy(strategy_id: int) -> ResponseReturnValue:
    """Show one strategy whole."""
    found = strategy.get(db.session, strategy_id)
    return render_template(
        "strategy/show_strategy.html",
        strategy=found,
        delivered=partial(strategy.delivered_for, found),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def new_strategy() -> ResponseReturnValue:
    """Take a strategy's file or text, read it, lead to its preview; nothing is stored."""
    form = StrategyForm()
    sent = form.sent() if form.validate_on_submit() else None
    if sent is not None:
        content, filename = sent
        try:
            imports.read_strategy(content, filename)
        except ServiceError as refusal:
            form.refuse(refusal)
        else:
            token = staging().put(filename=filename, content=content, owner=current_user.id)
            title = (form.title.data or "").strip() or filename.rpartition(".")[0]
            return redirect(url_for(".preview", token=token, title=title))
    return render_template("strategy/new_strategy.html", form=form)


@bp.route("/preview/<token>")
@requires(Permission.MANAGE)
def preview(token: str) -> ResponseReturnValue:
    """Show what was read before anything is stored."""
    waiting = staging().get(token, owner=current_user.id)
    return render_template(
        "strategy/preview.html",
        token=token,
        title=request.args.get("title", ""),
        reading=imports.read_strategy(waiting.content, waiting.filename),
    )


@bp.route("/preview/<token>", methods=["POST"])
@requires(Permission.MANAGE)
def add(token: str) -> ResponseReturnValue:
    """Store the strategy as previewed."""
    waiting = staging().get(token, owner=current_user.id)
    title = request.form.get("title", "")
    try:
        stored = strategy.store(
            db.session,
            title=title,
            reading=imports.read_strategy(waiting.content, waiting.filename),
        )
    except ServiceError as refusal:
        flash(str(refusal), "error")
        return redirect(url_for(".preview", token=token, title=title))
    staging().drop(token)
    flash(f"“{stored.title}” is stored as version {stored.version}.", "success")
    return redirect(url_for(".show_strategy", strategy_id=stored.id))
