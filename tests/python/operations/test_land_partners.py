"""Partners' files are landed whole and proved, from a folder or a real SFTP server, and missed aloud."""

from __future__ import annotations

import asyncio
import datetime
import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncssh
import pytest
import yaml
from moto.server import ThreadedMotoServer

from orchestration.landing import partner_sources
from orchestration.landing.errors import LandingError
from orchestration.landing.partner_settings import EXAMPLE, Partner, read_partners
from orchestration.landing.partners import LandedPartner, land_partner
from orchestration.setup.render import PROJECT
from orchestration.storage import BucketRoot, FolderRoot, open_root

PASSWORD = "password-of-the-tests-4711"
DAY = datetime.date(2025, 8, 4)
NOW = datetime.datetime(2025, 8, 5, 7, tzinfo=datetime.UTC)
CONTENT = "Bestellnummer;Menge\nK1;2\nÄ;1\n".encode()


@dataclass
class Drop:
    """A partner's place: a folder of this machine, whoever serves it."""

    folder: Path
    partner: Callable[..., Partner]
    environment: dict[str, str]

    def put(self, name: str, content: bytes = CONTENT, *, checksum: str | None = None) -> None:
        """The partner writes a file, with its checksum if one is given ('right' is the right one)."""
        (self.folder / name).write_bytes(content)
        if checksum is not None:
            right = hashlib.sha256(content).hexdigest()
            said = right if checksum == "right" else checksum
            (self.folder / f"{name}.sha256").write_text(f"{said}  {name}\n")

    def land(self, root: Path, **others: Any) -> LandedPartner:
        """Lands it."""
        settings = {"now": NOW, "wait": lambda _: None, "environment": self.environment}
        partner = others.pop("partner", None) or self.partner()
        return land_partner("kaufwelt", partner, FolderRoot(root), **{**settings, **others})


class Password(asyncssh.SSHServer):
    """Lets the user of the tests in."""

    def begin_auth(self, username: str) -> bool:
        """Everybody has to prove who they are."""
        return True

    def password_auth_supported(self) -> bool:
        """By a password."""
        return True

    def validate_password(self, username: str, password: str) -> bool:
        """Whether it is the right one."""
        return (username, password) == ("lakehouse", PASSWORD)


@dataclass(frozen=True)
class SftpServer:
    """A running server: its port, its key's line for known_hosts, its folder, a client's key file.

    ``kind`` holds how it serves files, and may be changed.
    """

    port: int
    known_hosts: Path
    folder: Path
    client_key: Path
    kind: list[type[asyncssh.SFTPServer]]


