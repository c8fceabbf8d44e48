"""Questions that are asked of some only: how many answered one tells of another.

Whoever answered it passed its conditions, so that its base is a sum over answers to an earlier
question. Where that sum is not told already, it would tell a count that is hidden there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consult.models.surveys import CHOICES, Comparison, Condition, Question
from consult.services.disclosure import Line
from consult.services.responses import choice_lines
from consult.services.responses.answer_lines import MEASURED, AnswerLines
from consult.services.responses.scopes import Scope

FOLLOWS = (
    "It was asked only of those who had given certain answers before. How many answered it would"
    " tell a count of those answers that is not shown."
)
LEADS = (
    "A question that follows from it was told before, with how many answered it. That would tell"
    " a count that must be hidden here."
)
SOURCES = CHOICES | MEASURED


@dataclass(frozen=True, slots=True)
class _Condition:
    """What must hold of a source, by the options of the version that is shown."""

    source: Question
    comparison: Comparison
    options: frozenset[int]
    is_alone: bool


def left_out(
    scope: Scope, asked: Sequence[AnswerLines], lines: Mapping[str, Line], told: set[str]
) -> dict[str, str]:
    """Return why questions are left out, by the names of their lines.

    Parameters
    ----------
    told
        The names of all lines that left before.
    """
    found = {each.name: each.why for each in asked if each.why}
    by_id = {each.question.id: each for each in asked}
    conditions = _conditions(scope)
    for each in asked:
        for condition in conditions.get(each.question.id, ()):
            source = by_id.get(condition.source.id)
            is_known = source is not None and source.name not in found
            if is_known and source is not None and not _tells(condition, source, lines):
                continue
            found.setdefault(each.name, FOLLOWS)
            if is_known and source is not None and told.intersection(each.names):
                found.setdefault(source.name, LEADS)
    return found


def _tells(condition: _Condition, source: AnswerLines, lines: Mapping[str, Line]) -> bool:
    """Return whether a sum would be told that the lines of the source do not tell."""
    if not source.is_answered:
        return False
    if not condition.is_alone:  # who passes both is a cell of a table that nobody has checked
        return True
    own = [lines[name] for name in source.names if lines[name].counts]
    if condition.comparison in {Comparison.ANSWERED, Comparison.NOT_ANSWERED}:
        return any(line.total is None for line in own)
    if condition.comparison in {Comparison.AT_LEAST, Comparison.AT_MOST}:
        # A limit within a span would cut it in two.
        return any(line.kept_hidden for line in own) or not all(
            key.endswith("+0") for key in source.labels
        )
    options = zip(source.labels, source.question.options, strict=True)
    chosen = {key for key, option in options if option.id in condition.options}
    if choice_lines.is_several(source.question):
        # Of two that can be chosen together, who chose either tells who chose both.
        return len(chosen) > 1 or any(lines[source.rows[key]].kept_hidden for key in chosen)
    line = lines[source.name]
    hidden = set(line.hidden)
    return line.total is None or bool(hidden & chosen and hidden - chosen)


def _conditions(scope: Scope) -> dict[int, list[_Condition]]:
    """Return on what it depends whether a question is asked, in any version, by its id."""
    found: dict[int, list[_Condition]] = {}
    for survey in scope.counted:
        for question in survey.questions:
            shown = scope.twins.get(question.id)
            own = [each for each in survey.conditions if _is_of(each, question)]
            if shown is None or not own:
                continue
            known = [_as_shown(scope, each, is_alone=len(own) == 1) for each in own]
            found.setdefault(shown.id, []).extend(
                each for each in known if each.source.question_type in SOURCES
            )
    return found


def _as_shown(scope: Scope, condition: Condition, *, is_alone: bool) -> _Condition:
    source = scope.twins.get(condition.source_id, condition.source)
    options = frozenset(scope.options.get(each.id, each.id) for each in condition.options)
    return _Condition(source, condition.comparison, options, is_alone)


def _is_of(condition: Condition, question: Question) -> bool:
    """Return whether a condition is of a question, of its matrix, or of its section."""
    if condition.question_id is not None:
        return condition.question_id in {question.id, question.matrix_id}
    return condition.section_id == question.section_id
