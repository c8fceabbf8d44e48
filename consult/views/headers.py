"""Security headers: a strict Content-Security-Policy with a nonce a request."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g, request

POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'; worker-src 'self'"
)
STATIC_AGE = 365 * 24 * 3600
ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), payment=()"),
)
ENCRYPTED = ("Strict-Transport-Security", f"max-age={STATIC_AGE}")


def csp_nonce() -> str:
    """Return this request's nonce, for the few scripts that a page carries itself."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def init_app(app: Flask) -> None:
    """Set the headers on every reply."""
    app.jinja_env.globals["csp_nonce"] = csp_nonce
    always = (*ALWAYS, ENCRYPTED) if app.config["SESSION_COOKIE_SECURE"] else ALWAYS

    @app.after_request
    def protect(reply: Response) -> Response:
        headers = reply.headers
        headers["Content-Security-Policy"] = POLICY.format(nonce=csp_nonce())
        for name, value in always:
            headers[name] = value
        if request.endpoint == "static":
            if "v" in request.args:
                headers["Cache-Control"] = f"public, max-age={STATIC_AGE}, immutable"
            return reply
        # No shared cache may hand one person's page to another.
        headers.setdefault("Cache-Control", "no-store")
        headers["Vary"] = "Cookie"
        return reply