@pytest.fixture(scope="module")
def sftp_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SftpServer]:
    """A real SFTP server on loopback, in a thread of its own."""
    home = tmp_path_factory.mktemp("sftp")
    (home / "files" / "out").mkdir(parents=True)
    host_key, client_key = (asyncssh.generate_private_key("ssh-ed25519") for _ in range(2))
    client_key.write_private_key(str(home / "client"))
    client_key.write_public_key(str(home / "authorized"))
    kind = [asyncssh.SFTPServer]
    loop = asyncio.new_event_loop()
    started: list[asyncssh.SSHAcceptor] = []
    is_up = threading.Event()

    async def start() -> None:
        started.append(
            await asyncssh.listen(
                "127.0.0.1",
                0,
                server_host_keys=[host_key],
                server_factory=Password,
                authorized_client_keys=str(home / "authorized"),
                sftp_factory=lambda channel: kind[0](channel, chroot=os.fsencode(home / "files")),
            )
        )
        is_up.set()

    async def end() -> None:
        started[0].close()
        others = asyncio.all_tasks(loop) - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def serve() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(start())
        loop.run_forever()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    assert is_up.wait(30)
    port = started[0].get_port()
    line = f"[127.0.0.1]:{port} {host_key.export_public_key().decode().strip()}\n"
    (home / "known_hosts").write_text(line)
    yield SftpServer(port, home / "known_hosts", home / "files" / "out", home / "client", kind)
    asyncio.run_coroutine_threadsafe(end(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)


def sftp_place(server: SftpServer, **others: object) -> dict[str, object]:
    """How the server is signed in to."""
    usual = {
        "host": "127.0.0.1",
        "port": server.port,
        "user": "lakehouse",
        "folder": "/out",
        "known_hosts": str(server.known_hosts),
        "password_variable": "KAUFWELT_PASSWORD",
    }
    return {name: value for name, value in {**usual, **others}.items() if value is not None}


def make_partner(place: dict[str, object], **others: object) -> Partner:
    """A partner that has delivered since the day of the tests."""
    usual = {"file": "orders_{date}.csv", "first_day": DAY}
    return Partner.model_validate({**place, **usual, **others})


@pytest.fixture(params=["folder", "sftp"])
def drop(request: pytest.FixtureRequest, sftp_server: SftpServer, tmp_path: Path) -> Iterator[Drop]:
    """Both kinds of places; what holds for one holds for the other."""
    place: dict[str, object]
    if request.param == "folder":
        folder, place = tmp_path / "drop", {"folder": str(tmp_path / "drop")}
        folder.mkdir()
    else:
        folder, place = sftp_server.folder, {"sftp": sftp_place(sftp_server)}
    environment = {"KAUFWELT_PASSWORD": PASSWORD}
    yield Drop(folder, lambda **others: make_partner(place, **others), environment)
    for file in folder.iterdir():
        file.unlink()


def landed(root: Path) -> dict[str, bytes]:
    """What a run reads below partners/."""
    return {
        each.path: (root / each.path).read_bytes() for each in FolderRoot(root).files("partners")
    }


FILE = "partners/kaufwelt/2025/08/04/orders_2025-08-04.csv"


def test_a_file_is_landed_whole_in_the_folder_of_its_day(drop: Drop, tmp_path: Path) -> None:
    """Byte by byte, once, with its checksum in the marker beside it; others are named and stay."""
    drop.put("orders_2025-08-04.csv", checksum="right")
    drop.put("invoice.pdf", b"%PDF")
    drop.put("orders_2025-8-4.csv", b"another name")
    drop.put(".orders_2025-08-05.csv.swp", b"x")
    root = tmp_path / "landing"
    done = drop.land(root)
    assert landed(root) == {FILE: CONTENT}
    assert (done.files, done.problems) == (["orders_2025-08-04.csv"], [])
    assert done.unexpected == ["invoice.pdf", "orders_2025-8-4.csv"]
    said = json.loads((root / FILE).with_name("_SUCCESS").read_text())
    assert said["orders_2025-08-04.csv"]["sha256"] == hashlib.sha256(CONTENT).hexdigest()
    before = (root / FILE).stat().st_mtime_ns
    assert drop.land(root).files == []
    assert (root / FILE).stat().st_mtime_ns == before


def test_a_day_without_its_file_is_a_problem_and_not_silence(drop: Drop, tmp_path: Path) -> None:
    """From the time on at which it is due, for the days that have files, until it is there."""
    root = tmp_path / "landing"
    early = datetime.datetime(2025, 8, 5, 5, 59, tzinfo=datetime.UTC)
    assert drop.land(root, now=early).problems == []
    missing = drop.land(root).problems[0]
    assert missing.key == "partner:kaufwelt:missing"
    assert "has not delivered orders_2025-08-04.csv" in missing.what
    assert missing.since == "2025-08-05T06:00:00+00:00"
    later = datetime.datetime(2025, 8, 12, 7, tzinfo=datetime.UTC)
    partner = drop.partner(weekdays=["mon", "tue", "fri"], not_on=["2025-08-05"])
    for name in ("orders_2025-08-04.csv", "orders_2025-08-11.csv"):
        drop.put(name)
    assert "orders_2025-08-08.csv;" in drop.land(root, now=later, partner=partner).problems[0].what
    drop.put("orders_2025-08-08.csv")
    assert drop.land(root, now=later, partner=partner).problems == []


def test_what_was_expected_is_written_down_day_by_day(drop: Drop, tmp_path: Path) -> None:
    """Arrived, late, incomplete or missing, for the days that have files; no run reads it as a delivery."""
    root = tmp_path / "landing"
    kept = root / "partners" / "kaufwelt" / "_expected.json"
    partner = drop.partner(weekdays=["mon", "tue", "wed", "thu"], due="23:59", due_days=1)
    today = datetime.datetime.now(datetime.UTC)

    def states(now: datetime.datetime, partner: Partner = partner) -> dict[str, str]:
        drop.land(root, now=now, partner=partner)
        days = json.loads(kept.read_text(encoding="utf-8"))
        assert all(each["file"] == f"orders_{day}.csv" for day, each in days.items())
        return {day: each["state"] for day, each in days.items()}

    now = datetime.datetime(2025, 8, 8, 0, 30, tzinfo=datetime.UTC)
    drop.put("orders_2025-08-05.csv", checksum="0" * 64)
    assert states(now) == {
        "2025-08-04": "missing",
        "2025-08-05": "incomplete",
        "2025-08-06": "missing",
    }
    assert list(landed(root)) == []
    # this machine's clock is years behind the day on which the first file is due
    ahead = drop.partner(first_day="2099-01-01")
    drop.put("orders_2099-01-05.csv")
    assert states(today, ahead)["2099-01-05"] == "arrived"
    drop.put("orders_2025-08-04.csv")
    asked = states(now)
    assert asked["2025-08-04"] == "late"
    assert json.loads(kept.read_text(encoding="utf-8"))["2025-08-04"]["landed_at"] is not None
    # a day of which somebody says that it has no file is none; one that is too long ago stays
    holiday = drop.partner(
        weekdays=["mon", "tue", "wed", "thu"], due="23:59", not_on=["2025-08-06"]
    )
    assert "2025-08-06" not in states(now, holiday)
    assert states(now)["2025-08-06"] == "missing"
    later = datetime.datetime(2025, 9, 30, tzinfo=datetime.UTC)
    assert states(later)["2025-08-06"] == "missing"
    assert states(later)["2025-09-01"] == "missing"


def test_a_damaged_note_of_what_was_expected_is_written_anew(drop: Drop, tmp_path: Path) -> None:
    """It holds nothing that the next landing does not find again."""
    kept = tmp_path / "landing" / "partners" / "kaufwelt" / "_expected.json"
    drop.land(tmp_path / "landing")
    before = kept.read_bytes()
    kept.write_bytes(before[:-20])
    drop.land(tmp_path / "landing")
    assert kept.read_bytes() == before
    changed_at = kept.stat().st_mtime_ns
    drop.land(tmp_path / "landing")
    assert kept.stat().st_mtime_ns == changed_at


@pytest.mark.parametrize(
    ("checksum", "sentence"),
    [("0" * 64, "does not have the SHA-256"), ("", "without a SHA-256 in it")],
)
def test_a_file_that_is_not_what_its_checksum_says_is_not_landed(
    checksum: str, sentence: str, drop: Drop, tmp_path: Path
) -> None:
    """It is a problem, and due all the same; delivered again it is landed."""
    drop.put("orders_2025-08-04.csv", checksum=checksum)
    done = drop.land(tmp_path / "landing")
    assert landed(tmp_path / "landing") == {}
    assert [each.key.split(":")[2] for each in done.problems] == ["damaged", "missing"]
    assert sentence in done.problems[0].what
    drop.put("orders_2025-08-04.csv", checksum="right")
    assert drop.land(tmp_path / "landing").problems == []
    assert landed(tmp_path / "landing") == {FILE: CONTENT}


def test_a_checksum_may_be_written_as_programs_do(drop: Drop, tmp_path: Path) -> None:
    """In capitals, with a star before the name, or alone."""
    right = hashlib.sha256(CONTENT).hexdigest().upper()
    drop.put("orders_2025-08-04.csv")
    (drop.folder / "orders_2025-08-04.csv.sha256").write_text(f"{right} *orders_2025-08-04.csv\r\n")
    assert drop.land(tmp_path / "landing").files == ["orders_2025-08-04.csv"]


def test_a_file_without_the_checksum_that_is_required_waits(drop: Drop, tmp_path: Path) -> None:
    """The checksum is written last, so its absence says that the file is not complete."""
    drop.put("orders_2025-08-04.csv")
    partner = drop.partner(checksum="required")
    done = drop.land(tmp_path / "landing", partner=partner)
    assert landed(tmp_path / "landing") == {}
    assert "orders_2025-08-04.csv is there, but not complete" in done.problems[0].what


def test_a_file_that_is_still_being_written_waits(drop: Drop, tmp_path: Path) -> None:
    """Without a checksum it has to stay as it is for some seconds."""
    drop.put("orders_2025-08-04.csv", CONTENT[:5])

    def goes_on(_: float) -> None:
        drop.put("orders_2025-08-04.csv", CONTENT)

    done = drop.land(tmp_path / "landing", wait=goes_on)
    assert (landed(tmp_path / "landing"), done.waiting) == ({}, ["orders_2025-08-04.csv"])
    drop.land(tmp_path / "landing")
    assert landed(tmp_path / "landing") == {FILE: CONTENT}


def test_an_empty_file_is_a_problem(drop: Drop, tmp_path: Path) -> None:
    """No run would even see it."""
    drop.put("orders_2025-08-04.csv", b"")
    problems = drop.land(tmp_path / "landing").problems
    assert "is empty (0 bytes)" in problems[0].what
    assert landed(tmp_path / "landing") == {}


def test_a_correction_under_the_same_name_is_landed_again(drop: Drop, tmp_path: Path) -> None:
    """Equal content with another time is none."""
    root = tmp_path / "landing"
    drop.put("orders_2025-08-04.csv")
    drop.land(root)
    os.utime(drop.folder / "orders_2025-08-04.csv", (1, 1))
    assert drop.land(root).files == []
    drop.put("orders_2025-08-04.csv", CONTENT + b"K2;1\n")
    assert drop.land(root).files == ["orders_2025-08-04.csv"]
    assert landed(root) == {FILE: CONTENT + b"K2;1\n"}


def test_a_file_that_was_landed_is_not_even_fetched_again(drop: Drop, tmp_path: Path) -> None:
    """Some servers give a file once only, and large ones take time: size and time are enough."""
    name, root = "orders_2025-08-04.csv", tmp_path / "landing"
    drop.put(name)
    os.utime(drop.folder / name, (1_754_300_000, 1_754_300_000))
    drop.land(root)
    drop.put(name, CONTENT[::-1])
    os.utime(drop.folder / name, (1_754_300_000, 1_754_300_000))
    assert drop.land(root).files == []
    assert landed(root) == {FILE: CONTENT}


def test_a_file_that_grows_while_it_is_fetched_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not what was offered, and the next landing takes it."""
    (tmp_path / "drop").mkdir()
    file = tmp_path / "drop" / "orders_2025-08-04.csv"
    file.write_bytes(CONTENT)
    partner = make_partner({"folder": str(tmp_path / "drop")}, settle_seconds=0)
    usual = partner_sources.FolderSource.fetch

    def grows(self: partner_sources.FolderSource, name: str, target: Path) -> None:
        with file.open("ab") as more:
            more.write(b"K3;")
        usual(self, name, target)

    root = FolderRoot(tmp_path / "landing")
    with monkeypatch.context() as patched:
        patched.setattr(partner_sources.FolderSource, "fetch", grows)
        problems = land_partner("kaufwelt", partner, root, now=NOW).problems
    assert "bytes of the" in problems[0].what
    assert landed(tmp_path / "landing") == {}
    land_partner("kaufwelt", partner, root, now=NOW)
    assert landed(tmp_path / "landing") == {FILE: CONTENT + b"K3;"}


def test_a_large_file_comes_whole(drop: Drop, tmp_path: Path) -> None:
    """Many questions are on their way at once."""
    content = os.urandom(3_000_017)
    drop.put("orders_2025-08-04.csv", content, checksum="right")
    drop.land(tmp_path / "landing")
    assert landed(tmp_path / "landing") == {FILE: content}


def test_a_landing_that_ends_anywhere_is_gone_on_with(
    drop: Drop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before or after any rename: no half file is ever seen, and none is written twice."""

    class EndedError(BaseException):
        """Ends a landing without its leave."""

    left, usual = [0], Path.replace
    drop.put("orders_2025-08-04.csv", checksum="right")

    def replace(self: Path, target: Path) -> Path:
        left[0] -= 1
        if left[0] == 0:
            raise EndedError
        found = usual(self, target)
        left[0] -= 1
        if left[0] == 0:
            raise EndedError
        return found

    monkeypatch.setattr(Path, "replace", replace)
    for step in range(1, 9):
        root = tmp_path / str(step)
        left[0] = step
        with pytest.raises(EndedError):
            drop.land(root)
        seen = landed(root)
        assert seen in ({}, {FILE: CONTENT})
        before = (root / FILE).stat().st_mtime_ns if seen else None
        drop.land(root)
        assert landed(root) == {FILE: CONTENT}
        assert before in (None, (root / FILE).stat().st_mtime_ns)
        assert drop.land(root).files == []


# What is wrong at the partner's


class LyingServer(asyncssh.SFTPServer):
    """Says that files are longer than they are, and never answers beyond their end."""

    def lstat(self, path: bytes) -> asyncssh.SFTPAttrs:
        """As listed."""
        return longer(super().lstat(path))

    def stat(self, path: bytes) -> asyncssh.SFTPAttrs:
        """As asked for."""
        return longer(super().stat(path))

    def fstat(self, file_obj: object) -> asyncssh.SFTPAttrs:
        """As opened."""
        return longer(super().fstat(file_obj))

    async def read(self, file_obj: object, offset: int, size: int) -> bytes:
        """What is there, but nothing where nothing is."""
        found = super().read(file_obj, offset, size)
        assert isinstance(found, bytes)
        if offset > 0 or not found:
            await asyncio.sleep(3_600)
        return found


def longer(about: object) -> asyncssh.SFTPAttrs:
    """A file that claims to be longer by a hundred kilobytes."""
    assert isinstance(about, os.stat_result)
    attributes = asyncssh.SFTPAttrs.from_local(about)
    attributes.size = about.st_size + 100_000
    return attributes


class FailingServer(asyncssh.SFTPServer):
    """Breaks off in the middle of a file."""

    def read(self, file_obj: object, offset: int, size: int) -> bytes:
        """The beginning, and then an error."""
        if offset > 0:
            raise asyncssh.SFTPFailure("disk")
        found = super().read(file_obj, offset, size)
        assert isinstance(found, bytes)
        return found


@pytest.mark.parametrize(
    ("kind", "error"), [(LyingServer, "TimeoutError"), (FailingServer, "OSError")]
)
def test_a_server_that_breaks_off_in_the_middle_of_a_file_lands_nothing_by_halves(
    kind: type[asyncssh.SFTPServer],
    error: str,
    sftp_server: SftpServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nor does anybody wait for ever for bytes that never come; the next landing takes it whole."""
    monkeypatch.setattr(partner_sources, "TIMEOUT", 1)
    content = os.urandom(200_000)
    (sftp_server.folder / "orders_2025-08-04.csv").write_bytes(content)
    partner = make_partner({"sftp": sftp_place(sftp_server)}, settle_seconds=0)
    environment = {"KAUFWELT_PASSWORD": PASSWORD}
    settings = {"now": NOW, "environment": environment}
    root = FolderRoot(tmp_path)
    sftp_server.kind[0] = kind
    try:
        done = land_partner("kaufwelt", partner, root, **settings)  # type: ignore[arg-type]
    finally:
        sftp_server.kind[0] = asyncssh.SFTPServer
    assert f"broke off ({error})" in done.problems[0].what
    assert landed(tmp_path) == {}
    land_partner("kaufwelt", partner, root, **settings)  # type: ignore[arg-type]
    (sftp_server.folder / "orders_2025-08-04.csv").unlink()
    assert landed(tmp_path) == {FILE: content}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"password_variable": "OTHER_PASSWORD"}, "refuses the user lakehouse"),
        ({"password_variable": "NO_PASSWORD"}, "password of kaufwelt is not set"),
        ({"folder": "/nowhere"}, "has no folder /nowhere"),
        ({"port": 1}, "cannot be reached"),
        ({"known_hosts": "/dev/null"}, "is not in /dev/null"),
        ({"known_hosts": "/nowhere/known"}, "/nowhere/known cannot be read"),
        ({"known_hosts": "other"}, "has another key"),
        ({"key_file": "/nowhere/key", "password_variable": None}, "cannot be reached"),
    ],
)
def test_a_server_that_cannot_be_used_is_a_problem_with_a_mend(
    change: dict[str, object], sentence: str, sftp_server: SftpServer, tmp_path: Path
) -> None:
    """And never shows a password; the files that are due are missed all the same."""
    if change.get("known_hosts") == "other":
        key = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
        (tmp_path / "other").write_text(f"[127.0.0.1]:{sftp_server.port} {key}")
        change = {"known_hosts": str(tmp_path / "other")}
    partner = make_partner({"sftp": sftp_place(sftp_server, **change)})
    environment = {"KAUFWELT_PASSWORD": PASSWORD, "OTHER_PASSWORD": "wrong-0815"}
    done = land_partner(
        "kaufwelt", partner, FolderRoot(tmp_path / "landing"), now=NOW, environment=environment
    )
    assert not done.is_reached
    assert [each.key for each in done.problems] == [
        "partner:kaufwelt:unreachable",
        "partner:kaufwelt:missing",
    ]
    assert sentence in done.problems[0].what
    assert all(word not in str(done.problems) for word in (PASSWORD, "wrong-0815"))


def test_a_key_file_signs_in(sftp_server: SftpServer, tmp_path: Path) -> None:
    """Without a password."""
    (sftp_server.folder / "orders_2025-08-04.csv").write_bytes(CONTENT)
    place = sftp_place(sftp_server, key_file=str(sftp_server.client_key), password_variable=None)
    partner = make_partner({"sftp": place}, settle_seconds=0)
    done = land_partner("kaufwelt", partner, FolderRoot(tmp_path), now=NOW)
    (sftp_server.folder / "orders_2025-08-04.csv").unlink()
    assert (done.files, done.problems) == (["orders_2025-08-04.csv"], [])


def test_a_folder_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    """For example because it is not mounted."""
    partner = make_partner({"folder": str(tmp_path / "nowhere")})
    done = land_partner("kaufwelt", partner, FolderRoot(tmp_path / "landing"), now=NOW)
    assert "cannot be read: No such file or directory" in done.problems[0].what


# The partners' file


def test_the_example_of_the_partners_file_is_valid() -> None:
    """It names a setting of each kind."""
    partners = read_partners(EXAMPLE)
    assert partners["kaufwelt"].sftp is not None
    assert partners["dealmart"].folder == Path("/data/drops/dealmart")
    assert [day.isoformat() for day in partners["kaufwelt"].expected_days(NOW)] == [
        "2025-08-01",
        "2025-08-02",
        "2025-08-04",
    ]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"folder": None}, "give either folder or sftp"),
        ({"file": "orders.csv"}, "partners.p: Value error, file is a name with {date}"),
        ({"file": "../{date}.csv"}, "file is a name with {date}"),
        ({"date_format": "%m-%d"}, "date_format has to write year, month and day"),
        ({"first_day": "soon"}, "partners.p.first_day: "),
        ({"weekdays": ["monday"]}, "partners.p.weekdays.0: "),
        ({"weekday": ["mon"]}, "partners.p.weekday: Extra inputs are not permitted"),
        ({"password": PASSWORD}, "partners.p.password: Extra inputs"),
        ({"due": "25:00"}, "partners.p.due: "),
        (
            {"folder": None, "sftp": {"host": "h", "user": "u", "folder": "/", "port": PASSWORD}},
            "partners.p.sftp.port: ",
        ),
    ],
)
def test_a_mistake_in_the_partners_file_is_named_without_its_values(
    change: dict[str, object], sentence: str, tmp_path: Path
) -> None:
    """Somebody may have written a password where none belongs."""
    usual = {"folder": "/data", "file": "orders_{date}.csv", "first_day": "2025-08-01"}
    partner = {k: v for k, v in {**usual, **change}.items() if v is not None}
    file = tmp_path / "partners.yml"
    file.write_text(yaml.safe_dump({"partners": {"p": partner}}))
    with pytest.raises(LandingError) as raised:
        read_partners(file)
    assert sentence in str(raised.value)
    assert PASSWORD not in str(raised.value)


@pytest.mark.parametrize("text", ["", "partners: [", "partners: {../p: {}}", "\x00", "[]"])
def test_a_file_that_is_none_is_a_sentence(text: str, tmp_path: Path) -> None:
    """Empty, no YAML, a name that leads elsewhere."""
    file = tmp_path / "partners.yml"
    file.write_text(text)
    with pytest.raises(LandingError, match=r"cannot be used|is no YAML"):
        read_partners(file)


def test_the_command_lands_all_partners_though_one_cannot_be_reached(tmp_path: Path) -> None:
    """It ends with 1, because another attempt may mend that, and leaves all for the alerts."""
    (tmp_path / "drop").mkdir()
    (tmp_path / "drop" / "orders_2025-08-01.csv").write_bytes(CONTENT)
    usual = {"file": "orders_{date}.csv", "first_day": "2025-08-01", "settle_seconds": 0}
    partners = {
        "away": {**usual, "folder": str(tmp_path / "nowhere")},
        "here": {**usual, "folder": str(tmp_path / "drop")},
    }
    (tmp_path / "partners.yml").write_text(yaml.safe_dump({"partners": partners}))
    environment = {
        **os.environ,
        "LANDING_ROOT": str(tmp_path / "landing"),
        "LAKEHOUSE_HOME": str(tmp_path),
        "DBT_TARGET_PATH": str(tmp_path / "target"),
    }
    words = [sys.executable, "-m", "orchestration.landing", "partners"]
    done = subprocess.run(
        words, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    assert "here: landed 1 file" in done.stdout
    assert list(landed(tmp_path / "landing")) == ["partners/here/2025/08/01/orders_2025-08-01.csv"]
    outcome = json.loads((tmp_path / "target" / "landing_partners.json").read_text())
    assert [each["key"] for each in outcome["problems"]] == [
        "partner:away:unreachable",
        "partner:away:missing",
        "partner:here:missing",
    ]
    shutil.rmtree(tmp_path / "landing")
    (tmp_path / "partners.yml").unlink()
    done = subprocess.run(
        words, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )
    assert "There is no partners' file" in done.stderr
    outcome = json.loads((tmp_path / "target" / "landing_partners.json").read_text())
    assert [each["key"] for each in outcome["problems"]] == ["landing:partners"]
    assert "partners.example.yml" in done.stderr


@pytest.mark.by_command
def test_partners_are_landed_on_s3_as_in_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once, with marker and ledger, and again when the content is another; against moto."""
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://{host}:{port}")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "lake")
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    root = open_root("s3a://partners-lake/landing")
    assert isinstance(root, BucketRoot)
    try:
        root.client.create_bucket(
            Bucket="partners-lake", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
        )
        (tmp_path / "orders_2025-08-04.csv").write_bytes(CONTENT)
        partner = make_partner({"folder": str(tmp_path)}, settle_seconds=0)
        assert land_partner("kaufwelt", partner, root, now=NOW).problems == []
        assert [each.path for each in root.files("partners")] == [FILE]
        assert root.read(FILE) == CONTENT
        assert land_partner("kaufwelt", partner, root, now=NOW).files == []
        (tmp_path / "orders_2025-08-04.csv").write_bytes(CONTENT * 2)
        assert land_partner("kaufwelt", partner, root, now=NOW).files == ["orders_2025-08-04.csv"]
        assert root.read(FILE) == CONTENT * 2
        assert root.read("partners/kaufwelt/2025/08/04/_SUCCESS") is not None
    finally:
        server.stop()
