"""Files that wait between their preview and *Add*: on the disk, not in the store."""

from __future__ import annotations

import json
import re
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from consult.services.refusals import NotFound

# A preview left open overnight still works; one left for a week does not.
KEPT_SECONDS = 48 * 3600
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that somebody has sent and not yet added."""

    token: str
    filename: str
    content: bytes


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

    def drop(self, token: str) -> None:
        """Forget a file that was added."""
        if _TOKEN.fullmatch(token):
            (self.folder / token).unlink(missing_ok=True)

    def _forget_old(self) -> None:
        oldest = time.time() - KEPT_SECONDS
        for path in self.folder.iterdir():
            if path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)
