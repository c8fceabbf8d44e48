"""The demonstration loads whole, holds together, and every page of it opens."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from consult.cli import main
from consult.models.accounts import RoleName
from consult.models.consultations import Consultation
from tests.conftest import SECRET


@pytest.fixture
def demo(database_url, tmp_path):
    """Load the demonstration by its command, and return what the command said."""
    environment = {
        "CONSULT_DATABASE_URL": database_url,
        "CONSULT_SECRET_KEY": SECRET,
        "CONSULT_QUEUE_PATH": str(tmp_path / "queue.db"),
        "CONSULT_DEMO": "1",
    }
    results = [
        CliRunner().invoke(main, [*words], env=environment) for words in (["demo"], ["verify"])
    ]
    assert [each.exit_code for each in results] == [0, 0], [each.output for each in results]
    return results[0].output


def addresses(app, slugs):
    """Return each page that needs no more to be found than its consultation."""
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.arguments - {"slug"}:
            continue
        if rule.arguments:
            yield from (rule.rule.replace("<slug>", slug) for slug in slugs)
        else:
            yield rule.rule


def test_every_page_of_it_opens(demo, session, app, client_of):
    browser = client_of(RoleName.ADMINISTRATOR)
    slugs = [each.slug for each in session.query(Consultation)]

    replies = {each: browser.get(each).status_code for each in sorted(addresses(app, slugs))}

    assert len(re.findall(r"@\S+", demo)) >= 4
    assert len(replies) > 100
    assert {each: status for each, status in replies.items() if status >= 500} == {}
    assert sum(status == 200 for status in replies.values()) > 100
