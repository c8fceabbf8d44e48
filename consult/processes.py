"""How our processes share the machine."""

from __future__ import annotations

import os

# Out of 19: what nobody waits for at a page takes what the web server leaves over.
STEPS_BACK = 10


def give_way() -> None:
    """Let other processes of the machine go first from now on, where the system knows of it."""
    if hasattr(os, "nice"):
        os.nice(STEPS_BACK)
