"""The bad files of random histories are what they are called, as the oracle reads them."""

from __future__ import annotations

import random

from tests.python.harness.bad_files import (
    NO_DELIVERIES,
    BadFile,
    disguised,
    foreign,
    no_delivery,
    unreadable,
)
from tests.python.oracle.deliveries import Delivery
from tests.python.oracle.feeds import FEEDS
from tests.python.oracle.marketplace import ENTITIES
from tests.python.oracle.reading import Landed, read

FEED = FEEDS["sports_bar/customers"]
ROWS = [(str(number), f"Café {number}", "Pune") for number in range(40)]
TEXT = "\n".join([",".join(FEED.columns), *(",".join(row) for row in ROWS)]) + "\n"
DRAWS = 200


def read_as(name: str, content: bytes) -> Landed:
    """What the oracle makes of a file."""
    return read(Delivery(FEED.name, name, 0, content), FEED, 1)


def test_unreadable_files_have_no_rows() -> None:
    """Neither those that cannot be unpacked nor those of other codecs, and both kinds come up."""
    files = [unreadable(random.Random(seed), "x", TEXT) for seed in range(DRAWS)]
    landed = [read_as(file.name, file.content) for file in files]
    assert {each.status for each in landed} == {"unreadable", "unsupported"}
    assert not any(each.rows for each in landed)


def test_what_is_no_delivery_is_hidden_or_not_read() -> None:
    """It has no rows, and some of it is noted."""
    files = [no_delivery(random.Random(seed), "x", TEXT) for seed in range(DRAWS)]
    files += [BadFile(name.format("x"), TEXT.encode()) for name in NO_DELIVERIES]
    hidden = {not Delivery(FEED.name, file.name, 0, file.content).is_visible for file in files}
    assert hidden == {True, False}
    assert {read_as(file.name, file.content).status for file in files} == {"unsupported"}


def test_foreign_files_have_only_rejected_rows() -> None:
    """A page, and changes whose op has another name, beside other columns or in its place."""
    feed = next(each.feed for each in ENTITIES if each.name == "sellers")
    lines = [",".join(feed.every_column), *(f"s{number},1310,x,SP,U,," for number in range(3))]
    extract = [line.rsplit(",", 3)[0] for line in lines]
    written = set()
    for seed in range(DRAWS):
        text = "\n".join(random.Random(seed).choice((lines, extract)))
        file = foreign(random.Random(seed), "x", text)
        landed = read(Delivery(feed.name, file.name, 0, file.content), feed, 1)
        assert (landed.status, {row[3] for row in landed.rows}) == ("file_schema", {"file_schema"})
        assert len(landed.rows) == len(file.content.decode().splitlines())
        written.add(file.content)
    assert len(written) > 20


def test_disguised_files_have_the_rows_that_they_disguise() -> None:
    """And at most one line more, of half a megabyte, which is malformed."""
    written = {disguised(random.Random(seed), TEXT) for seed in range(DRAWS)}
    assert len(written) > 5
    for content in written:
        landed = read_as("x.csv", content)
        good = [row[5:] for row in landed.rows if row[3] == "ok"]
        bad = [row[3] for row in landed.rows if row[3] != "ok"]
        assert (landed.status, good) == ("ok", ROWS)
        assert bad in ([], ["malformed_row"])
