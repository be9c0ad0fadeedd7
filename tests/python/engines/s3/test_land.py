"""make land: each file whole or not at all, only once, never over another content unasked."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from orchestration.landing.land import Landed, land
from orchestration.setup.render import PROJECT
from orchestration.storage import StorageError
from orchestration.storage.roots import PART_SIZE
from tests.python.engines.s3.server import BUCKET, S3Server

# takes minutes: make test-engines
pytestmark = pytest.mark.by_command

FEEDS = ("atlon/orders", "sports_bar/orders")
MANY = 400


class Target:
    """A landing root of a test, and what anybody can see in it.

    Attributes:
        root: what LANDING_ROOT says.
    """

    def __init__(self, root: str, read: Callable[[], dict[str, bytes]]) -> None:
        self.root = root
        self.read = read


@pytest.fixture(params=["folder", "s3"])
def target(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Target]:
    """An empty landing root, in a folder and on S3."""
    if request.param == "folder":
        folder = tmp_path / "landing"

        def read_folder() -> dict[str, bytes]:
            return {
                file.relative_to(folder).as_posix(): file.read_bytes()
                for file in folder.rglob("*")
                if file.is_file() and not file.name.startswith(("_", "."))
            }

        yield Target(str(folder), read_folder)
        return
    server: S3Server = request.getfixturevalue("server")
    for name, value in server.variables.items():
        monkeypatch.setenv(name, value)
    yield s3_target(server, tmp_path.name)


def s3_target(server: S3Server, name: str) -> Target:
    """A landing root of its own in the server's bucket."""

    def read() -> dict[str, bytes]:
        return {
            key.removeprefix(f"{name}/"): server.client.get_object(Bucket=BUCKET, Key=key)[
                "Body"
            ].read()
            for key in server.keys(f"{name}/")
        }

    return Target(f"s3a://{BUCKET}/{name}", read)


def write(folder: Path, path: str, content: bytes, at: float = 1_700_000_000) -> None:
    """Writes a file of a delivery, with its modification time."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    os.utime(file, (at, at))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A delivery: two feeds, a sub-folder, odd names, an empty file, and what stays behind."""
    folder = tmp_path / "delivery"
    write(folder, "atlon/orders/2025/07/orders 1+1 100%.csv", b"order_id\n1\n")
    write(folder, "atlon/orders/empty.csv", b"")
    write(folder, "sports_bar/orders/größe.csv", b"order_id\n2\n")
    write(folder, "sports_bar/orders/_half.csv.part", b"ord")
    write(folder, "sports_bar/orders/.hidden/x.csv", b"ord")
    write(folder, "notes/read me.txt", b"hello")
    return folder


LANDED = {
    "atlon/orders/2025/07/orders 1+1 100%.csv": b"order_id\n1\n",
    "atlon/orders/empty.csv": b"",
    "sports_bar/orders/größe.csv": b"order_id\n2\n",
}


def summed_up(landed: Landed) -> tuple[int, int, int]:
    """How many files were written, replaced among them, and found equal."""
    return landed.files, landed.replaced, landed.equal


def test_the_files_of_the_feeds_land_and_nothing_else(target: Target, source: Path) -> None:
    """Hidden names are uploads in progress; what no feed reads is left out, and named."""
    landed = land(source, target.root, FEEDS)
    assert target.read() == LANDED
    assert summed_up(landed) == (3, 0, 0)
    assert landed.left_out == ["notes/read me.txt"]


def test_what_is_there_is_not_written_again(target: Target, source: Path) -> None:
    """Files with equal content are skipped, new ones beside them are landed."""
    land(source, target.root, FEEDS)
    assert summed_up(land(source, target.root, FEEDS)) == (0, 0, 3)
    write(source, "atlon/orders/new.csv", b"order_id\n3\n")
    assert summed_up(land(source, target.root, FEEDS)) == (1, 0, 3)
    assert target.read() == LANDED | {"atlon/orders/new.csv": b"order_id\n3\n"}


