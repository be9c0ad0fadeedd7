"""S3 that fails one request in ten: landing and runs do not notice, or say so in a sentence."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from moto.server import ThreadedMotoServer

from orchestration.feeds import feed_folders
from orchestration.landing.land import land
from orchestration.landing.orders import FOLDER, OrdersLanding
from orchestration.landing.shop_api import ShopApi
from orchestration.reading.storage import Warehouse
from orchestration.storage import StorageError, open_for_landing, open_root
from orchestration.storage.roots import write
from orchestration.storage.s3 import S3Place, check_s3, connect
from simulator.api import ShopApiServer, orders_by_api
from simulator.webshop import WebshopSettings
from tests.python.chaos.faulty_proxy import FAULTS, FaultyProxy
from tests.python.chaos.nights import Nights, nights
from tests.python.chaos.seeds import drawn_seed
from tests.python.engines.s3.jars import ensure_s3_jars
from tests.python.engines.s3.server import BUCKET, REGION, S3Server, s3_server
from tests.python.operations.shop import TOKEN, settings_of

FILES = 30
LISTINGS = 60


@dataclass(frozen=True)
class FailingS3:
    """S3 behind a proxy, and a landing root in a bucket of the test's own."""

    proxy: FaultyProxy
    root: str


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[FailingS3]:
    """S3 by moto; it fails when the test says so. The project is told the proxy's address."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "lake")
    monkeypatch.setenv("AWS_REGION", REGION)
    with FaultyProxy(f"http://{host}:{port}", share=0, seed=drawn_seed()) as proxy:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", proxy.url)
        bucket = f"lake-{uuid4()}"
        connect(timeout=60, attempts=1).create_bucket(
            Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION}
        )
        yield FailingS3(proxy, f"s3a://{bucket}/landing")
    server.stop()


def test_files_land_on_an_s3_that_fails_one_request_in_ten(s3: FailingS3, tmp_path: Path) -> None:
    """Each whole and once, with no word about it; a second landing finds them all equal."""
    source = tmp_path / "delivery"
    for number in range(FILES):
        file = source / "atlon" / "orders" / f"orders_{number}.csv"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"order_id\n{number}\n" * 200, encoding="utf-8")
    s3.proxy.share = 0.1
    landed = land(source, s3.root, feed_folders())
    assert landed.files == FILES
    again = land(source, s3.root, feed_folders())
    assert (again.files, again.equal) == (0, FILES)
    assert sum(s3.proxy.seen[fault] for fault in FAULTS) > FILES / 10


def test_orders_land_once_on_an_s3_that_fails_one_request_in_ten(
    s3: FailingS3, tmp_path: Path
) -> None:
    """With their very bytes and in their order, although answers about uploads are lost."""
    orders = orders_by_api(WebshopSettings(lines=200, days=3))
    s3.proxy.share = 0.1
    with ShopApiServer(orders, TOKEN) as shop, ShopApi(settings_of(shop)) as api:
        root = open_for_landing(s3.root)
        OrdersLanding(api, root, file_size=2_000).land()
    s3.proxy.share = 0
    files = sorted(each.path for each in root.files(FOLDER))
    assert b"".join(root.read(path) or b"" for path in files).splitlines() == orders
    assert sum(s3.proxy.seen[fault] for fault in FAULTS) > 0


def test_folders_are_listed_on_an_s3_that_fails_one_request_in_ten(s3: FailingS3) -> None:
    """As a run does before and after it; and a check asks again where a connection is dropped."""
    write(open_for_landing(s3.root), b"order_id\n", "atlon/orders/one.csv")
    s3.proxy.share = 0.1
    for _ in range(LISTINGS):
        check_s3(S3Place.parse(s3.root))
        assert [each.path for each in open_root(s3.root).files("atlon")] == ["atlon/orders/one.csv"]
    assert sum(s3.proxy.seen[fault] for fault in FAULTS) > LISTINGS / 10


def test_an_s3_that_always_fails_is_a_sentence(s3: FailingS3) -> None:
    """By its own word, with what to do."""
    s3.proxy.share = 1
    with pytest.raises(StorageError) as raised:
        open_for_landing(s3.root)
    assert " Mend: " in str(raised.value)
    assert s3.root in str(raised.value)


@dataclass
class NightsOnS3(Nights):
    """Nights of a lakehouse that has files and tables on S3; who looks at them does not pass the proxy.

    Attributes:
        server: S3 itself.
    """

    server: S3Server | None = None

    @property
    def s3(self) -> S3Server:
        """S3 itself."""
        assert self.server is not None
        return self.server

    @property
    def warehouse(self) -> Warehouse:
        """Where its tables are."""
        return Warehouse.of_environment({**self.environment, **self.s3.variables})

    def tables(self) -> set[str]:
        """Names of all Delta tables."""
        keys = [key.split("/") for key in self.s3.keys("warehouse/") if "/_delta_log/" in key]
        return {f"{key[1].removesuffix('.db')}.{key[2]}" for key in keys}

    def landed(self) -> Path:
        """A folder with all that has landed, with the times that S3 gave it."""
        folder = self.home / "mirror"
        pages = self.s3.client.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=BUCKET, Prefix="landing/"):
            for each in page.get("Contents", []):
                file = folder / each["Key"].removeprefix("landing/")
                if not each["Key"].endswith("/"):
                    file.parent.mkdir(parents=True, exist_ok=True)
                    self.s3.client.download_file(BUCKET, each["Key"], str(file))
                    at = each["LastModified"].timestamp()
                    os.utime(file, (at, at))
        return folder


@pytest.mark.by_command
def test_nights_on_an_s3_that_fails_one_request_in_ten_are_right(tmp_path: Path) -> None:
    """Files and tables on S3: landing and Spark ask again, two nights give what a folder gives.

    Listings are not cut: Spark's client of S3 (AWS SDK 2.29 of Hadoop 3.4.2) never asks again then, which
    ends a run with a sentence.
    """
    ensure_s3_jars()
    with (
        s3_server(tmp_path / "objects") as server,
        FaultyProxy(server.endpoint, seed=drawn_seed(), cuts_listings=False) as proxy,
    ):
        variables = {
            **server.variables,
            "AWS_ENDPOINT_URL_S3": proxy.url,
            "LANDING_ROOT": f"s3a://{BUCKET}/landing",
            "WAREHOUSE_ROOT": f"s3a://{BUCKET}/warehouse",
        }
        with nights(NightsOnS3, tmp_path / "home", variables) as lakehouse:
            lakehouse.server = server
            files = str(tmp_path / "home" / "landing")
            landed = lakehouse.step("orchestration.landing", "land", "--from", files)
            assert landed.returncode == 0, landed.stderr
            for _ in range(2):
                lakehouse.night()
                assert lakehouse.lock_holder() is None
                assert lakehouse.differences() == []
                lakehouse.commit_orders()
    print(dict(proxy.seen))
    assert all(proxy.seen[fault] > 0 for fault in FAULTS)
