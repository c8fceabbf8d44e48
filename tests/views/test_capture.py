"""The capture sheet on the web: joining, its plain forms, and its JSON."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from consult.models.accounts import RoleName
from consult.models.audit import ActorKind, AuditEvent
from consult.models.consultations import Stage
from consult.models.kinds import StatementKind
from consult.models.statements import Statement, StatementState
from consult.services import statements, verification, workshops
from consult.services.workshops import columns
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
    """Return a function that sends one change as the sheet's script does: first an addition."""

    def post(text="No buses", /, browser=device, **fields):
        uuid = str(uuid4())
        made = {"act": "add", "text": text, "kind": "barrier", "outcome": None}
        change = {"uuid": uuid, "card": uuid, "sequence": 1, **(made if text is not None else {})}
        body = {"device": "tablet", "changes": [{**change, **fields}]}
        return browser.post(f"/tables/{table.id}/changes", json=body)

    return post


@pytest.fixture
def do(send):
    """Return a function that does something with a card and gives what came of it."""

    def change(card, act, **fields):
        return result(send(None, card=str(card), act=act, **fields))

    return change


def result(reply):
    assert reply.status_code == 200, reply.text
    (only,) = reply.json["results"]
    return only


def stored(session):
    session.expire_all()
    return session.scalars(select(Statement).order_by(Statement.id)).all()


class TestJoining:
    def test_shows_the_sheet_at_the_codes_own_address(self, client, code, workshop):
        reply = client.get(f"/w/{code}")

        assert reply.status_code == 200
        assert "Table 1" in reply.text
        for outcome in workshop.consultation.outcomes:
            assert outcome.title in reply.text

    def test_by_a_typed_code_leads_there(self, client, code):
        reply = client.get("/w", query_string={"code": f" {code} "})

        assert reply.headers["Location"] == f"/w/{code}"

    @pytest.mark.parametrize("gap", ["-", " "])
    def test_leads_to_one_address_however_the_code_was_typed(self, client, code, gap):
        typed = f"{code[:5]}{gap}{code[5:]}".lower()
        reply = client.get("/w", query_string={"code": typed}, follow_redirects=True)
        again = client.get(f"/w/{typed}", query_string={"outcome": "none"})

        assert reply.request.path == f"/w/{code}"
        assert "Table 1" in reply.text
        assert again.headers["Location"] == f"/w/{code}?outcome=none"

    @pytest.mark.parametrize("address", ["/w", "/w/"])
    def test_asks_for_the_code_where_only_the_short_address_was_typed(self, client, address):
        assert "Join with a code" in client.get(address).text

    def test_an_empty_code_is_asked_for_in_words(self, client):
        assert "You have not joined yet" not in client.get("/w").text
        assert (
            "Type the code of your table or of the vote."
            in client.get("/w", query_string={"code": " "}).text
        )

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


