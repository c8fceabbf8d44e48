"""Codings as files: an independent reader finds them, and no cell runs."""

from __future__ import annotations

import csv
import io
import json
from zipfile import ZipFile

import pytest
from pyrefiqda.models import Project
from xsdata_pydantic.bindings import XmlParser

from consult.exchange import identifier
from consult.services import coding_files, codings, themes
from consult.services.refusals import NotFound

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def consultation(make):
    return make.consultation(title="Hallowick listens")


@pytest.fixture
def said(session, make, consultation, officer):
    codebook = make.codebook(consultation, "resources", "apathy")
    money = themes.add(session, consultation, name="Money", parent=codebook.themes[0])
    found = [
        make.statement(text, consultation=consultation)
        for text in ("=1+1 is no budget", "Nobody comes ☕", "Something else")
    ]
    codings.add(session, found[0], money)
    for theme in codebook.themes[:2]:
        codings.add(session, found[1], theme)
    return found


def rows(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_long_form_has_a_row_for_each_theme(session, consultation, said):
    header, *found = rows(coding_files.export(session, consultation, "long"))

    assert header == ["statement", "text", "theme", "name"]
    assert [row[1:3] for row in found] == [
        ["'=1+1 is no budget", "money"],
        ["Nobody comes ☕", "resources"],
        ["Nobody comes ☕", "apathy"],
        ["Something else", ""],
    ]


def test_the_matrix_says_yes_or_no_for_every_theme(session, consultation, said):
    header, *found = rows(coding_files.export(session, consultation, "matrix"))

    assert header[2:] == ["resources", "money", "apathy"]
    assert [row[2:] for row in found] == [["0", "1", "0"], ["1", "0", "1"], ["0", "0", "0"]]


def test_an_independent_reader_finds_the_project(session, consultation, said):
    content = coding_files.export(session, consultation, "qdpx")

    with ZipFile(io.BytesIO(content)) as archive:
        project = XmlParser().from_bytes(archive.read("project.qde"), Project)
        texts = {name: archive.read(name).decode() for name in archive.namelist()[1:]}

    assert [each.name for each in project.code_book.codes.code] == ["Resources", "Apathy"]
    sources = project.sources.text_source
    paths = [f"sources/{each.plain_text_path.removeprefix('internal://')}" for each in sources]
    assert [texts[path] for path in paths] == [each.text for each in said]
    (selection,) = sources[1].plain_text_selection
    assert (selection.start_position, selection.end_position) == (0, len(said[1].text))
    assert {each.code_ref.target_guid for each in selection.coding} == {
        identifier("theme", "resources"),
        identifier("theme", "apathy"),
    }
    assert sources[2].plain_text_selection == []


def test_theme_finder_gets_its_four_files(session, consultation, said):
    content = coding_files.export(session, consultation, "themefinder")

    with ZipFile(io.BytesIO(content)) as archive:
        mapping = [json.loads(line) for line in archive.read("mapping.jsonl").splitlines()]
        responses = [json.loads(line) for line in archive.read("responses.jsonl").splitlines()]
        names = archive.namelist()

    assert names == ["question.json", "responses.jsonl", "themes.json", "mapping.jsonl"]
    assert [each["text"] for each in responses] == [each.text for each in said]
    assert [each["theme_keys"] for each in mapping] == [["money"], ["resources", "apathy"], []]


def test_there_is_no_other_file(session, consultation, said):
    with pytest.raises(NotFound, match="cannot be had as “exe”"):
        coding_files.export(session, consultation, "exe")
