"""Whom alerts are sent to, by environment variables; docs/operation.md lists them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.utils import getaddresses
from pathlib import Path
from urllib.parse import urlsplit

from orchestration.alerts.errors import AlertError
from orchestration.problems import target_folder
from orchestration.retries import Patience
from orchestration.setup.render import PROJECT

LOOPBACK = ("127.0.0.1", "::1", "localhost")
SECURITIES = {"starttls": 587, "tls": 465, "none": 25}
FORMATS = ("slack", "teams")
# Tries for about two minutes: a night's run should not hang on a mail server.
PATIENCE = Patience(seconds=120, attempts=6, first_wait=1, longest_wait=30)


@dataclass(frozen=True)
class MailSettings:
    """A mail server, and who writes to whom."""

    host: str
    port: int
    security: str
    sender: str
    recipients: tuple[str, ...]
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    patience: Patience = PATIENCE


@dataclass(frozen=True)
class ChatSettings:
    """A webhook of a chat tool. Its address is a secret: whoever has it can write."""

    url: str = field(repr=False)
    format: str = "slack"
    patience: Patience = PATIENCE


@dataclass(frozen=True)
class AlertSettings:
    """All settings of alerts.

    Attributes:
        mail, chat: where to, None when nobody wants it.
        place: which lakehouse this is, for subjects.
        tells_success: whether a good run is told.
        longest_pause: hours without a run after which that is a problem.
        target: where runs and landings leave what they did.
        memory: the file that knows what was told.
        mails_pdf: whether the mail of a good run has the dashboards that were made of it.
    """

    mail: MailSettings | None
    chat: ChatSettings | None
    place: str
    tells_success: bool
    longest_pause: float
    target: Path
    memory: Path
    mails_pdf: bool = True


def read_settings(environment: Mapping[str, str] | None = None) -> AlertSettings:
    """The settings from the environment. Raises AlertError when they cannot be: with no secret."""
    values = {
        name: value.strip()
        for name, value in (os.environ if environment is None else environment).items()
    }
    mail, chat = mail_settings(values), chat_settings(values)
    if mail is None and chat is None:
        raise AlertError(
            "Nobody is told anything: neither SMTP_HOST nor ALERT_WEBHOOK_URL is set.",
            "export SMTP_HOST, ALERT_MAIL_FROM and ALERT_MAIL_TO, or ALERT_WEBHOOK_URL.",
        )
    home = Path(values.get("LAKEHOUSE_HOME") or PROJECT / ".local")
    return AlertSettings(
        mail,
        chat,
        place=values.get("ALERT_NAME") or f"lakehouse {values.get('DBT_TARGET') or 'local'}",
        tells_success=is_wanted(values, "ALERT_SUCCESS"),
        longest_pause=hours(values, "ALERT_LONGEST_PAUSE", 26),
        target=target_folder(values),
        memory=Path(values.get("ALERT_MEMORY") or home / "alerts.json"),
        mails_pdf=is_wanted(values, "ALERT_PDF"),
    )


def is_wanted(values: Mapping[str, str], name: str) -> bool:
    """Whether a variable says `always`, which is usual, or `never`. Raises AlertError."""
    said = values.get(name) or "always"
    if said not in ("always", "never"):
        raise AlertError(f"{name} is '{said}'.", "set it to always or never.")
    return said == "always"


def mail_settings(values: Mapping[str, str]) -> MailSettings | None:
    """The mail server, None when none is named."""
    host = values.get("SMTP_HOST")
    if not host:
        return None
    security = values.get("SMTP_SECURITY") or "starttls"
    if security not in SECURITIES:
        raise AlertError(
            f"SMTP_SECURITY is '{security}'.", f"set it to one of {', '.join(SECURITIES)}."
        )
    port = values.get("SMTP_PORT") or str(SECURITIES[security])
    if not port.isdigit() or not 0 < int(port) < 65_536:
        raise AlertError(f"SMTP_PORT is '{port}'.", "set it to the port of the mail server.")
    user, password = values.get("SMTP_USER"), values.get("SMTP_PASSWORD")
    if bool(user) != bool(password):
        raise AlertError("SMTP_USER and SMTP_PASSWORD belong together.", "export both or none.")
    if user and security == "none" and host not in LOOPBACK:
        raise AlertError(
            f"SMTP_SECURITY=none would send the password to {host} unencrypted.",
            "set SMTP_SECURITY=starttls or tls.",
        )
    senders = addresses(values, "ALERT_MAIL_FROM")
    if len(senders) != 1:
        raise AlertError("ALERT_MAIL_FROM is not one address.", "export one address.")
    recipients = addresses(values, "ALERT_MAIL_TO")
    return MailSettings(host, int(port), security, senders[0], recipients, user, password)


def addresses(values: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Addresses with commas between. Raises AlertError when there is none or one cannot be."""
    found = tuple(address for _, address in getaddresses([values.get(name, "")]))
    for address in found:
        try:
            is_one = bool(Address(addr_spec=address).domain)
        except (ValueError, IndexError):
            is_one = False
        if not is_one:
            found = ()
            break
    if not found:
        raise AlertError(f"{name} is no address.", f"export {name}=name@example.org.")
    return found


def chat_settings(values: Mapping[str, str]) -> ChatSettings | None:
    """The webhook, None when none is named."""
    url = values.get("ALERT_WEBHOOK_URL")
    if not url:
        return None
    shape = values.get("ALERT_WEBHOOK_FORMAT") or "slack"
    if shape not in FORMATS:
        raise AlertError(
            f"ALERT_WEBHOOK_FORMAT is '{shape}'.", f"set it to one of {', '.join(FORMATS)}."
        )
    try:
        parts = urlsplit(url)
        is_one = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    except ValueError:
        is_one = False
    if not is_one:
        raise AlertError(
            "ALERT_WEBHOOK_URL is no address that begins with https:// (it is not shown here).",
            "export the address that the chat tool gives.",
        )
    return ChatSettings(url, shape)


def hours(values: Mapping[str, str], name: str, usual: float) -> float:
    """A number of hours. Raises AlertError when it is none."""
    text = values.get(name, "")
    try:
        found = float(text) if text else usual
    except ValueError:
        found = -1
    if not 0 < found < 1e6:
        raise AlertError(f"{name} is '{text}'.", "give a number of hours above 0.")
    return found
