"""Mails: the writer's own words, what is quoted, how it ends, and what is attached."""

from __future__ import annotations

import pytest

from consult.readers.notes import read_notes
from tests.readers.builders import read_text, told, word
from tests.readers.compound import outlook_message
from tests.readers.makers import mail, picture

OWN = "Hi Sam,\n\nBarriers\n- No bus after six\n- Rent of the hall\n\nKind regards,\nPat\n"
QUOTED = "\nOn 1 March 2026, Sam Hill wrote:\n> Could you send your notes?\n> The hall is cold\n"
BARRIERS = [(None, "barrier", "No bus after six"), (None, "barrier", "Rent of the hall")]
LIST = b"Barriers\nDamp walls in winter\n"
TABLE = word([["Work", "Barriers"], ["Choir", "No piano"]])


def why(reading, text: str) -> str:
    return next(each.why for each in reading.skipped if text in each.text)


def test_only_the_writers_own_words_are_statements():
    reading = read_notes(mail(OWN + "-- \nPat Lee\n01632 960123\n" + QUOTED), "a.eml")

    assert told(reading) == BARRIERS
    assert why(reading, "The hall is cold") == "quoted from an earlier mail"
    assert why(reading, "01632 960123") == "a signature"
    assert why(reading, "Kind regards") == "a signature, not a statement"
    assert why(reading, "pat@example.org") == "the head of a mail"


def test_what_is_quoted_is_taken_over_where_a_person_says_so():
    reading = read_notes(mail(OWN + QUOTED), "a.eml", answers={"mail.quoted": "yes"})

    assert "The hall is cold" in [text for _, _, text in told(reading)]


def test_a_mail_that_was_passed_on_is_what_it_quotes():
    head = "-----Original Message-----\nFrom: Pat\nSent: 3 March\nTo: Sam\n"
    text = f"See below.\n\n{head}\nBarriers\n- Damp\n"

    reading = read_notes(mail(text, subject="FW: notes"), "a.eml")

    assert (None, "barrier", "Damp") in told(reading)
    assert [(q.id, q.assumed) for q in reading.questions] == [("mail.quoted", "yes")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.eml", mail(OWN, ("table.docx", TABLE), ("list.csv", LIST))),
        ("a.msg", outlook_message("Notes", OWN, ("table.docx", TABLE), ("list.csv", LIST))),
    ],
)  # fmt: skip
def test_attachments_are_read_by_their_own_readers_and_name_their_place(name, content):
    reading = read_notes(content, name)

    assert told(reading) == [
        *BARRIERS,
        (None, "work", "Choir"),
        (None, "barrier", "No piano"),
        (None, "barrier", "Damp walls in winter"),
    ]
    assert [each.place.get("file") for each in reading.statements] == [
        None, None, "table.docx", "table.docx", "list.csv",
    ]  # fmt: skip


def test_an_attachment_that_cannot_be_read_is_said_and_harms_nothing():
    content = mail(OWN, ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"W\0o\0r\0d\0" * 200))

    reading = read_notes(content, "a.eml")

    assert told(reading) == BARRIERS
    assert why(reading, "old.doc").startswith("an attachment that was not read")


def test_a_mail_in_a_mail_is_read_and_what_is_attached_to_it_is_named():
    inner = mail("Barriers\n- Damp\n", ("deep.csv", b"Barriers\nNoise\n"))

    reading = read_notes(mail(OWN, ("inner.eml", inner)), "a.eml")

    assert told(reading) == [*BARRIERS, (None, "barrier", "Damp")]
    assert "import it by itself" in why(reading, "deep.csv")


def test_the_marked_up_text_is_read_where_it_holds_a_table():
    html = (
        "<table><tr><td>Work</td><td>Barriers</td></tr><tr><td>Choir</td><td>Rent</td></tr></table>"
    )

    reading = read_notes(mail("Work Barriers Choir Rent", html=html), "a.eml")

    assert told(reading) == [(None, "work", "Choir"), (None, "barrier", "Rent")]


def test_a_question_about_an_attachment_is_answered_by_its_name():
    table = b"What is going well,Something else\nLunch club,Bus stop\nChoir,Bin store\n"

    reading = read_notes(
        mail(OWN, ("t.csv", table)), "a.eml", answers={"t.csv:table1.column2": "barrier"}
    )

    assert (None, "barrier", "Bus stop") in told(reading)


def test_a_pasted_mail_is_parted_in_the_same_way():
    reading = read_text(OWN + QUOTED, "Pasted notes.txt")

    assert told(reading) == BARRIERS


def test_what_an_office_puts_under_its_mails_is_no_statement():
    text = OWN.replace("Kind regards,\nPat\n", "") + (
        "\nThis email and any attachments are confidential and intended for the addressee only.\n"
        "\nSent from my iPhone\n"
    )

    reading = read_notes(mail(text), "a.eml")

    assert told(reading) == BARRIERS


def test_a_picture_in_the_text_is_not_read():
    content = mail(OWN, ("logo.png", picture("Barriers", "• Not a note")))
    inline = content.replace(b'attachment; filename="logo.png"', b'inline; filename="logo.png"')
    inline = inline.replace(b"Content-Type: application/octet-stream", b"Content-Type: image/png")

    reading = read_notes(inline, "a.eml")

    assert told(reading) == BARRIERS
    assert "a picture in the text" in why(reading, "logo.png")
