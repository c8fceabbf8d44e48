"""The capture sheet on the web: joining, its plain forms, and its JSON."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from consult.models.accounts import RoleName
from consult.models.audit import ActorKind, AuditEvent
from consult.models.consultations import Stage
from consult.models.kinds import StatementKind
from consult.models.statements import Statement, StatementState
from consult.services import verification, workshops
from tests.conftest import SECRET


@pytest.fixture
def workshop(session, make):
    return workshops.create(session, make.consultation(), title="Evening", secret=SECRET, tables=2)


@pytest.fixture
def table(workshop):
    return workshop.tables[0]


@pytest.fixture
def code(table):
    return workshops.code_of(table, secret=SECRET)


@pytest.fixture
def device(client, code):
    """Return a tablet that has joined the first table."""
    assert client.get(f"/w/{code}").status_code == 200
    return client


@pytest.fixture
def send(device, table):
    """Return a function that posts a card as the sheet's script does."""

    def post(text="No buses", browser=device, **fields):
        body = {
            "uuid": str(uuid4()),
            "text": text,
            "kind": "barrier",
            "outcome": None,
            "device": "tablet",
            "sequence": 1,
            **fields,
        }
        return browser.post(f"/tables/{table.id}/statements", json=body)

    return post


def stored(session):
    session.expire_all()
    return session.scalars(select(Statement).order_by(Statement.id)).all()


class TestJoining:
    def test_shows_the_sheet_at_the_codes_own_address(self, client, code, workshop):
        reply = client.get(f"/w/{code.lower()[:5]}-{code.lower()[5:]}")

        assert reply.status_code == 200
        assert "Table 1" in reply.text
        for outcome in workshop.consultation.outcomes:
            assert outcome.title in reply.text

    def test_by_a_typed_code_leads_there(self, client, code):
        reply = client.get("/w", query_string={"code": f" {code} "})

        assert reply.headers["Location"] == f"/w/{code}"

    def test_by_a_wrong_code_says_what_to_do(self, client):
        reply = client.get("/w/AAAAAAAAAA")

        assert reply.status_code == 404
        assert "Check it with the organiser of the event" in reply.text

    def test_is_slowed_down_after_many_wrong_codes_but_not_for_the_right_one(
        self, app, client, code
    ):
        app.extensions["limiter_of_sign_in"].enabled = True

        right = {client.get(f"/w/{code}").status_code for _ in range(30)}
        wrong = [client.get(f"/w/{number:010}").status_code for number in range(25)]

        assert right == {200}
        assert wrong[:20] == [404] * 20
        assert set(wrong[20:]) == {429}

    def test_marks_the_session_without_the_code(self, device, code):
        with device.session_transaction() as cookie:
            assert code not in str(dict(cookie))

    def test_ends_when_the_device_leaves(self, device, table):
        device.post(f"/tables/{table.id}/leave")

        assert device.get(f"/tables/{table.id}/cards").status_code == 401

    def test_of_a_second_table_keeps_the_first(self, device, table, workshop):
        second = workshop.tables[1]
        device.get(f"/w/{workshops.code_of(second, secret=SECRET)}")

        assert device.get(f"/tables/{table.id}/cards").status_code == 200
        assert device.get(f"/tables/{second.id}/cards").status_code == 200


