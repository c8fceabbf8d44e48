"""Files of other projects are kept as they were when they were reviewed, each with its licence."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# What pages load, and what only the tests load.
FOLDERS = (ROOT / "static" / "vendor", ROOT / "tests" / "browser" / "vendor")
STYLE_SHEET = FOLDERS[0] / "govuk" / "govuk.css"


def recorded(folder: Path) -> dict[str, str]:
    """Return the checksum of each file of a folder by its path."""
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    return {path: digest for digest, path in (line.split(maxsplit=1) for line in lines)}


@pytest.mark.parametrize("folder", FOLDERS, ids=str)
def test_every_vendored_file_has_its_recorded_checksum(folder):
    present = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "SHA256SUMS"
    }

    assert present == recorded(folder)


@pytest.mark.parametrize("folder", FOLDERS, ids=str)
def test_every_script_and_style_sheet_has_its_licence_beside_it(folder):
    for path in folder.rglob("*"):
        if path.suffix in {".js", ".css"}:
            licences = [each.read_text(encoding="utf-8") for each in path.parent.glob("*LICENSE*")]
            assert [text for text in licences if "icen" in text], path


@pytest.mark.parametrize("word", ["GDS Transport", "govuk-crest", "@import", "url(http", "url(//"])
def test_the_style_sheet_carries_no_crown_font_or_third_party(word):
    sheet = STYLE_SHEET.read_text(encoding="utf-8")

    assert word not in sheet


def test_bars_have_a_class_for_each_whole_percentage():
    sheet = (ROOT / "static" / "css" / "bars.css").read_text(encoding="utf-8")

    assert all(f".bar-{n} {{ width: {n}%; }}" in sheet for n in range(101))
