"""The same codings whatever the process, its hash seed, its threads, and the order of the rows."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from analysis.codebook import standard_barriers
from analysis.coding import code

SCRIPT = """
import sys
from analysis.codebook import standard_barriers
from analysis.coding import code
texts = [e.text + " " for e in standard_barriers().examples[::40]]
texts = texts[::-1] if sys.argv[1] == "backward" else texts
found = zip(texts, code(texts, standard_barriers()).codings)
print("\\n".join(sorted(repr(one) for one in found)))
"""


def printed(order: str, **environment: str) -> bytes:
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, order],
        capture_output=True,
        check=True,
        env=os.environ | environment,
    ).stdout


def test_whatever_the_hash_seed_the_threads_and_the_order():
    first = printed("forward", PYTHONHASHSEED="1", OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

    assert first.count(b"\n") > 200
    assert first == printed(
        "backward",
        PYTHONHASHSEED="2",
        OMP_NUM_THREADS="2",
        OPENBLAS_NUM_THREADS="2",
        TOKENIZERS_PARALLELISM="false",
    )


@pytest.mark.parametrize("turn", [1, -1])
def test_copies_are_coded_alike_whichever_stands_first(turn):
    texts = ["No cash!!", "no cash", "NO CASH"][::turn]

    result = code(texts, standard_barriers())

    assert len({coded.themes for coded in result.codings}) == 1
    assert result.codings[0].themes[0].why == ("no cash",)