class TestAdd:
    def test_stores_once_however_often_it_is_sent(self, session, send):
        uuid = str(uuid4())

        found = [result(send("Lunch club", uuid=uuid, card=uuid)) for _ in range(3)]

        assert [each["new"] for each in found] == [True, False, False]
        assert [each["card"]["text"] for each in found] == ["Lunch club"] * 3
        assert [each.text for each in stored(session)] == ["Lunch club"]
        assert verification.faults(session) == []

    def test_refuses_another_text_under_the_uuid(self, session, send):
        uuid = str(uuid4())
        send("One", card=uuid)

        refused = result(send("Another", card=uuid))["refused"]

        assert refused["reason"] == "other-card"
        assert [each.text for each in stored(session)] == ["One"]

    def test_is_done_by_the_table_and_audited_so(self, session, send, table):
        send()

        event = session.scalars(
            select(AuditEvent).where(AuditEvent.event == "statement.recorded")
        ).one()
        assert (event.actor_kind, event.table_id) == (ActorKind.TABLE, table.id)

    def test_is_done_by_a_signed_in_facilitator(self, session, client_of, send, table):
        taken = result(send(browser=client_of(RoleName.FACILITATOR)))

        event = session.scalars(
            select(AuditEvent).where(AuditEvent.event == "statement.recorded")
        ).one()
        assert taken["new"] is True
        assert event.actor_kind is ActorKind.PERSON

    def test_outside_the_open_stage_says_so_in_a_sentence(self, session, send, workshop):
        workshop.consultation.stage = Stage.CLOSED
        session.commit()

        refused = result(send())["refused"]

        assert refused["reason"] == "not-open"
        assert "is not open" in refused["title"]
        assert stored(session) == []

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"text": "  "}, "text"),
            ({"text": 7}, "text"),
            ({"text": "x" * 20_001}, "text"),
            ({"uuid": "not-a-uuid"}, "uuid"),
            ({"uuid": None}, "uuid"),
            ({"card": "3"}, "card"),
            ({"act": "delete"}, "act"),
            ({"act": ["add"]}, "act"),
            ({"kind": "theme"}, "kind"),
            ({"kind": ["work"]}, "kind"),
            ({"outcome": 999_999}, "outcome"),
            ({"outcome": 2**70}, "outcome"),
            ({"outcome": True}, "outcome"),
            ({"sequence": -1}, "sequence"),
            ({"sequence": 1.5}, "sequence"),
            ({"named": "GCH"}, "named"),
            ({"named": ["x" * 101]}, "named"),
            ({"named": ["GCH"] * 7}, "named"),
            ({"state": "withheld"}, "state"),
            ({"consultation_id": 2}, "consultation_id"),
        ],
    )
    def test_refuses_what_is_no_card_and_names_the_field(self, session, send, fields, field):
        refused = result(send(**fields))["refused"]

        assert (refused["reason"], refused["field"]) == ("invalid", field)
        assert stored(session) == []

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"[]",
            b"{",
            b"\xff\xfe",
            b'"text"',
            b'{"device": "tablet"}',
            b'{"device": "tablet", "changes": [], "table": 2}',
            b'{"device": 7, "changes": []}',
            b'{"device": "a\\u0000b", "changes": []}',
            b'{"device": "tablet", "changes": {}}',
        ],
    )
    def test_refuses_what_is_no_list_of_changes(self, device, table, body):
        reply = device.post(
            f"/tables/{table.id}/changes", data=body, content_type="application/json"
        )

        assert reply.status_code == 400
        assert reply.content_type == "application/problem+json"
        assert reply.json["reason"] == "invalid"

    def test_one_that_cannot_be_read_holds_up_none_of_the_others(self, session, device, table):
        uuids = [str(uuid4()) for _ in range(3)]
        changes = [
            {"uuid": uuid, "card": uuid, "act": "add", "sequence": 1, "text": text, "kind": "work"}
            for uuid, text in zip(uuids, ["One", 2, "Three"], strict=True)
        ]

        body = {"device": "tablet", "changes": [*changes, "four"]}
        found = device.post(f"/tables/{table.id}/changes", json=body).json["results"]

        assert [each["uuid"] for each in found] == [*uuids, None]
        assert [each.get("refused", {}).get("reason") for each in found] == [
            None,
            "invalid",
            None,
            "invalid",
        ]
        assert [each.text for each in stored(session)] == ["One", "Three"]

    def test_takes_a_hundred_at_once_and_not_more(self, device, table):
        def reply(number: int):
            body = {"device": "tablet", "changes": ["x"] * number}
            return device.post(f"/tables/{table.id}/changes", json=body)

        assert reply(100).status_code == 200
        assert reply(101).status_code == 400


