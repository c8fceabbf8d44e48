"""What a device keeps so that the sheet opens without a network: the addresses of its parts."""

from __future__ import annotations

import functools
import hashlib
from typing import Any

from flask import url_for

from consult import paths
from consult.models.workshops import WorkshopTable
from consult.views.furniture import static_url

MODULES = paths.STATIC / "js" / "capture"
WORKER = "worker.js"
# What the frame of every page loads, beside the sheet's own scripts.
FRAME = (
    "vendor/govuk/govuk.css",
    "css/consult.css",
    "css/bars.css",
    "css/capture.css",
    "js/start.js",
    "js/supported.js",
    "img/favicon.svg",
)
IMPORTED_BY_THE_FRAME = "vendor/govuk/govuk.js"


def module_url(name: str) -> str:
    """Return the address of one of the sheet's scripts, new whenever any of them is new."""
    return url_for("capture.offline.module", version=modules_version(), name=name)


@functools.cache
def modules() -> dict[str, bytes]:
    """Return the sheet's scripts by name."""
    return {path.name: path.read_bytes() for path in sorted(MODULES.glob("*.js"))}


@functools.cache
def modules_version() -> str:
    """Return a text that differs whenever one of the sheet's scripts does."""
    digest = hashlib.sha256()
    for name, content in modules().items():
        digest.update(name.encode() + b"\0" + content)
    return digest.hexdigest()[:12]


def for_keeping(table: WorkshopTable) -> dict[str, Any]:
    """Return what the page is told so that it can keep itself on the device."""
    assets = [
        *(static_url(name) for name in FRAME),
        url_for("static", filename=IMPORTED_BY_THE_FRAME),
        *(module_url(name) for name in modules() if name != WORKER),
    ]
    # The imported file has no version in its address, so it counts by its content.
    named = "\n".join([*assets, static_url(IMPORTED_BY_THE_FRAME)])
    return {
        "workerUrl": url_for("capture.offline.worker"),
        "shellUrl": url_for("capture.offline.shell", table_id=table.id),
        "assets": assets,
        "version": hashlib.sha256(named.encode()).hexdigest()[:12],
    }
