"""Codings that come in from files: what goes out comes back the same, and nothing else happens."""

from __future__ import annotations

import io
import json
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from consult.cli import main
from consult.models.accounts import RoleName
from consult.models.audit import AuditEvent
from consult.models.themes import CoderKind, Coding, CodingState
from consult.readers.codings import CodedFile, read_codings
from consult.readers.refusals import UnreadableFile
from consult.services import (
    audit,
    coding_files,
    coding_imports,
    codings,
    themes,
    undoing,
    verification,
)
from consult.services.codings import NotAPerson
from consult.services.refusals import Conflict, InvalidInput

TEXTS = ("=1+1 is no budget", "Nobody comes ☕", "Something else", "They said “no”,\ntwice")


@pytest.fixture
def town(session, make, officer):
    """Return a function that makes a consultation with statements that are not coded yet."""

    def town(slug, *texts):
        consultation = make.consultation(slug=slug)
        book = make.codebook(consultation, "resources", "apathy")
        themes.add(session, consultation, name="Money", parent=book.themes[0])
        return consultation, [make.statement(text, consultation=consultation) for text in texts]

    return town


def code(session, consultation, said):
    book = {each.key: each for each in themes.get_codebook(session, consultation).themes}
    codings.add(session, said[0], book["money"])
    codings.add(session, said[3], book["apathy"])
    for key in ("resources", "apathy"):
        codings.add(session, said[1], book[key])


def zipped(**members):
    held = io.BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return held.getvalue()


@pytest.mark.parametrize("kind", coding_files.FORMATS)
def test_what_goes_out_comes_back_the_same_and_is_undone_in_one_step(session, town, kind, officer):
    consultation, said = town("here", *TEXTS)
    session.refresh(themes.get_codebook(session, consultation))
    code(session, consultation, said)
    content = coding_files.export(session, consultation, kind)
    name = coding_files.name("here", kind)
    before = coding_files.statements(session, consultation)
    with pytest.raises(Conflict, match="no coding that is not accepted"):
        coding_imports.take_in(session, consultation, content=content, filename=name)
    book = {each.key: each for each in themes.get_codebook(session, consultation).themes}
    for coding in session.scalars(select(Coding).where(Coding.theme_id == book["apathy"].id)):
        codings.reject(session, coding, seen=CodingState.ACCEPTED)
    twin, others = town("twin", *TEXTS[:3])

    changed = coding_imports.take_in(session, consultation, content=content, filename=name)
    seen = coding_imports.preview(session, twin, content=content, filename=name)
    brought = coding_imports.take_in(session, twin, content=content, filename=name)

    assert (changed.by_id, len(changed.changed), changed.standing) == (4, 2, 2)
    assert coding_files.statements(session, consultation) == before
    assert seen == brought
    assert (brought.by_id, brought.by_text, len(brought.added)) == (0, 3, 3)
    assert [each.text for each in brought.unknown] == [TEXTS[3]]
    twins = coding_files.statements(session, twin)
    assert [each.themes for each in twins] == [each.themes for each in before[:3]]
    made = session.scalars(select(Coding).where(Coding.statement_id == others[0].id)).one()
    assert (made.coder_kind, made.coder_id, made.decided_by) == (
        CoderKind.PERSON,
        officer.id,
        officer,
    )
    assert undoing.undo(session, twin).text == "Undone: taking in 3 codings from a file."
    assert [each.themes for each in coding_files.statements(session, twin)] == [(), (), ()]
    events = select(AuditEvent.event).where(AuditEvent.consultation == twin)
    assert list(session.scalars(events.order_by(AuditEvent.id)))[-2:] == [
        "codings.imported",
        "decision.undone",
    ]
    assert verification.faults(session) == []


def test_tells_apart_what_it_cannot_place(session, town):
    consultation, (one, *_) = town("here", "Same words", "Same words", "Nobody comes")
    rows = [
        f"{one.id},Same words,noise,Noise",
        "999999,Same words,apathy,Apathy",
        f"{one.id},Nobody comes,x,APATHY",
    ]
    content = "\n".join(["statement,text,theme,name", *rows]).encode()

    found = coding_imports.preview(session, consultation, content=content, filename="c.csv")

    assert (found.by_id, found.by_text, len(found.unknown)) == (1, 1, 1)
    assert found.other_themes == {"Noise": 1}
    assert len(found.added) == 1


def test_a_machine_takes_nothing_in_and_a_bad_file_says_where(session, town):
    consultation, _ = town("here", "Nobody comes")
    sent = {"content": b"statement,text,a\n1,Nobody comes,yes\n", "filename": "c.csv"}

    with pytest.raises(InvalidInput, match="row 2, column “a”: “yes” is neither 0 nor 1"):
        coding_imports.take_in(session, consultation, **sent)
    audit.act_as(session, audit.SYSTEM)
    with pytest.raises(NotAPerson):
        coding_imports.take_in(session, consultation, **sent)


MAPPED = b'{"themefinder_id": 1, "theme_keys": ["A"]}\n\n{"themefinder_id": 2, "theme_keys": []}'


