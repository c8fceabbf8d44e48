"""Files of other projects are kept as they were when they were reviewed, each with its licence."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"


def recorded() -> dict[str, str]:
    """Return the checksum of each vendored file by its path."""
    lines = (VENDOR / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    return {path: digest for digest, path in (line.split(maxsplit=1) for line in lines)}


def test_every_vendored_file_has_its_recorded_checksum():
    present = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "SHA256SUMS"
    }

    assert present == recorded()


@pytest.mark.parametrize("folder", [path for path in VENDOR.iterdir() if path.is_dir()], ids=str)
def test_every_vendored_project_brings_its_licence(folder):
    text = (folder / "LICENSE.txt").read_text(encoding="utf-8")

    assert "Copyright" in text


@pytest.mark.parametrize("word", ["GDS Transport", "govuk-crest", "@import", "url(http", "url(//"])
def test_the_style_sheet_carries_no_crown_font_or_third_party(word):
    sheet = (VENDOR / "govuk" / "govuk.css").read_text(encoding="utf-8")

    assert word not in sheet


def test_bars_have_a_class_for_each_whole_percentage():
    sheet = (ROOT / "static" / "css" / "bars.css").read_text(encoding="utf-8")

    assert all(f".bar-{n} {{ width: {n}%; }}" in sheet for n in range(101))