class TestRecord:
    def test_answers_201_then_200_and_stores_once(self, session, send):
        uuid = str(uuid4())

        replies = [send("Lunch club", uuid=uuid) for _ in range(3)]

        assert [reply.status_code for reply in replies] == [201, 200, 200]
        assert [each.text for each in stored(session)] == ["Lunch club"]
        assert verification.faults(session) == []

    def test_answers_409_for_another_text_under_the_uuid(self, session, send):
        uuid = str(uuid4())
        send("One", uuid=uuid)

        reply = send("Another", uuid=uuid)

        assert reply.status_code == 409
        assert reply.content_type == "application/problem+json"
        assert reply.json["reason"] == "other-card"
        assert [each.text for each in stored(session)] == ["One"]

    def test_is_done_by_the_table_and_audited_so(self, session, send, table):
        send()

        event = session.scalars(
            select(AuditEvent).where(AuditEvent.event == "statement.recorded")
        ).one()
        assert (event.actor_kind, event.table_id) == (ActorKind.TABLE, table.id)

    def test_is_done_by_a_signed_in_facilitator(self, session, client_of, send, table):
        reply = send(browser=client_of(RoleName.FACILITATOR))

        event = session.scalars(
            select(AuditEvent).where(AuditEvent.event == "statement.recorded")
        ).one()
        assert reply.status_code == 201
        assert event.actor_kind is ActorKind.PERSON

    def test_outside_the_open_stage_says_so_in_a_sentence(self, session, send, workshop):
        workshop.consultation.stage = Stage.CLOSED
        session.commit()

        reply = send()

        assert (reply.status_code, reply.json["reason"]) == (409, "not-open")
        assert "is not open" in reply.json["title"]
        assert stored(session) == []

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"text": "  "}, "text"),
            ({"text": 7}, "text"),
            ({"text": "x" * 20_001}, "text"),
            ({"uuid": "not-a-uuid"}, "uuid"),
            ({"uuid": None}, "uuid"),
            ({"kind": "theme"}, "kind"),
            ({"kind": ["work"]}, "kind"),
            ({"outcome": 999_999}, "outcome"),
            ({"outcome": 2**70}, "outcome"),
            ({"outcome": True}, "outcome"),
            ({"sequence": -1}, "sequence"),
            ({"sequence": 1.5}, "sequence"),
            ({"device": None}, "text"),
            ({"state": "withheld"}, "state"),
            ({"consultation_id": 2}, "consultation_id"),
        ],
    )
    def test_refuses_what_is_no_card_and_names_the_field(self, session, send, fields, field):
        reply = send(**fields)

        assert reply.status_code == 400
        assert (reply.json["reason"], reply.json["field"]) == ("invalid", field)
        assert stored(session) == []

    @pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff\xfe", b'"text"'])
    def test_refuses_what_is_no_json_object(self, device, table, body):
        reply = device.post(
            f"/tables/{table.id}/statements", data=body, content_type="application/json"
        )

        assert reply.status_code == 400
        assert reply.json["title"] == "Send one JSON object."


class TestChange:
    @pytest.fixture
    def card(self, send):
        return send("No buses").json

    @pytest.fixture
    def patch(self, device, table, card):
        def change(**body):
            return device.patch(f"/tables/{table.id}/statements/{card['uuid']}", json=body)

        return change

    def test_makes_a_new_version(self, patch):
        reply = patch(version=1, text="No trams")

        assert reply.status_code == 200
        assert (reply.json["text"], reply.json["version"]) == ("No trams", 2)

    def test_gives_both_texts_on_a_conflict(self, session, patch):
        patch(version=1, text="No buses at night")

        reply = patch(version=1, text="No trams")

        assert reply.status_code == 409
        assert reply.content_type == "application/problem+json"
        assert reply.json["theirs"] == "No buses at night"
        assert reply.json["mine"] == "No trams"
        assert reply.json["version"] == 2
        assert stored(session)[0].text == "No buses at night"

    def test_moves(self, patch, workshop):
        outcome = workshop.consultation.outcomes[1]

        reply = patch(version=1, kind="work", outcome=outcome.id)

        assert (reply.json["kind"], reply.json["outcome"]) == ("work", outcome.id)

    @pytest.mark.parametrize("body", [{}, {"version": "1", "text": "x"}, {"version": 1, "id": 3}])
    def test_refuses_what_is_no_change(self, patch, body):
        assert patch(**body).status_code == 400

    def test_of_another_tables_card_is_not_found(self, session, device, table, make, workshop):
        theirs = make.statement("Theirs", table=workshop.tables[1])

        replies = [
            device.patch(
                f"/tables/{table.id}/statements/{theirs.uuid}", json={"version": 1, "text": "Mine"}
            ),
            device.post(
                f"/tables/{table.id}/statements/{theirs.uuid}/state", json={"struck": True}
            ),
            device.get(f"/tables/{table.id}/cards/{theirs.uuid}"),
        ]

        assert [reply.status_code for reply in replies] == [404, 404, 404]
        assert [(each.text, each.state) for each in stored(session)] == [
            ("Theirs", StatementState.LIVE)
        ]


