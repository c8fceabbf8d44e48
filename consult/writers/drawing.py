"""What a report is drawn from, whichever report it is: its blocks, and its pictures."""

from __future__ import annotations

from typing import Any, TypeAlias

from consult.writers import booklet, by_group, handout, outline, outline_handout, outline_paper
from consult.writers.barrier_summary import BarrierSummary
from consult.writers.blocks import Document
from consult.writers.booklet import Booklet
from consult.writers.by_group import ByGroup
from consult.writers.handout import Handout
from consult.writers.paper import KIND, Paper

Report: TypeAlias = BarrierSummary | Paper | Booklet | Handout | ByGroup


def document_of(report: Report) -> Document:
    """Return the report's blocks in reading order."""
    if isinstance(report, Booklet):
        return booklet.outline(report)
    if isinstance(report, ByGroup):
        return by_group.outline(report)
    if isinstance(report, Handout):
        return outline_handout.outline(report)
    return outline_paper.outline(report) if isinstance(report, Paper) else outline.outline(report)


def pictures_of(report: Report, *, is_narrow: bool = False) -> dict[str, Any]:
    """Return the pictures inside the report, by name; narrow ones are for a telephone's screen."""
    from consult.writers import charts

    if isinstance(report, Booklet | ByGroup):
        return {}
    if isinstance(report, Handout):
        return charts.handout_pictures(report, is_narrow=is_narrow)
    if isinstance(report, Paper):
        return charts.paper_pictures(report, is_narrow=is_narrow)
    return charts.theme_pictures(report, is_narrow=is_narrow)


def made_on(report: Report) -> Any:
    """Return the day that the report says it was made on."""
    if isinstance(report, Handout):
        return report.summary.generated_on
    return report.generated_on if isinstance(report, BarrierSummary) else report.made_on


def from_dict(plain: dict[str, Any]) -> Report:
    """Return the report of which `plain` is the JSON form, or raise NotAReport."""
    kind = plain.get("kind") if isinstance(plain, dict) else None
    if kind == booklet.KIND:
        return Booklet.from_dict(plain)
    if kind == by_group.KIND:
        return ByGroup.from_dict(plain)
    if kind == handout.KIND:
        return Handout.from_dict(plain)
    return Paper.from_dict(plain) if kind == KIND else BarrierSummary.from_dict(plain)
