"""Signing in and out: Flask-Security, told our addresses, words and limits."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from typing import Any, cast

from flask import Flask
from flask.globals import request_ctx
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SecureCookieSessionInterface
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import user_logged_out
from flask_security import FSQLALiteUserDatastore, Security, hash_password, verify_password
from flask_wtf import CSRFProtect
from itsdangerous import URLSafeTimedSerializer
from werkzeug.middleware.proxy_fix import ProxyFix

from consult.config import Config
from consult.db import db
from consult.forms.signing import Serializer, Signer
from consult.models.accounts import Role, User
from consult.services.transaction import transaction

SETTINGS: dict[str, Any] = {
    "SECURITY_LOGIN_URL": "/sign-in",
    "SECURITY_LOGOUT_URL": "/sign-out",
    "SECURITY_LOGOUT_METHODS": ["POST"],
    "SECURITY_POST_LOGIN_VIEW": "/staff",
    "SECURITY_POST_LOGOUT_VIEW": "/",
    "SECURITY_LOGIN_USER_TEMPLATE": "accounts/sign_in.html",
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    "SECURITY_PASSWORD_LENGTH_MIN": 12,
    "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
    # The same words and the same time whether or not the address has an account.
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_MSG_GENERIC_AUTHN_FAILED": (
        "That email address and password do not go together. Check both and try again.",
        "error",
    ),
    "SECURITY_FLASH_MESSAGES": False,
    # Our own headers say it for every page.
    "SECURITY_CACHE_CONTROL": None,
    "SECURITY_REDIRECT_VALIDATE_MODE": None,
    "SECURITY_REGISTERABLE": False,
    "SECURITY_JOIN_USER_ROLES": True,
    "SECURITY_AUTO_LOGIN_AFTER_CONFIRM": False,
    "REMEMBER_COOKIE_SAMESITE": "Lax",
}
ATTEMPTS = "10 per minute; 60 per hour"
_written = json.JSONEncoder(separators=(",", ":")).encode
_PLAIN = frozenset({str, int, bool, type(None)})
_NETWORK_KEY = secrets.token_bytes(32)


class _Tagged(TaggedJSONSerializer):
    """Flask's way to write a session, which asks of each text nine times whether it is one."""

    def tag(self, value: Any) -> Any:
        """Return a value as JSON can hold it."""
        return value if type(value) in _PLAIN else super().tag(value)

    def dumps(self, value: Any) -> str:
        """Return a session as text: once tagged, plain JSON holds it."""
        return _written(self.tag(value))

    def loads(self, value: str) -> Any:
        """Return the session that a text holds."""
        return self._untag_scan(json.loads(value))


class Cookies(SecureCookieSessionInterface):
    """The sessions of Flask, in cookies, without making their signer anew for each of them."""

    serializer = _Tagged()
    _signer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return the signer by the app's key, which does not change while it runs."""
        if self._signer is None:
            plain = super().get_signing_serializer(app)
            self._signer = plain and Serializer(
                list(plain.secret_keys),
                salt=plain.salt,
                serializer=plain.serializer,
                signer=Signer,
                signer_kwargs=plain.signer_kwargs,
            )
        return self._signer


def init_app(app: Flask) -> None:
    """Set up sign-in, cross-site request protection and the limit on attempts."""
    config: Config = app.extensions["config"]
    app.config.update({key: value for key, value in SETTINGS.items() if key not in app.config})
    app.config["SECURITY_PASSWORD_SALT"] = config.secret_key
    app.config["REMEMBER_COOKIE_SECURE"] = config.secure_cookies
    if config.proxy_hops:
        hops = config.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.session_interface = Cookies()
    CSRFProtect(app)
    Security(app, FSQLALiteUserDatastore(cast(Any, db), User, Role), register_blueprint=True)
    limiter = Limiter(_network, app=app, storage_uri="memory://", headers_enabled=False)
    _hook_less(app, limiter)
    sign_in = app.view_functions["security.login"]
    limited = limiter.limit(ATTEMPTS, methods=["POST"])(cast(Any, sign_in))
    app.view_functions["security.login"] = cast(Any, limited)
    app.extensions["limiter_of_sign_in"] = limiter
    user_logged_out.connect(_end_all_sessions, app)


def _network() -> str:
    """Return where somebody comes from, behind a hash: no address is kept."""
    return hmac.new(_NETWORK_KEY, get_remote_address().encode(), hashlib.sha256).hexdigest()


def _hook_less(app: Flask, limiter: Limiter) -> None:
    """Take from every request what only few of them need.

    What is limited asks the limiter itself, and the identities of Flask-Principal are read by
    nothing but the pages of Flask-Security.
    """
    hooks = app.before_request_funcs[None]
    hooks.remove(limiter._check_request_limit)
    for later in (app.after_request_funcs[None], app.teardown_request_funcs[None]):
        later[:] = [_where_limited(each) if _is_of(each, Limiter) else each for each in later]
    identify = next(each for each in hooks if each.__module__ == "flask_principal")
    hooks.remove(identify)
    app.before_request_funcs.setdefault("security", []).append(identify)


def _is_of(hook: Any, kind: type) -> bool:
    """Return whether a hook is a method of a class, or one that waits for its object."""
    function = getattr(hook, "func", hook)
    return getattr(function, "__module__", "") == kind.__module__


def _where_limited(hook: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a hook that lets pass by what no limit was asked about."""

    def hooked(given: Any) -> Any:
        return hook(given) if hasattr(request_ctx, "_limiter_request_context") else given

    return hooked


def _end_all_sessions(app: Flask, user: User, **_: Any) -> None:
    """Make the cookies that were copied before signing out worthless."""
    with transaction(db.session):
        person = db.session.get(User, user.id)
        if person is not None:
            person.fs_uniquifier = secrets.token_hex(32)


def hashed(password: str) -> str:
    """Return the argon2id hash of a password."""
    result: str = hash_password(password)
    return result


def matches(user: User, password: str) -> bool:
    """Return whether the password is this person's."""
    result: bool = verify_password(password, user.password or "")
    return result
