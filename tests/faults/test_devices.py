"""Tablets in a hall whose network, server and batteries fail: no card is lost, none comes twice."""

from __future__ import annotations

import http.client
import os
import random
import re
import signal
import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from sqlalchemy import select

from consult.models.statements import Statement, StatementState
from consult.services import verification, workshops
from tests.conftest import FLAGS, SECRET, chromium_path
from tests.faults.scale import scaled
from tests.faults.serving import Server, wait_until
from tests.faults.tunnel import Tunnel, tunnel

pytestmark = [
    pytest.mark.browser,
    # What the browser does is the same on both; the services' own tests run on both.
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

# Another seed is another evening in the hall.
SEED = int(os.environ.get("CONSULT_FAULTS_SEED", "2026"))
DEVICES = 3
CARDS = 200
KILLS = 5
CLOSINGS = 3
TUNNELS = 4
EDITS = 8
DRAINED = 90_000
ALL_SENT = "Connected. Every card is sent."


@pytest.fixture
def table(session, make):
    made = workshops.create(session, make.consultation(), title="Evening", secret=SECRET, tables=1)
    return made.tables[0]


@pytest.fixture
def server(database_url, tmp_path, table):
    server = Server(database_url, tmp_path, is_warm=True)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def address(table):
    return f"/w/{workshops.code_of(table, secret=SECRET)}"


@dataclass
class Device:
    """A tablet, and what somebody typed on it.

    Attributes
    ----------
    typed
        Each text in the order in which it was typed, with what it was changed to.
    sure
        Texts that the tablet once marked as kept or sent.
    """

    name: str
    context: BrowserContext
    address: str
    typed: dict[str, str] = field(default_factory=dict)
    sure: set[str] = field(default_factory=set)
    struck: set[str] = field(default_factory=set)
    is_offline: bool = False
    _page: Page | None = None

    @property
    def page(self) -> Page:
        assert self._page is not None
        return self._page

    def open(self) -> None:
        self._page = self.context.new_page()
        self.page.goto(self.address)
        expect(self.page.locator("#bar")).to_be_visible()
        self.page.locator("#add-work").focus()

    def type(self, text: str) -> None:
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press("Enter")
        self.typed[text] = text

    def marked(self) -> set[str]:
        """Return the texts whose cards say that they are kept on the device, or sent."""
        found = self.page.evaluate(
            "() => [...document.querySelectorAll('.app-capture__card')].map((card) =>"
            " [card.querySelector('.app-capture__words').textContent,"
            "  card.querySelector('.app-mark').textContent])"
        )
        return {text for text, mark in found if mark in {"on this device", "sent"}}

    def note_what_is_marked(self) -> None:
        marked = self.marked()
        self.sure |= {first for first, last in self.typed.items() if {first, last} & marked}

    def close(self) -> None:
        """Close the tab at once, as somebody does who is called away."""
        self.note_what_is_marked()
        self.page.close()

    def words(self, text: str) -> Locator:
        exactly = re.compile(f"^{re.escape(text)}$")
        return self.page.locator("button.app-capture__words").filter(has_text=exactly)

    def edit(self, text: str) -> None:
        """Change the words of a card, and wait until the tablet says that it keeps them."""
        changed = f"{text}, and more"
        self.words(text).click()
        self.page.get_by_label("What was said").fill(changed)
        self.page.get_by_label("What was said").press("Enter")
        self.typed[text] = changed
        self._wait_until_kept(changed)

    def strike(self, text: str) -> None:
        """Strike a card through, or bring it back where it is struck already."""
        self.words(self.typed[text]).press("Delete")
        self.struck ^= {text}
        self._wait_until_kept(self.typed[text])

    def _wait_until_kept(self, text: str) -> None:
        mark = self.words(text).locator("xpath=..").locator(".app-mark")
        expect(mark).not_to_have_text("keeping…")
        self.page.locator("#add-work").focus()

    def switch_network(self) -> None:
        self.is_offline = not self.is_offline
        self.context.set_offline(self.is_offline)


def words_of(device: Device, number: int, chance: random.Random) -> str:
    """Return words that are easily lost on their way: quotes, markup, formulas, other scripts."""
    odd = chance.choice(
        ["“façade”", "=1+1", "<b>bold</b>", "🐢 żółw", "a\\b", "50 % & more", "– HH"]
    )
    return f"Device {device.name}, point {number}: {odd}"


def plan(devices: list[Device], chance: random.Random) -> list[tuple[str, Device | None]]:
    """Return what happens, in order: every card, and what goes wrong between them."""
    happenings: list[tuple[str, Device | None]] = []
    for device in devices:
        happenings += [("type", device)] * scaled(CARDS)
        happenings += [("close", device)] * scaled(CLOSINGS)
        happenings += [("network", device)] * 2 * scaled(TUNNELS)
        happenings += [("edit", device)] * scaled(EDITS)
        happenings += [("strike", device)] * 2 * scaled(EDITS)
    happenings += [("kill", None)] * scaled(KILLS)
    chance.shuffle(happenings)
    return happenings


def carry_out(
    happenings: list[tuple[str, Device | None]], server: Server, chance: random.Random
) -> None:
    numbers: Counter[str] = Counter()
    starting: threading.Thread | None = None
    for what, device in happenings:
        if what == "kill":
            starting = kill(server, starting)
        elif device is not None and what == "type":
            numbers[device.name] += 1
            device.type(words_of(device, numbers[device.name], chance))
        elif device is not None:
            happen(what, device, chance)
    if starting is not None:
        starting.join()


def kill(server: Server, starting: threading.Thread | None) -> threading.Thread:
    """Kill the server, and start it again while people go on typing."""
    if starting is not None:
        starting.join()
    server.kill()
    again = threading.Thread(target=server.start)
    again.start()
    return again


def happen(what: str, device: Device, chance: random.Random) -> None:
    if what == "network":
        device.switch_network()
        return
    if what == "close":
        device.close()
        device.open()
        return
    device.note_what_is_marked()
    untouched = {text for text in device.sure if device.typed[text] == text}
    if what == "edit" and untouched - device.struck:
        device.edit(chance.choice(sorted(untouched - device.struck)))
    elif what == "strike" and device.sure:
        # As often as not one that is struck comes back, while its striking may still be on its way.
        again = device.struck if device.struck and chance.random() < 0.5 else device.sure
        device.strike(chance.choice(sorted(again)))


def wait_until_all_is_sent(devices: list[Device], relay: Tunnel) -> None:
    for device in devices:
        device.note_what_is_marked()
        if device.is_offline:
            device.switch_network()
    relay.settle()
    for device in devices:
        expect(device.page.locator("#connection")).to_have_text(ALL_SENT, timeout=DRAINED)


def test_three_devices_lose_and_double_no_card(session, table, server, chromium, address):
    chance = random.Random(SEED)  # noqa: S311 - the luck of a test
    with tunnel(server.port, seed=SEED) as relay:
        base = f"http://127.0.0.1:{relay.port}"
        contexts = [chromium.new_context(base_url=base) for _ in range(DEVICES)]
        devices = [Device(str(n), context, address) for n, context in enumerate(contexts, 1)]
        for device in devices:
            device.open()
            expect(device.page.locator("#opens")).to_contain_text("opens again", timeout=30_000)
        relay.rough = True

        carry_out(plan(devices, chance), server, chance)
        wait_until_all_is_sent(devices, relay)

        assert len(relay.fates) == 5, "not everything went wrong that should"
        for context in contexts:
            context.close()
    check_the_store(session, devices)


def check_the_store(session, devices: list[Device]) -> None:
    session.rollback()
    statements = session.scalars(select(Statement).order_by(Statement.sequence)).all()
    texts = Counter(statement.text for statement in statements)
    typed = {last: first for device in devices for first, last in device.typed.items()}

    assert {text: number for text, number in texts.items() if number > 1} == {}, "doubled"
    assert set(texts) <= set(typed), "not verbatim"
    lost = [text for device in devices for text in device.sure if device.typed[text] not in texts]
    assert lost == []
    assert len(texts) >= 0.95 * len(typed)
    for device in devices:
        own = [each for each in statements if typed[each.text] in device.typed]
        assert len({each.device for each in own}) == 1
        firsts = [typed[each.text] for each in own]
        assert firsts == [text for text in device.typed if text in firsts], "out of order"
        struck = {typed[each.text] for each in own if each.state is StatementState.STRUCK}
        assert struck == device.struck
    assert verification.faults(session) == []


def test_two_offline_devices_that_edit_one_card_keep_both_versions(
    session, server, chromium, address
):
    contexts = [chromium.new_context(base_url=f"http://127.0.0.1:{server.port}") for _ in range(2)]
    first, second = (Device(str(n), context, address) for n, context in enumerate(contexts, 1))
    first.open()
    first.type("No buses")
    expect(first.page.locator("li.app-capture__card")).to_contain_text("sent")
    second.open()
    for device, text in ((first, "No buses at night"), (second, "No buses on Sundays")):
        device.switch_network()
        device.words("No buses").click()
        device.page.get_by_label("What was said").fill(text)
        device.page.get_by_label("What was said").press("Enter")
        expect(device.page.locator("li.app-capture__card")).to_contain_text("on this device")

    first.switch_network()
    expect(first.page.locator("#connection")).to_have_text(ALL_SENT, timeout=DRAINED)
    second.switch_network()

    for device in (first, second):
        card = device.page.locator("li.app-capture__card")
        expect(card).to_contain_text("kept both versions", timeout=DRAINED)
        expect(card).to_contain_text("First: No buses at night")
        expect(card).to_contain_text("No buses on Sundays")
    second.page.get_by_role("button", name="Keep both, as two cards").click()
    for device in (first, second):
        expect(device.page.locator("#connection")).to_have_text(ALL_SENT, timeout=DRAINED)
        expect(device.page.locator("li.app-capture__card")).to_have_count(2)
    session.rollback()
    texts = session.scalars(select(Statement.text).order_by(Statement.id)).all()
    assert texts == ["No buses at night", "No buses on Sundays"]
    assert verification.faults(session) == []
    for context in contexts:
        context.close()


def test_an_empty_battery_loses_no_card_that_was_marked(
    session, server, chromium, address, tmp_path
):
    device = switched_on(chromium, server, address, tmp_path / "profile")
    device.open()
    expect(device.page.locator("#opens")).to_contain_text("opens again", timeout=30_000)
    server.kill()
    for number in range(20):
        device.type(f"Point {number}")
    wait_until(lambda: len(device.marked()) == 20)
    device.page.keyboard.insert_text("Half a sen")
    wait_until(lambda: "Half a sen" in drafts(device.page))

    end_all_processes_of(tmp_path / "profile")
    again = switched_on(chromium, server, address, tmp_path / "profile")
    again.open()

    expect(again.page.locator("#add-work")).to_have_value("Half a sen")
    assert again.marked() == set(device.typed)
    server.start()
    expect(again.page.locator("#connection")).to_have_text(ALL_SENT, timeout=DRAINED)
    session.rollback()
    texts = session.scalars(select(Statement.text).order_by(Statement.id)).all()
    assert texts == list(device.typed)
    again.context.close()


def test_a_full_hall_is_let_in(server, address):
    """Each device holds a connection open; the one that comes last is answered like the first."""
    hall = [http.client.HTTPConnection("127.0.0.1", server.port, timeout=20) for _ in range(250)]

    for device in hall:
        device.request("GET", "/health")
        assert device.getresponse().read()
    hall[0].request("GET", address)
    reply = hall[0].getresponse()
    reply.read()

    assert reply.status == 200
    for device in hall:
        device.close()


def switched_on(chromium: Browser, server: Server, address: str, profile: Path) -> Device:
    """Return a tablet whose browser keeps its data in a folder, as a real one does."""
    context = chromium.browser_type.launch_persistent_context(
        profile,
        executable_path=chromium_path(),
        args=FLAGS,
        base_url=f"http://127.0.0.1:{server.port}",
    )
    return Device("1", context, address)


def end_all_processes_of(profile: Path) -> None:
    """Kill the browser that has this profile, as an empty battery would."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if f"--user-data-dir={profile}".encode() in command:
            os.kill(int(folder.name), signal.SIGKILL)


def drafts(page: Page) -> str:
    """Return all values that the page keeps on the device, as text."""
    return page.evaluate(
        """() => new Promise((resolve) => {
            const opening = indexedDB.open("consult-capture", 1);
            opening.onsuccess = () => {
                const values = opening.result.transaction("kept").objectStore("kept").getAll();
                values.onsuccess = () => {
                    opening.result.close();
                    resolve(JSON.stringify(values.result));
                };
            };
        })"""
    )
