"""What the app is made of may be given away with it: licences, lock files and their addresses."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, files, metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "run.txt"
# Copyleft that would bind the whole app; the lesser GPL and the MPL bind only their own files.
REFUSED = re.compile(r"(?<!L)(?<!Lesser )\b(?:A?GPL|(?:Affero )?General Public Licen[sc]e)", re.I)


def locked(path: Path) -> list[Requirement]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [
        Requirement(line.split(" \\")[0])
        for line in lines
        if line and not line.startswith((" ", "#", "-"))
    ]


def licence_of(name: str) -> str:
    found = metadata(name)
    classifiers = [c for c in found.get_all("Classifier", []) if c.startswith("License ::")]
    if classifiers:
        return "; ".join(classifiers)
    stated = found.get("License-Expression") or (found.get("License") or "").partition("\n")[0]
    return stated or shipped_licence(name)


def shipped_licence(name: str) -> str:
    texts = [each for each in files(name) or [] if each.name.upper().startswith("LICEN")]
    return texts[0].read_text(encoding="utf-8") if texts else ""


@pytest.mark.parametrize(
    "requirement", locked(LOCK), ids=lambda each: f"{each.name}-{each.specifier}"
)
def test_no_library_of_the_app_is_under_the_gpl(requirement):
    if requirement.marker is not None and not requirement.marker.evaluate():
        return
    try:
        licence = licence_of(requirement.name)
    except PackageNotFoundError:
        pytest.fail(f"{requirement.name} is locked but not installed: run make setup-dev")

    assert licence, f"{requirement.name} states no licence"
    assert not REFUSED.search(licence), licence


@pytest.mark.parametrize("name", ["run.txt", "dev.txt"])
def test_every_locked_library_has_its_hash_and_names_no_address(name):
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text)

    assert all("--hash=sha256:" in entry for entry in entries if "==" in entry)
    assert "://" not in text
