"""The shop's API and the mail server are down, or their tokens expire in the middle: nothing is lost.

Each command says so in one sentence, and the next one goes on where it was.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from orchestration.alerts.causes import utc_now
from orchestration.alerts.settings import read_settings
from orchestration.alerts.tell import Told, tell
from orchestration.aws.errors import AwsError
from orchestration.aws.start_job import Workspace, start
from orchestration.setup.render import PROJECT
from simulator.api import ShopApiServer, orders_by_api
from simulator.webshop import WebshopSettings
from tests.python.aws.jobs_api import TOKEN as WORKSPACE_TOKEN
from tests.python.aws.jobs_api import jobs_api
from tests.python.chaos.nights import assert_one_sentence
from tests.python.engines.s3.server import free_port
from tests.python.operations.mailbox import Mailbox
from tests.python.operations.night import Nights
from tests.python.operations.shop import IMPATIENCE, TOKEN, landed_lines

PAGE = 7


class ExpiringShop(ShopApiServer):
    """A shop that takes a token for some pages only.

    Attributes:
        pages_left: how many pages the token is still good for.
    """

    pages_left = 0

    def drawn_fault(self, since: str = "") -> str | None:
        """None; but counts the pages of the token, and takes it away."""
        self.pages_left -= 1
        if self.pages_left == 0:
            self.token = "another-token"
        return None


@dataclass
class Place:
    """A lakehouse's folder, a mailbox whose server may be down, and the environment of commands."""

    home: Path
    box: Mailbox
    port: int
    post: Controller | None = None

    @property
    def environment(self) -> dict[str, str]:
        """The environment of commands."""
        return {
            **os.environ,
            "LAKEHOUSE_HOME": str(self.home),
            "LANDING_ROOT": str(self.home / "landing"),
            "DBT_TARGET_PATH": str(self.home / "target"),
            "SHOP_API_PAGE_SIZE": str(PAGE),
            "SHOP_API_PATIENCE": "1",
            "SHOP_API_FIRST_WAIT": "0.01",
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(self.port),
            "SMTP_SECURITY": "none",
            "ALERT_MAIL_FROM": "lakehouse@example.org",
            "ALERT_MAIL_TO": "data@example.org",
            "ALERT_NAME": "lakehouse test",
        }

    def command(self, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """A command as a schedule starts it."""
        return subprocess.run(
            [sys.executable, "-m", *words],
            cwd=PROJECT,
            env={**self.environment, **variables},
            capture_output=True,
            text=True,
            check=False,
        )

    def land(self, url: str, token: str = TOKEN) -> subprocess.CompletedProcess[str]:
        """Lands the shop's orders."""
        variables = {"SHOP_API_URL": url, "SHOP_API_TOKEN": token}
        return self.command("orchestration.landing", "api", **variables)

    def mail(self) -> subprocess.CompletedProcess[str]:
        """Tells what nobody was told yet."""
        return self.command("orchestration.alerts", "tell")

    def mail_impatiently(self) -> Told:
        """The same in this process, without the minutes in which a mail server may come back."""
        settings = read_settings(self.environment)
        assert settings.mail is not None
        impatient = replace(settings, mail=replace(settings.mail, patience=IMPATIENCE))
        return tell(impatient, utc_now(), self.environment)

    def start_post(self) -> None:
        """Starts the mail server."""
        self.post = Controller(self.box, hostname="127.0.0.1", port=self.port, decode_data=False)
        self.post.start()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A place with a good run of this morning, and no mail server yet."""
    found = Place(tmp_path, Mailbox(), free_port())
    nights = Nights(tmp_path / "target")
    now = datetime.now(UTC).isoformat(timespec="seconds")
    nights.run(started_at=now, finished_at=now)
    yield found
    if found.post is not None:
        found.post.stop()


@pytest.fixture(scope="module")
def orders() -> list[bytes]:
    """The orders of a web shop."""
    return orders_by_api(WebshopSettings(lines=300, days=4))


def test_a_night_without_shop_and_mail_server_is_told_in_the_next(
    place: Place, orders: list[bytes]
) -> None:
    """Two sentences in the night that failed; then every order once, each mail once."""
    down = f"http://127.0.0.1:{free_port()}"
    assert_one_sentence(place.land(down).stderr, f"The shop's API at {down}")
    unsent = place.mail_impatiently()
    assert unsent.sent == []
    said = "\n".join(str(error) for error in unsent.errors)
    assert_one_sentence(said, f"The mail server 127.0.0.1:{place.port}")
    assert place.box.mails == []

    place.start_post()
    assert place.mail().returncode == 0
    problem = "PROBLEM: the shop's orders are not landed"
    assert sorted(place.box.subjects)[0] == problem
    with ShopApiServer(orders, TOKEN) as shop:
        assert place.land(shop.url).returncode == 0
        assert landed_lines(place.home / "landing") == orders
    assert place.mail().returncode == 0
    assert place.mail().stdout.startswith("Nothing new to tell")
    successes = [each for each in place.box.subjects if each.startswith("SUCCESS")]
    others = [each for each in place.box.subjects if not each.startswith("SUCCESS")]
    assert others == [problem, "ALL CLEAR: the shop's orders are not landed"]
    assert len(successes) == 1


@pytest.mark.parametrize("pages", [1, 4])
def test_a_token_of_the_shop_that_expires_in_the_middle_costs_no_order(
    pages: int, place: Place, orders: list[bytes]
) -> None:
    """After some pages the shop answers 401; what was proved is landed, the new token gets the rest."""
    place.start_post()
    with ExpiringShop(orders, TOKEN) as shop:
        shop.pages_left = pages
        refused = place.land(shop.url)
        assert refused.returncode != 0
        assert_one_sentence(refused.stderr, "401", "SHOP_API_TOKEN")
        assert TOKEN not in refused.stderr + refused.stdout
        root = place.home / "landing"
        # the last page that came is proved by none behind it
        assert landed_lines(root) == orders[: (pages - 1) * PAGE]
        assert place.mail().returncode == 0
        assert place.land(shop.url, "another-token").returncode == 0
        assert landed_lines(root) == orders
    assert place.mail().returncode == 0
    told = [each for each in place.box.subjects if not each.startswith("SUCCESS")]
    title = "the shop's orders are not landed"
    assert told == [f"PROBLEM: {title}", f"ALL CLEAR: {title}"]


def test_a_token_of_databricks_that_expires_between_attempts_starts_one_run() -> None:
    """The first attempt starts the run and its answer is lost; the second one is refused by then."""
    with jobs_api() as api:
        place = Workspace(api.host, WORKSPACE_TOKEN)
        api.runs["of-these-files"] = 1_000
        api.answers = [
            (503, b"{}", {}),
            (401, b'{"error_code": "UNAUTHENTICATED"}', {}),
        ]
        with pytest.raises(AwsError) as raised:
            start(place, "7", "of-these-files", sleep=lambda seconds: None)
        assert "401 UNAUTHENTICATED" in str(raised.value)
        assert "Mend: put a new token into the secret." in str(raised.value)
        assert WORKSPACE_TOKEN not in str(raised.value)
        # the queue calls again with the same messages, when the secret is new
        assert start(place, "7", "of-these-files", sleep=lambda seconds: None) == 1_000
        assert len(api.runs) == 1
