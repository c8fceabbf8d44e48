"""Files that wait between their preview and *Add*: on the disk, not in the store."""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from consult.services.refusals import NotFound

# A preview left open overnight still works; one left for a week does not.
KEPT_SECONDS = 48 * 3600
# No file has a name with a line break in it.
_BATCH = "several\nfiles"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that somebody has sent and not yet added."""

    token: str
    filename: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Listed:
    """One of several files sent together, and what came of reading it.

    Attributes
    ----------
    token
        By which the file waits; "" where it was refused.
    refusal
        Why it cannot be read, in a sentence; "" where it can.
    import_id
        The import that it became; 0 while it waits.
    """

    filename: str
    token: str = ""
    refusal: str = ""
    statements: int = 0
    skipped: int = 0
    questions: int = 0
    import_id: int = 0


class Staging:
    """A folder of waiting files, each under a random name that only its sender knows."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, *, filename: str, content: bytes, owner: int) -> str:
        """Keep a file for its owner and return the token by which it is found."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._forget_old()
        token = secrets.token_urlsafe(24)
        head = json.dumps({"filename": filename, "owner": owner}).encode()
        (self.folder / token).write_bytes(head + b"\n" + content)
        return token

    def get(self, token: str, *, owner: int) -> Waiting:
        """Return the owner's waiting file.

        Raises
        ------
        NotFound
            For a token that is nobody's or somebody else's, or too old.
        """
        gone = NotFound("That file is no longer waiting. Choose it again; nothing was added.")
        if not _TOKEN.fullmatch(token):
            raise gone
        try:
            head, _, content = (self.folder / token).read_bytes().partition(b"\n")
        except FileNotFoundError:
            raise gone from None
        told = json.loads(head)
        if told["owner"] != owner:
            raise gone
        return Waiting(token, told["filename"], content)

    def put_batch(self, files: Sequence[Listed], *, owner: int) -> str:
        """Keep the list of several files that were sent together and return its token."""
        listed = json.dumps([asdict(each) for each in files]).encode()
        return self.put(filename=_BATCH, content=listed, owner=owner)

    def get_batch(self, token: str, *, owner: int) -> list[Listed]:
        """Return the files that were sent together.

        Raises
        ------
        NotFound
            For a token that is nobody's or somebody else's, or too old, or of a single file.
        """
        waiting = self.get(token, owner=owner)
        if waiting.filename != _BATCH:
            raise NotFound("Those files are no longer waiting. Choose them again.")
        return [Listed(**each) for each in json.loads(waiting.content)]

    def settle(self, batch: str, token: str, import_id: int, *, owner: int) -> None:
        """Note which import one of several files became."""
        files = [
            replace(each, import_id=import_id) if each.token == token else each
            for each in self.get_batch(batch, owner=owner)
        ]
        head = json.dumps({"filename": _BATCH, "owner": owner}).encode()
        listed = json.dumps([asdict(each) for each in files]).encode()
        (self.folder / batch).write_bytes(head + b"\n" + listed)

    def drop(self, token: str) -> None:
        """Forget a file that was added."""
        if _TOKEN.fullmatch(token):
            (self.folder / token).unlink(missing_ok=True)

    def _forget_old(self) -> None:
        oldest = time.time() - KEPT_SECONDS
        for path in self.folder.iterdir():
            if path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)
