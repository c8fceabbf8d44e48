"""Measuring, in a worker: the machine codes where it is the second coder, and all is compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from consult.config import encoder_name
from consult.models.base import utc_now
from consult.models.double_coding import (
    BlindCoding,
    DoubleCoding,
    DoubleCodingState,
    SampledStatement,
    Seat,
)
from consult.models.jobs import Job
from consult.models.themes import Theme
from consult.services import analysis_inputs, analysis_results, audit, disclosure
from consult.services.double_coding import groups
from consult.services.pulse import Pulse
from consult.services.refusals import Conflict, InvalidInput, NotFound
from consult.services.transaction import transaction

if TYPE_CHECKING:
    from analysis.agreement import Agreement, ThemeAgreement
    from consult.services.analysis_inputs import Inputs

SHARES = ("alpha", "f1_micro", "f1_sample", "identical")
# A theme by its key, so that a merged one counts as its heir.
Given = dict[str, frozenset[str]]


def execute(session: Session, job: Job) -> str:
    """Compare the two codings that the job is about, and say what came of it.

    Nothing is stored before the end, and then all of it at once.
    """
    double_coding = session.get(DoubleCoding, job.subject_id)
    if double_coding is None:
        raise NotFound("The double coding of this job is not there.")
    if double_coding.state is not DoubleCodingState.MEASURING:
        return "The double coding was measured or given up before."
    pulse = Pulse(job)
    pulse.say("Comparing the two codings", total=1)
    if double_coding.second_coder_id is None:
        _machine_codes(session, double_coding, pulse)
    figures = _figures(session, double_coding)
    with transaction(session):
        if not pulse.beat(session, "Storing the figures"):
            raise Conflict("This was stopped, or another worker has taken it over.")
        double_coding.figures = figures
        double_coding.state = DoubleCodingState.RECONCILING
        double_coding.measured_at = utc_now()
        audit.record(
            session,
            "double_coding.measured",
            double_coding,
            consultation=double_coding.consultation,
            n=figures["n"],
        )
    return f"Both codings of {figures['n']} statements are compared."


def _machine_codes(session: Session, double_coding: DoubleCoding, pulse: Pulse) -> None:
    """Let the machine code the sample, not knowing what anybody decided about it."""
    if any(unit.of(Seat.SECOND) for unit in double_coding.units):
        return
    inputs = analysis_inputs.read(session, double_coding)
    homes = analysis_results.homes(session, double_coding.consultation_id)
    units = {unit.id: unit.text for unit in double_coding.units}
    session.rollback()
    with pulse.beating(session):
        coded = _coded(inputs, list(units.values()))
    with transaction(session):
        for unit_id, keys in zip(units, coded, strict=True):
            theme_ids = {homes[key] for key in keys if key in homes}
            coding = BlindCoding(unit_id=unit_id, seat=Seat.SECOND)
            coding.themes = list(session.scalars(select(Theme).where(Theme.id.in_(theme_ids))))
            session.add(coding)


def _coded(inputs: Inputs, texts: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the keys of the themes that the machine gives each text."""
    from analysis.codebook import CodebookError
    from analysis.coding import code
    from analysis.minilm import EncoderUnavailable, encoder_named
    from analysis.statements import plain

    sampled = {plain(text) for text in texts}
    try:
        result = code(
            texts,
            inputs.frame,
            examples=[each for each in inputs.examples if plain(each.text) not in sampled],
            abbreviations=inputs.abbreviations,
            encoder=encoder_named(encoder_name()),
        )
    except (CodebookError, EncoderUnavailable) as unusable:
        raise InvalidInput(str(unusable)) from unusable
    return [tuple(applied.theme for applied in coded.themes) for coded in result.codings]


def _figures(session: Session, double_coding: DoubleCoding) -> dict[str, Any]:
    from analysis.agreement import TooFewStatements, agree

    units = session.scalars(
        select(SampledStatement)
        .where(SampledStatement.double_coding_id == double_coding.id)
        .options(selectinload(SampledStatement.codings).selectinload(BlindCoding.themes))
        .order_by(SampledStatement.position)
        .execution_options(populate_existing=True)
    ).all()
    keys = analysis_results.heirs(session, double_coding.consultation_id)
    first, second = (_given(units, seat, keys) for seat in (Seat.FIRST, Seat.SECOND))
    try:
        found = agree(first, second, seed=double_coding.seed)
    except TooFewStatements:
        raise InvalidInput(
            "No statement was coded by both, so there is nothing to compare. Draw another sample."
        ) from None
    alike = {
        unit.statement_id: first[str(unit.id)] == second[str(unit.id)]
        for unit in units
        if str(unit.id) in first and str(unit.id) in second
    }
    return {**_document(found), "groups": _by_group(session, double_coding, alike)}


def _given(units: Sequence[SampledStatement], seat: Seat, keys: Mapping[int, str]) -> Given:
    """Return what one seat gave each statement that it coded, but for themes deleted since."""
    return {
        str(unit.id): frozenset(keys[theme.id] for theme in coding.themes if theme.id in keys)
        for unit in units
        if (coding := unit.of(seat)) is not None
    }


def _document(found: Agreement) -> dict[str, Any]:
    """Return the figures to four places; what is too small for an interval has none."""
    intervals = found.intervals
    return {
        "n": found.n,
        **{name: round(getattr(found, name), 4) for name in SHARES},
        "intervals": intervals and {name: list(getattr(intervals, name)) for name in SHARES},
        "per_theme": [_theme(each) for each in found.per_theme],
    }


def _theme(each: ThemeAgreement) -> dict[str, Any]:
    return {
        "key": each.theme,
        "first": each.left,
        "second": each.right,
        "both": each.both,
        "f1": round(each.f1, 4),
        "precision": None if each.precision is None else round(each.precision, 4),
        "recall": None if each.recall is None else round(each.recall, 4),
        "interval": list(each.f1_interval) if each.f1_interval else None,
    }


def _by_group(
    session: Session, double_coding: DoubleCoding, alike: Mapping[int, bool]
) -> list[dict[str, Any]]:
    """Return for each way of grouping how often the two agreed in each group, and Cramér's V."""
    statements = groups.read(session, alike)
    found = []
    for key, label in groups.columns(session, double_coding.consultation).items():
        of = groups.of(statements, key)
        counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for statement_id, same in alike.items():
            counts[of[statement_id]][0 if same else 1] += 1
        if len(counts) > 1:
            found.append({"label": label, **by_group(counts)})
    return found


def by_group(counts: Mapping[str, Sequence[int]]) -> dict[str, Any]:
    """Return what may be shown of the agreement in groups.

    Parameters
    ----------
    counts
        For each group how many statements were coded alike, and how many not.

    Returns
    -------
    dict
        `rows`, each a group with `n` and `identical`, None where they are hidden; and `v`, Cramér's
        V over the groups that are shown, with the `n` that it rests on.
    """
    from analysis.association import cramers_v

    names = sorted(counts)
    bases = disclosure.line([sum(counts[name]) for name in names]).counts
    shown = [list(counts[name]) for name, base in zip(names, bases, strict=True) if base]
    return {
        "rows": [
            {"group": name, "n": base, "identical": counts[name][0] if base else None}
            for name, base in zip(names, bases, strict=True)
        ],
        "v": cramers_v(shown),
        "n": sum(map(sum, shown)),
    }
