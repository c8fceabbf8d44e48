"""What every test of the capture sheet does with its page."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from consult.models.statements import Statement
from tests.factories import Make

BACK_AGAIN = 20_000


def connection(page: Page) -> Locator:
    return page.locator("#connection")


def box(page: Page, column: str = "work") -> Locator:
    return page.get_by_label(f"Add to {column}", exact=True)


def card(page: Page, text: str) -> Locator:
    return page.get_by_role("listitem").filter(has_text=text)


def words(page: Page, text: str) -> Locator:
    return card(page, text).locator("button.app-capture__words")


def kept_on(page: Page) -> list[list]:
    """Return what the device keeps: the keys of its values, and its unsent changes."""
    return page.evaluate(
        """() => new Promise((resolve) => {
            const opening = indexedDB.open("consult-capture", 1);
            opening.onsuccess = () => {
                const transaction = opening.result.transaction(["changes", "kept"]);
                const changes = transaction.objectStore("changes").getAll();
                const keys = transaction.objectStore("kept").getAllKeys();
                transaction.oncomplete = () => resolve([...keys.result, ...changes.result]);
            };
        })"""
    )


def add(page: Page, text: str, column: str = "work") -> None:
    # Before the sheet's script runs, Enter is a new line in the box, as on any page.
    expect(connection(page)).to_be_visible()
    box(page, column).fill(text)
    box(page, column).press("Enter")


def stored(make: Make) -> list[Statement]:
    # A transaction that has read once goes on seeing what was there then.
    make.session.rollback()
    make.session.expire_all()
    return list(make.session.scalars(select(Statement).order_by(Statement.id)))
