"""The landing of the shop's API keeps every order once, byte by byte, whatever the API does."""

from __future__ import annotations

import datetime
import json
import random
import re
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme

from orchestration.landing import orders as landing_orders
from orchestration.landing.errors import LandingError
from orchestration.landing.orders import FOLDER, STATE, OrdersLanding, only_landing
from orchestration.landing.shop_api import ShopApi, read_settings
from orchestration.retries import Patience, retry_after
from orchestration.setup.render import PROJECT
from orchestration.storage import FolderRoot
from simulator.api import FAULTS, ShopApiServer, orders_by_api
from simulator.api.server import Handler, cursor
from simulator.webshop import WebshopSettings
from tests.python.operations.shop import (
    IMPATIENCE,
    TOKEN,
    Address,
    hidden_files,
    land,
    landed_files,
    landed_lines,
    settings_of,
)

HOUR = 3_600.0
MOMENT = datetime.datetime(2025, 8, 1, 9, 59, 59, tzinfo=datetime.UTC).timestamp()


@pytest.fixture(scope="module")
def orders() -> list[bytes]:
    """The orders of a web shop in the order of the API."""
    found = orders_by_api(WebshopSettings(lines=600, days=6))
    assert len(found) > 60
    return found


def answers(*pages: Mapping[str, object]) -> Iterator[tuple[int, dict[str, str], bytes]]:
    """Pages as answers."""
    for page in pages:
        yield 200, {}, json.dumps(page).encode()


@pytest.fixture
def scripted() -> Iterator[ThreadingHTTPServer]:
    """A server that gives the answers of its list, and then the last one for ever."""

    class Scripted(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

        def do_GET(self) -> None:
            script = server.script  # type: ignore[attr-defined]
            server.asked.append(self.path)  # type: ignore[attr-defined]
            status, headers, body = script.pop(0) if len(script) > 1 else script[0]
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Scripted)
    server.daemon_threads = True
    server.script, server.asked = [], []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


# What is landed


def test_every_order_is_landed_once_with_its_very_bytes(
    orders: list[bytes], tmp_path: Path
) -> None:
    """Numbers keep their zeros, texts their escapes; several files, all of them whole lines."""
    odd = [
        b'{"order_id": "1", "unit_price": 1.10, "big": 12345678901234567890.50, "e": 1E2}',
        b'{"order_id":"2","name":"\\u00e9\\n\\/ \\ud83d\\ude00","other":"\xc3\xa9\xe2\x80\xa8"}',
        b'{"order_id": 3, "items": [], "twice": 1, "twice": 2}',
        b'"no order at all"',
    ]
    with ShopApiServer([*odd, *orders], TOKEN) as server:
        landed = land(settings_of(server), tmp_path, file_size=4_000)
    assert landed_lines(tmp_path) == [*odd, *orders]
    assert (landed.orders, landed.repeated) == (len(orders) + len(odd), 0)
    assert landed.files == len(landed_files(tmp_path)) > 5


def test_an_order_on_several_lines_becomes_one_line(tmp_path: Path) -> None:
    """Line breaks between words are blanks in the file; the words stay as they are."""
    pretty = b'{\r\n  "order_id": "1",\n  "total": 1.0\n}'
    with ShopApiServer([pretty], TOKEN) as server:
        land(settings_of(server), tmp_path)
    assert landed_lines(tmp_path) == [pretty.replace(b"\r", b" ").replace(b"\n", b" ")]


def test_the_next_landing_takes_only_what_is_new(orders: list[bytes], tmp_path: Path) -> None:
    """With nothing new it writes no file and touches none."""
    with ShopApiServer(orders[:20], TOKEN) as server:
        land(settings_of(server), tmp_path)
        first = landed_files(tmp_path)
        assert land(settings_of(server), tmp_path).files == 0
        assert landed_files(tmp_path) == first
        server.orders += orders[20:50]
        landed = land(settings_of(server), tmp_path)
    assert landed.orders == 30
    assert landed_lines(tmp_path) == orders[:50]


def test_a_shop_without_orders_leaves_no_file_and_no_marker(tmp_path: Path) -> None:
    """Only how far the landing came is noted."""
    with ShopApiServer([], TOKEN) as server:
        land(settings_of(server), tmp_path)
    assert hidden_files(tmp_path) == ["_state.json"]
    assert landed_files(tmp_path) == []


