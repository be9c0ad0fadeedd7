"""What an API does wrong, by name."""

from collections.abc import Iterable

from simulator.errors import SimulatorError

FAULTS = {
    "busy": "429 with seconds in Retry-After",
    "busy_until": "429 with a date in Retry-After",
    "busy_oddly": "429 and 503 with a Retry-After that nobody can read",
    "errors": "500, 502, 503 and 504",
    "dropped": "the connection is reset before an answer",
    "cut": "a body shorter than its Content-Length",
    "chunks_cut": "a chunked body without its last chunk",
    "cut_unseen": "a cut body without a length, which looks whole to HTTP",
    "gzip_cut": "a gzip body that is cut, with the length of what is sent",
    "gzip_damaged": "a gzip body with a wrong byte",
    "broken": "a page of HTML with status 200, and JSON that is no page",
    "not_utf8": "a byte that is no UTF-8",
    "gzip": "gzip bodies in one member or in two, some of them not announced",
    "marked": "a byte order mark in front of the body",
    "empty": "pages without orders, with a next cursor",
    "null": "null instead of an empty list",
    "twice": "the page before, again",
    "jump": "a next cursor that leaves out orders",
    "jump_back": "a next cursor that leads back",
    "left_out": "a page that lacks one of its orders",
}


def check_faults(names: Iterable[str]) -> frozenset[str]:
    """The names as a set; raises SimulatorError when one of them is not known."""
    unknown = sorted(set(names) - FAULTS.keys())
    if unknown:
        raise SimulatorError(
            f"Unknown faults: {', '.join(unknown)}.", f"Use some of: {', '.join(FAULTS)}."
        )
    return frozenset(names)