class TestChange:
    @pytest.fixture
    def card(self, send):
        return result(send("No buses"))["card"]["uuid"]

    def test_makes_a_new_version(self, do, card):
        taken = do(card, "change", seen=1, text="No trams")

        assert (taken["card"]["text"], taken["card"]["version"]) == ("No trams", 2)

    def test_keeps_both_versions_where_two_devices_changed_the_words(self, session, do, card):
        do(card, "change", seen=1, text="No buses at night")

        taken = do(card, "change", seen=1, text="No trams")

        assert taken["card"]["text"] == "No buses at night"
        assert [each["text"] for each in taken["card"]["rivals"]] == ["No trams"]
        assert stored(session)[0].text == "No buses at night"

    def test_moves(self, do, card, workshop):
        outcome = workshop.consultation.outcomes[1]

        taken = do(card, "change", seen=1, kind="work", outcome=outcome.id)

        assert (taken["card"]["kind"], taken["card"]["outcome"]) == ("work", outcome.id)

    def test_strikes_and_brings_back(self, do, card):
        found = [do(card, act)["card"] for act in ("strike", "strike", "restore")]

        assert [each["struck"] for each in found] == [True, True, False]
        assert [each["version"] for each in found] == [2, 2, 3]

    @pytest.mark.parametrize(
        "fields", [{}, {"seen": "1", "text": "x"}, {"seen": 1, "id": 3}, {"seen": 1, "after": 7}]
    )
    def test_refuses_what_is_no_change(self, do, card, fields):
        assert do(card, "change", **fields)["refused"]["reason"] == "invalid"

    def test_of_another_tables_card_is_not_found(self, session, device, table, make, workshop, do):
        theirs = make.statement("Theirs", table=workshop.tables[1])

        found = [
            do(theirs.uuid, "change", seen=1, text="Mine"),
            do(theirs.uuid, "strike"),
            do(theirs.uuid, "settle", rival=str(uuid4()), choice="card"),
        ]
        page = device.get(f"/tables/{table.id}/cards/{theirs.uuid}")

        assert {each["refused"]["reason"] for each in found} == {"unknown-card"}
        assert "Theirs" not in str(found)
        assert page.status_code == 404
        assert [(each.text, each.state) for each in stored(session)] == [
            ("Theirs", StatementState.LIVE)
        ]

    def test_of_a_withheld_card_is_refused(self, session, do, card):
        (statement,) = stored(session)
        statements.set_state(session, statement, StatementState.WITHHELD, reason="names somebody")

        assert do(card, "change", seen=1, text="Again")["refused"]["reason"] == "withheld"


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
    def test_a_closed_sheet_has_no_boxes(self, session, device, code, workshop):
        while_open = device.get(f"/w/{code}").text
        workshop.consultation.stage = Stage.CLOSED
        session.commit()
        closed = device.get(f"/w/{code}").text

        for page, is_open in ((while_open, True), (closed, False)):
            boxes = re.findall(r'<form class="app-capture__add"[^>]*>', page)
            assert boxes
            assert all((" hidden" not in box) == is_open for box in boxes)
            assert ("Type what is said in the box below" in page) == is_open

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

    @pytest.mark.parametrize("broken", [{"uuid": "x"}, {"kind": ""}])
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
        uuid = result(send("No buses"))["card"]["uuid"]
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

    def test_a_conflict_keeps_what_was_typed_and_shows_theirs(
        self, session, device, table, send, do
    ):
        uuid = result(send("No buses"))["card"]["uuid"]
        url = f"/tables/{table.id}/cards/{uuid}"
        do(uuid, "change", seen=1, text="No buses at six")
        mine = {"version": "1", "text": "No trams", "kind": "barrier", "outcome": ""}

        page = device.post(url, data=mine).text
        device.post(url, data={**mine, "version": "2"})

        assert "No buses at six" in page
        assert "No trams" in page
        assert 'name="version" type="hidden" value="2"' in page
        assert stored(session)[0].text == "No trams"

    def test_both_versions_of_a_card_are_shown(self, device, code, send, do):
        uuid = result(send("No buses"))["card"]["uuid"]
        for text in ("No buses at six", "No trams"):
            do(uuid, "change", seen=1, text=text)

        page = device.get(f"/w/{code}?outcome=none").text

        assert "kept both versions" in page
        assert "</strong> No trams" in page

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
        body = {"device": "tablet", "changes": []}
        url = f"/tables/{table.id}/changes"

        refused = browser.post(url, json=body)
        token = browser.get(f"/tables/{table.id}/token").json["token"]
        taken = browser.post(url, json=body, headers={"X-CSRFToken": token})

        assert refused.status_code == 400
        assert "reason" not in refused.json
        assert taken.json == {"results": []}


def test_uuids_are_kept_as_the_device_made_them(session, send):
    uuid = uuid4()

    send(card=str(uuid))

    assert session.scalar(select(func.count()).where(Statement.uuid == UUID(str(uuid)))) == 1


@pytest.mark.parametrize(
    ("texts", "expected"),
    [(["Once"], {True: 1, False: 49}), (["Once", "Another"], {True: 1, False: 24, None: 25})],
)
def test_fifty_copies_at_once_are_one_card(app, session, table, code, texts, expected):
    uuid = str(uuid4())
    made = {"uuid": uuid, "card": uuid, "act": "add", "sequence": 1, "kind": "work"}
    together = Barrier(50)

    def post(number: int) -> bool | None:
        browser = app.test_client()
        browser.get(f"/w/{code}")
        change = {**made, "text": texts[number % len(texts)]}
        together.wait(timeout=60)
        body = {"device": "tablet", "changes": [change]}
        return result(browser.post(f"/tables/{table.id}/changes", json=body)).get("new")

    with ThreadPoolExecutor(50) as pool:
        was_new = Counter(pool.map(post, range(50)))

    assert was_new == expected
    assert [each.text in texts for each in stored(session)] == [True]
    assert verification.faults(session) == []


