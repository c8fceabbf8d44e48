"""What a long run has finished, kept in a folder, so that a run that was killed can go on.

Each finished part is a file that appears whole or not at all. The folder remembers which run it
belongs to, and refuses any other.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Arrays = dict[str, "NDArray[np.generic]"]
_RUN = "run.json"


class CheckpointError(ValueError):
    """A folder that cannot be used; the text says why, and what to do."""


class Checkpoints:
    """A folder of the finished parts of one run."""

    def __init__(self, folder: str | Path, run: Mapping[str, Any]) -> None:
        """Open a folder, which is made where it is not there.

        Parameters
        ----------
        folder : str or Path
        run : mapping
            All that the result depends on: strings, numbers and None by what they are called.

        Raises
        ------
        CheckpointError
            When the folder cannot be written to, or keeps another run.
        """
        self._folder = Path(folder)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            kept = self.read(_RUN)
            if kept is None:
                self.write(_RUN, json.dumps(dict(run), indent=1).encode())
        except OSError as error:
            raise CheckpointError(
                f"{folder}: the run cannot be kept here ({error.strerror}). Name another folder."
            ) from error
        if kept is not None:
            self._refuse_another(kept, run)

    def _refuse_another(self, kept: bytes, run: Mapping[str, Any]) -> None:
        try:
            known = dict(json.loads(kept))
        except (ValueError, TypeError):
            known = {}
        others = [name for name in run if known.get(name, self) != run[name]]
        if others:
            raise CheckpointError(
                f"{self._folder}: this folder keeps a run with another {' and '.join(others)}. "
                "Name an empty folder, or start that run again as it was."
            )

    def read(self, name: str) -> bytes | None:
        """Return what was kept under a name, or None."""
        try:
            return (self._folder / name).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, name: str, content: bytes) -> None:
        """Keep something under a name: all of it, or after a crash nothing."""
        part = self._folder / f"{name}.part"
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(self._folder / name)

    def arrays(self, name: str) -> Arrays | None:
        """Return the arrays that were kept under a name, or None."""
        import numpy as np

        content = self.read(f"{name}.npz")
        if content is None:
            return None
        with np.load(io.BytesIO(content), allow_pickle=False) as kept:
            return dict(kept)

    def keep_arrays(self, name: str, arrays: Arrays) -> None:
        """Keep arrays under a name."""
        import numpy as np

        content = io.BytesIO()
        np.savez(content, allow_pickle=False, **arrays)
        self.write(f"{name}.npz", content.getvalue())
