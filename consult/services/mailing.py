"""Messages by email, where the installation has a mail server; nothing of them is kept."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from consult.services.refusals import InvalidInput, ServiceError
from consult.words import gettext as _
from consult.words import marked

SECONDS = 10
NOT_AN_ADDRESS = marked("Enter an email address in full, such as name@example.org.")


class NotMailed(ServiceError):
    """The mail server did not take a message."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where messages are handed in.

    Attributes
    ----------
    url
        smtp://user:password@host:port, or smtps:// for a server that speaks TLS at once.
    sender
        The address that messages come from.
    """

    url: str
    sender: str

    def send(self, *, to: str, subject: str, text: str) -> None:
        """Hand a message in.

        Raises
        ------
        InvalidInput
            For what is no address.
        NotMailed
            When the server does not take it.
        """
        message = EmailMessage()
        message["From"], message["To"] = self.sender, address(to)
        # A line end in a title would begin another header.
        message["Subject"] = " ".join(subject.split())
        message.set_content(text)
        try:
            with self._connected() as server:
                server.send_message(message)
        except (OSError, smtplib.SMTPException):
            raise NotMailed(
                _(
                    "The message could not be sent just now. Write the code down, or try again "
                    "later."
                )
            ) from None

    def _connected(self) -> smtplib.SMTP:
        at = urlsplit(self.url)
        kind = smtplib.SMTP_SSL if at.scheme == "smtps" else smtplib.SMTP
        server = kind(at.hostname or "", at.port or 0, timeout=SECONDS)
        if at.username:
            if at.scheme == "smtp":
                server.starttls()
            server.login(unquote(at.username), unquote(at.password or ""))
        return server


def address(typed: str) -> str:
    """Return an email address that a message can go to, or refuse what is none."""
    text = typed.strip()
    try:
        parsed = Address(addr_spec=text)
    except (ValueError, IndexError):
        raise InvalidInput(_(NOT_AN_ADDRESS), field="address") from None
    if not parsed.username or "." not in parsed.domain or len(text) > 254 or not text.isascii():
        raise InvalidInput(_(NOT_AN_ADDRESS), field="address")
    return text
