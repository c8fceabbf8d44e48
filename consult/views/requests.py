"""One log line a request: the route, never the address with its codes, never who."""

from __future__ import annotations

import logging
import sys
import time

import structlog
from flask import Flask, Response, g
from flask.globals import request_ctx

log = structlog.get_logger()


def set_up_logs() -> None:
    """Write structured JSON lines to standard error."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def init_app(app: Flask) -> None:
    """Log each request with its route, status and milliseconds."""
    set_up_logs()
    # Put together once: a logger that is found anew for each line costs more than the line.
    line = log.bind()
    # No view is a coroutine, so none has to be looked at before each call.
    app.ensure_sync = lambda func: func  # type: ignore[method-assign]

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()
        asked = request_ctx.request
        if asked.mimetype != "multipart/form-data":
            # Only files may be large; anything else would be read into memory whole.
            asked.max_content_length = app.config["MAX_FORM_MEMORY_SIZE"]

    @app.after_request
    def note(reply: Response) -> Response:
        asked, now = request_ctx.request, time.perf_counter()
        if asked.endpoint != "static":
            line.info(
                "request",
                method=asked.method,
                route=asked.url_rule.rule if asked.url_rule else None,
                status=reply.status_code,
                ms=round((now - g.get("started", now)) * 1000, 1),
            )
        return reply
