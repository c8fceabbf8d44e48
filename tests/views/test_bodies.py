"""What a request may carry: a page of a form takes no JSON."""

from __future__ import annotations

import pytest

from consult.models.accounts import RoleName


@pytest.mark.parametrize("body", [["x", {"a": None}], {"title": None}, {"title": ["a"]}, "x"])
@pytest.mark.parametrize("path", ["/staff/c/new", "/staff/partners/new", "/c/nowhere/change", "/w"])
def test_json_is_refused_where_a_form_is_awaited(client_of, path, body):
    reply = client_of(RoleName.OFFICER).post(path, json=body)

    assert reply.status_code in {405, 415}
    assert reply.content_type == "application/problem+json"
    assert "Go back" in reply.json["title"]
