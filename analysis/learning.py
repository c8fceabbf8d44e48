"""Learning from people's decisions, weighed against what the codebook says by itself.

Three witnesses are heard: the codebook alone, ridge regression on joined rows (which learns what
the codebook's chance, or half of it, leaves over), and the cosine with each theme's point. What
each is worth is learned from what they say of every example when it is left out, starting from
weights that hold for other collections: a few examples hardly move them, thousands decide. So
examples that teach nothing leave the codebook much as it was.

References
----------
Platt (1999), Probabilistic outputs for support vector machines.
Wolpert (1992), Stacked generalization, Neural Networks 5.
Zellner (1986), On assessing prior distributions and Bayesian regression analysis with g-priors.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from analysis.calibration import calibrated, chances
from analysis.codebook import Codebook, Example
from analysis.evidence import evidence
from analysis.neighbours import balanced
from analysis.pieces import Pieces, Rows
from analysis.prototypes import Prototypes, clauses_of
from analysis.ridge import ridge
from analysis.thresholds import learned_thresholds

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from analysis.encoder import Encoder

Plain = Callable[[Sequence[str]], "NDArray[np.float64]"]

# Weights of: one, the codebook's log-odds, the regression, the point, and the rivals' of each; as
# how many cases, of a statement and a theme each, they count; and with how many examples a theme
# they are believed as much as the codebook alone. The first are for themes of which much was
# learned before; the second for those that have words alone.
_FIRM = (0.0, 1.0, 6.0, 0.0, 0.0, -1.0, 0.0), 30_000, 0.0
_LOOSE = (-2.1, 0.25, 5.0, 10.0, 0.1, -1.5, -6.0), 300, 0.25
# How many decisions weigh as much as the codebook's own thresholds, in the same two cases.
_FIRM_THRESHOLDS, _LOOSE_THRESHOLDS = 1_000, 50
# The codebook alone, which holds where there are no examples.
_ALONE = (0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0)
# What share of the codebook's chance the regression takes for known, and what share is added to
# what it says, in the same two cases. So a firm theme is only moved near to what people decided.
_FIRM_KNOWN, _LOOSE_KNOWN = 1.0, 0.5
_FIRM_ADDED, _LOOSE_ADDED = 0.0, 0.5
_STRENGTH = 0.3
_DESCRIPTION = 3.0
_SUREST = 0.999
# However unlikely the codebook finds a theme, people may teach otherwise.
_UNLIKELIEST = 0.02
_ONE_SIDED = 0.9


class Learner:
    """A codebook and people's decisions, ready to be asked how likely each theme is.

    Parameters
    ----------
    codebook : Codebook
    examples : sequence of Example
        At least one; their order makes no difference.
    encoder : Encoder
    plain : callable
        Returns the chances that the codebook alone gives some texts, shape (texts, themes).
    firm : sequence of bool
        For each theme whether the codebook comes with what was learned of it before.
    thresholds : ndarray, shape (themes,), float64
        From which chance on the codebook alone gives each theme.
    """

    def __init__(
        self,
        codebook: Codebook,
        examples: Sequence[Example],
        encoder: Encoder,
        plain: Plain,
        *,
        firm: Sequence[bool],
        thresholds: NDArray[np.float64],
    ) -> None:
        import numpy as np

        self._themes = tuple(theme.id for theme in codebook.themes)
        self.examples = tuple(sorted(examples, key=lambda one: (one.text, one.themes)))
        described, coded = self._cases(codebook)
        self._firm = np.array(firm, bool)
        self._added = np.where(self._firm, _FIRM_ADDED, _LOOSE_ADDED)
        said = plain([example.text for example in self.examples])
        texts = [text for text, _ in described] + [example.text for example in self.examples]
        self._pieces = Pieces(texts)
        rows = self._pieces.rows(texts, encoder.encode(texts))
        left_out = self._taught(rows, coded, len(described), said)
        self.coded = coded[len(described) :]
        self._weigh([_log_odds(said), *(scores[len(described) :] for scores in left_out)])
        self.thresholds = thresholds
        if not self._is_one_sided:
            held = np.where(self._firm, _FIRM_THRESHOLDS, _LOOSE_THRESHOLDS)
            self.thresholds = learned_thresholds(self.left_out, self.coded, thresholds, held)

    def _weigh(self, kinds: Sequence[NDArray[np.float64]]) -> None:
        """Learn what each witness is worth from what it says of every example left out."""
        self._weights = tuple(
            self._weighed(kinds, which, *start)
            for which, start in ((self._firm, _FIRM), (~self._firm, _LOOSE))
        )
        self.left_out = self._chances(kinds)

    def _weighed(
        self,
        kinds: Sequence[NDArray[np.float64]],
        which: NDArray[np.bool_],
        usual: Sequence[float],
        worth: float,
        half: float,
    ) -> NDArray[np.float64]:
        """Return the weights of some themes, as if `worth` cases had spoken for the usual ones."""
        import numpy as np

        share = len(self.coded) / (len(self.coded) + half * len(self._themes))
        start = share * np.array(usual) + (1 - share) * np.array(_ALONE)
        if self._is_one_sided or not which.any():
            return start
        cases = evidence(kinds)[np.tile(which, len(self.coded))]
        chance = chances(cases, start)
        bend = (cases.T * (chance * (1 - chance))) @ cases / len(cases)
        held = worth * bend + 1e-3 * np.eye(len(start))
        return calibrated(cases, self.coded[:, which].ravel(), start, steadiness=held)

    def _cases(self, codebook: Codebook) -> tuple[list[tuple[str, str]], NDArray[np.float64]]:
        """Return the descriptions with their themes, and what has which theme, a row a text."""
        import numpy as np

        described = [
            (text, theme) for theme, texts in clauses_of(codebook).items() for text in texts
        ]
        given = [{theme} for _, theme in described] + [set(e.themes) for e in self.examples]
        return described, np.array(
            [[t in each for t in self._themes] for each in given], np.float64
        )

    @property
    def _is_one_sided(self) -> bool:
        """Whether nearly all examples are of one theme, which tells nothing of how themes compare.

        Such examples were looked for, not met with.
        """
        shares = [*self.coded.mean(axis=0), (self.coded.sum(axis=1) == 0).mean()]
        return bool(max(shares) > _ONE_SIDED)

    def _taught(
        self, rows: Rows, coded: NDArray[np.float64], described: int, said: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Learn; return what the regression and the points say of each case left out."""
        import numpy as np

        is_described = np.arange(len(coded)) < described
        believed = balanced(coded, np.where(is_described, _DESCRIPTION, 1.0))
        alone = np.vstack([coded[:described], said])
        known = np.where(self._firm, _FIRM_KNOWN, _LOOSE_KNOWN) * alone
        pull, left_out = ridge(rows, coded - known, believed, strength=_STRENGTH, shared=described)
        self._leaning = rows.pooled(pull)
        self._points = Prototypes(rows, coded, described)
        return left_out + self._added * alone, self._points.left_out_scores()

    def chances(
        self, texts: Sequence[str], vectors: NDArray[np.float32], said: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return the chance of each theme, shape (texts, themes).

        Parameters
        ----------
        texts : sequence of str
        vectors : ndarray, shape (texts, dimensions), float32
            Their unit rows, from the same encoder.
        said : ndarray, shape (texts, themes), float64
            The chances that the codebook alone gives them.
        """
        import numpy as np

        rows = self._pieces.rows(texts, vectors)
        leaning = np.round(self._leaning.scores(rows) + self._added * said, 4)
        return self._chances([_log_odds(said), leaning, np.round(self._points.scores(rows), 4)])

    def _chances(self, kinds: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
        import numpy as np

        cases = evidence(kinds)
        firm, loose = (chances(cases, weights) for weights in self._weights)
        return np.where(self._firm, *(each.reshape(kinds[0].shape) for each in (firm, loose)))

    def leaning(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return how far people's decisions make each text lean to each theme."""
        import numpy as np

        rows = self._pieces.rows(texts, vectors)
        return np.round(self._leaning.scores(rows) + self._points.scores(rows), 4)


def _log_odds(said: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np

    kept = np.clip(said, _UNLIKELIEST, _SUREST)
    return np.asarray(np.log(kept / (1 - kept)))
