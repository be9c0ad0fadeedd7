"""What models/operations/anomalies finds: of anomalies that were made, and of rows made by hand.

The models' own SQL reads what the ledger, the accounting and the sold lines would hold; that they are
built of real ones is seen where the default input is (test_pipeline_command.py).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest

from benchmarks.anomalies import Alarm, Score, find, measure_anomalies, score
from simulator.anomalies import KINDS, Anomaly, History, Plan, Record
from simulator.errors import SimulatorError
from tests.python.harness.session import WarmSession, compiled

PLAN = Plan(clean_days=100, of_each_kind=3, warm_up=70, lines_a_day=250, seed=3)
FIRST = datetime.date(2025, 1, 6)
FEED = "webshop.order_lines"
DAYS = 70


@pytest.fixture(scope="module")
def measured(session: WarmSession, tmp_path_factory: pytest.TempPathFactory) -> Score:
    """Thirty anomalies among a hundred clean days."""
    with compiled(session):
        return measure_anomalies(session.spark, PLAN, tmp_path_factory.mktemp("anomalies"))


def test_nine_of_ten_anomalies_are_found(measured: Score) -> None:
    """Of ten kinds that follow each other, one every third day."""
    assert measured.made == dict.fromkeys(KINDS, PLAN.of_each_kind)
    assert measured.recall >= 0.9, measured.found


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_of_anomaly_is_overlooked(measured: Score, kind: str) -> None:
    """Each is found most of the time."""
    assert measured.found[kind] > PLAN.of_each_kind / 2


def test_there_is_one_false_alarm_a_month_at_most(measured: Score) -> None:
    """A day and a subject with an alarm that nothing stands behind."""
    assert measured.clean_days == PLAN.clean_days
    assert measured.false_alarms_a_month <= 1, measured.false_alarms


def file_of(day: int, rows: int, feed: str = FEED, hour: float = 2.0) -> Record:
    """A file of a feed with its rows, as the accounting has it."""
    at = datetime.datetime.combine(FIRST, datetime.time(), datetime.UTC)
    return Record(
        [
            {
                "feed": feed,
                "file_path": f"{feed}/{day}.csv",
                "file_modified_at": at + datetime.timedelta(days=day, hours=hour),
                "file_size_bytes": rows * 100,
                "landed_row_count": rows,
                "rejected_row_count": 0,
                "superseded_row_count": 0,
            }
        ]
    )


def sold(day: int, order: int) -> dict[str, object]:
    """A line of an order."""
    return {
        "line_of_business": "webshop",
        "day": FIRST + datetime.timedelta(days=day),
        "region": "IN",
        "order_name": f"{day}-{order}",
        "product": "p",
        "price": 10.0 + order % 3,
        "revenue": 10.0 + order % 3,
        "is_cancelled": False,
        "file_path": f"{FEED}/{day}.csv",
    }


def usual(day: int) -> int:
    """Rows of a day: more on Sundays, and never quite the same."""
    weekday = (FIRST + datetime.timedelta(days=day)).weekday()
    return (200 if weekday == 6 else 100) + day * 7 % 5


@pytest.fixture(scope="module")
def by_hand(
    session: WarmSession, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Alarm]]:
    """Ten weeks of three feeds; what happens on which day, the tests say."""
    record = Record()
    odd = {60: 40, 62: 250, 20: 700}
    for day in range(DAYS):
        files = [file_of(day, odd.get(day, usual(day)))] if day != 65 else []
        if day >= DAYS - 12:
            files.append(file_of(day, 500 if day == DAYS - 2 else 100, "kaufwelt.order_lines"))
        if day % 23 == 0:
            files.append(file_of(day, 10 + 90 * (day == 46), "dealmart.order_lines"))
        for each in files:
            record.row_accounting += each.row_accounting
        if day < DAYS - 1:
            orders = 3 if day == DAYS - 2 else 60 + day % 7
            record.sold_lines += [sold(day, order) for order in range(orders)]
    history = History(Plan(clean_days=1, of_each_kind=0, warm_up=1, lines_a_day=5))
    holiday = FIRST + datetime.timedelta(days=62)
    history.special_days = lambda: iter(  # type: ignore[method-assign]
        [
            {
                "line_of_business": "webshop",
                "kind": "holiday",
                "first_day": holiday,
                "last_day": holiday,
            }
        ]
    )
    with compiled(session):
        yield find(session.spark, history, record, tmp_path_factory.mktemp("by_hand"))


def told(alarms: list[Alarm], subject: str) -> dict[int, set[str]]:
    """The metrics with an alarm of a subject by the number of the day."""
    found: dict[int, set[str]] = {}
    for alarm in alarms:
        if alarm.subject == subject:
            found.setdefault((alarm.day - FIRST).days, set()).add(alarm.metric)
    return found


def test_a_day_is_compared_with_the_same_weekday(by_hand: list[Alarm]) -> None:
    """Sundays are twice as large and no anomaly; a small day is one, with rows and bytes."""
    assert told(by_hand, FEED)[60] == {"rows", "bytes"}
    assert told(by_hand, FEED).keys() <= {60, 62, 65}


def test_a_day_on_which_a_daily_feed_does_not_come_is_an_anomaly(by_hand: list[Alarm]) -> None:
    """It has no rows; of bytes and hours nothing is known."""
    assert told(by_hand, FEED)[65] == {"rows"}


def test_a_holiday_has_wider_limits(by_hand: list[Alarm]) -> None:
    """As much more, in logarithms, as the small day is less; that one is told."""
    assert 62 not in told(by_hand, FEED)


def test_a_feed_that_has_come_for_three_weeks_or_less_is_not_judged(by_hand: list[Alarm]) -> None:
    """Neither a new one nor the first weeks of an old one, however odd a day is."""
    assert not told(by_hand, "kaufwelt.order_lines")
    assert 20 not in told(by_hand, FEED)


def test_a_feed_that_comes_now_and_then_is_not_missed_on_other_days(by_hand: list[Alarm]) -> None:
    """Nor are its four files compared with each other."""
    assert not told(by_hand, "dealmart.order_lines")


def test_the_newest_day_of_sales_is_not_judged_before_it_is_over(by_hand: list[Alarm]) -> None:
    """More orders of it may come; the newest one that is there is nearly empty here."""
    assert DAYS - 2 not in told(by_hand, "webshop")


def test_an_alarm_counts_for_the_anomaly_that_it_can_show_and_else_is_false() -> None:
    """By subject and day; alarms of the first weeks do not count."""
    day = FIRST + datetime.timedelta(days=50)
    record = Record(
        anomalies=[
            Anomaly("spike", day, day, frozenset({("webshop", day)})),
            Anomaly("drop", FIRST, FIRST, frozenset({("webshop", FIRST)})),
        ],
        clean_days=[FIRST + datetime.timedelta(days=number) for number in range(60)],
    )
    alarms = [
        Alarm(when, subject, "rows", "day", "severe")
        for when, subject in ((day, "webshop"), (day, FEED), (FIRST, "webshop"))
    ]
    result = score(record, alarms, FIRST + datetime.timedelta(days=10))
    assert (result.recall, result.precision, result.false_alarms_a_month) == (0.5, 0.5, 0.5)
    assert result.false_alarms == {(day, FEED): ["rows (day)"]}


def test_a_history_without_anomalies_is_the_same_up_to_the_first_of_them() -> None:
    """Days depend on the seed and on nothing that happens to others."""
    plans = [Plan(clean_days=4, of_each_kind=0, warm_up=6, lines_a_day=30, seed=5)] * 2
    first, again = (History(plan).record() for plan in plans)
    assert first == again
    assert first.clean_days and not first.anomalies


def test_a_history_that_cannot_be_made_is_refused() -> None:
    """With what would be one."""
    with pytest.raises(SimulatorError, match="Give at least one clean day"):
        Plan(clean_days=0)
