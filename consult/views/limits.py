"""How much one network may send within some minutes."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable

DAY = 86_400.0


class SendLimit:
    """How many responses one network may send: wide, since a library shares one address.

    The address is kept in memory only, behind a hash whose key nobody knows and which another
    takes over from each day. Around the change both keys count, so that nobody begins anew. There
    is no thread that clears up: who comes clears away what is over, a little more than comes in.
    """

    def __init__(
        self, most: int = 60, minutes: int = 10, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.most = most
        self._seconds = minutes * 60.0
        self._clock = clock
        # The key of today, and before it the one of yesterday while something under it counts.
        self._keys = [secrets.token_bytes(32)]
        self._changed = clock()
        self._sent: dict[bytes, deque[float]] = {}
        # Which address sent when, the oldest first.
        self._order: deque[tuple[float, bytes]] = deque()
        self._lock = threading.Lock()

    def is_used_up(self, address: str) -> bool:
        """Count one more and return whether that is too many."""
        with self._lock:
            now = self._clock()
            self._forget(now - self._seconds)
            self._change_keys(now)
            hashes = [hmac.digest(key, address.encode(), hashlib.sha256) for key in self._keys]
            if sum(len(self._sent.get(each, ())) for each in hashes) >= self.most:
                return True
            self._sent.setdefault(hashes[-1], deque()).append(now)
            self._order.append((now, hashes[-1]))
            return False

    def _change_keys(self, now: float) -> None:
        """Take a new key each day, and drop the old one once nothing that it hashed counts."""
        if now - self._changed >= DAY:
            self._keys.append(secrets.token_bytes(32))
            self._changed = now
        if len(self._keys) > 1 and (not self._order or now - self._changed >= self._seconds):
            del self._keys[:-1]

    def _forget(self, before: float) -> None:
        """Take away what was sent before a moment."""
        while self._order and self._order[0][0] <= before:
            _, hashed = self._order.popleft()
            sent = self._sent[hashed]
            sent.popleft()
            if not sent:
                del self._sent[hashed]