class TestSetState:
    def test_strikes_and_brings_back(self, device, table, send):
        url = f"/tables/{table.id}/statements/{send().json['uuid']}/state"

        replies = [device.post(url, json={"struck": struck}) for struck in (True, True, False)]

        assert [reply.json["struck"] for reply in replies] == [True, True, False]
        assert [reply.json["version"] for reply in replies] == [2, 2, 3]

    def test_refuses_anything_but_yes_or_no(self, device, table, send):
        url = f"/tables/{table.id}/statements/{send().json['uuid']}/state"

        assert device.post(url, json={"struck": "yes"}).status_code == 400


class TestListCards:
    def test_gives_304_until_something_changes(self, device, table, send):
        url = f"/tables/{table.id}/cards"
        first = device.get(url)

        unchanged = device.get(url, headers={"If-None-Match": first.headers["ETag"]})
        send("New")
        changed = device.get(url, headers={"If-None-Match": first.headers["ETag"]})

        assert (first.status_code, unchanged.status_code, changed.status_code) == (200, 304, 200)
        assert unchanged.data == b""
        assert unchanged.headers["ETag"] == first.headers["ETag"]
        assert [card["text"] for card in changed.json["cards"]] == ["New"]

    def test_tells_when_the_consultation_closed(self, session, device, table, workshop):
        first = device.get(f"/tables/{table.id}/cards")
        workshop.consultation.stage = Stage.CLOSED
        workshop.consultation.version += 1
        session.commit()

        reply = device.get(
            f"/tables/{table.id}/cards", headers={"If-None-Match": first.headers["ETag"]}
        )

        assert (first.json["open"], reply.json["open"]) == (True, False)

    def test_holds_no_other_tables_cards(self, device, table, make, workshop):
        make.statement("Theirs", table=workshop.tables[1])

        assert device.get(f"/tables/{table.id}/cards").json["cards"] == []


