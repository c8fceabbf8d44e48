"""The codebook as a thing: its versions, its sub-themes, where it comes from and goes to."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from zipfile import ZipFile

import pytest

from consult.exchange import ThemeEntry, identifier
from consult.services import (
    codebook_versions,
    codebooks,
    merging,
    moving,
    starting_codebooks,
    themes,
    verification,
)
from consult.services.refusals import Conflict, InvalidInput, NotFound

TODAY = date(2026, 11, 28)
BOOK = b'tag,description\nTrust,"They do not believe it.\nExample: You never came back"\nPay,\n'


@pytest.fixture
def consultation(make):
    return make.consultation(title="Hallowick listens")


@pytest.fixture
def codebook(make, consultation):
    return make.codebook(consultation, "resources", "apathy", "trust")


def by_key(session, codebook):
    return {theme.key: theme for theme in themes.list_themes(session, codebook)}


class TestVersions:
    def test_each_change_stores_how_the_codebook_stands(
        self, session, consultation, codebook, officer
    ):
        themes.add(session, consultation, name="Buses", definition="None at night.")
        themes.change(session, codebook.themes[1], seen_version=1, name="Interest")

        versions, total = codebook_versions.list_versions(session, codebook)
        assert total == 2
        assert [(each.number, each.summary) for each in versions] == [
            (3, "Renamed “Apathy” to “Interest”"),
            (2, "Added “Buses”"),
        ]
        assert versions[0].made_by == officer
        assert [each["name"] for each in versions[0].themes] == [
            "Resources", "Interest", "Trust", "Buses",
        ]  # fmt: skip

    def test_nothing_changed_makes_no_version(self, session, codebook):
        themes.change(
            session, codebook.themes[1], seen_version=1, name="Apathy", definition="About apathy."
        )

        assert codebook.version == 1

    def test_what_differs_is_told_field_by_field(self, session, consultation, codebook):
        added = themes.add(session, consultation, name="Buses", parent=codebook.themes[0])
        before = codebook_versions.get(session, codebook, 2)
        themes.change(session, added, seen_version=1, name="Buses", examples="None at night\n\nNo")
        merging.merge(session, codebook.themes[1], codebook.themes[2], seen_version=1)
        after = codebook_versions.get(session, codebook, 4)

        found = codebook_versions.difference(before.themes, after.themes)

        assert [(each.name, each.what) for each in found] == [
            ("Buses", "changed"),
            ("Apathy", "removed"),
        ]
        assert [(f.label, f.before, f.after) for f in found[0].fields] == [
            ("Examples", "", "None at night\nNo")
        ]
        assert codebook_versions.difference(after.themes, after.themes) == []

    def test_refuses_a_version_that_there_is_none_of(self, session, codebook):
        with pytest.raises(NotFound, match="no version 9"):
            codebook_versions.get(session, codebook, 9)


class TestSubThemes:
    def test_stand_right_after_their_theme(self, session, consultation, codebook):
        themes.add(session, consultation, name="Money", parent=codebook.themes[0])

        names = [theme.name for theme in themes.list_themes(session, codebook)]
        assert names == ["Resources", "Money", "Apathy", "Trust"]

    def test_there_is_one_level_of_them(self, session, consultation, codebook):
        resources, apathy, trust = codebook.themes
        moving.move(session, apathy, seen_version=1, parent=resources)

        with pytest.raises(InvalidInput, match="sub-theme itself"):
            moving.move(session, trust, seen_version=1, parent=apathy)
        with pytest.raises(InvalidInput, match="has sub-themes"):
            moving.move(session, resources, seen_version=resources.version, parent=trust)
        with pytest.raises(InvalidInput, match="another theme"):
            moving.move(session, trust, seen_version=1, parent=trust)
        assert verification.faults(session) == []

    def test_go_to_the_heir_when_their_theme_is_merged(self, session, codebook):
        resources, apathy, trust = codebook.themes
        moving.move(session, apathy, seen_version=1, parent=resources)

        merging.merge(session, resources, trust, seen_version=resources.version)
        session.expire_all()
        assert apathy.parent_id == trust.id

        merging.unmerge(session, resources)
        session.expire_all()
        assert apathy.parent_id == resources.id

    def test_of_which_one_is_the_heir_leave_it_above_the_others(self, session, codebook):
        resources, apathy, trust = codebook.themes
        for each in (apathy, trust):
            moving.move(session, each, seen_version=1, parent=resources)

        merging.merge(session, resources, apathy, seen_version=resources.version)

        session.expire_all()
        assert (apathy.parent_id, trust.parent_id) == (None, apathy.id)
        assert verification.faults(session) == []


class TestStart:
    def test_from_a_file_takes_its_themes_and_examples(self, session, consultation):
        codebook = codebooks.start_from_file(
            session, consultation, content=BOOK, filename="last-year.csv"
        )

        trust, pay = themes.list_themes(session, codebook)
        assert (trust.key, trust.definition) == ("trust", "They do not believe it.")
        assert trust.examples == ["You never came back"]
        assert (trust.colour, trust.mark) != (pay.colour, pay.mark)
        version = codebook_versions.get(session, codebook, 1)
        assert version.summary == "Started from the file “last-year.csv”"

    def test_from_an_odd_file_starts_nothing(self, session, consultation):
        with pytest.raises(InvalidInput, match=r"“odd\.qdc” is not sound XML") as refusal:
            codebooks.start_from_file(session, consultation, content=b"<a", filename="odd.qdc")

        assert refusal.value.field == "file"
        assert themes.find_codebook(session, consultation) is None

    def test_from_an_earlier_consultation_keeps_the_keys(self, session, make, consultation):
        earlier = make.consultation()
        starting_codebooks.start_standard(session, earlier)
        first = themes.list_themes(session, themes.get_codebook(session, earlier))[0]
        themes.change(session, first, seen_version=1, name="Money and people")

        codebook = codebooks.start_from_earlier(session, consultation, earlier)

        copied = themes.list_themes(session, codebook)[0]
        assert (copied.key, copied.name) == ("resources", "Money and people")
        assert copied.lexicon["phrases"] == first.lexicon["phrases"]
        assert codebooks.list_earlier(session, consultation) == [earlier]

    def test_from_nothing_has_no_theme(self, session, consultation):
        codebook = codebooks.start_empty(session, consultation)

        assert themes.list_themes(session, codebook) == []
        assert themes.add(session, consultation, name="Buses").key == "buses"

    def test_is_refused_where_there_is_one(self, session, consultation, codebook):
        with pytest.raises(Conflict, match="already"):
            codebooks.start_empty(session, consultation)


class TestExport:
    @pytest.mark.parametrize("ending", ["qdc", "csv", "toml"])
    def test_comes_back_the_same(self, session, make, consultation, codebook, ending):
        themes.add(
            session,
            consultation,
            name="Money",
            parent=codebook.themes[0],
            exclude="Not: pay.",
            examples="We have none",
        )
        content = codebooks.export(session, consultation, ending, made_on=TODAY)

        again = codebooks.start_from_file(
            session, make.consultation(), content=content, filename=f"book.{ending}"
        )

        found, wanted = (codebooks.entries(session, each) for each in (again, codebook))
        assert [each.key for each in found] == ["resources", "money", "apathy", "trust"]
        assert [replace(e, colour="", mark="") for e in found] == [
            replace(e, colour="", mark="") for e in wanted
        ]

    def test_as_word_has_a_real_heading_for_each_theme(self, session, consultation, codebook):
        content = codebooks.export(
            session, consultation, "docx", organisation="Hallowick", made_on=TODAY
        )

        with ZipFile(io.BytesIO(content)) as file:
            document = file.read("word/document.xml").decode()
        assert document.count('w:val="Heading1"') == 3
        assert "Hallowick listens · version 1" in document

    def test_refuses_a_format_that_there_is_none_of(self, session, consultation, codebook):
        with pytest.raises(NotFound, match="cannot be had as “exe”"):
            codebooks.export(session, consultation, "exe", made_on=TODAY)

    def test_a_key_has_one_identifier_in_every_file(self):
        from consult.writers.codebooks import qdc

        first, second = (qdc([ThemeEntry("trust", name)]) for name in ("Trust", "Faith"))

        assert identifier("theme", "trust").encode() in first
        assert identifier("theme", "trust").encode() in second
