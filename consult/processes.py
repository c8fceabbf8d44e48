"""How our processes share the machine."""

from __future__ import annotations

import os
import socket

# Out of 19: what nobody waits for at a page takes what the web server leaves over.
STEPS_BACK = 10
# Tells those that the server starts which processors there were before it kept to one.
PROCESSORS = "CONSULT_PROCESSORS"


def give_way() -> None:
    """Let other processes of the machine go first from now on, where the system knows of it."""
    run_anywhere()
    if hasattr(os, "nice"):
        os.nice(STEPS_BACK)


def keep_to_one_processor() -> socket.socket | None:
    """Run this thread, and all that it starts, on one processor that no other server has.

    Python's threads take turns, whatever the number of processors. On one of them each finds in
    its cache what the last one left there; handed from one to another, each turn begins with
    fetching it anew.

    Returns
    -------
    socket.socket or None
        What keeps other servers of ours from that processor, for as long as it is held; None
        where the system cannot say, has one processor only, or each has a server already.
    """
    if not hasattr(os, "sched_setaffinity"):
        return None
    # The last first: what answers to devices is mostly at work on the first.
    allowed = sorted(os.sched_getaffinity(0), reverse=True)
    if len(allowed) == 1:
        return None
    for number in allowed:
        mark = socket.socket(socket.AF_UNIX)
        try:
            # A name without a file: the system forgets it with the process.
            mark.bind(f"\0consult.processor.{number}")
        except OSError:
            mark.close()
            continue
        try:
            os.sched_setaffinity(0, {number})
        except OSError:  # a container may forbid it
            mark.close()
            return None
        os.environ[PROCESSORS] = " ".join(map(str, allowed))
        return mark
    return None


def run_anywhere() -> None:
    """Take back in a process of its own what the server that started it keeps to."""
    before = os.environ.pop(PROCESSORS, "")
    if before:
        os.sched_setaffinity(0, {int(each) for each in before.split()})
