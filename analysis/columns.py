"""A long column of texts, kept in a temporary file instead of in memory."""

from __future__ import annotations

import weakref
from array import array
from collections.abc import Iterator, Sequence
from itertools import pairwise
from tempfile import TemporaryFile
from typing import overload

_SLICE = 4096


class Column(Sequence[str]):
    """Texts in the order in which they were added; a slice is a list."""

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 - it lives as long as the column
        self._ends = array("q", [0])
        weakref.finalize(self, self._file.close)

    def append(self, text: str) -> None:
        """Add a text at the end."""
        written = self._file.write(text.encode("utf-8", "surrogatepass"))
        self._ends.append(self._ends[-1] + written)

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            start, stop, step = index.indices(len(self))
            return (
                self._run(start, stop)
                if step == 1
                else [self[at] for at in range(start, stop, step)]
            )
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        at = index % len(self)
        return self._run(at, at + 1)[0]

    def __iter__(self) -> Iterator[str]:
        for start in range(0, len(self), _SLICE):
            yield from self._run(start, min(start + _SLICE, len(self)))

    def _run(self, start: int, stop: int) -> list[str]:
        if stop <= start:
            return []
        ends = self._ends[start : stop + 1].tolist()
        self._file.seek(ends[0])
        content = self._file.read(ends[-1] - ends[0])
        # The reader's place moved; what is added next belongs at the end.
        self._file.seek(0, 2)
        cuts = [end - ends[0] for end in ends]
        return [
            content[one:other].decode("utf-8", "surrogatepass") for one, other in pairwise(cuts)
        ]
