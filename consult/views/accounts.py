"""Who may sign in: the list, adding somebody, stopping an account."""

from __future__ import annotations

import secrets

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from consult.db import db
from consult.forms.accounts import AccountForm, PasswordForm
from consult.models.accounts import Permission, RoleName
from consult.services import accounts
from consult.services.refusals import Conflict, InvalidInput
from consult.views.access import requires
from consult.views.sign_in import hashed, matches

bp = Blueprint("accounts", __name__, url_prefix="/staff/accounts")


@bp.route("/")
@requires(Permission.ADMINISTER)
def list_accounts() -> ResponseReturnValue:
    """List everybody who has an account."""
    return render_template("accounts/list_accounts.html", users=accounts.list_users(db.session))


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def new_account() -> ResponseReturnValue:
    """Add an account and show its first password once."""
    form = AccountForm()
    if form.validate_on_submit():
        password = secrets.token_urlsafe(12)
        try:
            user = accounts.add(
                db.session,
                email=form.email.data or "",
                name=form.name.data or "",
                roles=[RoleName(value) for value in form.roles.data or []],
                password_hash=hashed(password),
            )
        except (Conflict, InvalidInput) as refusal:
            form.email.errors = [*form.email.errors, str(refusal)]
        else:
            return render_template("accounts/first_password.html", user=user, password=password)
    return render_template("accounts/new_account.html", form=form)


@bp.route("/<int:user_id>/active", methods=["POST"])
@requires(Permission.ADMINISTER)
def set_active(user_id: int) -> ResponseReturnValue:
    """Stop an account, or let it sign in again."""
    active = request.form.get("active") == "yes"
    user = accounts.get(db.session, user_id)
    try:
        accounts.set_active(db.session, user, active=active)
    except accounts.OwnAccount as refusal:
        flash(str(refusal), "error")
    else:
        flash(f"{user.name} can sign in." if active else f"{user.name} can no longer sign in.")
    return redirect(url_for(".list_accounts"))


@bp.route("/password", methods=["GET", "POST"])
@requires(Permission.VIEW)
def change_password() -> ResponseReturnValue:
    """Change one's own password."""
    form = PasswordForm()
    if form.validate_on_submit():
        if matches(current_user, form.current.data or ""):
            user = accounts.get(db.session, current_user.id)
            accounts.set_password(db.session, user, password_hash=hashed(form.new.data or ""))
            flash("Your password is changed. Sign in with the new one.")
            return redirect(url_for("security.login"))
        form.current.errors = ["That is not your current password."]
    return render_template("accounts/change_password.html", form=form)