class TestOffline:
    def test_the_worker_is_served_from_the_top(self, client):
        reply = client.get("/sw.js")

        assert reply.mimetype == "text/javascript"
        assert reply.headers["Cache-Control"] == "no-store"

    def test_scripts_have_addresses_of_their_own_for_each_version(self, device, code):
        page = device.get(f"/w/{code}").text
        address = re.search(r'src="(/sheet/[0-9a-f]{12}/)sheet.js"', page)

        own = device.get(f"{address[1]}shelf.js")
        other = device.get("/sheet/000000000000/shelf.js")
        outside = device.get(f"{address[1]}..%2Fstart.js")

        assert own.headers["Cache-Control"].endswith("immutable")
        assert own.mimetype == "text/javascript"
        assert (other.status_code, outside.status_code) == (404, 404)

    def test_the_copy_that_a_device_keeps_has_no_card_and_no_token(self, device, table, send):
        send("Said in confidence")

        page = device.get(f"/tables/{table.id}/shell").text

        settings = json.loads(re.search(r'id="for-script"[^>]*>(.*?)</script>', page)[1])
        assert "Said in confidence" not in page
        assert (settings["shell"], settings["token"], settings["cards"]) == (True, "", [])

    def test_everything_that_the_copy_loads_is_kept_and_is_there(self, device, table):
        page = device.get(f"/tables/{table.id}/shell").text
        settings = json.loads(re.search(r'id="for-script"[^>]*>(.*?)</script>', page)[1])
        loaded = set(re.findall(r'<(?:link|script)[^>]* (?:href|src)="([^"]+)"', page))

        assert loaded <= set(settings["assets"])
        statuses = set()
        for asset in settings["assets"]:
            with device.get(asset) as reply:
                statuses.add(reply.status_code)
        assert statuses == {200}

    def test_a_script_joins_again_and_is_told_the_table(self, client, code, table):
        asked = {"Accept": "application/json"}

        joined = client.get(f"/w/{code.lower()}", headers=asked)
        wrong = client.get("/w/AAAAAAAAAA", headers=asked)

        assert joined.json == {"table": table.id, "address": f"/w/{code}"}
        assert client.get(f"/tables/{table.id}/cards").status_code == 200
        assert (wrong.status_code, wrong.content_type) == (404, "application/problem+json")


