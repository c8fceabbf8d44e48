"""How much one network may send within some minutes."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections import deque


class SendLimit:
    """How many responses one network may send: wide, since a library shares one address.

    The address is kept in memory only, behind a hash whose key nobody knows. There is no thread
    that clears up: who comes clears away what is over, a little more than comes in.
    """

    def __init__(self, most: int = 60, minutes: int = 10) -> None:
        self.most = most
        self._seconds = minutes * 60.0
        self._key = secrets.token_bytes(32)
        self._sent: dict[bytes, deque[float]] = {}
        # Which address sent when, the oldest first.
        self._order: deque[tuple[float, bytes]] = deque()
        self._lock = threading.Lock()

    def is_used_up(self, address: str) -> bool:
        """Count one more and return whether that is too many."""
        hashed = hmac.digest(self._key, address.encode(), hashlib.sha256)
        now = time.monotonic()
        with self._lock:
            self._forget(now - self._seconds)
            sent = self._sent.setdefault(hashed, deque())
            if len(sent) >= self.most:
                return True
            sent.append(now)
            self._order.append((now, hashed))
            return False

    def _forget(self, before: float) -> None:
        """Take away what was sent before a moment."""
        while self._order and self._order[0][0] <= before:
            _, hashed = self._order.popleft()
            sent = self._sent[hashed]
            sent.popleft()
            if not sent:
                del self._sent[hashed]
