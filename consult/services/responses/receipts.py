"""The receipt of a response as a PDF to keep: its reference and code, never the answers."""

from __future__ import annotations

from collections.abc import Iterator

from consult import words
from consult.models.consultations import Consultation
from consult.models.responses import Response
from consult.services.workshops.printing import NotPrinted
from consult.words import gettext as _
from consult.writers import LETTER
from consult.writers.isolation import WritingFailed, write_in_child
from consult.writers.letter import Fact, Letter


def render(response: Response, *, code: str, organisation: str, address: str) -> bytes:
    """Return the receipt in the language that is spoken now.

    Parameters
    ----------
    code
        What changes or withdraws the response, besides its reference.
    address
        Of the consultation's page, where the results will stand.

    Raises
    ------
    NotPrinted
        When it could not be written; the text says why.
    """
    letter = _letter(response, code=code, organisation=organisation, address=address)
    try:
        return write_in_child(LETTER, letter.to_dict())
    except WritingFailed as failure:
        raise NotPrinted(str(failure)) from failure


def _letter(response: Response, *, code: str, organisation: str, address: str) -> Letter:
    title = words.told(response.survey.consultation.title)
    return Letter(
        language=words.speech().language,
        organisation=organisation,
        title=_("Your receipt"),
        subject=title,
        facts=(
            Fact(_("Your reference"), response.reference),
            Fact(_("The code with which you can change or withdraw your answers"), code),
        ),
        paragraphs=tuple(_paragraphs(response, title)),
        steps_title=_("What happens next"),
        steps=_steps(response.survey.consultation, address),
    )


def _paragraphs(response: Response, title: str) -> Iterator[str]:
    yield _(
        "Thank you for taking part in “%(title)s”. Your answers arrived on %(day)s and are stored."
    ) % {"title": title, "day": words.day(response.submitted_at)}
    yield _("Keep this receipt to yourself: whoever has both can see and change your answers.")
    if response.is_late:
        yield _(
            "The consultation had closed before your answers came. They are kept as late, and the "
            "people who run it decide whether they count."
        )


def _steps(consultation: Consultation, address: str) -> tuple[str, ...]:
    until = (
        _("Answers are taken until %(day)s.") % {"day": words.day(consultation.closes_on)}
        if consultation.closes_on
        else _("Answers are taken until the consultation closes.")
    )
    return (
        until,
        _("Then every answer is read and put with others that make the same point."),
        _(
            "What people said, and what is done about it, is published at %(address)s. "
            "Nobody is named."
        )
        % {"address": address},
    )
