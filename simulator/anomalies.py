"""A web shop's days as the lakehouse sees them, some of which went wrong in a known way.

Orders are those of simulator.webshop, with two things that its files do not need: how many come
varies by chance, and prices are set anew each day. What is made are not files but what the ledger,
the accounting and the sold lines say of them, so that years cost seconds.
"""

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.errors import SimulatorError
from simulator.randomness import stream
from simulator.webshop.orders import SHOP, Line, amounts, orders_of_day
from simulator.webshop.settings import WebshopSettings
from simulator.webshop.world import COUNTRIES, RATE_UNIT, World

KINDS = {
    "half_file": "the shop's file ends in the middle",
    "doubled_file": "the shop's file holds all its rows twice",
    "currency_slip": "prices in one currency are a hundred times too high, or a hundredth",
    "missing_region": "the shop's file has no customer of one country",
    "price_times_ten": "one product in ten costs ten times as much",
    "stuck_price": "all rows have the first row's price, or all products yesterday's",
    "clock_shift": "files come three to ten hours early or late",
    "spike": "two and a half to four times as many orders",
    "drop": "two to four orders in ten",
    "drift": "for two weeks fewer orders, higher prices or more rejects, a little more each day",
}
DRIFT_DAYS = 14
DRIFT = 0.04  # a day
VOLUME_NOISE, PRICE_NOISE = 0.08, 0.03
ARRIVES_AT, ARRIVES_WITHIN = datetime.timedelta(hours=26), 15.0  # after the day's midnight; minutes
REJECTS = 0.01
PRODUCTS = 500
BYTES_OF_ROW = 118
BUSINESS = "webshop"
# what the generator's own season is called in the list of special days
SEASON_DAYS = 30
FIRST_DAY = datetime.date(2024, 1, 1)


@dataclass(frozen=True)
class Plan:
    """How long a history is: days at first that nobody judges, clean days, anomalies of each kind."""

    clean_days: int = 400
    of_each_kind: int = 20
    warm_up: int = 77
    lines_a_day: int = 400
    seed: int = 1

    def __post_init__(self) -> None:
        """Refuse what cannot be made; raises SimulatorError."""
        if self.clean_days < 1 or self.of_each_kind < 0 or self.warm_up < 1 or self.seed < 0:
            raise SimulatorError(
                f"{self.clean_days:,} clean days with {self.of_each_kind:,} anomalies of each kind "
                f"after {self.warm_up:,} days with seed {self.seed} are no history.",
                "Give at least one clean day and one day before them, and numbers of 0 or more.",
            )

    @property
    def days(self) -> int:
        """All days; a drift takes two weeks, every other anomaly one day."""
        drifts = self.of_each_kind * (DRIFT_DAYS - 1)
        return self.warm_up + self.clean_days + self.of_each_kind * len(KINDS) + drifts


@dataclass
class Day:
    """A day's lines by seller, and what its files are like."""

    lines: dict[str, list[Line]]
    copies: float = 1.0
    reject_share: float = REJECTS
    late_by: datetime.timedelta = datetime.timedelta()


@dataclass(frozen=True)
class Anomaly:
    """What went wrong: its kind, its days, and the subjects and days that may show it."""

    kind: str
    first_day: datetime.date
    last_day: datetime.date
    shows: frozenset[tuple[str, datetime.date]]


@dataclass
class Record:
    """What the lakehouse says: columns of the accounting and of the sold lines."""

    row_accounting: list[dict[str, Any]] = field(default_factory=list)
    sold_lines: list[dict[str, Any]] = field(default_factory=list)
    anomalies: list[Anomaly] = field(default_factory=list)
    clean_days: list[datetime.date] = field(default_factory=list)


class Shop(WebshopSettings):
    """A web shop with as many products however long it lives."""

    @property
    def products(self) -> int:
        """So many that most are sold in a week."""
        return PRODUCTS