def test_a_change_back_to_an_earlier_state_is_landed(tmp_path: Path) -> None:
    """Only what equals the latest landed state of its order is left out, as a repetition."""
    placed, cancelled = (
        f'{{"order_id": "1", "status": "{s}"}}'.encode() for s in ("placed", "cancelled")
    )
    with ShopApiServer([placed, placed, cancelled, placed], TOKEN) as server:
        landed = land(settings_of(server), tmp_path)
    assert landed_lines(tmp_path) == [placed, cancelled, placed]
    assert landed.repeated == 1


# Where and when


def test_files_lie_in_the_hour_of_their_landing_with_the_marker_last(
    orders: list[bytes], tmp_path: Path
) -> None:
    """The marker names the folder's files, and both hours of a landing over the full hour get one."""
    clock = iter(MOMENT + 0.4 * number for number in range(1_000))
    with ShopApiServer(orders, TOKEN) as server:
        land(settings_of(server), tmp_path, file_size=4_000, now=lambda: next(clock))
    folders = {
        file.parent.relative_to(tmp_path / FOLDER).as_posix() for file in landed_files(tmp_path)
    }
    assert folders == {"2025/08/01/09", "2025/08/01/10"}
    for folder in folders:
        place = tmp_path / FOLDER / folder
        said = json.loads((place / "_SUCCESS").read_text())
        there = {f.name: f.stat().st_size for f in place.glob("orders-*.jsonl")}
        assert said["files"] == there
        assert (place / "_SUCCESS").stat().st_mtime >= MOMENT


def test_no_marker_stands_beside_a_landing_that_did_not_end(
    orders: list[bytes], tmp_path: Path
) -> None:
    """The shop refuses the token in the middle: what came is landed, and nothing says success."""
    with (
        ShopApiServer(orders, TOKEN) as server,
        pytest.raises(LandingError, match="refuses the token"),
    ):
        settings = settings_of(server)
        with ShopApi(settings) as api:
            landing = OrdersLanding(api, FolderRoot(tmp_path), file_size=2_000)
            asked = api.page

            def page(*args: object) -> object:
                if landing.landed.files >= 2:
                    server.token = "another"
                return asked(*args)  # type: ignore[arg-type]

            api.page = page  # type: ignore[assignment, method-assign]
            landing.land()
    assert len(landed_files(tmp_path)) >= 2
    assert "_SUCCESS" not in hidden_files(tmp_path)
    with ShopApiServer(orders, TOKEN) as server:
        land(settings_of(server), tmp_path)
    assert landed_lines(tmp_path) == orders


def test_a_clock_that_is_set_back_does_not_make_new_orders_older(
    orders: list[bytes], tmp_path: Path
) -> None:
    """A run reads files in the order of their times, so an older file would lose against itself."""
    with ShopApiServer(orders[:30], TOKEN) as server:
        land(settings_of(server), tmp_path, now=lambda: MOMENT)
        server.orders += orders[30:]
        land(settings_of(server), tmp_path, now=lambda: MOMENT - 24 * HOUR)
    assert landed_lines(tmp_path) == orders


def test_landed_files_can_be_read_by_others(orders: list[bytes], tmp_path: Path) -> None:
    """Who lands is not always who builds."""
    with ShopApiServer(orders[:5], TOKEN) as server:
        land(settings_of(server), tmp_path)
    assert all(file.stat().st_mode & 0o044 == 0o044 for file in landed_files(tmp_path))


# What goes wrong


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_fault_costs_no_order_and_doubles_none(
    fault: str, orders: list[bytes], tmp_path: Path
) -> None:
    """Each fault that the simulator knows, in four requests of ten; again where chance spared all."""
    for attempt in range(10):
        seed = random.randrange(10_000)
        print(f"seed {seed}")
        folder = tmp_path / str(attempt)
        folder.mkdir()
        with ShopApiServer(orders[:70], TOKEN, faults=[fault], seed=seed) as server:
            land(settings_of(server), folder)
            server.orders += orders[70:]
            land(settings_of(server), folder)
        assert landed_lines(folder) == orders
        if server.seen.get(fault, 0):
            return
    pytest.fail(f"{fault} was in none of ten landings")


