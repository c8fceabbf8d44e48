"""`code` with codebooks of several languages, and with a directory of short names."""

from __future__ import annotations

import json

import pytest

from analysis.cli import main

ENGLISH = """
language = "en"
[[theme]]
id = "play"
name = "Play"
definition = "Swings, slides and places for children to play."
seeds = ["swing"]
[[theme]]
id = "landlords"
name = "Landlords"
definition = "Whoever lets homes, and how tenants are treated."
seeds = ["city homes"]
"""
WELSH = """
language = "cy"
[[theme]]
id = "play"
name = "Chwarae"
definition = "Siglenni, llithrennau a lleoedd i blant chwarae."
seeds = ["siglenni"]
[[theme]]
id = "pwll"
name = "Pwll nofio"
definition = "Y pwll nofio a gwersi nofio."
seeds = ["pwll"]
"""


@pytest.fixture
def file(tmp_path):
    def written(name: str, text: str) -> str:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return str(path)

    return written


def test_each_language_by_its_own_codebook(file, capfdbinary):
    statements = file(
        "a.csv", "text\nThe swings are broken\nMae'r siglenni wedi torri ers misoedd\n"
    )
    books = [file("en.toml", ENGLISH), file("cy.toml", WELSH)]

    status = main(
        ["code", statements, "--codebook", books[0], "--codebook", books[1], "--json", "-"]
    )

    document = json.loads(capfdbinary.readouterr().out)
    assert status == 0
    assert [[t["id"] for t in c["themes"]] for c in document["codings"]] == [["play"], ["play"]]
    assert [theme["id"] for theme in document["themes"]] == ["play", "landlords", "pwll"]
    assert document["languages"] == {"cy": 1}
    assert [coding.get("language") for coding in document["codings"]].count("cy") == 1


def test_two_codebooks_of_one_language_are_refused(file, capsys):
    statements = file("a.csv", "text\nThe swings are broken\n")
    book = file("en.toml", ENGLISH)

    status = main(["code", statements, "--codebook", book, "--codebook", book])

    assert status == 1
    assert "in the language of" in capsys.readouterr().err


def test_short_names_are_spelt_out(file, capfdbinary):
    statements = file("a.csv", "text\nGCH never rings back\n")
    names = file("short.csv", "short,name\nGCH,Gloucester City Homes\n")
    book = file("en.toml", ENGLISH)

    main(["code", statements, "--codebook", book, "--abbreviations", names, "--json", "-"])

    (coding,) = json.loads(capfdbinary.readouterr().out)["codings"]
    assert [(theme["id"], theme["why"]) for theme in coding["themes"]] == [("landlords", ["GCH"])]


def test_a_directory_without_short_names_is_refused(file, capsys):
    statements = file("a.csv", "text\nGCH never rings back\n")
    names = file("short.csv", "partner,name\nGCH,Gloucester City Homes\n")

    status = main(
        ["code", statements, "--codebook", file("en.toml", ENGLISH), "--abbreviations", names]
    )

    assert status == 1
    assert "there is no column “short”" in capsys.readouterr().err
