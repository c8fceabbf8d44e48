"""The folder of a long run."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.checkpoints import CheckpointError, Checkpoints

RUN = {"input": "sha256:1", "seed": 0, "k": None}


class TestOpening:
    def test_the_same_run_finds_what_it_kept(self, tmp_path):
        Checkpoints(tmp_path / "new" / "run", RUN).keep_arrays("homes", {"a": np.arange(3)})

        found = Checkpoints(tmp_path / "new" / "run", dict(RUN)).arrays("homes")

        assert found is not None
        assert found["a"].tolist() == [0, 1, 2]

    @pytest.mark.parametrize(
        ("changed", "says"),
        [
            ({"input": "sha256:2"}, "another input"),
            ({"seed": 1, "k": 4}, "another seed and k"),
            ({"numpy": "9"}, "another numpy"),
        ],
    )
    def test_another_run_is_refused(self, tmp_path, changed, says):
        Checkpoints(tmp_path, RUN)

        with pytest.raises(CheckpointError, match=f"keeps a run with {says}. Name an empty"):
            Checkpoints(tmp_path, RUN | changed)

    def test_a_file_in_place_of_the_folder_is_refused(self, tmp_path):
        (tmp_path / "file").write_text("here")

        with pytest.raises(CheckpointError, match="cannot be kept here"):
            Checkpoints(tmp_path / "file", RUN)

    def test_a_folder_whose_run_cannot_be_read_is_refused(self, tmp_path):
        (tmp_path / "run.json").write_text("[1")

        with pytest.raises(CheckpointError, match="another input and seed and k"):
            Checkpoints(tmp_path, RUN)


class TestKeeping:
    def test_what_was_not_kept_is_none(self, tmp_path):
        kept = Checkpoints(tmp_path, RUN)

        assert kept.arrays("homes") is None
        assert kept.read("sample.json") is None

    def test_half_a_file_is_never_seen(self, tmp_path):
        kept = Checkpoints(tmp_path, RUN)
        (tmp_path / "homes.npz.part").write_bytes(b"PK\x03\x04 and then the power went")

        assert kept.arrays("homes") is None
        kept.keep_arrays("homes", {"a": np.zeros(1)})

        assert kept.arrays("homes") is not None
        assert not list(tmp_path.glob("*.part"))
