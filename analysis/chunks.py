"""Long work in chunks: done here or by an executor, the same either way, and stopped between two.

What is done to a chunk is a plain function of it, so that it can be sent to another process or
machine; results come back in order, and only a few chunks wait at a time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from itertools import islice
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")
Progress = Callable[[float], None]
Cancelled = Callable[[], bool]
# So many chunks are under way at once: enough for any one machine, few enough to hold.
_UNDER_WAY = 16


class AnalysisCancelled(Exception):
    """The caller asked for the run to stop; nothing was returned."""


def mapped(
    work: Callable[[Given], Made], chunks: Iterable[Given], executor: Executor | None = None
) -> Iterator[Made]:
    """Yield what `work` makes of each chunk, in order.

    Parameters
    ----------
    work : callable
        A function that can be pickled, where an executor is given.
    chunks : iterable
        Read only as far as there are hands for them.
    executor : Executor, optional
    """
    if executor is None:
        yield from map(work, chunks)
        return
    waiting = iter(chunks)
    under_way: deque[Future[Made]] = deque(
        executor.submit(work, chunk) for chunk in islice(waiting, _UNDER_WAY)
    )
    try:
        while under_way:
            made = under_way.popleft().result()
            under_way.extend(executor.submit(work, chunk) for chunk in islice(waiting, 1))
            yield made
    finally:
        for future in under_way:
            future.cancel()


class Steps:
    """Tells how far a run is, and stops it when it is asked to."""

    def __init__(self, progress: Progress | None, cancelled: Cancelled | None) -> None:
        self._progress = progress
        self._cancelled = cancelled

    def __call__(self, share: float) -> None:
        """Say what share is done, in 0..1.

        Raises
        ------
        AnalysisCancelled
            When the run is to stop.
        """
        if self._cancelled is not None and self._cancelled():
            raise AnalysisCancelled("The run was stopped before it was finished.")
        if self._progress is not None:
            self._progress(share)

    def within(self, start: float, end: float) -> Steps:
        """Return the steps of a part of the run, whose 0..1 is this run's start..end."""
        return Steps(lambda share: self(start + (end - start) * share), None)
