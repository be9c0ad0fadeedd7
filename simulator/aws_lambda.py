"""A function of Lambda: lands the files of one day of the example web shop in a bucket.

A schedule calls it at night for the day before. A file that is there already stays as it is, so a day
may be asked for again; what later days build upon (products, customers, rates) is landed with the first
day that misses it.
"""

from __future__ import annotations

import datetime
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import ClientError

from simulator.errors import SimulatorError
from simulator.webshop.reference import Delivery, reference_deliveries
from simulator.webshop.settings import WebshopSettings
from simulator.webshop.world import World
from simulator.webshop.writer import days_of
from simulator.zone import write_file

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# For how long the shop sells; its products and customers are those of all days.
DAYS = 730
# An order comes again six days later at the latest.
LATEST_CHANGE = 7


def handle(event: Mapping[str, Any], _context: object = None) -> dict[str, object]:
    """What Lambda calls.

    Args:
        event: `day` (YYYY-MM-DD), or `time`: that of the schedule, the day before it is landed.

    Raises SimulatorError when the day is none of the shop's, or a file was not landed.
    """
    day = wanted_day(event)
    bucket, prefix = os.environ["LANDING_BUCKET"], os.environ.get("LANDING_PREFIX", "")
    settings = shop_settings(os.environ)
    client: S3Client = boto3.client("s3")
    done = {"landed": 0, "already_there": 0}
    with tempfile.TemporaryDirectory() as folder:
        for delivery in deliveries_until(settings, day):
            write_file(Path(folder), delivery.path, delivery.chunks, delivery.at)
            file = Path(folder, delivery.path)
            is_new = land(client, bucket, f"{prefix}{delivery.path}", file.read_bytes())
            done["landed" if is_new else "already_there"] += 1
    print(json.dumps({"message": "landed example files", "day": str(day), **done}))
    return {"day": str(day), **done}


def wanted_day(event: Mapping[str, Any]) -> datetime.date:
    """The day that is asked for. Raises SimulatorError when none is."""
    try:
        if event.get("day"):
            return datetime.date.fromisoformat(str(event["day"]))
        at = datetime.datetime.fromisoformat(str(event["time"]).replace("Z", "+00:00"))
        return at.date() - datetime.timedelta(days=1)
    except (KeyError, ValueError) as error:
        raise SimulatorError(
            "The event names no day.", 'Send {"day": "2026-01-31"}, or {"time": "<ISO time>"}.'
        ) from error


def shop_settings(environment: Mapping[str, str]) -> WebshopSettings:
    """The shop that the function's variables describe. Raises SimulatorError when they do not."""
    try:
        first = datetime.date.fromisoformat(environment["EXAMPLE_FIRST_DAY"])
        lines = int(environment.get("EXAMPLE_LINES_A_DAY", "300"))
    except (KeyError, ValueError) as error:
        raise SimulatorError(
            "EXAMPLE_FIRST_DAY or EXAMPLE_LINES_A_DAY cannot be read.",
            "Set a date (2026-01-01) and a whole number.",
        ) from error
    return WebshopSettings(lines * DAYS, DAYS, first_day=first)


def deliveries_until(settings: WebshopSettings, day: datetime.date) -> Iterator[Delivery]:
    """The reference files that are due on a day, and the files of its orders."""
    number = (day - settings.first_day).days
    if not 0 <= number < settings.days:
        last = settings.first_day + datetime.timedelta(days=settings.days - 1)
        raise SimulatorError(
            f"The example shop sells from {settings.first_day} to {last}, not on {day}.",
            "Ask for a day between, or set EXAMPLE_FIRST_DAY anew in another landing root.",
        )
    world = World(settings)
    yield from (each for each in reference_deliveries(world) if each.at.date() <= day)
    for shop_day in days_of(world, max(0, number - LATEST_CHANGE)):
        if shop_day.number == number:
            yield from shop_day.files.deliveries()
            return


def land(client: S3Client, bucket: str, key: str, content: bytes) -> bool:
    """Puts a file where none is; says whether it was put. Raises SimulatorError when S3 refuses."""
    try:
        client.put_object(Bucket=bucket, Key=key, Body=content, IfNoneMatch="*")
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "unknown")
        if code in ("PreconditionFailed", "412"):
            return False
        raise SimulatorError(
            f"s3://{bucket}/{key} was not written: {code}.",
            "Let the function's role put objects there, then call it again for the same day.",
        ) from None
    return True