@pytest.mark.parametrize("fault", ["jump", "left_out"])
def test_missing_orders_are_waited_for_as_patiently_as_a_page(
    fault: str, orders: list[bytes], tmp_path: Path
) -> None:
    """Each page is wrong three times before it is right once, whatever comes between."""
    with ShopApiServer(orders, TOKEN, faults=[fault], share=1) as server:
        land(settings_of(server), tmp_path)
    assert landed_lines(tmp_path) == orders
    assert server.seen[fault] > 3 * len(orders) // 7


@pytest.mark.parametrize("form", ["empty", "gzip", "marked", "null"])
def test_a_form_that_is_no_error_needs_no_second_attempt(
    form: str, orders: list[bytes], tmp_path: Path
) -> None:
    """Packed bodies of several members, byte order marks, empty pages, null for no orders."""
    once = Patience(seconds=5, attempts=1, first_wait=0)
    with ShopApiServer(orders, TOKEN, faults=[form], share=1) as server:
        land(settings_of(server, patience=once), tmp_path)
    assert landed_lines(tmp_path) == orders
    assert server.seen[form] > 5


def test_all_faults_together_cost_no_order(orders: list[bytes], tmp_path: Path) -> None:
    """Half of all requests meet one of them."""
    seed = random.randrange(10_000)
    print(f"seed {seed}")
    with ShopApiServer(orders, TOKEN, faults=FAULTS, share=0.5, seed=seed) as server:
        land(settings_of(server, page_size=4), tmp_path)
    assert landed_lines(tmp_path) == orders
    assert len(server.seen) > 5


def test_a_server_that_sends_a_byte_now_and_then_is_left_in_time(tmp_path: Path) -> None:
    """A timeout of the library asks for a sign of life only; a page has an end, too."""
    page = b'{"since": "", "orders": [], "next": "", "total": 0}'

    class Slow(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            with_pauses = threading.Event()
            try:
                for byte in page:
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                    with_pauses.wait(0.05)
            except OSError:
                pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    address = Address(f"http://127.0.0.1:{server.server_address[1]}")
    settings = settings_of(
        address,
        page_timeout=0.2,
        patience=Patience(seconds=5, attempts=2, first_wait=0.01),
    )
    with pytest.raises(LandingError, match="did not end in time"):
        land(settings, tmp_path)
    server.shutdown()
    server.server_close()


def shop_of(server: ThreadingHTTPServer, *script: tuple[int, dict[str, str], bytes]) -> Address:
    """Gives a scripted server its answers."""
    server.script.extend(script)  # type: ignore[attr-defined]
    return Address(f"http://127.0.0.1:{server.server_address[1]}")


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (301, "answered 301"),
        (400, "does not know the cursor"),
        (401, "refuses the token"),
        (403, "refuses the token"),
        (404, "answered 404"),
        (410, "does not know the cursor"),
    ],
)
def test_a_refusal_is_not_tried_again(
    status: int, sentence: str, scripted: ThreadingHTTPServer, tmp_path: Path
) -> None:
    """Once, and with a sentence that has neither the token nor what the server echoes."""
    shop = shop_of(scripted, (status, {"Location": "http://127.0.0.1:9/"}, f"bad {TOKEN}".encode()))
    with pytest.raises(LandingError, match=sentence) as raised:
        land(settings_of(shop), tmp_path)
    assert len(scripted.asked) == 1  # type: ignore[attr-defined]
    assert TOKEN not in str(raised.value)


def test_a_server_that_asks_for_more_patience_than_there_is_is_not_waited_for(
    scripted: ThreadingHTTPServer, tmp_path: Path
) -> None:
    """Nobody sleeps for an hour of a night's run: the sentence says how long it wants."""
    shop = shop_of(scripted, (429, {"Retry-After": "3600"}, b""))
    with pytest.raises(LandingError, match="asks to wait 3,600 s"):
        land(settings_of(shop), tmp_path)
    assert len(scripted.asked) == 1  # type: ignore[attr-defined]


def test_a_page_without_progress_is_no_endless_loop(
    scripted: ThreadingHTTPServer, tmp_path: Path
) -> None:
    """A next cursor that stays, or goes round in a circle, ends with a sentence."""
    shop = shop_of(
        scripted, *answers({"since": "", "orders": [{"order_id": "1"}], "next": "", "total": 9})
    )
    with pytest.raises(LandingError, match="led back"):
        land(settings_of(shop), tmp_path)
    assert len(scripted.asked) == IMPATIENCE.attempts  # type: ignore[attr-defined]


