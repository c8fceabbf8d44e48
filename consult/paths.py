"""Where the files beside the code are, in a checkout and in a wheel: the only such place."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
_INSTALLED = (PACKAGE / "templates").is_dir()
TOP = PACKAGE if _INSTALLED else PACKAGE.parent

TEMPLATES = TOP / "templates"
STATIC = TOP / "static"
MIGRATIONS = PACKAGE / "migrations"
INSTANCE = Path.cwd() / "instance" if _INSTALLED else TOP / "instance"
