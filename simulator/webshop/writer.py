"""Write a web shop's landing zone and its truth, day by day in bounded memory."""

import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulator.errors import SimulatorError
from simulator.webshop.files import DayFiles
from simulator.webshop.orders import SHOP, Line, Order, amounts, ids_of, orders_of_day
from simulator.webshop.reference import Delivery, country_of, reference_deliveries
from simulator.webshop.settings import WebshopSettings
from simulator.webshop.world import World
from simulator.zone import unfinished, visible_files, write_file

FOLDERS = ("webshop", "raw", "api", "partners")
TRUTH_FILE = "webshop_truth.json"
LINES_FILE = "webshop_lines.jsonl.gz"
# Noted in the landing root: whether everything has been written.
MARKER_FILE = "_webshop_generator.json"


@dataclass
class WebshopTruth:
    """What must come out, in sums; money in hundredths of a rupee.

    Attributes:
        files: that were written, of orders and of everything else.
        landed: rows in files of orders, rejected: those that rules reject.
        lines: order lines, each once; cancelled: those of them that are no revenue.
        orders, units, net, tax, discount, sale: of what is not cancelled.
        lost_net: of what is.
        lines_without_rate: not cancelled, in a currency without a rate.
        net_by_country: of the customers as they are in the end.
    """

    files: int = 0
    landed: int = 0
    rejected: int = 0
    lines: int = 0
    cancelled: int = 0
    orders: int = 0
    units: int = 0
    net: int = 0
    tax: int = 0
    discount: int = 0
    sale: int = 0
    lost_net: int = 0
    lines_without_rate: int = 0
    net_by_country: Counter[str] = field(default_factory=Counter)

    def add(self, world: World, order: tuple[Line, ...], times: int = 1) -> None:
        """An order as it is known; -1 times takes it away again, when something else is known."""
        self.orders += times * any(line.status != "Cancelled" for line in order)
        for line in order:
            worth = amounts(line, world.rate(line.currency, line.day))
            self.lines += times
            if line.status == "Cancelled":
                self.cancelled += times
                self.lost_net += times * (worth.net_inr or 0)
                continue
            self.units += times * line.quantity
            self.net += times * (worth.net_inr or 0)
            self.tax += times * (worth.tax_inr or 0)
            self.discount += times * (worth.discount_inr or 0)
            self.sale += times * (worth.sale_inr or 0)
            self.lines_without_rate += times * (worth.net_inr is None)
            country = "Unknown" if line.customer is None else country_of(world, line.customer)
            self.net_by_country[country] += times * (worth.net_inr or 0)

    def to_json(self) -> dict[str, Any]:
        """The sums in values that JSON knows."""
        return {**vars(self), "net_by_country": dict(sorted(self.net_by_country.items()))}


@dataclass(frozen=True)
class ShopDay:
    """A day, counted from 0.

    Attributes:
        files: those that arrive about it.
        orders: its own, of which ``first`` is in them.
        again: earlier ones, of which ``last`` is in them.
    """

    number: int
    files: DayFiles
    orders: list[Order]
    again: list[Order]


def generate_webshop(
    settings: WebshopSettings,
    landing_root: Path,
    truth_folder: Path,
    *,
    truth_rows: bool = True,
    overwrite: bool = False,
) -> WebshopTruth:
    """Write a web shop into a landing root that has none, and the truth beside it.

    Args:
        settings: what is made.
        landing_root: where the files go.
        truth_folder: where the truth goes: its sums and, if wanted, every line as it is in the end.
        truth_rows: whether the lines are kept.
        overwrite: whether files of a web shop that are there may be replaced.

    Raises:
        SimulatorError: the landing root has files of a web shop, or one cannot be written.
    """
    there = [path for path in FOLDERS if visible_files(landing_root / path)]
    if there and not overwrite:
        raise SimulatorError(
            f"{landing_root} has files of a web shop already, in {', '.join(there)}.",
            "Choose another folder, or delete them.",
        )
    truth_folder.mkdir(parents=True, exist_ok=True)
    note_completion(landing_root, is_complete=False)
    truth = WebshopTruth()
    world = World(settings)
    lines_path = truth_folder / LINES_FILE
    with gzip.open(lines_path, "wt", encoding="utf-8") as lines:
        for delivery, order in everything(world, truth):
            if delivery is not None:
                write_file(landing_root, delivery.path, delivery.chunks, delivery.at)
                truth.files += 1
            for line in order:
                if truth_rows:
                    lines.write(json.dumps(truth_row(world, line)) + "\n")
    if not truth_rows:
        lines_path.unlink()
    content = json.dumps(truth.to_json(), indent=1)
    (truth_folder / TRUTH_FILE).write_text(content + "\n", encoding="utf-8")
    note_completion(landing_root, is_complete=True)
    return truth