def test_the_page_of_another_cursor_is_not_taken(
    scripted: ThreadingHTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All states of an order would be landed again, the earlier ones after the later ones.

    The page is from so long ago that its next cursor is not remembered.
    """
    monkeypatch.setattr(landing_orders, "REMEMBERED_CURSORS", 1)
    states = ("placed", "paid", "cancelled", "returned", "closed")
    orders = [{"order_id": "1", "status": state} for state in states]
    pages = [
        {"since": since, "orders": [order], "next": after, "total": 5 - number}
        for number, (order, since, after) in enumerate(
            zip(orders, ("", "a", "b", "c", "d"), "abcde", strict=True)
        )
    ]
    shop = shop_of(scripted, *answers(*pages[:4], *pages[:4], pages[4]))
    land(settings_of(shop), tmp_path)
    assert [json.loads(line) for line in landed_lines(tmp_path)] == orders


def test_a_page_that_counts_less_than_it_has_is_not_taken(
    scripted: ThreadingHTTPServer, tmp_path: Path
) -> None:
    """Nobody knows what else is wrong with it."""
    page = {"since": "", "orders": [{"order_id": "1"}, {"order_id": "2"}], "next": "a", "total": 1}
    shop = shop_of(scripted, *answers(page))
    with pytest.raises(LandingError, match="more orders than it counted"):
        land(settings_of(shop), tmp_path)
    assert landed_lines(tmp_path) == []


def test_what_was_proved_before_a_failure_is_landed(orders: list[bytes], tmp_path: Path) -> None:
    """So that a shop that always fails at one place is not asked for all of it each time."""
    with ShopApiServer(orders, TOKEN) as server:
        whole = server.page

        def until(since: str, limit: int, fault: str | None) -> dict[str, object] | None:
            return None if since == cursor(35, 0) else whole(since, limit, fault)

        server.page = until  # type: ignore[method-assign]
        with pytest.raises(LandingError, match="does not know the cursor"):
            land(settings_of(server), tmp_path, file_size=1 << 20)
        # the page before the failure is proved by none
        assert landed_lines(tmp_path) == orders[:28]
        server.page = whole  # type: ignore[method-assign]
        land(settings_of(server), tmp_path)
    assert landed_lines(tmp_path) == orders


def test_orders_that_the_shop_leaves_out_for_good_are_told_and_can_be_accepted(
    scripted: ThreadingHTTPServer, tmp_path: Path
) -> None:
    """A cursor that is an exclusive time loses what shares the time at a page's border."""
    one, two = {"order_id": "1"}, {"order_id": "2"}
    pages = list(
        answers(
            {"since": "", "orders": [one], "next": "t1", "total": 3},
            {"since": "t1", "orders": [two], "next": "t2", "total": 1},
        )
    )
    shop = shop_of(scripted, *(pages * IMPATIENCE.attempts))
    with pytest.raises(LandingError, match="leaves out 1 of the orders") as raised:
        land(settings_of(shop), tmp_path)
    assert "ACCEPT_GAP=1" in str(raised.value)
    scripted.script[:] = pages  # type: ignore[attr-defined]
    land(settings_of(shop), tmp_path, accept_gap=True)
    assert [json.loads(line) for line in landed_lines(tmp_path)] == [one, two]


def test_a_cursor_that_is_an_inclusive_time_repeats_orders_and_none_is_landed_twice(
    scripted: ThreadingHTTPServer, tmp_path: Path
) -> None:
    """The orders at the border come again, on the last page for ever."""
    one, two, three = ({"order_id": str(number)} for number in (1, 2, 3))
    pages = answers(
        {"since": "", "orders": [one, two], "next": "t2", "total": 3},
        {"since": "t2", "orders": [two, three], "next": "t3", "total": 2},
        {"since": "t3", "orders": [three], "next": "t3", "total": 1},
    )
    shop = shop_of(scripted, *pages)
    land(settings_of(shop), tmp_path)
    land(settings_of(shop), tmp_path)
    land(settings_of(shop), tmp_path)
    assert [json.loads(line) for line in landed_lines(tmp_path)] == [one, two, three]


def test_a_cursor_that_leads_back_to_an_earlier_landing_is_refused(
    orders: list[bytes], tmp_path: Path
) -> None:
    """Cursors are remembered over landings."""
    with ShopApiServer(orders[:40], TOKEN) as server:
        land(settings_of(server), tmp_path)
        server.orders += orders[40:]
        whole = server.page

        def back(since: str, limit: int, fault: str | None) -> dict[str, object] | None:
            page = whole(since, limit, fault)
            return page and {**page, "next": cursor(7, 0)}

        server.page = back  # type: ignore[method-assign]
        with pytest.raises(LandingError, match="led back"):
            land(settings_of(server), tmp_path)
        server.page = whole  # type: ignore[method-assign]
        land(settings_of(server), tmp_path)
    assert landed_lines(tmp_path) == orders


def test_a_cursor_that_leads_to_the_very_beginning_does_no_harm(
    orders: list[bytes], tmp_path: Path
) -> None:
    """Its name is another one than that of the first page; the landing ends, the next one goes on."""
    with ShopApiServer(orders, TOKEN) as server:
        whole = server.page

        def back(since: str, limit: int, fault: str | None) -> dict[str, object] | None:
            page = whole(since, limit, fault)
            return page and ({**page, "next": cursor(0, 0)} if since == cursor(14, 0) else page)

        server.page = back  # type: ignore[method-assign]
        with pytest.raises(LandingError, match="led back"):
            land(settings_of(server), tmp_path)
        server.page = whole  # type: ignore[method-assign]
        land(settings_of(server), tmp_path)
    assert sorted(landed_lines(tmp_path)) == sorted(orders)


def test_a_damaged_state_is_a_sentence(orders: list[bytes], tmp_path: Path) -> None:
    """Nobody guesses a cursor."""
    (tmp_path / STATE).parent.mkdir(parents=True)
    (tmp_path / STATE).write_text('{"progress": {"since"')
    with ShopApiServer(orders, TOKEN) as server, pytest.raises(LandingError, match="is damaged"):
        land(settings_of(server), tmp_path)


# When to ask again


@pytest.mark.parametrize(
    ("text", "date", "seconds"),
    [
        ("7", None, 7.0),
        ("0.493", None, 0.493),
        ("-3", None, 0.0),
        ("1754042460", None, 60.0),
        ("Fri, 01 Aug 2025 10:01:00 GMT", None, 60.0),
        ("Fri, 01 Aug 2025 09:00:00 GMT", None, 0.0),
        # the server's clock is an hour behind this one: it still means a minute
        ("Fri, 01 Aug 2025 09:01:00 GMT", "Fri, 01 Aug 2025 09:00:00 GMT", 60.0),
        ("Friday, 01-Aug-25 10:01:00 GMT", None, 60.0),
        ("Wed, 99 Foo 99999 99:99:99 GMT", None, None),
        ("Fri, 01 Aug 99999 10:01:00 GMT", None, None),
        ("soon", None, None),
        ("inf", None, None),
        ("9" * 5_000, None, None),
        ("", None, None),
    ],
)
def test_retry_after_is_read_in_every_form(
    text: str, date: str | None, seconds: float | None
) -> None:
    """Seconds, broken ones, a time since 1970, dates by the server's own clock; else the usual wait."""
    now = datetime.datetime(2025, 8, 1, 10, 0, tzinfo=datetime.UTC).timestamp()
    headers = {"retry-after": text, **({"date": date} if date else {})}
    assert retry_after(headers, now) == seconds


# Settings and secrets


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "SHOP_API_URL and SHOP_API_TOKEN not set"),
        ({"SHOP_API_URL": "https://shop.example"}, "SHOP_API_TOKEN not set"),
        ({"SHOP_API_URL": "shop.example", "SHOP_API_TOKEN": TOKEN}, "is no address"),
        ({"SHOP_API_URL": "https://[::1", "SHOP_API_TOKEN": TOKEN}, "is no address"),
        ({"SHOP_API_URL": "http://shop.example", "SHOP_API_TOKEN": TOKEN}, "unencrypted"),
        ({"SHOP_API_URL": f"https://u:{TOKEN}@shop.example", "SHOP_API_TOKEN": "t"}, "a password"),
        ({"SHOP_API_URL": "https://s.example", "SHOP_API_TOKEN": f"{TOKEN}\r\nX: 1"}, "characters"),
        ({"SHOP_API_URL": "https://s.example", "SHOP_API_TOKEN": f"{TOKEN}\u00e9"}, "characters"),
        (
            {"SHOP_API_URL": "https://s.example", "SHOP_API_TOKEN": "t", "SHOP_API_PATIENCE": "x"},
            "SHOP_API_PATIENCE is 'x'",
        ),
    ],
)
def test_settings_that_cannot_be_are_refused_without_showing_a_secret(
    values: dict[str, str], sentence: str
) -> None:
    """Before anybody is asked."""
    with pytest.raises(LandingError, match=re.escape(sentence)) as raised:
        read_settings(values)
    assert TOKEN not in str(raised.value)