@pytest.mark.parametrize("content", [b"order_id\n7\n", b"order_id\n7,8\n"])
def test_other_content_is_refused_and_nothing_is_landed(
    target: Target, source: Path, content: bytes
) -> None:
    """Of the same size or not; the sentence names the file and how to replace it."""
    land(source, target.root, FEEDS)
    write(source, "sports_bar/orders/größe.csv", content)
    write(source, "atlon/orders/new.csv", b"order_id\n3\n")
    with pytest.raises(StorageError, match=r"1 of 4 files .*größe\.csv\. Mend: .*--replace"):
        land(source, target.root, FEEDS)
    assert target.read() == LANDED
    landed = land(source, target.root, FEEDS, replace=True)
    assert summed_up(landed) == (2, 1, 2)
    assert target.read()["sports_bar/orders/größe.csv"] == content


def test_a_file_that_somebody_else_landed_is_compared_by_its_content(
    server: S3Server, tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An object without a checksum of ours is read."""
    for name, value in server.variables.items():
        monkeypatch.setenv(name, value)
    target = s3_target(server, tmp_path.name)
    key = f"{tmp_path.name}/sports_bar/orders/größe.csv"
    server.client.put_object(Bucket=BUCKET, Key=key, Body=b"order_id\n2\n")
    assert summed_up(land(source, target.root, FEEDS)) == (2, 0, 1)
    server.client.put_object(Bucket=BUCKET, Key=key, Body=b"order_id\n3\n")
    with pytest.raises(StorageError, match=r"größe\.csv"):
        land(source, target.root, FEEDS)


def test_a_folder_without_feeds_is_refused(target: Target, tmp_path: Path) -> None:
    """It is probably the wrong one."""
    for folder, words in ((tmp_path / "none", "no folder"), (tmp_path, "no files of the feeds")):
        with pytest.raises(StorageError, match=words):
            land(folder, target.root, FEEDS)
    assert target.read() == {}


def test_on_s3_files_keep_the_order_of_their_times(
    server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Later deliveries replace earlier ones: by the second of the upload, then by name."""
    for name, value in server.variables.items():
        monkeypatch.setenv(name, value)
    names = ["b.csv", "a.csv", "c.csv", "0.csv"]
    for number, name in enumerate(names):
        write(tmp_path / "delivery", f"atlon/orders/{name}", b"x", 1_700_000_000 + number)
    land(tmp_path / "delivery", f"s3a://{BUCKET}/{tmp_path.name}", FEEDS)
    found = server.client.list_objects_v2(Bucket=BUCKET, Prefix=tmp_path.name)["Contents"]
    in_order = sorted(found, key=lambda each: (int(each["LastModified"].timestamp()), each["Key"]))
    assert [each["Key"].rpartition("/")[2] for each in in_order] == names


def test_a_copy_that_is_cut_off_is_not_seen(
    tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a folder; the next landing completes it and leaves nothing behind."""
    folder = tmp_path / "landing"

    def half(file: Path, to: Path) -> None:
        to.write_bytes(file.read_bytes()[:3])
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "copy2", half)
        with pytest.raises(KeyboardInterrupt):
            land(source, str(folder), FEEDS)
    visible = [file for file in folder.rglob("*.csv") if not file.name.startswith("_")]
    assert visible == []
    assert summed_up(land(source, str(folder), FEEDS)) == (3, 0, 0)
    assert list(folder.rglob("_*")) == []


def start_landing(server: S3Server, source: Path, root: str) -> subprocess.Popen[bytes]:
    """The command, in a process of its own."""
    command = [sys.executable, "-m", "orchestration.landing", "land", "--from", str(source)]
    environment = dict(os.environ, **server.variables)
    return subprocess.Popen([*command, "--to", root], cwd=PROJECT, env=environment)


def wait_until(holds: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    """Waits for something that a landing does on its way."""
    while not holds():
        assert process.poll() is None, "the landing ended before it could be killed"
        time.sleep(0.02)


def test_a_landing_killed_in_the_middle_goes_on(
    server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With kill -9: what is visible is whole, and only the rest is sent again."""
    for name, value in server.variables.items():
        monkeypatch.setenv(name, value)
    expected = {f"atlon/orders/{n:03}.csv": f"order_id\n{n}\n".encode() for n in range(MANY)}
    for path, content in expected.items():
        write(tmp_path / "delivery", path, content)
    target = s3_target(server, tmp_path.name)
    landing = start_landing(server, tmp_path / "delivery", target.root)
    wait_until(lambda: len(server.keys(f"{tmp_path.name}/")) >= 10, landing)
    landing.send_signal(signal.SIGKILL)
    landing.wait()
    # a request that was sent before the kill may end after it
    time.sleep(0.5)
    there = target.read()
    assert 10 <= len(there) < MANY
    assert there == {path: expected[path] for path in there}
    landed = land(tmp_path / "delivery", target.root, FEEDS)
    assert summed_up(landed) == (MANY - len(there), 0, len(there))
    assert target.read() == expected


def test_a_large_file_killed_in_the_middle_is_not_seen(
    server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its parts show nothing; the next landing sends it whole and forgets the old parts."""
    for name, value in server.variables.items():
        monkeypatch.setenv(name, value)
    content = os.urandom(1 << 20) * (5 * PART_SIZE >> 20)
    write(tmp_path / "delivery", "atlon/orders/large.csv", content)
    target = s3_target(server, tmp_path.name)
    landing = start_landing(server, tmp_path / "delivery", target.root)
    wait_until(lambda: bool(parts_of(server, tmp_path.name)), landing)
    landing.send_signal(signal.SIGKILL)
    landing.wait()
    assert target.read() == {}
    assert parts_of(server, tmp_path.name)
    assert summed_up(land(tmp_path / "delivery", target.root, FEEDS)) == (1, 0, 0)
    assert target.read() == {"atlon/orders/large.csv": content}
    assert parts_of(server, tmp_path.name) == []
    assert summed_up(land(tmp_path / "delivery", target.root, FEEDS)) == (0, 0, 1)


def parts_of(server: S3Server, prefix: str) -> list[str]:
    """Keys of uploads that have begun and have not ended."""
    found = server.client.list_multipart_uploads(Bucket=BUCKET, Prefix=prefix)
    return [each["Key"] for each in found.get("Uploads", [])]


def test_a_server_killed_while_files_land_is_one_sentence_and_the_rest_follows(
    durable_server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within ten seconds; what had landed is still there, and is not sent again."""
    server = durable_server
    for name, value in server.variables.items():
        monkeypatch.setenv(name, value)
    for number in range(MANY):
        write(tmp_path / "delivery", f"atlon/orders/{number:03}.csv", b"order_id\n1\n")
    root = f"s3a://{BUCKET}/landing"
    command = [sys.executable, "-m", "orchestration.landing", "land"]
    landing = subprocess.Popen(
        [*command, "--from", str(tmp_path / "delivery"), "--to", root],
        cwd=PROJECT,
        stderr=subprocess.PIPE,
        text=True,
    )
    while len(server.keys()) < 10:
        assert landing.poll() is None, "the landing ended before its server could be killed"
        time.sleep(0.02)
    server.kill()
    killed_at = time.monotonic()
    _, said = landing.communicate()
    assert time.monotonic() - killed_at < 10
    assert landing.returncode != 0
    assert said.count("\n") == 1
    assert f"cannot be reached for {root}" in said
    assert "Mend: " in said
    server.start()
    there = len(server.keys())
    assert there >= 10
    landed = land(tmp_path / "delivery", root, FEEDS)
    assert summed_up(landed) == (MANY - there, 0, there)