def note_completion(landing_root: Path, *, is_complete: bool) -> None:
    """Notes in the landing root whether its web shop has been written to the end."""
    landing_root.mkdir(parents=True, exist_ok=True)
    part = unfinished(landing_root / MARKER_FILE)
    part.write_text(json.dumps({"is_complete": is_complete}) + "\n", encoding="utf-8")
    part.replace(landing_root / MARKER_FILE)


def is_missing_or_interrupted(landing_root: Path) -> bool:
    """Whether a web shop may be written into a landing root: none is there, or a part of one."""
    marker = landing_root / MARKER_FILE
    if marker.exists():
        return not json.loads(marker.read_text(encoding="utf-8"))["is_complete"]
    return not any(visible_files(landing_root / path) for path in FOLDERS)


def everything(
    world: World, truth: WebshopTruth
) -> Iterator[tuple[Delivery | None, tuple[Line, ...]]]:
    """All files in the order of their days, and all orders as they are in the end."""
    for delivery in reference_deliveries(world):
        yield delivery, ()
    for day in days_of(world):
        for order in day.orders:
            truth.add(world, order.last)
            yield None, order.last
        for delivery in day.files.deliveries():
            yield delivery, ()
        truth.landed += day.files.landed
        truth.rejected += day.files.rejected


def days_of(world: World, first_day: int = 0) -> Iterator[ShopDay]:
    """All days from one on, and those after the last one in which orders come again.

    An order of an earlier day that comes again is in it only where it was first seen since then.
    """
    later: dict[int, list[Order]] = defaultdict(list)
    day = first_day
    while day < world.settings.days or later:
        files = DayFiles(world, day)
        again = later.pop(day, [])
        for order in again:
            # of an order that comes again by file only the lines that changed come
            changed = tuple(line for line in order.last if line not in order.first)
            lines = order.last if order.later_by_api else changed
            files.add(lines, by_api=order.later_by_api, hour=12)
        orders = list(orders_of_day(world, day)) if day < world.settings.days else []
        for order in orders:
            hour = order.first[0].second // 3_600
            files.add(order.first, by_api=order.by_api, hour=hour)
            is_sold_by_shop = order.by_api and order.first[0].seller == SHOP
            if is_sold_by_shop and files.rarely("orders_twice", 0.3):
                files.add(order.first, by_api=False, hour=hour)
            if order.days_later:
                # two nights later at the earliest: after the file of the first day
                later[day + 1 + order.days_later].append(order)
        yield ShopDay(day, files, orders, again)
        day += 1


def truth_row(world: World, line: Line) -> dict[str, object]:
    """A line as it is in the end; money in hundredths."""
    worth = amounts(line, world.rate(line.currency, line.day))
    customer, product = ids_of(line)
    return {
        "seller": line.seller,
        "order_id": line.order_id,
        "item_seq": line.item_seq,
        "order_date": str(world.day(line.day)),
        "customer_id": customer or None,
        "product_id": product,
        "quantity": line.quantity,
        "currency": line.currency,
        "unit_price": line.price,
        "coupon_code": line.coupon or None,
        "order_status": line.status.lower(),
        "gross_amount": worth.gross,
        "discount_amount": worth.discount,
        "net_amount": worth.net,
        "tax_amount": line.tax,
        "sale_amount": worth.sale,
        "net": worth.net_inr,
        "tax": worth.tax_inr,
        "discount": worth.discount_inr,
        "sale": worth.sale_inr,
    }
