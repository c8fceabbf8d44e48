"""Signing in, as a person does it."""

from __future__ import annotations

import pytest

from tests.browser.conftest import PASSWORD, scrolls_sideways

pytestmark = pytest.mark.browser


class TestSignIn:
    def test_a_wrong_password_says_so_and_keeps_the_address(self, page, axe, live_server):
        page.goto("/sign-in")
        page.get_by_label("Email address").fill("nobody@example.org")
        page.get_by_label("Password", exact=True).fill("not the password")
        page.get_by_role("button", name="Sign in").click()

        assert "do not go together" in page.locator(".govuk-error-summary").inner_text()
        assert page.get_by_label("Email address").input_value() == "nobody@example.org"
        assert page.title().startswith("Error:")
        assert axe(page) == []

    def test_leads_to_the_home_of_staff_and_out_again(self, page, axe, sign_in):
        page.set_viewport_size({"width": 320, "height": 640})
        sign_in(page)

        assert page.get_by_role("heading", level=1).inner_text() == "Consultations"
        assert axe(page) == []
        assert not scrolls_sideways(page)
        page.get_by_role("button", name="Sign out").click()
        page.goto("/staff")
        assert "/sign-in" in page.url

    def test_a_cookie_kept_from_before_signing_out_is_worthless(self, page, sign_in):
        sign_in(page)
        kept = page.context.cookies()
        page.get_by_role("button", name="Sign out").click()
        page.context.add_cookies(kept)

        page.goto("/staff")

        assert "/sign-in" in page.url
        assert PASSWORD not in page.content()
