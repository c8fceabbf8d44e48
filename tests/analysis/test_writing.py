"""Documents as a stream of bytes."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.coding import Applied, Coded
from analysis.writing import CodingEntries, write, write_file

words = st.text(max_size=12)
scores = st.floats(0, 1).map(lambda score: round(score, 3))
applied = st.builds(Applied, words, scores, st.lists(words, max_size=3).map(tuple))
coded = st.builds(Coded, st.lists(applied, max_size=3).map(tuple))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | scores | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)


def bytes_of(document) -> bytes:
    file = io.BytesIO()
    write(document, file)
    return file.getvalue()


class TestWrite:
    @given(st.lists(st.tuples(words, coded), max_size=4), values)
    def test_gives_the_bytes_of_the_whole_document_at_once(self, rows, other):
        entries = CodingEntries([row[0] for row in rows], [row[1] for row in rows])
        document = {"n": len(rows), "other": other, "codings": entries, "ledger": {}}

        at_once = json.dumps(document | {"codings": list(entries)}, ensure_ascii=False, indent=1)

        assert bytes_of(document) == (at_once + "\n").encode("utf-8", "replace")

    def test_half_a_character_becomes_a_question_mark(self):
        assert bytes_of({"text": "a\ud800b"}) == b'{\n "text": "a?b"\n}\n'


class TestWriteFile:
    def test_a_file_that_cannot_be_finished_is_not_left_behind(self, tmp_path):
        entries = CodingEntries(["1", "2"], [Coded(())])

        with pytest.raises(ValueError, match="shorter"):
            write_file({"codings": entries}, tmp_path / "out.json")

        assert not list(tmp_path.iterdir())

    def test_what_was_there_stays_until_the_new_one_is_whole(self, tmp_path):
        path = tmp_path / "out.json"
        path.write_text("before")

        with pytest.raises(ValueError, match="shorter"):
            write_file({"codings": CodingEntries(["1"], [])}, path)

        assert path.read_text() == "before"
