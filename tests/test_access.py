"""Every route states who may use it, and keeps everybody else out."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult import create_app
from consult.config import Config
from consult.models.accounts import PERMISSIONS, Permission, RoleName
from consult.models.base import utc_now
from consult.models.workshops import WorkshopTable
from consult.views.access import Access

# Routes of libraries, which cannot carry our mark: who may use them, and why that is right.
OF_LIBRARIES = {
    "static": Access(),  # the style sheets and scripts of every page
    "security.static": Access(),
    "security.login": Access(),  # the sign-in page itself
    "security.logout": Access(),  # signs out whoever is signed in; harmless for others
    "security.verify": Access(),  # asks a signed-in person for the password again
}


def rules_of(app: Flask) -> dict[str, Access | None]:
    return {
        endpoint: getattr(view, "access", OF_LIBRARIES.get(endpoint))
        for endpoint, view in app.view_functions.items()
    }


@pytest.fixture(scope="module")
def routes() -> Flask:
    return create_app(Config(database_url="sqlite://", secret_key="k" * 40, secure_cookies=False))


def test_every_view_states_its_rule(routes):
    unstated = [endpoint for endpoint, access in rules_of(routes).items() if access is None]

    assert unstated == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestEveryRoute:
    def test_keeps_out_whoever_is_not_signed_in(self, app, client):
        for endpoint, rule, method in guarded(app):
            reply = client.open(path_of(rule), method=method)

            assert reply.status_code in {302, 401}, (endpoint, method, reply.status_code)
            assert "/sign-in" in reply.headers.get("Location", "/sign-in"), endpoint

    @pytest.mark.parametrize("role", list(RoleName))
    def test_keeps_out_whoever_lacks_the_permission(self, app, client_of, role):
        browser = client_of(role)

        for endpoint, rule, method in guarded(app):
            access = rules_of(app)[endpoint]
            if access.permission in PERMISSIONS[role]:
                continue
            reply = browser.open(path_of(rule), method=method)
            assert reply.status_code == 403, (endpoint, method, reply.status_code)

    @pytest.mark.parametrize("role", list(RoleName))
    def test_lets_in_whoever_has_the_permission(self, app, client_of, role):
        browser = client_of(role)

        for endpoint, rule, method in guarded(app):
            access = rules_of(app)[endpoint]
            if access.permission not in PERMISSIONS[role] or method != "GET":
                continue
            reply = browser.open(path_of(rule), method=method)
            assert reply.status_code not in {302, 401, 403}, (endpoint, reply.status_code)


def guarded(app: Flask):
    for rule in app.url_map.iter_rules():
        access = rules_of(app)[rule.endpoint]
        if access is None or access.permission is None or access.by_table_code:
            continue
        for method in sorted(rule.methods & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
            yield rule.endpoint, rule, method


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestRoutesOfATable:
    def test_keep_out_whoever_has_not_joined(self, app, client, make):
        table = make.table()

        for rule, method in of_a_table(app):
            reply = client.open(path_of(rule, table_id=table.id), method=method)
            assert reply.status_code == 401, (rule, method, reply.status_code)

    def test_keep_out_whoever_joined_another_table(self, app, client, make):
        own, other = make.table(), make.table()
        join(client, own)

        for rule, method in of_a_table(app):
            reply = client.open(path_of(rule, table_id=other.id), method=method)
            assert reply.status_code == 401, (rule, method, reply.status_code)

    @pytest.mark.parametrize("change", [{"code_hash": "renewed"}, {"code_expires_at": utc_now()}])
    def test_keep_out_whoever_joined_by_a_code_that_has_ended(
        self, app, client, make, session, change
    ):
        table = make.table()
        join(client, table)
        for name, value in change.items():
            setattr(table, name, value)
        session.commit()

        for rule, method in of_a_table(app):
            reply = client.open(path_of(rule, table_id=table.id), method=method)
            assert reply.status_code == 401, (rule, method, reply.status_code)

    def test_let_in_whoever_joined_the_table(self, app, client, make):
        table = make.table()

        for rule, method in of_a_table(app):
            join(client, table)
            reply = client.open(path_of(rule, table_id=table.id), method=method)
            assert reply.status_code not in {401, 403, 500}, (rule, method, reply.status_code)

    @pytest.mark.parametrize("role", list(RoleName))
    def test_let_in_whoever_may_capture(self, app, client_of, make, role):
        assert Permission.CAPTURE in PERMISSIONS[role]
        table, browser = make.table(), client_of(role)

        for rule, method in of_a_table(app):
            reply = browser.open(path_of(rule, table_id=table.id), method=method)
            assert reply.status_code not in {401, 403, 500}, (rule, method, reply.status_code)


def of_a_table(app: Flask):
    found = [
        (rule, method)
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods & {"GET", "POST", "PUT", "PATCH", "DELETE"})
        if (access := rules_of(app)[rule.endpoint]) is not None and access.by_table_code
    ]
    assert found, "no route is for a table"
    return found


def join(browser: FlaskClient, table: WorkshopTable) -> None:
    with browser.session_transaction() as cookie:
        cookie["tables"] = [[table.id, table.code_hash]]


def path_of(rule, **known: object) -> str:
    """Return an address for the rule: names nobody has, so that what is let in finds nothing."""
    nobodys = {"RecordId": 999_999, "UUIDConverter": UUID(int=0)}
    values = {
        name: nobodys.get(type(converter).__name__, "nothing-of-this-name")
        for name, converter in rule._converters.items()
    }
    return rule.build({**values, **known}, append_unknown=False)[1]


def test_an_officer_may_do_everything_but_administer():
    assert PERMISSIONS[RoleName.OFFICER] == set(Permission) - {Permission.ADMINISTER}