class History:
    """Days one after the other."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        settings = Shop(
            lines=plan.days * plan.lines_a_day,
            days=plan.days,
            seed=plan.seed,
            first_day=FIRST_DAY,
            mess=frozenset(),
        )
        self.world = World(settings)
        chance = stream(plan.seed, "anomalies volume").standard_normal(plan.days)
        counts = np.maximum(1, self.world.lines_of_days * np.exp(VOLUME_NOISE * chance))
        self.world.__dict__["lines_of_days"] = counts.astype(np.int64)

    def agenda(self) -> list[str]:
        """What each day is, in an order drawn by the seed; a drift's name stands once."""
        names = ["clean"] * self.plan.clean_days
        names += [kind for kind in KINDS for _ in range(self.plan.of_each_kind)]
        order = stream(self.plan.seed, "anomalies agenda").permutation(len(names))
        return ["warm-up"] * self.plan.warm_up + [names[number] for number in order]

    def record(self) -> Record:
        """All days."""
        found = Record()
        number = 0
        seen: dict[str, int] = {}
        for name in self.agenda():
            seen[name] = seen.get(name, 0) + 1
            days = range(number, number + (DRIFT_DAYS if name == "drift" else 1))
            for step, day in enumerate(days, start=1):
                self.note(found, day, self.day(day, name, seen[name], step))
            if name == "clean":
                found.clean_days.append(self.world.day(number))
            elif name in KINDS:
                found.anomalies.append(self.anomaly(name, days))
            number = days.stop
        return found

    def prices(self, day: int) -> NDArray[np.float64]:
        """By how much each product costs more or less than usual on a day."""
        chance = stream(self.plan.seed, "anomalies prices", max(day, 0))
        return np.exp(PRICE_NOISE * chance.standard_normal(self.world.settings.products))

    def lines(self, day: int, prices_of: int) -> dict[str, list[Line]]:
        """The lines of a day by seller, at the prices of a day."""
        factors = self.prices(prices_of)
        found: dict[str, list[Line]] = {}
        for order in orders_of_day(self.world, day):
            for line in order.last:
                price = max(1, round(line.price * float(factors[line.product])))
                found.setdefault(line.seller, []).append(replace(line, price=price))
        return found

    def day(self, number: int, name: str, time: int, step: int) -> Day:
        """A day as it comes: clean, or gone wrong for the time-th time, in its step-th day."""
        random = stream(self.plan.seed, f"anomalies {name}", time)
        if name == "stuck_price" and time % 2:
            return Day(self.lines(number, prices_of=number - 1))
        day = Day(self.lines(number, prices_of=number))
        mistake: Callable[[Day, np.random.Generator], None] | None = MISTAKES.get(name)
        if name == "missing_region":
            self.leave_out_a_region(day, random)
        elif name == "drift":
            drift(day, random, time, step)
        elif mistake is not None:
            mistake(day, random)
        return day

    def leave_out_a_region(self, day: Day, random: np.random.Generator) -> None:
        """The shop's file has no line of a customer there."""
        code = COUNTRIES[int(random.integers(len(COUNTRIES)))].code
        lines = [line for line in day.lines[SHOP] if country_of(self.world, line) != code]
        day.lines[SHOP] = lines

    def anomaly(self, kind: str, days: range) -> Anomaly:
        """What may show it: the sales of its days, and the files, which come in the next night."""
        shows = set()
        for number in days:
            date, arrival = self.world.day(number), self.world.day(number + 1)
            shows |= {(BUSINESS, date)} | {(feed_of(seller), arrival) for seller in SELLERS}
            if kind == "clock_shift":
                shows |= {(feed_of(seller), date) for seller in SELLERS}
        return Anomaly(
            kind, self.world.day(days.start), self.world.day(days.stop - 1), frozenset(shows)
        )

    def note(self, found: Record, number: int, day: Day) -> None:
        """What the ledger, the accounting and the sold lines say of a day."""
        random = stream(self.plan.seed, "anomalies files", number)
        date = self.world.day(number)
        midnight = datetime.datetime.combine(date, datetime.time(), datetime.UTC)
        for seller, lines in day.lines.items():
            late = datetime.timedelta(minutes=ARRIVES_WITHIN * float(random.standard_normal()))
            path = f"{feed_of(seller).replace('.', '/')}/{date}.csv"
            rejected = int(random.binomial(len(lines), min(day.reject_share, 0.9)))
            landed = round((len(lines) + rejected) * day.copies)
            size = round(landed * (BYTES_OF_ROW + 2 * float(random.standard_normal())))
            found.row_accounting.append(
                {
                    "feed": feed_of(seller),
                    "file_path": path,
                    "file_modified_at": midnight + ARRIVES_AT + day.late_by + late,
                    "file_size_bytes": size,
                    "landed_row_count": landed,
                    "rejected_row_count": round(rejected * day.copies),
                    "superseded_row_count": round(len(lines) * (day.copies - 1)),
                }
            )
            found.sold_lines.extend(self.sold(line, date, path) for line in lines)

    def sold(self, line: Line, date: datetime.date, path: str) -> dict[str, Any]:
        """An order line as sold_lines has it."""
        rate = self.world.rates[line.day - line.day % 7][line.currency]
        net = amounts(line, rate).net_inr or 0
        return {
            "line_of_business": BUSINESS,
            "day": date,
            "region": country_of(self.world, line),
            "order_name": f"{line.seller}:{line.order_id}",
            "product": str(line.product),
            "price": line.price * rate / RATE_UNIT / 100,
            "revenue": net / 100,
            "is_cancelled": line.status == "Cancelled",
            "file_path": path,
        }

    def special_days(self) -> Iterator[dict[str, Any]]:
        """The generator's season, as somebody who knows the shop would write it down."""
        for year in range(FIRST_DAY.year, self.world.day(self.plan.days).year + 1):
            peak = datetime.date(year, 1, 1) + datetime.timedelta(days=292)
            width = datetime.timedelta(days=SEASON_DAYS)
            yield {
                "line_of_business": BUSINESS,
                "kind": "season",
                "first_day": peak - width,
                "last_day": peak + width,
            }


