"""Codebooks, and what each fault in one is called."""

from __future__ import annotations

import pytest

from analysis.codebook import (
    CodebookError,
    load_codebook,
    parse_codebook,
    standard_barriers,
    with_standard_lexicon,
)

THEME = '[[theme]]\nid = "a"\nname = "A"\ndefinition = "About a."\n'


class TestParse:
    def test_reads_what_every_theme_needs(self):
        codebook = parse_codebook('version = "3"\n' + THEME)

        assert codebook.version == "3"
        assert [(t.id, t.name, t.definition) for t in codebook.themes] == [("a", "A", "About a.")]

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            (THEME + THEME, "themes 1 and 2 have the same id “a”"),
            ('[[theme]]\nid = "a"\nname = "A"\n', r"theme 1 \(“a”\) has no definition"),
            ('[[theme]]\nname = "A"\n', "theme 1 has no id"),
            (THEME.replace('"a"', '"a b"'), "has a space, comma or semicolon"),
            (THEME + 'parent = "z"\n', "parent “z”, which is no other theme"),
            (THEME + 'parent = ["z"]\n', r"theme 1 \(“a”\): “parent” is not text"),
            (
                THEME + 'parent = "b"\n' + THEME.replace('"a"', '"b"') + 'parent = "a"\n',
                r"theme 1 \(“a”\) is its own parent’s parent",
            ),
            ("lists = 3\n" + THEME, "“lists” is not a table"),
            (THEME.replace('"a"', '"a\\u0000"'), "has a space, comma or semicolon"),
            (THEME + "seeds = 4\n", "“seeds” is not a list of texts"),
            ('version = "1"\n', "there are no themes"),
            ("theme = [", "not a TOML file"),
        ],
    )
    def test_says_what_is_wrong_and_where(self, text, says):
        with pytest.raises(CodebookError, match=says):
            parse_codebook(text, "mine.toml")

    def test_a_file_that_is_not_there_is_named(self, tmp_path):
        with pytest.raises(CodebookError, match=r"none\.toml: the codebook cannot be opened"):
            load_codebook(tmp_path / "none.toml")


class TestStandardBarriers:
    def test_has_the_ten_themes(self):
        ids = [theme.id for theme in standard_barriers().themes]

        assert ids == [
            "resources",
            "apathy",
            "duplication",
            "joint-working",
            "information",
            "representation",
            "participation",
            "identity-boundaries",
            "trust",
            "complexity",
        ]

    def test_every_example_has_themes_of_the_codebook(self):
        codebook = standard_barriers()

        unknown = {t for example in codebook.examples for t in example.themes if t not in codebook}

        assert unknown == set()

    @pytest.mark.seeds
    def test_is_the_codebook_that_was_given(self, shared):
        given = load_codebook(shared / "codebook" / "barriers.toml")

        ours = [
            (t.id, t.name, t.definition, t.include, t.exclude) for t in standard_barriers().themes
        ]

        assert ours == [(t.id, t.name, t.definition, t.include, t.exclude) for t in given.themes]


class TestWithStandardLexicon:
    def test_gives_a_plain_standard_theme_the_shipped_words(self):
        trust = standard_barriers()["trust"]
        text = f'[[theme]]\nid = "trust"\nname = "Trust"\ndefinition = "{trust.definition}"\n'

        codebook = with_standard_lexicon(parse_codebook(text))

        assert codebook["trust"].phrases == trust.phrases

    def test_leaves_a_theme_of_the_same_name_and_another_meaning(self):
        text = (
            '[[theme]]\nid = "trust"\nname = "Trust"\ndefinition = "The hospital and its board."\n'
        )
        codebook = parse_codebook(text)

        assert with_standard_lexicon(codebook) == codebook
