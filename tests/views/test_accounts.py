"""Accounts: adding, stopping, passwords, and what the sign-in gives away."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from werkzeug.routing import IntegerConverter

from consult.models.accounts import RoleName, User
from consult.views.sign_in import hashed


class TestAccounts:
    def test_a_new_account_signs_in_with_its_first_password(self, client_of, client, session):
        page = client_of(RoleName.ADMINISTRATOR).post(
            "/staff/accounts/new",
            data={"name": "Olu", "email": "Olu@Example.org", "roles": ["officer"]},
        )
        password = page.text.partition("<code>")[2].partition("</code>")[0]

        reply = client.post("/sign-in", data={"email": "olu@example.org", "password": password})

        assert reply.status_code == 302
        assert session.query(User).filter_by(email="olu@example.org").one().may("manage")
        assert password not in {user.password for user in session.query(User)}

    def test_nobody_stops_their_own_account(self, client_of, session):
        browser = client_of(RoleName.ADMINISTRATOR)
        [me] = session.query(User).filter(User.roles.any(name=RoleName.ADMINISTRATOR))
        stop = f"/staff/accounts/{me.id}/active"

        page = browser.get("/staff/accounts/").text
        reply = browser.post(stop, data={"active": "no"}, follow_redirects=True)

        assert stop not in page
        assert "You cannot stop your own account." in reply.text
        assert browser.get("/staff/accounts/").status_code == 200

    @pytest.mark.parametrize(
        ("data", "says"),
        [
            ({"name": "", "email": "a@b.org", "roles": ["officer"]}, "Enter the person’s name."),
            ({"name": "A", "email": "nowhere", "roles": ["officer"]}, "is not an email address"),
            ({"name": "A", "email": "a@b.org", "roles": []}, "Choose at least one role."),
            ({"name": "A", "email": "a@b.org", "roles": ["emperor"]}, "emperor"),
        ],
    )
    def test_a_bad_one_is_refused_in_words(self, client_of, session, data, says):
        browser = client_of(RoleName.ADMINISTRATOR)
        before = session.query(User).count()

        reply = browser.post("/staff/accounts/new", data=data)

        assert says in reply.text
        assert session.query(User).count() == before

    def test_a_stopped_account_is_signed_out_at_once(self, client_of, make):
        person = make.user(RoleName.OFFICER)
        browser = client_of(user=person)
        before = browser.get("/staff").status_code

        client_of(RoleName.ADMINISTRATOR).post(
            f"/staff/accounts/{person.id}/active", data={"active": "no"}
        )

        assert (before, browser.get("/staff").status_code) == (200, 302)

    def test_a_password_is_changed_only_by_who_knows_it(self, app, client_of, make, session):
        with app.app_context():
            person = make.user(RoleName.OFFICER, password=hashed("the old password"))
        browser = client_of(user=person)
        fields = {"new": "a much better one", "again": "a much better one"}

        wrong = browser.post("/staff/accounts/password", data={"current": "guess", **fields})
        right = browser.post(
            "/staff/accounts/password", data={"current": "the old password", **fields}
        )

        assert "That is not your current password." in wrong.text
        assert right.status_code == 302


class TestSignIn:
    def test_says_the_same_for_a_wrong_password_and_an_unknown_address(self, app, client, make):
        with app.app_context():
            make.user(email="known@example.org", password=hashed("four plain words"))

        replies = [
            client.post("/sign-in", data={"email": address, "password": "guess"})
            for address in ("known@example.org", "unknown@example.org")
        ]

        assert all("do not go together" in reply.text for reply in replies)

    @pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example", r"\\evil"])
    def test_never_leads_to_another_site(self, app, client, make, elsewhere):
        with app.app_context():
            make.user(email="known@example.org", password=hashed("four plain words"))

        reply = client.post(
            "/sign-in",
            query_string={"next": elsewhere},
            data={"email": "known@example.org", "password": "four plain words"},
        )

        leads_to = urlsplit(urljoin("http://localhost/sign-in", reply.headers.get("Location", "")))
        assert leads_to.netloc == "localhost"

    def test_attempts_are_limited(self, app, client):
        app.extensions["limiter_of_sign_in"].enabled = True

        replies = [
            client.post("/sign-in", data={"email": "x@y.org", "password": "guess"})
            for _ in range(12)
        ]

        assert replies[-1].status_code == 429
        assert "in another way, such as by telephone or on paper" in replies[-1].text


def test_every_unsafe_route_wants_a_token(app, client):
    app.config["WTF_CSRF_ENABLED"] = True
    unsafe = [
        (rule, method)
        for rule in app.url_map.iter_rules()
        for method in rule.methods & {"POST", "PUT", "PATCH", "DELETE"}
    ]

    for rule, method in unsafe:
        values = {name: "1" for name in rule.arguments}
        path = rule.build(
            {
                k: 1 if isinstance(rule._converters[k], IntegerConverter) else v
                for k, v in values.items()
            },
            append_unknown=False,
        )[1]
        reply = client.open(path, method=method, data={"x": "y"})
        assert reply.status_code in {400, 404, 429}, (rule.rule, method, reply.status_code)
