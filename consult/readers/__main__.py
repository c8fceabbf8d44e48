"""Reads one file in a process of its own: `python -m consult.readers notes < request`.

The request is one line of JSON (the file's name and the answers), then the bytes of the file.
The reading goes to standard output as JSON; a refusal to standard error, with its own status.
"""

from __future__ import annotations

import contextlib
import json
import sys

REFUSED = 3
MEMORY = 450 * 2**20
CPU_SECONDS = 7


def main() -> int:
    """Read the file on standard input within limits on memory and time."""
    _limit()
    # Only now: what is imported here already counts against the limits.
    from consult.readers.notes import read_notes
    from consult.readers.refusals import UnreadableFile
    from consult.readers.strategy import read_strategy

    request = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    try:
        if sys.argv[1] == "strategy":
            reading = read_strategy(content, request["filename"]).to_dict()
        else:
            answers = request["answers"]
            reading = read_notes(content, request["filename"], answers=answers).to_dict()
    except UnreadableFile as refusal:
        sys.stderr.buffer.write(str(refusal).encode())
        return REFUSED
    sys.stdout.buffer.write(json.dumps(reading, ensure_ascii=False).encode("utf-8", "replace"))
    return 0


def _limit() -> None:
    """Bound the address space and the processor time, where the system can."""
    try:
        import resource
    except ImportError:  # Windows has no such limits; the parent's clock still holds.
        return
    for limit, value in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, CPU_SECONDS)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (value, value))


if __name__ == "__main__":
    sys.exit(main())
