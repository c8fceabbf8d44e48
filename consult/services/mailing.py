"""Messages by email, where the installation has a mail server; nothing of them is kept."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Protocol
from urllib.parse import unquote, urlsplit

from consult.config import Config
from consult.services.refusals import InvalidInput, ServiceError
from consult.words import gettext as _
from consult.words import marked

SECONDS = 10
NEVER = 500
"""The least reply code of a mail server by which it will not take a message later either."""

NOT_AN_ADDRESS = marked("Enter an email address in full, such as name@example.org.")


class NotMailed(ServiceError):
    """The mail server did not take a message; it may take it later."""


class NotReached(NotMailed):
    """The mail server did not answer, or let nobody in: it takes no message at all now."""


class Refused(NotMailed):
    """The mail server will never take this message: there is no such address, for example."""


class Mailer(Protocol):
    """What takes a message."""

    def send(self, *, to: str, subject: str, text: str) -> None:
        """Hand a message in.

        Raises
        ------
        InvalidInput
            For what is no address.
        NotMailed
            When it is not taken.
        """


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
        """Hand a message in, as every `Mailer` does."""
        message = EmailMessage()
        message["From"], message["To"] = self.sender, address(to)
        # A line end in a title would begin another header.
        message["Subject"] = " ".join(subject.split())
        message.set_content(text)
        try:
            with self._connected() as server:
                server.send_message(message)
        except (OSError, smtplib.SMTPException, ValueError) as fault:
            # What the server says holds the address: it goes no further than here.
            raise _kind_of(fault)(
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


def mailer(config: Config) -> MailServer | None:
    """Return the installation's mail server, if it has one."""
    return MailServer(config.mail_url, config.mail_from) if config.mail_url else None


def _kind_of(fault: Exception) -> type[NotMailed]:
    match fault:
        case smtplib.SMTPRecipientsRefused():
            codes = [code for code, _said in fault.recipients.values()]
        case smtplib.SMTPDataError():
            codes = [fault.smtp_code]
        case ValueError():
            return Refused
        case _:
            return NotReached
    return Refused if min(codes, default=0) >= NEVER else NotMailed


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