@pytest.mark.parametrize(
    ("members", "themes_found"),
    [
        (
            {
                "out/mapping__jsonl": MAPPED,
                "out/themes__json": json.dumps([{"theme_key": "A", "theme_name": "Trust"}]),
                "in/responses__jsonl": b'{"themefinder_id": 1, "text": "No trust"}',
            },
            {"A": "Trust"},
        ),
        (
            {
                "mapping__jsonl": b'{"response_id": 1, "labels": ["A"]}\n'
                b'{"response_id": 2, "labels": []}',
                "themes__json": json.dumps([{"topic_id": "A", "topic": "Trust: they do not"}]),
                "responses__jsonl": b'{"response_id": 1, "response": "No trust"}',
            },
            {"A": "Trust"},
        ),
        ({"mapping__jsonl": MAPPED}, {"A": "A"}),
    ],
)
def test_theme_finders_own_and_consults_fields_are_known(members, themes_found):
    found = read_codings(zipped(**members), "t.zip")

    assert found.themes == themes_found
    assert [(each.id, each.themes) for each in found.statements] == [("1", ("A",)), ("2", ())]
    assert CodedFile.from_dict(json.loads(json.dumps(found.to_dict()))) == found


PROJECT = (
    '<Project xmlns="urn:QDA-XML:project:1.0"><CodeBook><Codes>'
    '<Code guid="g" name="Trust"/></Codes></CodeBook>'
    '<Sources><TextSource name="Letter" {}><PlainTextSelection><Coding>'
    '<CodeRef targetGUID="{}"/></Coding></PlainTextSelection></TextSource></Sources></Project>'
)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b" ", "c.csv", "is empty"),
        (b"{}", "c.json", "holds no codings that can be read"),
        (b"a,b,c\n", "c.csv", "row 1: the first columns must be"),
        (b"statement,text,theme\n", "c.csv", "has no statements"),
        (b"statement,text,a,a\n1,x,0,1\n", "c.csv", "two columns have the same name"),
        (b"statement,text,theme\n1,a,b,c\n", "c.csv", "row 2 has 4 cells"),
        (b"PK\x03\x04 broken", "c.zip", "is damaged"),
        (zipped(other="x"), "c.zip", "neither a project.qde"),
        (zipped(mapping__jsonl="0" * 9_000_000), "c.zip", "far more than a coding file needs"),
        (zipped(mapping__jsonl="{"), "c.zip", "mapping.jsonl, line 1 is not sound JSON"),
        (zipped(mapping__jsonl="[]"), "c.zip", "mapping.jsonl, line 1 is no JSON object"),
        (zipped(mapping__jsonl='{"response_id": 1}'), "c.zip", "line 1 has no list"),
        (zipped(mapping__jsonl='{"labels": []}'), "c.zip", "line 1 has no “themefinder_id”"),
        (zipped(mapping__jsonl=MAPPED, themes__json="{}"), "c.zip", "themes.json is no list"),
        (
            zipped(project__qde='<!DOCTYPE a [<!ENTITY b "c">]><a/>'),
            "p.qdpx",
            "a coding file does not",
        ),
        (b"statement,text,theme\n1,\0\1,a\n", "c.csv", "export it again as CSV in UTF-8"),
        (
            zipped(project__qde=PROJECT.format('plainTextPath="internal://no.txt"', "g")),
            "p.qdpx",
            r"the text of “Letter” \(sources/no.txt\) is not in it",
        ),
        (
            zipped(project__qde=PROJECT.format("", "other")),
            "p.qdpx",
            "line 1: “Letter” has a code that",
        ),
    ],
)
def test_refuses_in_one_sentence_with_the_place(content, name, said):
    with pytest.raises(UnreadableFile, match=said):
        read_codings(content, name)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_page_and_command_show_first_and_take_in_then(
    session, town, client_of, make, database_url, monkeypatch, tmp_path
):
    monkeypatch.setenv("CONSULT_DATABASE_URL", database_url)
    monkeypatch.setenv("CONSULT_SECRET_KEY", "k" * 40)
    town("here", "Nobody comes", "Too dear")
    coder = make.user(RoleName.OFFICER, email="coder@example.org")
    make.user(RoleName.FACILITATOR, email="hall@example.org")
    session.commit()
    content = b"statement,text,theme,name\n,Nobody comes,apathy,\n,Unheard,apathy,\n,Too dear,n,N\n"
    path = tmp_path / "c.csv"
    path.write_bytes(content)
    browser = client_of(RoleName.OFFICER)
    home = "/staff/c/here/themes/codings/import"

    refused = browser.post(home, data={"file": (io.BytesIO(b"{}"), "c.json")})
    assert "holds no codings that can be read" in refused.get_data(as_text=True)
    reply = browser.post(home, data={"file": (io.BytesIO(content), "c.csv")})
    page = " ".join(browser.get(reply.location).get_data(as_text=True).split())
    assert "Take in 1 coding?" in page
    assert "N: 1 statement" in page
    assert "<li>Unheard</li>" in page

    def run(*words):
        return CliRunner().invoke(main, ["codings", "import", "here", str(path), *words])

    told = json.loads(run("--dry-run", "--json").stdout)
    assert (told["by_text"], told["unknown"], told["added"]) == (2, 1, 1)
    assert run().exit_code == 2
    assert run("--as", "hall@example.org").exit_code == 1
    assert session.scalars(select(Coding)).all() == []

    taken = browser.post(reply.location)
    assert taken.status_code == 302, taken.get_data(as_text=True)
    session.rollback()
    assert session.scalars(select(Coding.state)).all() == [CodingState.ACCEPTED]
    again = run("--as", coder.email)
    assert again.exit_code == 1
    assert "no coding that is not accepted" in again.stderr
