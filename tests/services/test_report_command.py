"""`consult report`: files, standard output, refusals and exit statuses."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from click.testing import CliRunner

from consult.cli import main
from consult.writers.barrier_summary import BarrierSummary
from tests.conftest import SECRET
from tests.services.reporting import Material
from tests.services.test_reports import fill


@pytest.fixture
def slug(session, make, database_url, monkeypatch):
    monkeypatch.setenv("CONSULT_DATABASE_URL", database_url)
    monkeypatch.setenv("CONSULT_SECRET_KEY", SECRET)
    monkeypatch.setenv("CONSULT_ORGANISATION", "Testbury Together")
    material = Material(session, make)
    fill(material, resources=2, trust=1)
    return material.consultation.slug


@pytest.fixture
def run():
    return lambda *args: CliRunner().invoke(main, ["report", *args])


def test_writes_a_file_and_says_so(run, slug, tmp_path):
    path = tmp_path / "summary.docx"

    result = run(slug, "--kind", "barrier-summary", "--format", "docx", "-o", str(path))

    assert result.exit_code == 0, result.stderr
    assert path.read_bytes().startswith(b"PK")
    assert (result.stdout, str(path) in result.stderr) == ("", True)
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


def test_a_dash_is_standard_output_and_nothing_else_goes_there(run, slug):
    result = run(slug, "--format", "json", "-o", "-")

    report = BarrierSummary.from_dict(json.loads(result.stdout_bytes))
    assert (result.exit_code, report.organisation) == (0, "Testbury Together")
    assert report.sections[0].figure.count == 2


@pytest.mark.parametrize(
    ("options", "member"),
    [
        (["--kind", "evidence", "--format", "xlsx"], "xl/workbook.xml"),
        (["--format", "pptx"], "ppt/presentation.xml"),
    ],
)
def test_writes_the_evidence_and_the_slides(run, slug, options, member):
    result = run(slug, *options, "-o", "-")

    assert result.exit_code == 0, result.stderr
    assert member in zipfile.ZipFile(io.BytesIO(result.stdout_bytes)).namelist()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--kind", "council-paper", "--format", "pptx"], "use html, docx, pdf, xlsx, csv, json"),
        (["--kind", "evidence", "--format", "csv"], "use xlsx"),
    ],
)
def test_what_is_not_written_is_refused_with_what_there_is(run, slug, options, sentence):
    result = run(slug, *options, "-o", "-")

    assert (result.exit_code, result.stdout) == (1, "")
    assert sentence in result.stderr


def test_an_unknown_consultation_is_refused(run, slug):
    result = run("no-such-thing", "--format", "csv", "-o", "-")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "There is no such consultation" in result.stderr


def test_a_place_that_cannot_be_written_is_refused(run, slug, tmp_path):
    path = tmp_path / "nowhere" / "summary.csv"

    result = run(slug, "--format", "csv", "-o", str(path))

    assert result.exit_code == 1
    assert "cannot be written" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_folder_is_not_overwritten(run, slug, tmp_path):
    result = run(slug, "--format", "csv", "-o", str(tmp_path))

    assert result.exit_code == 1
    assert tmp_path.is_dir()


@pytest.mark.parametrize(
    "options", [["--format", "odt", "-o", "-"], ["-o", "-"], ["--format", "csv"]]
)
def test_wrong_usage_is_two(run, slug, options):
    assert run(slug, *options).exit_code == 2
