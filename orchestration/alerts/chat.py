"""Messages to a chat tool by its webhook, in the JSON that Slack or Teams take."""

from __future__ import annotations

from typing import Any

import httpx

from orchestration.alerts.errors import AlertError
from orchestration.alerts.messages import Message
from orchestration.alerts.settings import ChatSettings
from orchestration.retries import BUSY, TransientError, attempts, retry_after

TIMEOUT = 30
# Letters that Slack takes in a header and in a section.
LONGEST_HEADER, LONGEST_SECTION = 150, 2_900
# Bytes: Teams takes 28 KB in all; what a line needs around its text.
LONGEST_CARD, AROUND_A_LINE = 24_000, 130
COLORS = {"success": "good", "problem": "attention", "cleared": "good"}


def send_chat(settings: ChatSettings, message: Message) -> None:
    """Sends a message. Raises AlertError when it was not taken; its address is never told."""
    body = {"slack": slack, "teams": teams}[settings.format](message)
    try:
        for attempt in attempts(settings.patience):
            with attempt:
                post(settings.url, body)
    except TransientError as error:
        raise AlertError(
            f"The chat's webhook did not take a message: {error.what}.",
            "run make alert again when it works: nothing is told twice, nothing is forgotten.",
        ) from error


def post(url: str, body: dict[str, Any]) -> None:
    """One attempt. Raises TransientError or AlertError."""
    try:
        answer = httpx.post(url, json=body, timeout=TIMEOUT, follow_redirects=False)
    except httpx.TransportError as error:
        raise TransientError(f"the connection broke ({type(error).__name__})") from error
    except httpx.InvalidURL:
        raise AlertError(
            "ALERT_WEBHOOK_URL is no address.", "export the chat tool's one."
        ) from None
    if answer.status_code in BUSY or answer.status_code >= 500:
        raise TransientError(f"it answered {answer.status_code}", retry_after(answer.headers))
    if not answer.is_success:
        raise AlertError(
            f"The chat's webhook refuses the message ({answer.status_code}).",
            "check ALERT_WEBHOOK_URL and ALERT_WEBHOOK_FORMAT.",
        )


def slack(message: Message) -> dict[str, Any]:
    """As Slack and those who speak like it take it. Nothing in it calls people or is a link."""
    text = escaped(message.text)
    section = text if len(text) <= LONGEST_SECTION else text[:LONGEST_SECTION] + "\n..."
    subject = message.subject[:LONGEST_HEADER]
    return {
        "text": escaped(message.subject),
        "blocks": [
            {"type": "header", "text": {"type": "plain_text", "text": subject, "emoji": False}},
            {"type": "section", "text": {"type": "mrkdwn", "text": f"```{section}```"}},
        ],
    }


def escaped(text: str) -> str:
    """A text without the signs that mean something to Slack."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return plain.replace("```", "'''")


def teams(message: Message) -> dict[str, Any]:
    """An adaptive card as Teams' workflows take it; runs of text, in which no sign is markup."""
    body: list[dict[str, Any]] = [
        {
            "type": "RichTextBlock",
            "inlines": [
                {
                    "type": "TextRun",
                    "text": message.subject,
                    "weight": "bolder",
                    "size": "medium",
                    "color": COLORS[message.kind],
                }
            ],
        }
    ]
    size = 0
    for line in filter(str.strip, message.text.splitlines()):
        size += len(line.encode()) + AROUND_A_LINE
        if size > LONGEST_CARD:
            break
        run = {"type": "TextRun", "text": line, "fontType": "monospace"}
        body.append({"type": "RichTextBlock", "spacing": "none", "inlines": [run]})
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "msteams": {"width": "Full"},
        "body": body,
    }
    kind = "application/vnd.microsoft.card.adaptive"
    return {"type": "message", "attachments": [{"contentType": kind, "content": card}]}
