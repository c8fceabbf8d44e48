"""Random barrier summaries, with the texts that have broken reports elsewhere."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from consult.writers.barrier_summary import (
    BarrierSummary,
    Base,
    Count,
    FirstLine,
    Gap,
    Ledger,
    Matrix,
    MatrixRow,
    Method,
    Outcome,
    Quote,
    ThemeSection,
)
from consult.writers.figures import Figure

# Without digits, so that every digit in a file is a figure of ours.
HOSTILE = (
    "=SUM(A:A)+cmd|' /C calc'!A",
    "+cmd",
    "-- a dash first",
    "@here",
    "<script>alert('x')</script>",
    "</style><img src=x onerror=alert(document.domain)>",
    "{{ config }} {% raw %}",
    '#set page(fill: red) #read("/etc/passwd")',
    "*bold* _thin_ $x^y$ `code` \\ @ref <label>",
    "half\x00a\x07word\ud800\x1b[m",
    "לא הגיע אוטובוס",
    "لا توجد حافلة في المساء",
    "\u202egnirts a\u202c backwards",
    "thank you 👍🏽 🧑‍🤝‍🧑 🏳️‍🌈",
    "公共汽车不来",
    "two\nlines\tand a tab\r\nand a third",
    "a" * 300,
    "People told us this at length, and more than once. " * 60,
    "A theme whose name goes on for so long that no column of a table could ever hold all of it",
)
words = st.sampled_from(HOSTILE) | st.sampled_from(("Resources", "Trust", "Joint working"))


@st.composite
def summaries(draw: st.DrawFn) -> BarrierSummary:
    """Return a summary whose figures are consistent, whatever its texts."""
    themes = [f"{draw(words)} {'i' * n}" for n in range(draw(st.sampled_from((0, 1, 3, 13, 40))))]
    outcomes = [Outcome(draw(words)[:40], draw(words)) for _ in range(draw(st.integers(0, 3)))]
    barriers = draw(st.sampled_from((0, 1, 9, 10, 1500)))
    return BarrierSummary(
        title=draw(words),
        organisation=draw(words),
        consultation=draw(words),
        purpose=draw(words),
        generated_on=draw(st.dates(date(2020, 1, 1), date(2030, 1, 1))),
        base=Base(
            draw(figures()), Figure(barriers, "barriers"), (Count(draw(words), draw(figures())),)
        ),
        ledger=draw(ledgers()),
        first_lines=tuple(
            FirstLine((draw(words), draw(figures(barriers)), draw(words))) for _ in themes[:5]
        ),
        matrix=draw(matrices(themes, outcomes)),
        sections=tuple(draw(sections(name, barriers)) for name in themes),
        barriers_without_work=tuple(Gap(o, draw(figures()), draw(quotes())) for o in outcomes),
        cannot_conclude=(draw(words),),
        method=Method(decided_by_people=draw(figures(barriers)), notes=(draw(words),)),
    )


@st.composite
def figures(draw: st.DrawFn, base: int | None = None) -> Figure:
    """Return a figure, out of `base` where there is one."""
    count = draw(st.integers(0, 123_456 if base is None else base))
    return Figure(count, f"query-{'x' * draw(st.integers(1, 5))}", base)


@st.composite
def quotes(draw: st.DrawFn) -> tuple[Quote, ...]:
    """Return up to two quotes."""
    count = draw(st.integers(0, 2))
    return tuple(
        Quote(f"S-{'q' * n}", draw(words), "Survey", place=draw(words)) for n in range(count)
    )


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    """Return a ledger that adds up."""
    parts = [draw(figures()) for _ in range(6)]
    return Ledger(Figure(sum(part.count for part in parts), "received"), *parts)


@st.composite
def matrices(draw: st.DrawFn, themes: list[str], outcomes: list[Outcome]) -> Matrix:
    """Return a matrix of the themes and outcomes, with totals of its own."""
    count = st.integers(0, 99).map(lambda number: Figure(number, "matrix"))
    rows = (MatrixRow(o, tuple(draw(count) for _ in themes), draw(count)) for o in outcomes)
    return Matrix(tuple(themes), tuple(rows), tuple(draw(count) for _ in themes), draw(count))


@st.composite
def sections(draw: st.DrawFn, name: str, barriers: int) -> ThemeSection:
    """Return what a report says of one theme."""
    figure = draw(figures(barriers))
    return ThemeSection(
        key="key",
        name=name,
        definition=draw(words),
        figure=figure,
        by_outcome=(Count(draw(words), draw(figures(figure.count))),),
        by_partner=(Count(draw(words), draw(figures())),),
        quotes=draw(quotes()),
        solutions=draw(quotes()),
    )
