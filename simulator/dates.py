"""Dates as the files write them; a date style is a position in one of the lists below."""

import datetime
from collections.abc import Iterator

# Not strftime's %A and %B: those follow the locale of the machine.
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

# Styles of the price lists; the first one is the clean one.
PRICE_DATE_STYLES = ("%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%d-%m-%Y")

# Styles of the orders without a weekday; the first one is the clean one.
PLAIN_ORDER_DATE_STYLES = 4


def order_date_texts(day: datetime.date) -> list[str]:
    """The day in all styles of the orders as CSV values: plain ones first, then with weekday."""
    plain = [
        f"{day:%Y/%m/%d}",
        f"{day:%d-%m-%Y}",
        f"{day:%d/%m/%Y}",
        f"{MONTHS[day.month - 1]} {day:%d}, {day.year}",
    ]
    with_weekday = [f"{WEEKDAYS[day.weekday()]}, {text}" for text in plain]
    return [f'"{text}"' if "," in text else text for text in plain + with_weekday]


def price_date_text(month: datetime.date, style: int) -> str:
    """The month's first day in a style of the price lists."""
    return month.strftime(PRICE_DATE_STYLES[style])


def first_of_month(day: datetime.date) -> datetime.date:
    """The first day of the day's month."""
    return day.replace(day=1)


def months_back(month: datetime.date, count: int) -> datetime.date:
    """The first day of the month that lies ``count`` months before."""
    months = month.year * 12 + month.month - 1 - count
    return datetime.date(months // 12, months % 12 + 1, 1)


def months_of_year(year: int, first: datetime.date) -> Iterator[datetime.date]:
    """The first days of the months of a year, those before ``first`` left out."""
    for number in range(1, 13):
        month = datetime.date(year, number, 1)
        if month >= first:
            yield month
