"""Kernel ridge regression, solved exactly in parts, with what each part says of a case left out.

Beyond `_MOST` cases the solutions of several parts are averaged, so that time and memory grow with
the number of cases and not with its square.

References
----------
Rifkin and Lippert (2007), Notes on regularized least squares: leaving one case out.
Zhang, Duchi and Wainwright (2015), Divide and conquer kernel ridge regression, JMLR 16.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from analysis.pieces import Rows

_MOST = 2_000


def ridge(
    rows: Rows,
    wanted: NDArray[np.float64],
    believed: NDArray[np.float64],
    *,
    strength: float,
    shared: int = 0,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how strongly each case pulls, and what the others say of it.

    Parameters
    ----------
    rows : Rows
    wanted : ndarray, shape (cases, columns), float64
        What is to be said of each case.
    believed : ndarray, shape (cases,), float64
        How much each case counts, above 0.
    strength : float
        How little all of them are believed, above 0.
    shared : int
        The first so many cases take part in every part.

    Returns
    -------
    pull : ndarray, shape (cases, columns), float64
    left_out : ndarray, shape (cases, columns), float64
    """
    import numpy as np

    pull, left_out = np.zeros_like(wanted), np.zeros_like(wanted)
    parts = list(_parts(shared, len(rows)))
    for part in parts:
        solved, own = _solved(rows[part], wanted[part], strength / believed[part])
        # A case of several parts has the mean of what they say.
        times = np.where(part < shared, len(parts), 1)[:, None]
        pull[part] += solved / len(parts)
        left_out[part] += (wanted[part] - solved / own[:, None]) / times
    return pull, left_out


def _parts(shared: int, cases: int) -> Iterator[NDArray[np.intp]]:
    """Return the places of each part's cases: every k-th, since neighbours may be alike."""
    import numpy as np

    count = max(1, -(-(cases - shared) // _MOST))
    for at in range(count):
        yield np.concatenate([np.arange(shared), np.arange(shared + at, cases, count)])


def _solved(
    rows: Rows, wanted: NDArray[np.float64], added: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the solution, and the diagonal of the inverse that it was found with."""
    import numpy as np
    from scipy.linalg import cho_factor, cho_solve
    from scipy.linalg.lapack import dpotri

    kernel = rows.alike(rows)
    kernel[np.diag_indices_from(kernel)] += added
    factor = cho_factor(kernel, lower=True, overwrite_a=True)
    solved = cho_solve(factor, wanted)
    inverse, _ = dpotri(factor[0], lower=1, overwrite_c=1)
    return np.asarray(solved), np.diag(inverse).copy()