class TestWithoutAScript:
    @pytest.fixture
    def form(self):
        return {"uuid": str(uuid4()), "kind": "work", "outcome": "", "text": "Youth club"}

    def test_a_card_is_added_once_however_often_the_form_is_sent(
        self, session, device, table, code, form
    ):
        replies = [device.post(f"/tables/{table.id}/add", data=form) for _ in range(2)]

        assert {reply.headers["Location"] for reply in replies} == {
            f"/w/{code}?outcome=none#column-work"
        }
        assert [each.text for each in stored(session)] == ["Youth club"]

    def test_what_was_typed_stays_in_its_box_when_it_is_refused(
        self, session, device, table, workshop, form
    ):
        workshop.consultation.stage = Stage.CLOSED
        session.commit()

        reply = device.post(f"/tables/{table.id}/add", data=form)

        assert reply.status_code == 400
        assert "is not open" in reply.text
        assert "Youth club</textarea>" in reply.text

    def test_an_empty_card_is_refused_in_a_sentence(self, session, device, table, form):
        page = device.post(
            f"/tables/{table.id}/add", data={**form, "text": " "}, follow_redirects=True
        ).text

        assert "There is no text in it." in page
        assert stored(session) == []

    @pytest.mark.parametrize("broken", [{"uuid": "x"}, {"kind": "theme"}])
    def test_a_broken_form_is_refused_in_a_sentence(self, session, device, table, form, broken):
        page = device.post(
            f"/tables/{table.id}/add", data={**form, **broken}, follow_redirects=True
        ).text

        assert "could not be read" in page
        assert stored(session) == []

    def test_a_signed_in_facilitator_comes_back_to_the_staff_sheet(
        self, client_of, table, workshop, form
    ):
        reply = client_of(RoleName.FACILITATOR).post(f"/tables/{table.id}/add", data=form)

        slug = workshop.consultation.slug
        assert reply.headers["Location"].startswith(
            f"/staff/c/{slug}/workshops/{workshop.id}/tables/1"
        )

    def test_a_card_is_changed_moved_and_struck(self, session, device, table, send, workshop):
        uuid = send("No buses").json["uuid"]
        outcome = workshop.consultation.outcomes[0]
        url = f"/tables/{table.id}/cards/{uuid}"
        assert "No buses" in device.get(url).text

        device.post(
            url,
            data={"version": "1", "text": "No trams", "kind": "work", "outcome": outcome.id},
        )
        device.post(f"{url}/struck", data={"struck": "yes"})

        (statement,) = stored(session)
        assert (statement.text, statement.kind) == ("No trams", StatementKind.WORK)
        assert (statement.outcome_id, statement.state) == (outcome.id, StatementState.STRUCK)

    def test_a_conflict_keeps_what_was_typed_and_shows_theirs(self, session, device, table, send):
        uuid = send("No buses").json["uuid"]
        url = f"/tables/{table.id}/cards/{uuid}"
        device.patch(
            f"/tables/{table.id}/statements/{uuid}", json={"version": 1, "text": "No buses at six"}
        )
        mine = {"version": "1", "text": "No trams", "kind": "barrier", "outcome": ""}

        page = device.post(url, data=mine).text
        device.post(url, data={**mine, "version": "2"})

        assert "No buses at six" in page
        assert "No trams" in page
        assert 'name="version" type="hidden" value="2"' in page
        assert stored(session)[0].text == "No trams"

    def test_words_are_shown_as_text(self, device, code, send):
        send("<script>alert(1)</script>")

        page = device.get(f"/w/{code}?outcome=none").text

        assert "<script>alert" not in page

    @pytest.mark.parametrize("asked", ["none", "999999", "", "x", "1' OR 1=1"])
    def test_an_outcome_that_is_not_there_shows_another(self, device, code, asked):
        reply = device.get(f"/w/{code}", query_string={"outcome": asked})

        assert reply.status_code == 200


class TestTokens:
    def test_a_request_without_one_is_refused_and_a_fresh_one_helps(self, app, table, code):
        app.config["WTF_CSRF_ENABLED"] = True
        browser = app.test_client()
        browser.get(f"/w/{code}")
        body = {"uuid": str(uuid4()), "text": "Kept", "kind": "work"}
        url = f"/tables/{table.id}/statements"

        refused = browser.post(url, json=body)
        token = browser.get(f"/tables/{table.id}/token").json["token"]
        stored = browser.post(url, json=body, headers={"X-CSRFToken": token})

        assert refused.status_code == 400
        assert "reason" not in refused.json
        assert stored.status_code == 201


def test_uuids_are_kept_as_the_device_made_them(session, send):
    uuid = uuid4()

    send(uuid=str(uuid))

    assert session.scalar(select(func.count()).where(Statement.uuid == UUID(str(uuid)))) == 1


@pytest.mark.parametrize(
    ("texts", "expected"),
    [(["Once"], {201: 1, 200: 49}), (["Once", "Another"], {201: 1, 200: 24, 409: 25})],
)
def test_fifty_copies_at_once_are_one_card(app, session, table, code, texts, expected):
    uuid = str(uuid4())
    together = Barrier(50)

    def post(number: int) -> int:
        browser = app.test_client()
        browser.get(f"/w/{code}")
        body = {"uuid": uuid, "text": texts[number % len(texts)], "kind": "work"}
        together.wait(timeout=60)
        return browser.post(f"/tables/{table.id}/statements", json=body).status_code

    with ThreadPoolExecutor(50) as pool:
        statuses = Counter(pool.map(post, range(50)))

    assert statuses == expected
    assert [each.text in texts for each in stored(session)] == [True]
    assert verification.faults(session) == []