def test_a_token_from_a_file_may_end_in_a_line_break(tmp_path: Path) -> None:
    """As echo and editors write it."""
    with ShopApiServer([], TOKEN) as server:
        values = {"SHOP_API_URL": server.url + "/", "SHOP_API_TOKEN": f"{TOKEN}\n"}
        land(read_settings(values), tmp_path)
    assert server.tokens == {f"Bearer {TOKEN}"}


def command(
    tmp_path: Path, server: ShopApiServer, *words: str, token: str = TOKEN
) -> subprocess.CompletedProcess[str]:
    """The landing as a user types it."""
    return subprocess.run(
        [sys.executable, "-m", "orchestration.landing", "api", *words],
        cwd=PROJECT,
        env={
            "PATH": "/usr/bin:/bin",
            "LANDING_ROOT": str(tmp_path / "landing"),
            "LAKEHOUSE_HOME": str(tmp_path),
            "DBT_TARGET_PATH": str(tmp_path / "target"),
            "SHOP_API_URL": server.url,
            "SHOP_API_TOKEN": token,
            "SHOP_API_PAGE_SIZE": "7",
            "SHOP_API_FIRST_WAIT": "0.01",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_says_what_it_did_and_never_the_token(
    orders: list[bytes], tmp_path: Path
) -> None:
    """Neither in its output nor in any file, with faults and with a refusal that echoes the token."""
    with ShopApiServer(orders, TOKEN, faults=["errors", "dropped", "busy"], share=0.6) as server:
        done = command(tmp_path, server)
        assert done.returncode == 0, done.stderr
        assert re.search(rf"Landed {len(orders):,} orders in 1 file,", done.stdout)
        assert "trying again in" in done.stderr
        outcome = json.loads((tmp_path / "target" / "landing_api.json").read_text())
        assert (outcome["counts"]["orders"], outcome["problems"]) == (len(orders), [])
        refused = command(tmp_path, server, token="wrong-token-0815")
    assert refused.returncode == 1
    assert refused.stderr.startswith("Error: The shop's API at ")
    assert "Traceback" not in done.stderr + refused.stderr
    outcome = json.loads((tmp_path / "target" / "landing_api.json").read_text())
    assert [each["key"] for each in outcome["problems"]] == ["landing:api"]
    written = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    for secret in (TOKEN, "wrong-token-0815"):
        assert secret not in done.stdout + done.stderr + refused.stdout + refused.stderr
        assert secret.encode() not in written


def test_a_clock_that_differs_from_the_shops_is_told(
    orders: list[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the date of its answers, with what to do."""
    monkeypatch.setattr(Handler, "date_time_string", lambda *_: "Fri, 01 Aug 2025 10:00:00 GMT")
    with ShopApiServer(orders[:3], TOKEN) as server:
        done = command(tmp_path, server)
    assert done.returncode == 0, done.stderr
    assert re.search(r"WARNING: this machine's clock and the shop's differ by \+\d", done.stdout)


def test_an_encrypted_shop_is_asked_only_when_its_certificate_is_trusted(
    orders: list[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The authority's file is named by SSL_CERT_FILE; no other attempt is made without it."""
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    server = ShopApiServer(orders[:9], TOKEN)
    server.server.socket = context.wrap_socket(server.server.socket, server_side=True)
    address = Address(server.url.replace("http:", "https:"))
    with server:
        with pytest.raises(LandingError, match=r"certificate of https.* is not trusted"):
            land(settings_of(address), tmp_path / "landing")
        assert server.tokens == set()
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        land(settings_of(address), tmp_path / "landing")
    assert landed_lines(tmp_path / "landing") == orders[:9]


def test_two_landings_at_once_are_refused(orders: list[bytes], tmp_path: Path) -> None:
    """The second one ends with a sentence, and no order is landed twice."""
    with (
        ShopApiServer(orders, TOKEN) as server,
        only_landing(tmp_path / "landing" / FOLDER),
    ):
        done = command(tmp_path, server)
    assert done.returncode == 1
    assert "Another landing of orders is at work here" in done.stderr
