"""Mails as Outlook saves them (.msg) to the neutral layout."""

from __future__ import annotations

from collections.abc import Mapping

from consult.readers.attachments import Attached
from consult.readers.layout import Layout
from consult.readers.mail import Text, laid_out
from consult.readers.refusals import UnreadableFile


def read(
    content: bytes, filename: str, answers: Mapping[str, str], *, nested: bool = False
) -> Layout:
    """Return the layout of an Outlook message.

    Raises
    ------
    UnreadableFile
        When it is damaged, or keeps its text only in a form of Outlook's own.
    """
    from oxmsg import Message

    try:
        message = Message.load(content)
        sent = message.sent_date
        heads = {
            "From": message.sender or "",
            "To": ", ".join(f"{each.name} {each.email_address}" for each in message.recipients),
            "Date": sent.isoformat(" ", "minutes") if sent else "",
            "Subject": message.subject,
        }
        texts = _texts(message.body or "", message.html_body or "")
        attached = [
            Attached(each.file_name or f"attachment {number}", each.file_bytes or b"")
            for number, each in enumerate(message.attachments, 1)
        ]
    except Exception:
        # The library trusts the file: a broken one makes it stumble in ways of its own.
        raise UnreadableFile(
            f"“{filename}” is a damaged Outlook message; open it in Outlook and save it again, "
            "or copy its text and paste it."
        ) from None
    if not texts and not attached:
        raise UnreadableFile(
            f"“{filename}” keeps its text in a form that only Outlook reads; "
            "open it there, copy the text and paste it."
        )
    return laid_out(heads, texts, attached, answers, filename, nested=nested)


def _texts(plain: str, marked_up: str) -> list[Text]:
    if marked_up and ("<td" in marked_up.lower() or not plain.strip()):
        return [("html", marked_up)]
    return [("plain", plain)] if plain.strip() else []
