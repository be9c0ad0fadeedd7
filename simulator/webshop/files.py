"""Files of orders: of the shop, pages of its API, and of its partners, with their mess."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import PurePosixPath

from simulator.randomness import stream
from simulator.webshop.orders import DEALMART, KAUFWELT, SHOP, Line, ids_of
from simulator.webshop.reference import Delivery, at, csv_bytes
from simulator.webshop.world import DOLLARS, World

SHOP_COLUMNS = (
    "dt", "order_ts", "customer_id", "order_id", "item_seq", "product_id", "quantity",
    "unit_price_currency", "unit_price", "discount_pct", "tax_amount", "channel", "coupon_code",
    "order_status", "payment_method",
)  # fmt: skip
KAUFWELT_COLUMNS = (
    "Bestellnummer", "Position", "Bestelldatum", "Artikelnummer", "Menge", "Waehrung",
    "Einzelpreis", "Rabatt_Prozent", "Steuerbetrag", "Status", "Zahlungsart",
)  # fmt: skip
DEALMART_COLUMNS = (
    "Order No", "Line No", "Order Date", "Customer Id", "Item Code", "Qty", "Ccy", "Price",
    "Discount", "Tax", "Coupon", "State", "Paid By",
)  # fmt: skip
WORDS = ("", "One", "Two", "Three", "Four", "Five")
GERMAN = {
    "Placed": "Bestellt", "Cancelled": "Storniert", "Returned": "Zurückgesandt",
    "Card": "Kreditkarte", "COD": "Nachnahme", "UPI": "UPI", "Wallet": "PayPal",
}  # fmt: skip
PER_MILLE = 0.001


class DayFiles:
    """The files that arrive about one day.

    Attributes:
        rejected: how many rows of them the rules reject.
        landed: how many rows they have; an object of the API is one.
    """

    def __init__(self, world: World, day: int) -> None:
        self.world = world
        self.day = day
        self.random = stream(world.settings.seed, "webshop files", day)
        self.by_file: dict[str, list[Line]] = defaultdict(list)
        self.by_api: dict[int, list[tuple[Line, ...]]] = defaultdict(list)
        self.rejected = self.landed = 0

    def add(self, lines: tuple[Line, ...], *, by_api: bool, hour: int) -> None:
        """Order lines that are to be delivered; the API delivers an order whole, in some hour."""
        if by_api:
            self.by_api[hour].append(lines)
        else:
            self.by_file[lines[0].seller].extend(lines)

    def deliveries(self) -> Iterator[Delivery]:
        """The files: pages at the end of their hour, files in the next night."""
        date = f"{self.world.day(self.day):%Y/%m/%d}"
        overlap: Sequence[tuple[Line, ...]] = ()
        for hour, orders in sorted(self.by_api.items()):
            path = PurePosixPath(f"api/orders/{date}/{hour:02}/page-00001.jsonl")
            page = self.page([*overlap, *orders])
            yield Delivery(path, at(self.world, self.day, hour + 1), [page])
            overlap = orders[-1:] if self.world.has("pages_overlap") else ()
        for seller, folder in (
            (SHOP, "raw/ecommerce_sales"),
            (KAUFWELT, "partners/kaufwelt"),
            (DEALMART, "partners/dealmart"),
        ):
            if self.by_file[seller]:
                path = PurePosixPath(f"{folder}/{date}/orders_{self.world.day(self.day)}.csv")
                content = {SHOP: self.shop, KAUFWELT: self.kaufwelt, DEALMART: self.dealmart}
                yield Delivery(
                    path,
                    at(self.world, self.day, 25),
                    [content[seller](self.by_file[seller])],
                )

    def rarely(self, mess: str, share: float) -> bool:
        """Whether a kind of mess strikes here."""
        return self.world.has(mess) and bool(self.random.random() < share)

    def page(self, orders: Sequence[tuple[Line, ...]]) -> bytes:
        """A page of the API."""
        texts = [json.dumps(self.object_of(order), ensure_ascii=False) for order in orders]
        if self.rarely("objects_cut", 0.05):
            texts.append(texts[-1][: len(texts[-1]) // 2])
            self.rejected += 1
        self.landed += len(texts)
        return "".join(text + "\n" for text in texts).encode()

    def object_of(self, order: tuple[Line, ...]) -> dict[str, object]:
        """An order as the API has it."""
        line = order[0]
        customer, _ = ids_of(line)
        whole: dict[str, object] = {
            "order_id": line.order_id,
            "order_ts": self.time_of(line).replace(" ", "T") + "Z",
            "customer_id": customer,
            "unit_price_currency": line.currency,
            "channel": line.channel,
            "coupon_code": line.coupon or None,
            "payment_method": line.method,
            "items": [
                {
                    "item_seq": item.item_seq,
                    "product_id": ids_of(item)[1],
                    "quantity": item.quantity,
                    "unit_price": item.price / 100,
                    "discount_pct": item.discount,
                    "tax_amount": item.tax / 100,
                    "order_status": item.status,
                }
                for item in order
            ],
        }
        if self.world.has("api_values_messy") and int(line.order_id) % 3 == 0:
            ahead = datetime.fromisoformat(self.time_of(line)) + timedelta(hours=5, minutes=30)
            whole |= {
                "order_ts": f"{ahead.isoformat()}+05:30",
                "customer_id": customer.lower(),
                "unit_price_currency": line.currency.lower(),
                "channel": line.channel.upper(),
                "coupon_code": line.coupon.lower(),
                "items": [messy_item(item) for item in order],
            }
        return whole

    def time_of(self, line: Line) -> str:
        """The time of an order."""
        minutes, seconds = divmod(line.second, 60)
        return f"{self.world.day(line.day)} {minutes // 60:02}:{minutes % 60:02}:{seconds:02}"

    def shop(self, lines: Sequence[Line]) -> bytes:
        """A daily file of the shop."""
        rows: list[tuple[str, ...]] = [SHOP_COLUMNS]
        for line in lines:
            row = self.shop_row(line)
            rows.append(row)
            if self.rarely("rows_doubled", 2 * PER_MILLE):
                rows.append(row)
            if self.rarely("keys_damaged", 2 * PER_MILLE):
                rows.append((*row[:3], "2.02507E+14", *row[4:]))
                self.rejected += 1
            if self.rarely("quantities_unreadable", 2 * PER_MILLE):
                quantity = ("many", "10001")[self.rejected % 2]
                rows.append((*row[:3], f"9{row[3]}", *row[4:6], quantity, *row[7:]))
                self.rejected += 1
        if self.rarely("lines_cut", 0.2):
            rows.append(rows[-1][:5])
            self.rejected += 1
        self.landed += len(rows) - 1
        return csv_bytes(rows)

    def shop_row(self, line: Line) -> tuple[str, ...]:
        """A line as the shop writes it."""
        customer, product = ids_of(line)
        has = self.world.has
        price = plain(line.price)
        if has("decimal_commas") and line.item_seq == 2 and "." in price:
            price = price.replace(".", ",")
        if has("currency_signs") and line.currency in DOLLARS and line.currency == "USD":
            price = f"${price}"
        status = line.status.upper() if has("spellings") and line.item_seq == 3 else line.status
        channel = line.channel.title() if has("spellings") and line.item_seq == 3 else line.channel
        quantity = str(line.quantity)
        if has("quantities_in_words") and line.quantity == 2:
            quantity = WORDS[line.quantity]
        return (
            str(self.world.day(line.day)),
            self.time_of(line),
            customer,
            line.order_id,
            str(line.item_seq),
            product,
            quantity,
            line.currency,
            price,
            f"{line.discount}{'%' if has('percent_signs') else ''}",
            plain(line.tax),
            channel,
            line.coupon,
            status,
            line.method,
        )

    def kaufwelt(self, lines: Sequence[Line]) -> bytes:
        """A file of a German partner, without customers."""
        rows: list[Sequence[object]] = [KAUFWELT_COLUMNS]
        for line in lines:
            row: tuple[object, ...] = (
                line.order_id, line.item_seq, f"{self.world.day(line.day):%d.%m.%Y}",
                ids_of(line)[1], line.quantity, line.currency, german(line.price),
                line.discount, german(line.tax), GERMAN[line.status], GERMAN[line.method],
            )  # fmt: skip
            if self.world.has("partners_messy") and line.item_seq % 2:
                row = (
                    f" {line.order_id} ", f"{line.item_seq},0", *row[2:4], quantity_word(line),
                    line.currency.lower(), f"{german(line.price)} €", f"{line.discount},0 %",
                    german(line.tax), GERMAN[line.status].upper(), GERMAN[line.method].lower(),
                )  # fmt: skip
            rows.append(row)
        return self.partner_file(rows, ";")

    def dealmart(self, lines: Sequence[Line]) -> bytes:
        """A file of an American partner."""
        rows: list[Sequence[object]] = [DEALMART_COLUMNS]
        for line in lines:
            customer, product = ids_of(line)
            row: tuple[object, ...] = (
                line.order_id, line.item_seq, f"{self.world.day(line.day):%m/%d/%Y}", customer,
                product, line.quantity, line.currency, f"${line.price / 100:,.2f}",
                line.discount, plain(line.tax), line.coupon, line.status, line.method,
            )  # fmt: skip
            if self.world.has("partners_messy") and line.item_seq % 2:
                row = (
                    line.order_id, f'="{line.item_seq}"', row[2], customer.lower(), f" {product} ",
                    quantity_word(line), "", row[7], f"{line.discount}.0%", f"${plain(line.tax)}",
                    line.coupon.lower(), line.status.upper(), line.method.upper(),
                )  # fmt: skip
            rows.append(row)
        return self.partner_file(rows, "|")

    def partner_file(self, rows: list[Sequence[object]], delimiter: str) -> bytes:
        """A partner's file of a header and rows; in a messy one the last row stands there twice."""
        if self.world.has("partners_messy"):
            rows.append(rows[-1])
        self.landed += len(rows) - 1
        return csv_bytes(rows, delimiter)


def messy_item(item: Line) -> dict[str, object]:
    """An item of which every value is a text, with signs and commas."""
    sign = "$" if item.currency == "USD" else ""
    return {
        "Item_Seq": f"{item.item_seq}",
        "product_id": f" {ids_of(item)[1]}",
        "quantity": quantity_word(item),
        "unit_price": f"{sign}{plain(item.price)}",
        "discount_pct": f"{item.discount} %",
        "tax_amount": plain(item.tax).replace(".", ","),
        "order_status": item.status.upper(),
    }


def quantity_word(line: Line) -> str:
    """A quantity as people write it."""
    return WORDS[line.quantity] if 0 < line.quantity < len(WORDS) else str(line.quantity)


def plain(amount: int) -> str:
    """An amount with its decimals, if it has any."""
    return str(amount // 100) if amount % 100 == 0 else f"{amount // 100}.{amount % 100:02}"


def german(amount: int) -> str:
    """An amount as Germans write it: 1.234,50."""
    return f"{amount / 100:,.2f}".translate(str.maketrans(",.", ".,"))
