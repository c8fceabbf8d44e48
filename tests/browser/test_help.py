"""Help and what must be said hold on a narrow screen, for everybody."""

from __future__ import annotations

import pytest

from tests.browser.conftest import scrolls_sideways

pytestmark = pytest.mark.browser

PAGES = (
    "/help",
    "/help/residents",
    "/help/facilitators",
    "/help/officers",
    "/accessibility",
    "/privacy",
    "/cookies",
    "/no-such-page",
)


@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_holds_and_has_no_barrier(page, axe, live_server, width):
    page.set_viewport_size({"width": width, "height": 800})

    for path in PAGES:
        page.goto(path)

        assert axe(page) == [], path
        assert not scrolls_sideways(page), path


def test_help_on_a_staff_page_opens_at_its_part(page, sign_in):
    sign_in(page)
    page.get_by_role("banner").get_by_role("link", name="Help").click()

    assert page.url.endswith("/help/officers#home")
    assert page.locator("#home").is_visible()
