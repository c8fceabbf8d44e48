"""The people of a full hall, who type on sheets or post to a bare view, and what they measured."""

from __future__ import annotations

import http.client
import json
import random
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import uuid4

POLL_SECONDS = 2.0
TEXTS = (
    "The last bus leaves before the meeting ends.",
    "Lunch club at the library on Fridays – HH",
    "Nobody knows whom to ask for a key to the hall, so it stands empty most evenings.",
)


@dataclass
class Seen:
    """What the people of some tables measured, in milliseconds."""

    sent: list[float] = field(default_factory=list)
    seen: list[float] = field(default_factory=list)
    polls: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    errors: int = 0


@dataclass
class Facilitator:
    """One device at a table.

    Attributes
    ----------
    entered
        When each card of the table was entered, by its UUID; the table's devices share it.
    """

    port: int
    code: str
    table_id: int
    entered: dict[str, float]
    found: Seen
    chance: random.Random

    def join(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        reply, page = self._ask("GET", f"/w/{self.code}", {})
        self.cookie = str(reply.getheader("Set-Cookie")).partition(";")[0]
        settings = json.loads(re.search(r'id="for-script"[^>]*>(.*?)</script>', page)[1])
        self.token, self.etag = settings["token"], f'"{settings["etag"]}"'
        self.kind, self.device = settings["kinds"][0]["value"], str(uuid4())
        self.known: set[str] = set()
        self.sequence = 0

    def work(self, end: float, every: float) -> None:
        """Type and look until the time is over, at moments of one's own."""
        type_at = time.perf_counter() + self.chance.uniform(0, every)
        poll_at = time.perf_counter() + self.chance.uniform(0, POLL_SECONDS)
        while (now := time.perf_counter()) < end:
            if now >= min(type_at, poll_at):
                if type_at <= poll_at:
                    self.add()
                    type_at += self.chance.uniform(0.5 * every, 1.5 * every)
                else:
                    self.poll()
                    poll_at = time.perf_counter() + POLL_SECONDS
            time.sleep(max(0, min(type_at, poll_at) - time.perf_counter()))

    def add(self) -> None:
        uuid = str(uuid4())
        self.sequence += 1
        made = {
            "uuid": uuid,
            "card": uuid,
            "act": "add",
            "sequence": self.sequence,
            "text": self.chance.choice(TEXTS),
            "kind": self.kind,
        }
        body = json.dumps({"device": self.device, "changes": [made]})
        headers = {"Content-Type": "application/json", "X-CSRFToken": self.token}
        self.known.add(uuid)
        self.entered[uuid] = started = time.perf_counter()
        reply, text = self._ask("POST", f"/tables/{self.table_id}/changes", headers, body)
        self.found.sent.append((time.perf_counter() - started) * 1000)
        if reply.status != 200 or not json.loads(text)["results"][0].get("new"):
            self.found.errors += 1

    def poll(self) -> None:
        started = time.perf_counter()
        url = f"/tables/{self.table_id}/cards"
        reply, text = self._ask("GET", url, {"If-None-Match": self.etag})
        now = time.perf_counter()
        self.found.polls.append((now - started) * 1000)
        self.found.statuses[reply.status] += 1
        if reply.status != 200:
            return
        self.etag = str(reply.getheader("ETag"))
        new = {card["uuid"] for card in json.loads(text)["cards"]} - self.known
        self.found.seen += [(now - self.entered[uuid]) * 1000 for uuid in new]
        self.known |= new

    def _ask(self, method: str, url: str, headers: dict[str, str], body: str | None = None):
        headers = {"Accept": "application/json" if body or "tables" in url else "*/*", **headers}
        if hasattr(self, "cookie"):
            headers["Cookie"] = self.cookie
        self.connection.request(method, url, body, headers)
        reply = self.connection.getresponse()
        return reply, reply.read().decode()


@dataclass
class Clerk:
    """Somebody who posts as often to the bare view."""

    port: int
    found: Seen
    chance: random.Random

    def join(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def work(self, end: float, every: float) -> None:
        post_at = time.perf_counter() + self.chance.uniform(0, every)
        while post_at < end:
            time.sleep(max(0, post_at - time.perf_counter()))
            started = time.perf_counter()
            body = urlencode({"text": self.chance.choice(TEXTS)})
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            self.connection.request("POST", "/", body, headers)
            self.found.errors += self.connection.getresponse().read() != b"stored"
            self.found.sent.append((time.perf_counter() - started) * 1000)
            post_at += self.chance.uniform(0.5 * every, 1.5 * every)


def run_people(people: list, found: Seen, seconds: float, every: float, ready, tell) -> None:
    """Let some people work at once, each in a thread, when all processes are ready."""
    for person in people:
        person.join()
    ready.wait()
    end = time.perf_counter() + seconds
    threads = [threading.Thread(target=person.work, args=(end, every)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tell.put(found)


def luck(seed: str) -> random.Random:
    """Return the luck of one person, the same in every run."""
    return random.Random(seed)  # noqa: S311 - moments of a measurement, not secrets
