"""A mailbox for mail servers on loopback."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, Envelope, Session


class Mailbox:
    """What a mail server does with mails: it keeps them, but answers first what it is told to.

    Attributes:
        mails: those that were taken.
        answers: what it says instead, one after the other.
        refused: recipients that it does not know.
    """

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answers: list[str] = []
        self.refused: set[str] = set()

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Takes a recipient or not."""
        if address in self.refused:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Takes a mail or not."""
        if self.answers:
            return self.answers.pop(0)
        assert isinstance(envelope.content, bytes)
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"

    @property
    def subjects(self) -> list[str]:
        """The subjects of the mails, without the name of the lakehouse."""
        return [
            str(mail["Subject"]).strip().removeprefix("[lakehouse test] ") for mail in self.mails
        ]

    def text(self, number: int = -1) -> str:
        """The plain text of a mail."""
        part = self.mails[number].get_body(("plain",))
        assert part is not None
        return str(part.get_content())

    def html(self, number: int = -1) -> str:
        """The HTML of a mail."""
        part = self.mails[number].get_body(("html",))
        assert part is not None
        return str(part.get_content())
