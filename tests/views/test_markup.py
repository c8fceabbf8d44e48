"""Layouts and error pages say what they must; no template breaks the security policy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from consult import paths
from consult.errors import SENTENCES
from tests.markup import by_class, by_id, words
from tests.views.note_form import refused


class TestLayouts:
    def test_errors_are_announced_in_the_title_and_at_the_top(self, page):
        tree = page(
            '{% extends "layouts/public.html" %}{% block title %}Take part{% endblock title %}',
            form=refused(),
            service_name="Millbrook Council",
        )

        assert words(next(tree.iter("title"))) == "Error: Take part – Millbrook Council"
        assert by_class(by_id(tree, "main-content"), "govuk-error-summary")

    def test_messages_are_banners_with_their_own_ids(self, page):
        tree = page(
            '{% extends "layouts/staff.html" %}', ("Saved.", "message"), ("No text.", "error")
        )

        banners = by_class(tree, "govuk-notification-banner")
        assert [banner.get("role") for banner in banners] == ["alert", "alert"]
        assert words(by_id(tree, "message-1-title")) == "Done"
        assert words(by_id(tree, "message-2-title")) == "Not done"

    def test_staff_pages_show_the_places_and_sign_out_by_post(self, page):
        tree = page(
            '{% extends "layouts/staff.html" %}',
            navigation=[("Home", "/staff", True), ("Partners", "/staff/partners", False)],
            account_name="Asha",
            account_url="/me",
            sign_out_url="/logout",
        )

        links = list(by_id(tree, "navigation").iter("a"))
        assert [(words(link), link.get("aria-current")) for link in links] == [
            ("Home", "page"),
            ("Partners", None),
        ]
        assert next(tree.iter("form")).get("method") == "post"

    def test_a_consultation_page_shows_title_stage_tabs_and_one_heading(self, page):
        tree = page(
            '{% extends "layouts/consultation.html" %}'
            "{% block page_heading %}Themes{% endblock page_heading %}",
            consultation={"title": "A better town", "stage": "open"},
            tabs=[{"label": "Themes", "url": "/t", "current": True}],
        )

        assert words(by_class(tree, "app-consultation__title")[0]) == "A better town Open"
        assert [words(heading) for heading in tree.iter("h1")] == ["Themes"]

    def test_a_page_in_two_languages_links_to_the_other(self, page):
        tree = page(
            '{% extends "layouts/public.html" %}',
            language="cy",
            sign_in_url="/login",
            language_links=[
                {"code": "en", "label": "English", "url": "/en", "current": False},
                {"code": "cy", "label": "Cymraeg", "url": "/cy", "current": True},
            ],
        )

        assert next(tree.iter("html")).get("lang") == "cy"
        assert [a.get("hreflang") for a in tree.iter("a") if a.get("hreflang")] == ["en"]

    def test_the_skip_link_leads_to_the_main_content(self, page):
        tree = page('{% extends "layouts/base.html" %}')

        assert by_class(tree, "govuk-skip-link")[0].get("href") == "#main-content"
        assert by_id(tree, "main-content").tag == "main"

    def test_every_script_and_style_is_a_file_of_ours(self, page):
        tree = page('{% extends "layouts/base.html" %}')

        addresses = [script.get("src") for script in tree.iter("script")]
        addresses += [link.get("href") for link in tree.iter("link")]
        for address in addresses:
            assert (paths.STATIC / address.removeprefix("/static/")).is_file(), address


class TestErrorPages:
    def test_there_is_one_for_every_status_that_the_app_answers_with(self):
        pages = {int(path.stem) for path in (paths.TEMPLATES / "errors").glob("*.html")}

        assert pages == set(SENTENCES)

    @pytest.mark.parametrize("status", SENTENCES)
    def test_says_what_happened_and_where_to_go(self, page, status):
        tree = page(f'{{% extends "errors/{status}.html" %}}', sentence="“Notes” is locked.")

        heading = words(next(tree.iter("h1")))
        assert heading
        assert words(next(tree.iter("title"))) == f"{heading} – Consult"
        assert "“Notes” is locked." in words(by_id(tree, "main-content"))


def all_templates() -> list[Path]:
    """Return every template of the project."""
    return sorted(paths.TEMPLATES.rglob("*.html"))


class TestEveryTemplate:
    @pytest.mark.parametrize(
        "path", all_templates(), ids=lambda p: p.relative_to(paths.TEMPLATES).as_posix()
    )
    def test_has_nothing_that_the_security_policy_forbids(self, path):
        source = path.read_text(encoding="utf-8")

        assert not re.search(r"\sstyle\s*=", source), "an inline style"
        assert not re.search(r"<style", source), "an inline style sheet"
        assert not re.search(r"<[^>]*\son[a-z]+\s*=", source), "an inline event handler"
        assert not re.search(r"javascript:", source), "a script in an address"
        for tag in re.findall(r"<script[^>]*>", source):
            is_data = 'type="application/json"' in tag
            assert is_data or "src=" in tag, f"{tag} has no file"

    @pytest.mark.parametrize(
        "path", all_templates(), ids=lambda p: p.relative_to(paths.TEMPLATES).as_posix()
    )
    def test_asks_nothing_of_third_parties(self, path):
        source = path.read_text(encoding="utf-8")

        assert not re.search(r"""(src|srcset|action)\s*=\s*["'](https?:)?//""", source)
        assert not re.search(r"""<link[^>]*href\s*=\s*["'](https?:)?//""", source)

    def test_every_macro_is_used_or_tested(self):
        sources = "".join(path.read_text(encoding="utf-8") for path in all_templates())
        calls = re.sub(r"{#.*?#}|{% macro .*?%}", "", sources, flags=re.DOTALL)
        calls += Path(__file__).with_name("test_macros.py").read_text(encoding="utf-8")

        for path in sorted((paths.TEMPLATES / "macros").glob("*.html")):
            for name in re.findall(r"{% macro (\w+)", path.read_text(encoding="utf-8")):
                assert re.search(rf"\b{name}\(", calls), f"nobody calls {path.name}: {name}"

    def test_every_macro_says_what_it_does(self):
        for path in sorted((paths.TEMPLATES / "macros").glob("*.html")):
            source = path.read_text(encoding="utf-8")
            for name in re.findall(r"{% macro (\w+)", source):
                assert re.search(rf"{{# {name}\(", source), f"{path.name}: {name}"
