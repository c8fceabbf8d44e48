"""Which of our own sentences residents read, as they stand in templates and modules."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from consult import words

ROOT = Path(__file__).resolve().parent.parent
METHODS = [
    ("consult/**.py", "python"),
    ("templates/**.html", "jinja2"),
    ("templates/**.txt", "jinja2"),
]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "marked": None, "N_": None}


def extracted() -> Catalog:
    """Return every sentence that is marked for translation."""
    catalogue = Catalog(project="Consult", charset="utf-8")
    for folder in ("consult", "templates"):
        found = extract_from_dir(
            ROOT / folder,
            [
                (pattern.partition("/")[2], method)
                for pattern, method in METHODS
                if pattern.startswith(folder)
            ],
            {"**.html": {"trimmed": "true"}},
            keywords=KEYWORDS,
        )
        for name, _line, message, _comments, _context in found:
            catalogue.add(message, locations=[(f"{folder}/{name}", 0)])
    return catalogue


def speak_in_brackets(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Have a language, Esperanto by name, whose sentences are ours in brackets: ?lang=eo."""
    catalogue = extracted()
    for each in catalogue:
        if isinstance(each.id, tuple):
            each.string = tuple(f"⟦{number}⟧" for number in each.id)
        elif each.id:
            each.string = f"⟦{each.id}⟧"
    with (folder / "eo.po").open("wb") as file:
        write_po(file, catalogue)
    monkeypatch.setattr(words, "CATALOGUES", folder)
    monkeypatch.setitem(words.SPOKEN, "eo", "Esperanto")
