"""Mails by any SMTP server: plain text and HTML in one, over TLS, with a login."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path

from orchestration.alerts.errors import AlertError
from orchestration.alerts.messages import Message
from orchestration.alerts.settings import MailSettings
from orchestration.retries import TransientError, attempts

TIMEOUT = 30
AGAIN = "run make alert again when it works: nothing is told twice, nothing is forgotten."


def pdf_of_run(target: Path, summary: Mapping[str, object]) -> Path | None:
    """The PDF of the dashboards, if `make dashboards` made it after the run that the summary is of."""
    file = target / "dashboards" / "dashboards.pdf"
    ended = datetime.fromisoformat(str(summary["finished_at"]))
    return file if file.is_file() and file.stat().st_mtime >= ended.timestamp() else None


def send_mail(settings: MailSettings, message: Message, pdf: Path | None = None) -> list[str]:
    """Sends a message to all recipients, with a PDF if one is given.

    Returns: the recipients that the server refuses, when it takes the mail for others.
    Raises AlertError when it was sent to nobody.
    """
    try:
        for attempt in attempts(settings.patience):
            with attempt:
                return deliver(settings, message, pdf)
    except TransientError as error:
        raise AlertError(
            f"The mail server {settings.host}:{settings.port} did not take a mail: {error.what}.",
            AGAIN,
        ) from error
    raise AssertionError("unreachable")


def deliver(settings: MailSettings, message: Message, pdf: Path | None) -> list[str]:
    """One attempt. Raises TransientError or AlertError."""
    mail = composed(settings, message, pdf)
    with translated(settings), connected(settings) as server:
        if settings.user and settings.password:
            server.login(settings.user, settings.password)
        refused = server.send_message(mail, settings.sender, list(settings.recipients))
    return sorted(refused)


def composed(settings: MailSettings, message: Message, pdf: Path | None = None) -> EmailMessage:
    """A mail as it goes over the wire."""
    mail = EmailMessage()
    mail["Subject"] = message.subject
    mail["From"] = settings.sender
    mail["To"] = ", ".join(settings.recipients)
    mail["Date"] = formatdate()
    # of a mail that was taken before somebody could note it, mail systems drop the second copy
    mail["Message-ID"] = f"<{message.identity}@{settings.sender.rpartition('@')[2]}>"
    # no out-of-office answers
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text)
    mail.add_alternative(message.html, subtype="html")
    if pdf is not None:
        mail.add_attachment(
            pdf.read_bytes(), maintype="application", subtype="pdf", filename=pdf.name
        )
    return mail


@contextmanager
def connected(settings: MailSettings) -> Iterator[smtplib.SMTP]:
    """A connection that is as safe as it was asked for: never less."""
    trusted = ssl.create_default_context()
    place = settings.host, settings.port
    if settings.security == "tls":
        with smtplib.SMTP_SSL(*place, timeout=TIMEOUT, context=trusted) as server:
            yield server
        return
    with smtplib.SMTP(*place, timeout=TIMEOUT) as server:
        if settings.security == "starttls":
            server.starttls(context=trusted)
        yield server


@contextmanager
def translated(settings: MailSettings) -> Iterator[None]:
    """Turns what goes wrong into a TransientError or an AlertError.

    What the server says may have the login in it, so only its codes are told.
    """
    name = f"The mail server {settings.host}:{settings.port}"
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        raise AlertError(
            f"{name} refuses the login ({error.smtp_code}).",
            "export a valid SMTP_USER and SMTP_PASSWORD.",
        ) from None
    except smtplib.SMTPNotSupportedError as error:
        raise AlertError(
            f"{name} does not offer what was asked for ({settings.security}"
            f"{', a login' if settings.user else ''}).",
            "set SMTP_PORT and SMTP_SECURITY as the server has them (587 starttls, 465 tls).",
        ) from error
    except smtplib.SMTPRecipientsRefused as error:
        codes = {code for code, _ in error.recipients.values()}
        if all(code < 500 for code in codes):
            raise TransientError(f"it answered {min(codes)} to all recipients") from error
        raise AlertError(
            f"{name} refuses all recipients ({', '.join(map(str, sorted(codes)))}).",
            "correct ALERT_MAIL_TO.",
        ) from error
    except smtplib.SMTPResponseException as error:
        if error.smtp_code < 500:
            raise TransientError(f"it answered {error.smtp_code}") from error
        raise AlertError(
            f"{name} refuses the mail ({error.smtp_code}).",
            "correct ALERT_MAIL_FROM, or ask who runs the server.",
        ) from error
    except ssl.SSLCertVerificationError as error:
        raise AlertError(
            f"The certificate of {settings.host} is not trusted.",
            "check SMTP_HOST; name the authority's file by SSL_CERT_FILE if it is yours.",
        ) from error
    except ssl.SSLError as error:
        raise AlertError(
            f"{name} does not speak TLS as it was asked to ({settings.security}).",
            "set SMTP_PORT and SMTP_SECURITY as the server has them (587 starttls, 465 tls).",
        ) from error
    except (OSError, smtplib.SMTPException) as error:
        raise TransientError(f"the connection broke ({type(error).__name__})") from error
