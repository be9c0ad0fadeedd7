"""Takes secrets and personal data out of what is sent to people.

Two nets: only fields that have no rows in them are used at all, and everything that is written into
a message goes through ``scrubbed``. Messages of the engine quote values of rows: ``without_literals``
takes those out.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from urllib.parse import quote

SECRET_NAMES = re.compile(r"TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|WEBHOOK|_KEY", re.I)
# Shorter ones are words that stand in every text, like true.
SHORTEST_SECRET = 6

PATTERNS = (
    (
        re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*-----|$)", re.S),
        "[secret]",
    ),
    (re.compile(r"(?<=://)[^/\s@]+:[^/\s@]+(?=@)"), "[secret]"),
    (re.compile(r"\b(Bearer|Basic)\s+[\w.~+/=-]{8,}", re.I), r"\1 [secret]"),
    (re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"), "[secret]"),
    (re.compile(r"\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*"), "[secret]"),
    (re.compile(r"\b(?:dapi|ghp_|xox[bap]-|sk_live_)[\w-]{10,}"), "[secret]"),
    (
        re.compile(r"((?:password|passwd|pwd|secret|token|api_?key)\s*[=:]\s*)[^\s,;&]+", re.I),
        r"\1[secret]",
    ),
    (re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"), "[address]"),
    (re.compile(r"(?<![\w.,])(?:\+|00)\d[\d ()/.-]{7,}\d"), "[phone]"),
    (re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b"), "[account]"),
)
CARD = re.compile(r"(?<![\d.,])\d(?:[ -]?\d){12,18}(?![\d.,])")
LITERAL = re.compile(r"'(?:[^'\n]|'')*'|\"[^\"\n]*\"|‘[^’\n]*’|“[^”\n]*”")


def scrubber(environment: Mapping[str, str] | None = None) -> Callable[[str], str]:
    """A function that takes out what looks like a secret or a person, and the values of secrets.

    Args:
        environment: where secrets stand, in variables whose names say so; that of this process when
            it is not given.
    """
    values = os.environ if environment is None else environment
    secrets = {
        value.strip()
        for name, value in values.items()
        if SECRET_NAMES.search(name) and len(value.strip()) >= SHORTEST_SECRET
    }
    written = secrets | {quote(secret, safe="") for secret in secrets}
    longest_first = sorted(written, key=len, reverse=True)

    def scrubbed(text: str) -> str:
        for secret in longest_first:
            text = text.replace(secret, "[secret]")
        for pattern, instead in PATTERNS:
            text = pattern.sub(instead, text)
        return CARD.sub(lambda found: "[card]" if is_card(found.group()) else found.group(), text)

    return scrubbed


def is_card(text: str) -> bool:
    """Whether digits are the number of a card, by their check digit."""
    digits = [int(sign) for sign in reversed(text) if sign.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def without_literals(text: str) -> str:
    """A message without what it quotes: that may be the value of somebody's row."""
    return LITERAL.sub("'...'", text)
