"""Local times of the extracts (Sao Paulo) and UTC, as whole seconds since 1970."""

import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from simulator.arrow import Column
from simulator.errors import SimulatorError

ZONE_NAME = "America/Sao_Paulo"
TIME_FORMAT = "%Y-%m-%d %H:%M:%S"

HOUR = 3_600
DAY = 24 * HOUR

# Stands for "no time": earlier than anything.
NEVER = np.iinfo(np.int64).min

Seconds = NDArray[np.int64]


def zone() -> ZoneInfo:
    """The time zone of the extracts; raises SimulatorError where the machine does not know it."""
    try:
        return ZoneInfo(ZONE_NAME)
    except ZoneInfoNotFoundError as error:
        raise SimulatorError(
            f"This machine does not know the time zone {ZONE_NAME}.",
            "Install its time zone database (Debian, Ubuntu: apt-get install tzdata).",
        ) from error


def local_seconds(texts: Column) -> Seconds:
    """Local times `yyyy-MM-dd HH:mm:ss` as seconds of a clock without zone, else NEVER."""
    times = pc.strptime(texts, format=TIME_FORMAT, unit="s", error_is_null=True)
    seconds = pc.fill_null(times.cast(pa.int64()), NEVER)
    return np.asarray(seconds.to_numpy(zero_copy_only=False), dtype=np.int64)


def utc_of_local(local: Seconds) -> Seconds:
    """UTC of local seconds; NEVER stays.

    An hour that the clock shows twice is the earlier one; one that it skips is counted on with
    the offset from before. Offsets change on the hour, so each hour is looked up once.
    """
    hours, place = np.unique(local // HOUR, return_inverse=True)
    offsets = np.array([offset_of_local(int(hour) * HOUR) for hour in hours], dtype=np.int64)
    return np.where(local == NEVER, NEVER, local - offsets[place.reshape(local.shape)])


def local_of_utc(utc: Seconds) -> Seconds:
    """Local seconds of UTC; NEVER stays."""
    hours, place = np.unique(utc // HOUR, return_inverse=True)
    offsets = np.array([offset_of_utc(int(hour) * HOUR) for hour in hours], dtype=np.int64)
    return np.where(utc == NEVER, NEVER, utc + offsets[place.reshape(utc.shape)])


def offset_of_local(seconds: int) -> int:
    """What the local clock is ahead of UTC, in seconds, when it shows this."""
    if seconds < -DAY * 365 * 2_000:
        return 0
    return offset(datetime_of(seconds).replace(tzinfo=zone()))


def offset_of_utc(seconds: int) -> int:
    """What the local clock is ahead of UTC, in seconds, at this instant."""
    if seconds < -DAY * 365 * 2_000:
        return 0
    return offset(datetime_of(seconds).astimezone(zone()))


def offset(at: datetime.datetime) -> int:
    """Seconds that a time with a zone is ahead of UTC."""
    ahead = at.utcoffset()
    return int(ahead.total_seconds()) if ahead is not None else 0


def texts_of(seconds: Seconds) -> Column:
    """Seconds as a text column `yyyy-MM-dd HH:mm:ss`; null for NEVER."""
    is_never = pa.array(seconds == NEVER)
    times = pa.array(np.where(seconds == NEVER, 0, seconds)).cast(pa.timestamp("s"))
    return pc.if_else(is_never, pa.scalar(None, pa.string()), times.cast(pa.string()))


def datetime_of(seconds: int) -> datetime.datetime:
    """Seconds since 1970 as a UTC time."""
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC)


def text_of(seconds: int) -> str:
    """Seconds since 1970 as `yyyy-MM-dd HH:mm:ss`."""
    return datetime_of(seconds).strftime(TIME_FORMAT)


def date_of(seconds: int) -> datetime.date:
    """The UTC day of an instant."""
    return datetime_of(seconds).date()


def seconds_of(day: datetime.date) -> int:
    """The first second of a UTC day."""
    return (day - datetime.date(1970, 1, 1)).days * DAY


def evening_of(day: datetime.date) -> datetime.datetime:
    """When the files of a UTC day are written: at a quarter past its end, evening in Sao Paulo."""
    return datetime_of(seconds_of(day) + DAY + HOUR // 4)
