"""Security headers: a strict Content-Security-Policy, under which no page's own text runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, Response, request

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'; worker-src 'self'"
)
STATIC_AGE = 365 * 24 * 3600
ALWAYS = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), payment=()"),
)
ENCRYPTED = ("Strict-Transport-Security", f"max-age={STATIC_AGE}")


def init_app(app: Flask) -> None:
    """Set the headers on every reply."""
    always = (*ALWAYS, ENCRYPTED) if app.config["SESSION_COOKIE_SECURE"] else ALWAYS
    app.wsgi_app = with_headers(app.wsgi_app, always)  # type: ignore[method-assign]

    @app.after_request
    def protect(reply: Response) -> Response:
        headers = reply.headers
        if request.endpoint == "static":
            if "v" in request.args:
                headers["Cache-Control"] = f"public, max-age={STATIC_AGE}, immutable"
            return reply
        # No shared cache may hand one person's page to another.
        headers.setdefault("Cache-Control", "no-store")
        headers["Vary"] = "Cookie"
        return reply


def with_headers(serve: Any, always: Iterable[tuple[str, str]]) -> Any:
    """Return what serves as `serve` does (WSGI), with some headers on whatever it replies."""

    def served(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            return start_response(status, [*headers, *always], *error)

        return serve(environ, start)

    return served
