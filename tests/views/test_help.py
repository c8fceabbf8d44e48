"""Help is there for everybody, and every staff screen leads to its part of it."""

from __future__ import annotations

import pytest

from consult import paths
from tests.markup import by_id, parse_page, words

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PAGES = (
    "/help",
    "/help/residents",
    "/help/facilitators",
    "/help/officers",
    "/accessibility",
    "/privacy",
    "/cookies",
)
# Pages that staff see outside any stage of the work.
ELSEWHERE = {"help", "security", None}


def read(client, path):
    reply = client.get(path)
    assert reply.status_code == 200, path
    return parse_page(reply.get_data(as_text=True))


@pytest.mark.parametrize("path", PAGES)
def test_every_help_page_is_sound_and_open_to_all(client, path):
    tree = read(client, path)

    assert len(list(tree.iter("h1"))) == 1
    assert words(next(tree.iter("title"))).endswith("Testbury Together")


@pytest.mark.parametrize("path", PAGES)
def test_every_link_within_help_leads_somewhere(client, path):
    tree = read(client, path)

    links = [link.get("href") for link in by_id(tree, "main-content").iter("a")]
    for link in links:
        target, _, anchor = link.partition("#")
        there = read(client, target) if target else tree
        if anchor:
            assert by_id(there, anchor) is not None, link


def test_the_foot_of_each_page_leads_to_what_must_be_said(client):
    foot = next(read(client, "/help").iter("footer"))

    links = {words(link): link.get("href") for link in foot.iter("a")}
    assert set(links) == {"Help", "Accessibility", "Privacy", "Cookies"}
    for path in links.values():
        read(client, path)


def test_every_part_of_the_staff_side_has_its_part_in_the_guide(app, client):
    guide = read(client, "/help/officers")

    stages = {
        endpoint.partition(".")[0]
        for endpoint, view in app.view_functions.items()
        if getattr(view, "access", None) and view.access.permission
    }
    for stage in stages - ELSEWHERE:
        assert by_id(guide, stage) is not None, stage


def test_the_cookie_is_called_by_its_name(app, client):
    assert app.config["SESSION_COOKIE_NAME"] in words(read(client, "/cookies"))


def test_reading_help_sets_no_cookie(client):
    replies = [client.get(path) for path in PAGES]

    assert not [reply for reply in replies if "Set-Cookie" in reply.headers]


def test_every_help_template_has_its_view(app):
    views = {name for name in app.view_functions if name.startswith("help.")}

    assert views == {f"help.{path.stem}" for path in (paths.TEMPLATES / "help").glob("*.html")}
