"""The accepted statement that shares most words with another: a reason to show."""

from __future__ import annotations

import pytest

from consult.models.base import utc_now
from consult.models.statements import StatementState
from consult.models.themes import CodingState
from consult.services import nearest
from consult.services.nearest import MOST_LOOKED_AT

ASKED = "The evening buses stop before meetings finish"


@pytest.fixture
def themes(make):
    return make.codebook(make.consultation(), "transport", "trust").themes


@pytest.fixture
def said(make, themes, officer):
    """Return what makes a statement that is accepted under a theme."""

    def accepted(text, theme=themes[0], **fields):
        statement = make.statement(text, consultation=theme.codebook.consultation, **fields)
        make.coding(
            statement, theme, state=CodingState.ACCEPTED, decided_by=officer, decided_at=utc_now()
        )
        return statement

    return accepted


@pytest.fixture
def asked(make, themes):
    """Return a suggestion for a statement of the first theme."""
    return make.coding(
        make.statement(ASKED, consultation=themes[0].codebook.consultation), themes[0]
    )


def text_for(session, coding):
    found = nearest.nearest(session, [coding]).get(coding.id)
    return found.text if found else None


def test_is_the_one_with_most_words_in_common_in_whatever_form(session, said, asked):
    said("Buses are cold")
    best = said("No evening bus runs once a meeting is finished, and buses before it are full")
    said("Nothing of the kind")

    assert text_for(session, asked) == best.text


def test_one_word_in_common_is_none(session, said, asked):
    said("Buses")

    assert text_for(session, asked) is None


def test_is_of_the_same_theme(session, said, asked, themes):
    said("The evening buses stop before it", themes[1])

    assert text_for(session, asked) is None


def test_is_never_the_statement_itself_nor_one_out_of_play(session, make, said, asked, themes):
    said("Evening buses stop early", state=StatementState.WITHHELD, state_reason="a name in it")
    itself = said("Evening buses stop early")
    coding = make.coding(itself, themes[1])

    assert text_for(session, asked) == itself.text
    assert text_for(session, coding) is None


def test_the_newest_alone_are_looked_at(session, said, asked):
    said("The evening buses stop before it")
    for number in range(MOST_LOOKED_AT):
        said(f"Another thing {number}")

    assert text_for(session, asked) is None


def test_several_themes_are_asked_for_at_once(session, make, said, asked, themes):
    other = make.coding(asked.statement, themes[1])
    first = said("Evening buses stop early")
    second = said("Evening meetings finish late", themes[1])

    found = nearest.nearest(session, [asked, other])

    assert found[asked.id].id == first.id
    assert found[other.id].id == second.id
