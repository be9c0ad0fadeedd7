"""What the set-up says: the one error that it raises on purpose, and its progress."""

from __future__ import annotations

import re

# What pip, uv and Spark's resolver print when they do not reach a registry.
UNREACHABLE = re.compile(
    r"NewConnectionError|ConnectTimeout|ReadTimeout|Read timed out"
    r"|Connection (?:refused|reset|broken)|Max retries exceeded|name resolution"
    r"|Network is unreachable|ProxyError|SSLError|No matching distribution found"
    r"|Connection to \S+ timed out|unknown host|UnknownHostException|Host \S+ not found"
    r"|ConnectException|SocketTimeoutException|Server access error"
    r"|error sending request|dns error|Failed to fetch|operation timed out"
    r"|was not found in the (?:package registry|provided package locations)"
)


class SetupError(Exception):
    """Something the machine lacks. The text names it and the mend."""


def say(text: str) -> None:
    """Prints one line of progress at once."""
    print(text, flush=True)