class TestRescueFile:
    @pytest.fixture
    def officer(self, client_of):
        return client_of(RoleName.FACILITATOR)

    @pytest.fixture
    def bring_in(self, officer, workshop):
        """Return a function that brings a file in and gives the page that follows."""
        url = f"/staff/c/{workshop.consultation.slug}/workshops/{workshop.id}/rescue"

        def post(content: bytes, **ticked: str) -> str:
            data = {"rescue": (io.BytesIO(content), "rescue.json"), **ticked}
            return unescape(officer.post(url, data=data, follow_redirects=True).text)

        return post

    @pytest.fixture
    def rescue(self, table, workshop):
        uuid, stored_uuid = str(uuid4()), str(uuid4())
        added = {"act": "add", "kind": "work", "outcome": None}
        return {
            "kind": "consult rescue file",
            "version": 1,
            "about": "…",
            "table": {"id": table.id, "label": table.label, "workshop": workshop.title},
            "device": "tablet",
            "waiting": [
                {**added, "uuid": uuid, "card": uuid, "sequence": 7, "text": "Never sent"},
                {"uuid": str(uuid4()), "card": uuid, "act": "strike", "sequence": 8},
            ],
            "stored": [
                {
                    **added,
                    "uuid": stored_uuid,
                    "card": stored_uuid,
                    "sequence": 3,
                    "text": "Sent once",
                    "device": "another",
                }
            ],
            "unfinished": ["Half a sen"],
        }

    def test_brings_in_what_is_missing_and_a_second_time_nothing(self, session, bring_in, rescue):
        pages = [bring_in(json.dumps(rescue).encode()) for _ in range(2)]

        assert "Table 1: 2 cards added, 1 change made." in pages[0]
        assert "Half-typed and not added: “Half a sen”." in pages[0]
        assert "Table 1: 0 cards added, 3 there already." in pages[1]
        assert [
            (each.text, each.state, each.device, each.sequence) for each in stored(session)
        ] == [
            ("Sent once", StatementState.LIVE, "another", 3),
            ("Never sent", StatementState.STRUCK, "tablet", 7),
        ]
        assert verification.faults(session) == []

    def test_leaves_a_stored_card_as_it_was_changed_since(self, session, bring_in, rescue, do):
        bring_in(json.dumps(rescue).encode())
        do(rescue["stored"][0]["card"], "change", seen=1, text="Sent, and then changed")

        bring_in(json.dumps(rescue).encode())

        assert stored(session)[0].text == "Sent, and then changed"

    def test_says_what_was_not_taken(self, session, bring_in, rescue):
        rescue["waiting"][0]["text"] = "x" * 20_001

        page = bring_in(json.dumps(rescue).encode())

        assert "2 not taken: That is 20,001 characters" in page
        assert [each.text for each in stored(session)] == ["Sent once"]

    @pytest.mark.parametrize(
        "content", [b"", b"{}", b"[1]", b"PK\x03\x04", b"\xff\xfe\x00", b"[" * 100_000]
    )
    def test_refuses_what_is_no_rescue_file(self, session, bring_in, content):
        assert "This is not a rescue file." in bring_in(content)
        assert stored(session) == []

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"version": 2}, "another version of Consult"),
            ({"table": None}, "lacks “table”"),
            ({"waiting": {}}, "lacks “waiting”"),
            ({"device": "a b"}, "must be the name of a device"),
            ({"waiting": [7]}, "Entry 1 of “waiting” in this rescue file cannot be read"),
            ({"stored": [{"act": "add", "device": "x"}]}, "Entry 1 of “stored”"),
            ({"stored": [7]}, "Entry 1 of “stored”"),
            ({"waiting": [{}] * 20_001}, "too large to be a rescue file"),
        ],
    )
    def test_refuses_a_file_that_is_not_whole(self, session, bring_in, rescue, change, sentence):
        assert sentence in bring_in(json.dumps({**rescue, **change}).encode())
        assert stored(session) == []

    def test_refuses_the_file_of_another_workshop(self, session, bring_in, rescue, make):
        theirs = make.table()
        rescue["table"] = {"id": theirs.id, "label": theirs.label, "workshop": "Their evening"}

        assert "at “Their evening”, not of a table of this" in bring_in(json.dumps(rescue).encode())
        assert stored(session) == []

    def test_asks_where_the_workshop_has_another_name_and_takes_it_once_told(
        self, session, bring_in, rescue, workshop
    ):
        rescue["table"]["workshop"] = "Its name of last week"
        content = json.dumps(rescue).encode()

        asked = bring_in(content)
        assert "“Table 1” at “Its name of last week”; here it would be of “Table 1”" in asked
        assert "tick “The workshop had another name then”" in asked
        assert stored(session) == []

        assert "Table 1: 2 cards added" in bring_in(content, renamed="yes")

    def test_asks_nothing_where_a_card_of_the_file_is_at_the_table(
        self, session, bring_in, rescue, workshop
    ):
        bring_in(json.dumps({**rescue, "waiting": []}).encode())
        rescue["table"]["workshop"] = "Its name of last week"

        assert "Table 1: 1 card added" in bring_in(json.dumps(rescue).encode())

    def test_refuses_a_file_that_is_too_large(self, bring_in):
        assert "too large to be a rescue file" in bring_in(b" " * (8 * 1024 * 1024 + 1))

    def test_waits_for_the_consultation_to_be_open(self, session, bring_in, rescue, workshop):
        workshop.consultation.stage = Stage.CLOSED
        session.commit()

        assert "is not open" in bring_in(json.dumps(rescue).encode())
        assert stored(session) == []


class TestColumns:
    @pytest.fixture
    def page(self, client_of, session, make):
        own = [
            *columns.read("What worries us (barrier)", field="columns"),
            *columns.read("Cohesion", field="discussion", is_discussion=True),
        ]
        rules = ["Listen <first>"]
        workshop = make.workshop(columns=columns.rows(own), ground_rules=rules)
        number = make.table(workshop).number
        slug = workshop.consultation.slug
        address = f"/staff/c/{slug}/workshops/{workshop.id}/tables/{number}"
        browser = client_of(RoleName.FACILITATOR)
        return lambda query="": browser.get(f"{address}{query}").text

    def test_have_their_own_headings_and_the_ground_rules_are_at_hand(self, page):
        assert "What worries us <span" in page()
        assert "Listen &lt;first&gt;" in page()

    def test_of_a_discussion_have_a_tab_of_their_own(self, page):
        usual, talk = page(), page("?outcome=discussion")

        hidden = 'data-kind="{}" hidden'
        assert hidden.format("discussion-cohesion") in usual
        assert hidden.format("barrier-what-worries-us") not in usual
        assert hidden.format("discussion-cohesion") not in talk
        assert hidden.format("barrier-what-worries-us") in talk
        assert "?outcome=discussion" in usual

    def test_that_there_are_not_are_refused_in_a_sentence(self, session, device, table):
        form = {"uuid": str(uuid4()), "kind": "theme", "text": "Late"}

        page = device.post(f"/tables/{table.id}/add", data=form, follow_redirects=True).text

        assert "This workshop has no such column." in page
        # What was typed stands in the first box, to be added from there.
        assert "\nLate</textarea>" in page
        assert stored(session) == []
