"""How people speak for and against things in general, learned once and kept in a small file.

The shipped examples are about six invented proposals. What they teach is where the learning of a
consultation's own examples starts: its weights are held near these, the more so the fewer the
examples. ``python -m analysis.positions_learned`` writes the file anew, which is needed whenever
the examples or this module change.

References
----------
Daumé (2007), Frustratingly easy domain adaptation, ACL; there, Chelba and Acero's prior (2004).
Guo, Pleiss, Sun and Weinberger (2017), On calibration of modern neural networks: temperature.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.cues import SIZE, cue_rows, stems_of_proposal
from analysis.encoder import Encoder, default_encoder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

UNCLEAR = "unclear"
POSITIONS = ("for", "against", "mixed", UNCLEAR)
_DATA = Path(str(files("analysis"))) / "data"
FILE, EXAMPLES = _DATA / "position-learned.npz", _DATA / "position-examples.csv"
_VERSION = "1"
# Vectors tell what a statement is about, words where it stands: so vectors count half.
_VECTORS_SHARE, _ALWAYS = 0.5, 0.5
_CAUTION = 0.1
_JITTER = 1e-6
_COOLEST, _HOTTEST, _TEMPERATURES = 0.5, 4.0, 71


@dataclass(frozen=True, slots=True)
class Stand:
    """A statement, what it is about, and the position that a person gave it."""

    text: str
    position: str
    proposal: str


@dataclass(frozen=True, slots=True, eq=False)
class General:
    """Weights of cues, vectors and the constant, a column a position, and their temperature."""

    digest: str
    weights: NDArray[np.float64]
    temperature: float


def evidence(texts: Sequence[str], proposals: Sequence[str], encoder: Encoder) -> csr_array:
    """Return a row a text: its cues, its vector, and a constant; vectors count half."""
    import numpy as np
    from scipy.sparse import csr_array, hstack

    stems = {proposal: stems_of_proposal(proposal) for proposal in sorted(set(proposals))}
    rows = cue_rows(texts, [stems[proposal] for proposal in proposals])
    vectors = encoder.encode(texts).astype(np.float64) * _VECTORS_SHARE
    constant = np.full((len(texts), 1), _ALWAYS)
    return csr_array(hstack([rows, csr_array(vectors), csr_array(constant)], format="csr"))


def weights_beside(
    rows: csr_array,
    positions: Sequence[str],
    start: NDArray[np.float64],
    caution: float,
    *,
    balanced: bool = False,
) -> NDArray[np.float64]:
    """Return the weights that explain the positions best without straying far from the start.

    Multinomial logistic regression with a normal prior about `start`, found by L-BFGS over the
    examples and not over the words, of which there are many more.

    Parameters
    ----------
    rows : csr_array, shape (examples, kinds)
    positions : sequence of str
    start : ndarray, shape (kinds, positions), float64
    caution : float
        The precision of the prior, above 0.
    balanced : bool
        Whether each position counts the same, however many examples it has.
    """
    import numpy as np
    from scipy.linalg import cholesky, solve_triangular
    from scipy.optimize import minimize
    from scipy.special import log_softmax

    given = np.array([[name == one for one in POSITIONS] for name in positions], np.float64)
    shares = given.mean(axis=0) * (given.any(axis=0).sum() if balanced else 1)
    counted = 1 / (given @ shares) if balanced else np.ones(len(given))
    alike = (rows @ rows.T).toarray() + _JITTER * np.eye(len(given))
    reach, root = rows @ start, cholesky(alike, lower=True)

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        moved = flat.reshape(given.shape)
        logs = log_softmax(reach + root @ moved, axis=1)
        value = -(counted[:, None] * given * logs).sum() + caution / 2 * (moved**2).sum()
        slope = root.T @ (counted[:, None] * (np.exp(logs) - given)) + caution * moved
        return float(value), slope.ravel()

    found = minimize(loss, np.zeros(given.size), jac=True, method="L-BFGS-B")
    pull = solve_triangular(root.T, found.x.reshape(given.shape))
    return np.asarray(start + rows.T @ pull)


def learn_general(examples: Sequence[Stand], encoder: Encoder) -> General:
    """Learn from coded statements on several proposals, each proposal telling of the others.

    The temperature is the one at which chances are right on a proposal that was not learned from.
    """
    import numpy as np

    examples = sorted(examples, key=lambda one: (one.proposal, one.text, one.position))
    rows = evidence([one.text for one in examples], [one.proposal for one in examples], encoder)
    positions = [one.position for one in examples]
    nothing = np.zeros((rows.shape[1], len(POSITIONS)))
    unseen = np.zeros((len(examples), len(POSITIONS)))
    for proposal in sorted({one.proposal for one in examples}):
        out = np.array([one.proposal == proposal for one in examples])
        rest = [name for name, is_out in zip(positions, out, strict=True) if not is_out]
        weights = weights_beside(rows[~out], rest, nothing, _CAUTION, balanced=True)
        unseen[out] = rows[out] @ weights
    weights = weights_beside(rows, positions, nothing, _CAUTION, balanced=True)
    return General(digest_of(examples, encoder), weights, temperature_of(unseen, positions))


def temperature_of(reach: NDArray[np.float64], positions: Sequence[str]) -> float:
    """Return what to divide the reach of statements not learned from by, for chances to be right.

    `reach` has shape (statements, positions).
    """
    import numpy as np
    from scipy.special import log_softmax

    given = np.array([POSITIONS.index(name) for name in positions])
    tried = np.linspace(_COOLEST, _HOTTEST, _TEMPERATURES)
    fits = [log_softmax(reach / t, axis=1)[np.arange(len(given)), given].sum() for t in tried]
    return round(float(tried[int(np.round(fits, 6).argmax())]), 3)


def digest_of(examples: Sequence[Stand], encoder: Encoder) -> str:
    """Return the digest of what is learned from, whatever its order, and of how."""
    lines = sorted(f"{one.proposal}\t{one.position}\t{one.text}" for one in examples)
    head = f"{_VERSION} {SIZE} {_VECTORS_SHARE} {_CAUTION} {encoder.name}"
    return hashlib.sha256("\n".join([head, *lines]).encode()).hexdigest()


def shipped_examples() -> list[Stand]:
    """Return the coded statements that come with the program."""
    with EXAMPLES.open(encoding="utf-8", newline="") as file:
        return [Stand(r["text"], r["position"], r["proposal"]) for r in csv.DictReader(file)]


def save(general: General, path: Path) -> None:
    """Write the weights as half-precision numbers; nothing in the file can run."""
    import numpy as np

    with path.open("wb") as file:
        np.savez_compressed(
            file,
            digest=np.array(general.digest),
            weights=general.weights.astype(np.float16),
            temperature=np.array(general.temperature),
        )


def load(path: Path) -> General:
    """Read what `save` wrote."""
    import numpy as np

    with np.load(path, allow_pickle=False) as kept:
        weights = kept["weights"].astype(np.float64)
        return General(str(kept["digest"]), weights, float(kept["temperature"]))


@cache
def shipped(encoder: Encoder) -> General:
    """Return what the shipped examples teach: from the file, or anew for another encoder."""
    examples = shipped_examples()
    if FILE.is_file():
        kept = load(FILE)
        if kept.digest == digest_of(examples, encoder):
            return kept
    return learn_general(examples, encoder)


def main() -> None:
    """Write the shipped file anew."""
    save(learn_general(shipped_examples(), default_encoder()), FILE)


if __name__ == "__main__":
    main()