SELLERS = (SHOP, "kaufwelt", "dealmart")


def feed_of(seller: str) -> str:
    """The feed of a seller's files."""
    return f"{seller}.order_lines"


def country_of(world: World, line: Line) -> str:
    """Where a line's customer lives."""
    if line.customer is None:
        return "Unknown"
    return COUNTRIES[int(world.country_of[line.customer])].code


def half_file(day: Day, _: np.random.Generator) -> None:
    """The first half of the shop's rows is all there is."""
    lines = day.lines[SHOP]
    day.lines[SHOP] = lines[: len(lines) // 2]


def doubled_file(day: Day, _: np.random.Generator) -> None:
    """Copies count once, but they land twice."""
    day.copies = 2.0


def currency_slip(day: Day, random: np.random.Generator) -> None:
    """Of the currencies of the shop's countries one."""
    currency = COUNTRIES[int(random.integers(len(COUNTRIES)))].currency
    up = random.random() < 0.5
    day.lines[SHOP] = [
        replace(line, price=line.price * 100 if up else max(1, line.price // 100))
        if line.currency == currency
        else line
        for line in day.lines[SHOP]
    ]


def price_times_ten(day: Day, random: np.random.Generator) -> None:
    """A tenth of the products, in the shop's file."""
    digit = int(random.integers(10))
    day.lines[SHOP] = [
        replace(line, price=line.price * 10) if line.product % 10 == digit else line
        for line in day.lines[SHOP]
    ]


def stuck_price(day: Day, _: np.random.Generator) -> None:
    """Every row of the shop's file has the price of its first."""
    price = day.lines[SHOP][0].price
    day.lines[SHOP] = [replace(line, price=price) for line in day.lines[SHOP]]


def clock_shift(day: Day, random: np.random.Generator) -> None:
    """All files of the day."""
    hours = float(random.uniform(3, 10)) * (1 if random.random() < 0.5 else -1)
    day.late_by = datetime.timedelta(hours=hours)


def spike(day: Day, random: np.random.Generator) -> None:
    """The same people order again, at every seller."""
    factor = float(random.uniform(2.5, 4))
    for seller, lines in day.lines.items():
        more = [
            replace(line, order_id=f"{line.order_id}-{copy}")
            for copy in range(3)
            for line in kept(lines, min(1.0, max(0.0, factor - 1 - copy)), random)
        ]
        day.lines[seller] = [*lines, *more]


def drop(day: Day, random: np.random.Generator) -> None:
    """Few orders, at every seller."""
    share = float(random.uniform(0.2, 0.4))
    day.lines = {seller: kept(lines, share, random) for seller, lines in day.lines.items()}


def drift(day: Day, random: np.random.Generator, time: int, step: int) -> None:
    """The first, second and third kind of drift in turn."""
    if time % 3 == 0:
        share = (1 - DRIFT) ** step
        day.lines = {seller: kept(lines, share, random) for seller, lines in day.lines.items()}
    elif time % 3 == 1:
        factor = (1 + DRIFT) ** step
        day.lines = {
            seller: [replace(line, price=round(line.price * factor)) for line in lines]
            for seller, lines in day.lines.items()
        }
    else:
        day.reject_share = REJECTS + 0.01 * step


def kept(lines: Sequence[Line], share: float, random: np.random.Generator) -> list[Line]:
    """The lines of a share of the orders, drawn one by one; never none."""
    orders = sorted({line.order_id for line in lines})
    drawn = {order for order in orders if random.random() < share} or {orders[0]}
    return [line for line in lines if line.order_id in drawn]


MISTAKES: dict[str, Callable[[Day, np.random.Generator], None]] = {
    "half_file": half_file,
    "doubled_file": doubled_file,
    "currency_slip": currency_slip,
    "price_times_ten": price_times_ten,
    "stuck_price": stuck_price,
    "clock_shift": clock_shift,
    "spike": spike,
    "drop": drop,
}
