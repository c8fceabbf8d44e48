"""The steps of an analysis run: coding, weighing what was decided, repeats, further themes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from consult.config import encoder_name
from consult.services import positions, repeats
from consult.services.analysis_findings import Findings, findings
from consult.services.analysis_inputs import Inputs, Item
from consult.services.learning import reading as learning
from consult.services.learning.reading import Learned
from consult.services.positions import Suggested
from consult.services.pulse import Pulse
from consult.services.refusals import InvalidInput, ServiceError

if TYPE_CHECKING:
    from analysis.coding import CodingResult
    from analysis.discovery import Discovery

# Under so few unexplained statements a further theme would be chance.
FEWEST_FOR_DISCOVERY = 8
LOST = "This analysis was stopped, or another worker has taken it over."


class LeaseLost(ServiceError):
    """The job was stopped, or another worker holds it; what this one found is not stored."""


def analyse(inputs: Inputs, pulse: Pulse, *, is_recoding: bool) -> Findings:
    """Return what the machine finds in the inputs of a run; nothing is stored.

    Parameters
    ----------
    is_recoding
        Whether to look for no repeats and no further themes.

    Raises
    ------
    LeaseLost
        When the job was stopped, or another worker took it over.
    InvalidInput
        Where the codebook or the encoder cannot be used; the text says why.
    """
    found = _without_positions(inputs, pulse, is_recoding=is_recoding)
    return replace(found, positions=_positions(inputs))


def _without_positions(inputs: Inputs, pulse: Pulse, *, is_recoding: bool) -> Findings:
    from analysis.chunks import AnalysisCancelled
    from analysis.codebook import CodebookError
    from analysis.minilm import EncoderUnavailable

    try:
        result = _code(inputs, pulse)
        learned = _learn(inputs, pulse)
        if is_recoding:
            return findings(inputs, result, {}, (), None, learned)
        pulse.say("Step 3 of 4: looking for repeats", total=len(inputs.live))
        aside = repeats.set_aside(inputs, [each.is_empty for each in result.codings])
        others = [
            item
            for item, coded in zip(inputs.live, result.codings, strict=True)
            if not coded.themes and item.id not in aside
        ]
        further = _discover(others, inputs.seed, pulse)
    except AnalysisCancelled as stopped:
        raise LeaseLost(LOST) from stopped
    except (CodebookError, EncoderUnavailable) as unusable:
        raise InvalidInput(str(unusable)) from unusable
    found = findings(inputs, result, aside, others, further, learned)
    return replace(found, repeats=repeats.groups(inputs))


def _code(inputs: Inputs, pulse: Pulse) -> CodingResult:
    from analysis.coding import code
    from analysis.minilm import encoder_named

    pulse.say("Step 1 of 4: coding the statements", total=len(inputs.live))
    return code(
        [item.text for item in inputs.live],
        inputs.frame,
        examples=inputs.examples,
        abbreviations=inputs.abbreviations,
        encoder=encoder_named(encoder_name()),
        progress=pulse.advance,
        cancelled=pulse.is_lost,
    )


def _positions(inputs: Inputs) -> dict[int, Suggested]:
    if not inputs.proposal:
        return {}
    return positions.suggest(inputs.live, inputs.proposal, inputs.positions)


def _learn(inputs: Inputs, pulse: Pulse) -> Learned:
    pulse.say("Step 2 of 4: weighing what was decided", total=len(inputs.live))
    return learning.learn(inputs)


def _discover(others: Sequence[Item], seed: int, pulse: Pulse) -> Discovery | None:
    """Return the further themes among what no theme explains, where that is enough."""
    from analysis.discovery import discover
    from analysis.minilm import encoder_named

    if len(others) < FEWEST_FOR_DISCOVERY:
        return None
    pulse.say("Step 4 of 4: looking for further themes", total=len(others))
    return discover(
        [item.text for item in others],
        seed=seed,
        encoder=encoder_named(encoder_name()),
        speakers=[item.speaker for item in others],
        progress=pulse.advance,
        cancelled=pulse.is_lost,
    )
