"""The application: from a workshop note or a survey answer to a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from consult.config import Config


def create_app(config: Config | None = None) -> Flask:
    """Return the assembled web application."""
    from flask import Flask

    from consult import errors, jobs, paths, views
    from consult.config import Config
    from consult.db import db

    settings = config or Config.from_environment()
    app = Flask("consult", template_folder=str(paths.TEMPLATES), static_folder=str(paths.STATIC))
    app.extensions["config"] = settings
    app.config.update(settings.for_flask())
    db.init_app(app, settings.database_url)
    jobs.init_app(app, settings.queue_path)
    errors.init_app(app)
    views.init_app(app)
    return app
