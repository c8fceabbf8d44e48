"""Reads one file in a process of its own: `python -m consult.readers notes < request`.

The request is one line of JSON (the file's name and the answers), then the bytes of the file.
The reading goes to standard output as JSON; a refusal to standard error, with its own status.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from typing import Any

REFUSED = 3
MEMORY = 450 * 2**20


def main() -> int:
    """Read the file on standard input within limits on memory and time."""
    # Threads of the libraries would each reserve memory, and take time from the web.
    os.environ.update(
        dict.fromkeys(("OMP_THREAD_LIMIT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    )
    _limit(int(sys.argv[2]))
    # Only now: what is imported here already counts against the limits.
    from consult.processes import run_anywhere
    from consult.readers.refusals import UnreadableFile

    run_anywhere()

    request = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    try:
        reading = _read(sys.argv[1], content, request)
    except UnreadableFile as refusal:
        sys.stderr.buffer.write(str(refusal).encode())
        return REFUSED
    sys.stdout.buffer.write(json.dumps(reading, ensure_ascii=False).encode("utf-8", "replace"))
    return 0


def _read(kind: str, content: bytes, request: dict[str, Any]) -> dict[str, Any]:
    filename = request["filename"]
    if kind == "codebook":
        from consult.readers.codebooks import read_codebook

        return {"themes": [each.to_dict() for each in read_codebook(content, filename)]}
    if kind == "codings":
        from consult.readers.codings import read_codings

        return read_codings(content, filename).to_dict()
    if kind == "strategy":
        from consult.readers.strategy import read_strategy

        return read_strategy(content, filename).to_dict()
    if kind == "answers":
        from consult.readers.answers import read_answers

        return read_answers(content, filename).to_dict()
    from consult.readers.notes import read_notes

    return read_notes(content, filename, answers=request["answers"]).to_dict()


def _limit(seconds: int) -> None:
    """Bound the address space and the processor time, where the system can."""
    try:
        import resource
    except ImportError:  # Windows has no such limits; the parent's clock still holds.
        return
    for limit, value in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, seconds)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (value, value))


if __name__ == "__main__":
    sys.exit(main())
