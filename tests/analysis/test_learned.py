"""The shipped weights are what the shipped examples teach."""

from __future__ import annotations

import numpy as np

from analysis.codebook import Example, standard_barriers
from analysis.encoder import default_encoder
from analysis.learned import FILE, digest_of, learn, load, save
from analysis.telling import telling_words

THEMES = ("parks", "buses")
EXAMPLES = (
    Example("The swings are broken", ("parks",)),
    Example("The park is locked at four", ("parks",)),
    Example("The 14 never comes", ("buses",)),
    Example("No bus after six", ("buses",)),
    Example("Nothing to add", ()),
)


def _read(texts):
    return texts, default_encoder().encode(texts)


class TestShippedFile:
    def test_is_of_the_shipped_examples(self):
        standard = standard_barriers()

        digest = digest_of(
            standard.examples, [theme.id for theme in standard.themes], default_encoder()
        )

        assert load(FILE).digest == digest

    def test_says_what_the_examples_teach(self):
        examples = standard_barriers().examples[::50]
        kept = load(FILE)

        scores = kept.scores(*_read([example.text for example in examples]))

        likeliest = [kept.themes[at] for at in scores[:, :-1].argmax(axis=1)]
        right = [t in e.themes for t, e in zip(likeliest, examples, strict=True) if e.themes]
        assert np.mean(right) > 0.97

    def test_is_small(self):
        assert FILE.stat().st_size < 5_000_000


class TestLearn:
    def test_does_not_depend_on_the_order_of_the_examples(self):
        encoder = default_encoder()
        texts = ["the swings", "a late bus"]
        vectors = encoder.encode(texts)

        forward = learn(EXAMPLES, THEMES, encoder)
        backward = learn(EXAMPLES[::-1], THEMES, encoder)

        assert forward.digest == backward.digest
        assert np.array_equal(forward.scores(texts, vectors), backward.scores(texts, vectors))

    def test_keeps_its_decisions_when_it_is_saved(self, tmp_path):
        encoder = default_encoder()
        texts = ["the swings", "a late bus"]
        learned = learn(EXAMPLES, THEMES, encoder)

        save(learned, tmp_path / "learned.npz")

        found = load(tmp_path / "learned.npz").scores(texts, encoder.encode(texts))
        assert list(found.argmax(axis=1)) == [0, 1]

    def test_gives_another_digest_when_an_example_changes(self):
        encoder = default_encoder()

        assert digest_of(EXAMPLES, THEMES, encoder) != digest_of(EXAMPLES[1:], THEMES, encoder)

    def test_takes_a_statement_without_words(self):
        encoder = default_encoder()

        scores = learn(EXAMPLES, THEMES, encoder).scores(["", "?"], encoder.encode(["", "?"]))

        assert np.isfinite(scores).all()


class TestTellingWords:
    def test_are_those_that_the_theme_would_miss(self):
        def lean(texts):
            return np.array([("swings" in text) + 0.1 * ("old" in text) for text in texts], float)

        assert telling_words("The old swings can’t be used", lean) == ("swings",)

    def test_are_never_stop_words(self):
        assert telling_words("it is not that", lambda texts: np.zeros(len(texts))) == ()
