"""Where this app's uploaded files wait between their preview and *Add*."""

from __future__ import annotations

from flask import current_app

from consult import paths
from consult.services.imports.staging import Staging


def staging() -> Staging:
    """Return the folder of waiting files; a test puts it elsewhere."""
    return Staging(current_app.extensions.get("staging", paths.INSTANCE / "staging"))
