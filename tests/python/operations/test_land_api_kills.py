"""A landing that ends anywhere, by a kill or an error, is gone on with: nothing lost, nothing doubled."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from moto.server import ThreadedMotoServer

from orchestration.landing.orders import FOLDER, OrdersLanding
from orchestration.landing.shop_api import ShopApi
from orchestration.setup.render import PROJECT
from orchestration.storage import Root, open_root, roots
from simulator.api import ShopApiServer, orders_by_api
from simulator.webshop import WebshopSettings
from tests.python.operations.killed import stepping
from tests.python.operations.shop import (
    TOKEN,
    hidden_files,
    land,
    landed_files,
    landed_lines,
    settings_of,
)

POINTS = 10
FILE_SIZE = 6_000
MOMENT = 1_754_038_800.0


class EndedError(BaseException):
    """Ends a landing without its leave, as far as one can within a process."""


@pytest.fixture(scope="module")
def orders() -> list[bytes]:
    """The orders of a web shop."""
    return orders_by_api(WebshopSettings(lines=600, days=6))


def test_a_landing_that_ends_at_any_step_is_gone_on_with(
    orders: list[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every copy and every rename of a landing is its last step once."""
    left = [0]

    def step() -> None:
        left[0] -= 1
        if left[0] == 0:
            raise EndedError

    monkeypatch.setattr(shutil, "copy2", stepping(shutil.copy2, step))
    monkeypatch.setattr(Path, "replace", stepping(Path.replace, step))
    ended, is_done = 0, False
    while not is_done:
        root = tmp_path / str(ended)
        with ShopApiServer(orders[:28], TOKEN) as server:
            left[0] = ended + 1
            try:
                land(settings_of(server), root, file_size=FILE_SIZE, now=lambda: MOMENT)
                is_done = True
            except EndedError:
                ended += 1
            before = {file: file.stat().st_mtime_ns for file in landed_files(root)}
            left[0] = 0
            # the shop goes on, and so does the clock
            server.orders += orders[28:30]
            land(settings_of(server), root, file_size=FILE_SIZE, now=lambda: MOMENT + 3_600)
        assert landed_lines(root) == orders[:30], f"ended at step {ended}"
        # what a run may have loaded already is not delivered again
        assert before.items() <= {f: f.stat().st_mtime_ns for f in landed_files(root)}.items()
        assert set(hidden_files(root)) == {"_SUCCESS", "_state.json"}, f"step {ended}"
    assert ended > 15


def run(
    home: Path, server: ShopApiServer, step: int, file_size: int = FILE_SIZE
) -> subprocess.CompletedProcess[str]:
    """A landing in a process of its own that kills itself at a step; 0 is never."""
    environment = {
        **os.environ,
        "LANDING_ROOT": str(home / "landing"),
        "LAKEHOUSE_HOME": str(home),
        "DBT_TARGET_PATH": str(home / "target"),
        "SHOP_API_URL": server.url,
        "SHOP_API_TOKEN": TOKEN,
        "SHOP_API_PAGE_SIZE": "7",
        "SHOP_API_FIRST_WAIT": "0.01",
        "STEPS": str(home / "steps"),
    }
    home.mkdir(exist_ok=True)
    module = ["-m", "tests.python.operations.killed", str(step)]
    return subprocess.run(
        [sys.executable, *module, "orchestration.landing", "api", "--file-size", str(file_size)],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.by_command
def test_a_landing_that_is_killed_at_ten_points_loses_and_doubles_nothing(
    orders: list[bytes], tmp_path: Path
) -> None:
    """SIGKILL of the real process, one point in each tenth of its steps, while the API has faults."""
    seed = random.randrange(10_000)
    print(f"seed {seed}")
    draw = random.Random(seed)
    faults = ["errors", "dropped", "cut_unseen", "gzip_cut", "jump", "left_out", "twice"]
    with ShopApiServer(orders, TOKEN) as server:
        whole = run(tmp_path / "whole", server, 0)
        assert whole.returncode == 0, whole.stderr
        steps = int((tmp_path / "whole" / "steps").read_text())
    assert steps > 5 * POINTS
    tenth = steps // POINTS
    with ShopApiServer(orders, TOKEN, faults=faults, share=0.2, seed=seed) as server:
        for point in range(POINTS):
            home = tmp_path / str(point)
            step = point * tenth + draw.randint(1, tenth)
            killed = run(home, server, step)
            assert killed.returncode == -signal.SIGKILL, f"step {step}: {killed.stderr}"
            before = landed_lines(home / "landing")
            # what is there is whole, and in its order
            assert before == orders[: len(before)], f"step {step}"
            assert run(home, server, 0).returncode == 0
            assert landed_lines(home / "landing") == orders, f"step {step}"


@pytest.mark.by_command
def test_a_landing_that_is_killed_again_and_again_comes_to_its_end(
    orders: list[bytes], tmp_path: Path
) -> None:
    """Killed after a few steps each time, while new orders arrive, until nothing is left."""
    seed = random.randrange(10_000)
    print(f"seed {seed}")
    draw = random.Random(seed)
    kills = 0
    with ShopApiServer(orders[:60], TOKEN) as server:
        for _ in range(100):
            done = run(tmp_path, server, draw.randint(6, 12), file_size=2_000)
            if kills == POINTS // 2:
                server.orders = list(orders)
            if done.returncode == 0 and len(server.orders) == len(orders):
                break
            kills += done.returncode == -signal.SIGKILL
    assert kills >= POINTS
    assert landed_lines(tmp_path / "landing") == orders
    names = [file.name for file in landed_files(tmp_path / "landing")]
    assert len(names) == len(set(names))


@pytest.mark.by_command
def test_the_same_holds_for_s3(
    orders: list[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A landing that ends before or after any of its uploads, against an S3 server on loopback."""
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://{host}:{port}")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "lake")
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    left = [0]

    def step() -> None:
        left[0] -= 1
        if left[0] == 0:
            raise EndedError

    def put(self: roots.BucketRoot, source: Path, path: str) -> None:
        step()
        usual(self, source, path)
        step()

    usual = roots.BucketRoot.put
    monkeypatch.setattr(roots.BucketRoot, "put", put)
    ended = 0
    try:
        with ShopApiServer(orders[:40], TOKEN) as shop:
            is_done = False
            while not is_done:
                root = bucket(f"lake{ended}")
                left[0] = ended + 1
                try:
                    land_in(root, shop)
                    is_done = True
                except EndedError:
                    ended += 1
                    land_in(root, shop)
                files = sorted(each.path for each in root.files(FOLDER))
                content = b"".join(root.read(path) or b"" for path in files)
                assert content.splitlines() == orders[:40], f"ended at step {ended}"
                folder = files[-1].rpartition("/")[0]
                assert root.read(f"{folder}/_SUCCESS") is not None
    finally:
        server.stop()
    assert ended > 10


def bucket(name: str) -> Root:
    """A place in a new bucket."""
    root = open_root(f"s3a://{name}/landing")
    assert isinstance(root, roots.BucketRoot)
    root.client.create_bucket(
        Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
    )
    return root


def land_in(root: Root, shop: ShopApiServer) -> None:
    """A landing in a bucket."""
    with ShopApi(settings_of(shop)) as api:
        OrdersLanding(api, root, file_size=FILE_SIZE).land()
