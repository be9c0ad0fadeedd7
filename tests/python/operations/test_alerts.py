"""People are told each problem once and its end, with what is stale, and never a secret or a person.

Mails go through a real SMTP server with STARTTLS and a login, chats through a real HTTP server.
"""

from __future__ import annotations

import json
import os
import random
import re
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from orchestration.alerts.causes import utc_now
from orchestration.alerts.errors import AlertError
from orchestration.alerts.privacy import scrubber
from orchestration.alerts.settings import AlertSettings, read_settings
from orchestration.alerts.tell import Told, tell
from orchestration.retries import Patience
from orchestration.setup.environment import lakehouse_environment
from orchestration.setup.render import PROJECT
from tests.python.operations.mailbox import Mailbox
from tests.python.operations.night import GATE, GATE_FAILED, Nights, failure, feed, row

USER, PASSWORD = "alerts", "mail-password-4711"
IMPATIENCE = Patience(seconds=5, attempts=3, first_wait=0.01, longest_wait=0.02)


def authenticate(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
) -> AuthResult:
    """Whether a login is right."""
    assert isinstance(data, LoginPassword)
    is_right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_right, handled=False)


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class MailServer:
    """A running mail server."""

    port: int
    box: Mailbox
    authority: Path


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[trustme.CA, Path]:
    """An authority for certificates, and its file."""
    ca = trustme.CA()
    file = tmp_path_factory.mktemp("authority") / "ca.pem"
    ca.cert_pem.write_to_path(str(file))
    return ca, file


@pytest.fixture
def mail_server(
    authority: tuple[trustme.CA, Path], monkeypatch: pytest.MonkeyPatch
) -> Iterator[MailServer]:
    """A mail server that wants STARTTLS and a login, with a certificate that is trusted."""
    ca, file = authority
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    ca.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    box = Mailbox()
    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        auth_require_tls=True,
        authenticator=authenticate,
        decode_data=False,
    )
    controller.start()
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    yield MailServer(controller.port, box, file)
    controller.stop()


@dataclass
class Webhook:
    """A running chat tool: its address, what was posted, and the statuses it answers first."""

    url: str
    posts: list[dict[str, Any]]
    statuses: list[int]


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    """An HTTP server that takes messages."""

    class Chat(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = found.statuses.pop(0) if found.statuses else 200
            if status == 200:
                found.posts.append(json.loads(body))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            if status == 429:
                self.send_header("Retry-After", "0")
            self.end_headers()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Chat)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}/services/T0/B0/webhook-secret-4711"
    found = Webhook(url, [], [])
    yield found
    server.shutdown()
    server.server_close()


def environment_of(server: MailServer, target: Path) -> dict[str, str]:
    """The variables that send mails to a server."""
    return {
        "SMTP_HOST": "localhost",
        "SMTP_PORT": str(server.port),
        "SMTP_USER": USER,
        "SMTP_PASSWORD": PASSWORD,
        "ALERT_MAIL_FROM": "lakehouse@example.org",
        "ALERT_MAIL_TO": "Data Team <data@example.org>, chief@example.org",
        "ALERT_NAME": "lakehouse test",
        "LAKEHOUSE_HOME": str(target.parent),
        "DBT_TARGET_PATH": str(target),
    }


@dataclass
class Scene:
    """Nights, and a mail server that is told about them."""

    nights: Nights
    server: MailServer
    environment: dict[str, str]

    @property
    def box(self) -> Mailbox:
        """The mails."""
        return self.server.box

    @property
    def settings(self) -> AlertSettings:
        """The settings of the environment, with less patience."""
        found = read_settings(self.environment)
        return replace(
            found,
            mail=found.mail and replace(found.mail, patience=IMPATIENCE),
            chat=found.chat and replace(found.chat, patience=IMPATIENCE),
        )

    def tell(self, later: timedelta = timedelta(minutes=1)) -> Told:
        """Tells what the last night has left."""
        return tell(self.settings, self.nights.now + later, self.environment)


@pytest.fixture
def scene(mail_server: MailServer, tmp_path: Path) -> Scene:
    """Nights in a target folder, told by mail."""
    target = tmp_path / "target"
    return Scene(Nights(target), mail_server, environment_of(mail_server, target))


# What is told


def test_a_success_is_told_with_its_numbers_and_their_change(scene: Scene) -> None:
    """In plain text and in HTML, to all recipients, once a run."""
    scene.nights.run()
    scene.tell()
    scene.nights.run(rows=[row("6376441500.50"), row("7", "order_count")])
    scene.tell()
    assert scene.tell().sent == []
    assert scene.box.subjects == ["SUCCESS: 1 new file, 4 rows in quarantine"] * 2
    mail = scene.box.mails[1]
    assert (mail["To"], mail["From"]) == (
        "data@example.org, chief@example.org",
        "lakehouse@example.org",
    )
    assert mail["Message-ID"] and mail["Date"] and mail["Auto-Submitted"]
    assert "unchanged" not in scene.box.text(0)
    for shown in (scene.box.text(1), scene.box.html(1)):
        assert "6,376,441,500.50" in shown
        assert re.search(r"\+100\.00", shown)
        assert "atlon.orders" in shown
        assert "81 models, 17 had nothing new; tests: 87 passed, 1 warned" in shown
    assert "<table" in scene.box.html(1) and "<table" not in scene.box.text(1)


def test_a_success_brings_the_dashboards_that_were_made_of_its_run(scene: Scene) -> None:
    """Once; not those of a run before, not when nobody wants them, and a problem has none."""
    pdf = scene.nights.target / "dashboards" / "dashboards.pdf"
    pdf.parent.mkdir()
    pdf.write_bytes(b"%PDF-1.7 numbers")

    def night(*failures: dict[str, str], made: timedelta) -> list[EmailMessage]:
        """The mails of a night after which the page was made, by the time since the run's end."""
        before = len(scene.box.mails)
        scene.nights.run(*failures, statuses=GATE_FAILED if failures else None)
        at = (scene.nights.now + made).timestamp()
        os.utime(pdf, (at, at))
        assert not scene.tell().errors
        return scene.box.mails[before:]

    (mail,) = night(made=timedelta(minutes=1))
    (attached,) = mail.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == (pdf.name, pdf.read_bytes())
    assert attached.get_content_type() == "application/pdf"
    assert "6,376,441,400.50" in scene.box.text() and "<table" in scene.box.html()
    (old,) = night(made=timedelta(minutes=-1))
    (problem,) = night(failure(), made=timedelta(minutes=1))
    scene.environment["ALERT_PDF"] = "never"
    clear, unwanted = night(made=timedelta(minutes=1))
    for without in (old, problem, clear, unwanted):
        assert not list(without.iter_attachments())


def test_a_success_names_folders_that_nobody_loads(scene: Scene) -> None:
    """Those of no feed, and those that could not be listed."""
    folder = {"folder": "atlon/ordres", "reason": "it is the folder of no feed", "file_count": 2}
    scene.nights.run(folders_not_loaded=[folder])
    scene.tell()
    for shown in (scene.box.text(), scene.box.html()):
        assert "atlon/ordres: it is the folder of no feed" in shown


def test_a_success_tells_warnings_with_their_rows_and_what_to_do(scene: Scene) -> None:
    """Of tests that may show rows; what is a secret or a person in them is not told."""
    warning = {
        "node": "assert_every_currency_has_a_rate",
        "details": "currency: CHF, days: 2025-08-01 to 2025-08-03\ncurrency: SEK, of maria@example.org",
        "mend": "Deliver rates of these currencies.",
    }
    scene.nights.run(warnings=[warning])
    scene.tell()
    for shown in (scene.box.text(), scene.box.html()):
        assert "assert_every_currency_has_a_rate" in shown
        assert "currency: CHF, days: 2025-08-01 to 2025-08-03" in shown
        assert "What to do: Deliver rates of these currencies." in shown
        assert "maria@example.org" not in shown


def test_a_failure_says_what_where_since_when_what_is_stale_and_what_to_do(scene: Scene) -> None:
    """The gate of a feed stops its marts, and no other."""
    # the web shop waits for another gate
    scene.nights.run(failure(), statuses={**GATE_FAILED, "web": "skipped"})
    scene.tell()
    assert scene.box.subjects == [f"PROBLEM: {GATE} failed"]
    text = scene.box.text()
    assert "What happened: Got 1 result, configured to fail if != 0" in text
    assert f"Where:         {GATE}, logs.etl_errors" in text
    assert "Since:         2025-08-05 03:14 UTC" in text
    assert "Stale feeds:   atlon.orders" in text
    assert (
        "Stale marts:   analytics.fct_distribution_sales, analytics.rpt_distribution_headline"
        in text
    )
    assert "What to do:    Mend what logs.quarantine shows" in text
    assert "fct_webshop_orders" not in text and "rpt_is_unique" not in text
    assert "atlon.products" not in text
    for word in ("atlon.orders", "analytics.fct_distribution_sales", "Mend what logs.quarantine"):
        assert word in scene.box.html()


def test_a_problem_is_told_once_until_it_is_over_and_then_an_all_clear(scene: Scene) -> None:
    """Five bad nights are one mail; the success after them says nothing of it any more."""
    for _ in range(5):
        scene.nights.run(failure(), statuses=GATE_FAILED)
        scene.tell()
        scene.tell()
    assert len(scene.box.mails) == 1
    scene.nights.run()
    scene.tell()
    assert scene.box.subjects[1:] == [
        f"ALL CLEAR: {GATE} failed",
        "SUCCESS: 1 new file, 4 rows in quarantine",
    ]
    assert "lasted 5 days" in scene.box.text(1)
    assert "Still open" not in scene.box.text(2)
    scene.nights.run(failure(), statuses=GATE_FAILED)
    scene.tell()
    assert scene.box.subjects[3:] == [f"PROBLEM: {GATE} failed"]


def test_a_run_that_did_not_look_clears_nothing(scene: Scene) -> None:
    """Neither one of other models, nor one that could not run, nor one that skipped the node."""
    scene.nights.run(failure(), statuses=GATE_FAILED, feeds=[feed("atlon.orders", rejected=60)])
    scene.tell()
    assert len(scene.box.mails) == 2
    scene.nights.run(feeds=[])
    (scene.nights.target / "run_results.json").write_text(
        json.dumps({"metadata": {"invocation_id": "run-2"}, "results": []})
    )
    told = scene.tell()
    assert [message.kind for _, message in told.sent] == ["success"]
    assert f"{GATE} failed (since 2025-08-05 03:14 UTC)" in scene.box.text()
    scene.nights.run(
        failure("judged", "no"), statuses={"gate": "skipped", "judged": "error"}, feeds=[]
    )
    assert [message.kind for _, message in scene.tell().sent] == ["problem"]
    scene.nights.run()
    assert [message.kind for _, message in scene.tell().sent] == ["cleared"] * 3 + ["success"]


def test_results_of_another_run_say_nothing(scene: Scene) -> None:
    """Somebody has called dbt by hand since, and run_results.json is of that."""
    scene.nights.run(failure(), statuses=GATE_FAILED)
    scene.tell()
    scene.nights.run()
    results = json.loads((scene.nights.target / "run_results.json").read_text())
    results["metadata"]["invocation_id"] = "by-hand"
    scene.nights.write("run_results.json", results)
    assert [message.kind for _, message in scene.tell().sent] == ["success"]
    scene.nights.run()
    assert [message.kind for _, message in scene.tell().sent] == ["cleared", "success"]


def test_a_node_that_is_gone_is_over(scene: Scene) -> None:
    """A gate that was renamed cannot pass any more."""
    scene.nights.run(failure("gate_of_old"), statuses=GATE_FAILED)
    scene.tell()
    scene.nights.run()
    assert [message.kind for _, message in scene.tell().sent] == ["cleared", "success"]


def test_a_reason_outside_of_the_data_is_one_problem_for_all_nodes(scene: Scene) -> None:
    """A full disk fails forty models."""
    full = [
        failure(f"m{number}", "java.io.IOException: No space left on device")
        for number in range(40)
    ]
    scene.nights.run(*full)
    scene.tell()
    assert scene.box.subjects == ["PROBLEM: the run failed: the disk is full"]
    assert "40 nodes failed because the disk is full." in scene.box.text()
    assert "free some space" in scene.box.text()
    assert "and 29 more" in scene.box.text()


def test_many_problems_at_once_are_a_few_mails(scene: Scene) -> None:
    """The last one has the rest, and each of them is told."""
    scene.nights.run(*(failure(f"m{number:02}", "wrong") for number in range(30)))
    scene.tell()
    assert len(scene.box.mails) == 10
    assert scene.box.subjects[-1] == "PROBLEM: m09 failed and 20 more"
    assert all(f"m{number:02} failed" in scene.box.text() for number in range(9, 30))
    assert scene.tell().sent == []


def test_a_run_that_could_not_run_is_a_problem(scene: Scene) -> None:
    """With all marts as old as they were."""
    scene.nights.run(error="Runtime Error: Another run is at work here (since 02:00).")
    scene.tell()
    assert scene.box.subjects == ["PROBLEM: the run failed: another run holds the run lock"]
    assert "analytics.fct_webshop_orders" in scene.box.text()
    scene.nights.run()
    assert [message.kind for _, message in scene.tell().sent] == ["cleared", "success"]


def test_a_run_that_is_refused_is_told_though_a_good_one_was_before(
    scene: Scene, tmp_path: Path
) -> None:
    """The real command, with a landing root that is not there; its sentence is in the mail."""
    scene.nights.run()
    scene.tell()
    environment = lakehouse_environment(
        tmp_path / "home",
        {
            "LANDING_ROOT": str(tmp_path / "nowhere"),
            "DBT_TARGET_PATH": str(scene.nights.target),
            "DBT_TARGET": "local",
        },
    )
    done = subprocess.run(
        [sys.executable, "-m", "orchestration.pipeline", "run"],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    told = tell(scene.settings, utc_now(), scene.environment)
    assert [message.kind for _, message in told.sent] == ["problem"]
    assert scene.box.subjects[-1] == "PROBLEM: the run failed: it could not run"
    assert f"LANDING_ROOT={tmp_path}/nowhere does not exist." in scene.box.text()


def test_a_night_without_a_run_is_a_problem_and_not_silence(scene: Scene) -> None:
    """No summary at all, as a killed run leaves it, and one that is too old."""
    assert scene.tell().open_titles == ["no run has ended"]
    assert "the last one was killed" in scene.box.text()
    scene.nights.run()
    assert [message.kind for _, message in scene.tell().sent] == ["cleared", "success"]
    assert scene.tell(timedelta(hours=25)).sent == []
    scene.tell(timedelta(hours=27))
    assert scene.box.subjects[-1] == "PROBLEM: no run since 2025-08-05 03:13 UTC"


def test_a_run_from_the_future_is_told_as_a_wrong_clock(scene: Scene) -> None:
    """Once, until a run has the time of the day; minutes are no news."""
    scene.nights.run()
    scene.tell(timedelta(minutes=-4))
    assert [subject[:7] for subject in scene.box.subjects] == ["SUCCESS"]
    scene.nights.run()
    for _ in range(2):
        scene.tell(timedelta(days=-1))
    assert scene.box.subjects[1:] == [
        "PROBLEM: the clock is or was wrong",
        scene.box.subjects[0] + " (1 open)",
    ]
    assert "set the clock" in scene.box.text(1)
    scene.nights.run()
    assert [message.kind for _, message in scene.tell().sent] == ["cleared", "success"]


def loaded(scene: Scene, at: datetime) -> None:
    """A night that was counted by another run than the one that loaded its files."""
    counted = {**feed("atlon.orders", new_files=0), "last_loaded_at": at.isoformat()}
    scene.nights.run(feeds=[counted])
    scene.tell()


def test_a_feed_that_a_run_before_the_counting_one_has_loaded_is_not_late(scene: Scene) -> None:
    """As in nights in layers: files count by when they were loaded, whichever run has counted them."""
    for _ in range(4):
        loaded(scene, scene.nights.now + timedelta(days=1, minutes=-10))
    assert not [subject for subject in scene.box.subjects if subject.startswith("PROBLEM")]
    last = scene.nights.now - timedelta(minutes=10)
    for _ in range(2):
        loaded(scene, last)
    assert scene.box.subjects.count("PROBLEM: atlon.orders is late") == 1
    late = scene.box.subjects.index("PROBLEM: atlon.orders is late")
    assert "since the run of 2025-08-08 03:03 UTC" in scene.box.text(late)
    loaded(scene, scene.nights.now + timedelta(days=1, minutes=-10))
    assert "ALL CLEAR: atlon.orders is late" in scene.box.subjects


def test_a_load_with_a_clock_that_was_ahead_counts_once_and_not_again_when_its_time_comes(
    scene: Scene,
) -> None:
    """A day ahead: the feed is late by when somebody with a right clock has first heard of it."""
    ahead = scene.nights.now + timedelta(days=2)
    for _ in range(4):
        loaded(scene, ahead)
    assert scene.box.subjects.count("PROBLEM: atlon.orders is late") == 1
    assert not [subject for subject in scene.box.subjects if subject.startswith("ALL CLEAR")]
    late = scene.box.subjects.index("PROBLEM: atlon.orders is late")
    assert "since the run of 2025-08-05 03:14 UTC" in scene.box.text(late)


def test_a_feed_is_late_in_time_though_its_last_files_came_with_a_clock_that_was_ahead(
    scene: Scene,
) -> None:
    """Its hours count from when somebody with a right clock has first heard of them."""
    scene.nights.run(finished_at=(scene.nights.now + timedelta(days=11)).isoformat())
    scene.tell()
    for _ in range(3):
        scene.nights.run(feeds=[feed("atlon.orders", new_files=0), feed("api.orders", new_files=0)])
        scene.tell()
    assert "PROBLEM: atlon.orders is late" in scene.box.subjects


def test_a_full_disk_is_named(scene: Scene) -> None:
    """By what the run has seen of it, as one problem for all nodes."""
    failed = failure("fct_distribution_sales", "IOException: No space left on device")
    scene.nights.run(failed, full_disk="/data/warehouse/analytics.db, 0.0 MB free")
    scene.tell()
    assert scene.box.subjects == ["PROBLEM: the run failed: the disk is full"]
    assert (
        "1 node failed because the disk is full (/data/warehouse/analytics.db, 0.0 MB free)."
        in " ".join(scene.box.text().split())
    )


def test_a_mail_that_was_taken_but_not_noted_comes_again_with_its_own_id(scene: Scene) -> None:
    """Mail systems drop the second copy; another night's problem of that name has another id."""

    def told() -> str:
        scene.tell()
        return str(scene.box.mails[-1]["Message-ID"])

    scene.nights.run(failure(), statuses=GATE_FAILED)
    memory = scene.settings.memory
    first = told()
    # killed after the server's word, before the note
    text = memory.read_text(encoding="utf-8")
    memory.write_text(re.sub(r'"told": \[\s*"mail"\s*\]', '"told": []', text), encoding="utf-8")
    assert told() == first
    assert len(scene.box.mails) == 2
    scene.nights.run()
    ended = told()
    scene.nights.run(failure(), statuses=GATE_FAILED)
    assert len({first, ended, told()}) == 3


def test_quarantine_above_its_share_is_a_problem(scene: Scene) -> None:
    """By the limit of the feed where the seed names one, five of a hundred elsewhere."""
    reasons = [{"feed": "atlon.orders", "rules": "quantity_missing", "rows": 6}]
    scene.nights.run(
        feeds=[feed("atlon.orders", rejected=6), feed("sports_bar.orders", rejected=39)],
        reject_reasons=reasons,
    )
    scene.tell()
    assert scene.box.subjects[0] == "PROBLEM: quarantine of atlon.orders above its share"
    assert (
        "6 of 100 rows of atlon.orders are rejected, 6.0% where 5% are expected"
        in scene.box.text(0)
    )
    assert "quantity_missing (6)" in scene.box.text(0)
    assert len(scene.box.mails) == 2
    scene.nights.run(
        feeds=[feed("atlon.orders", rejected=5), feed("api.orders", landed=19, rejected=9)]
    )
    assert [message.kind for _, message in scene.tell().sent] == ["cleared", "success"]


def test_a_bad_day_is_not_hidden_by_a_long_history(scene: Scene) -> None:
    """Judged are the files of the week up to the newest one, and a good week is the end of it."""
    bad = {**feed("atlon.orders", landed=90_000, rejected=60)}
    scene.nights.run(feeds=[{**bad, "recent_landed": 100, "recent_rejected": 60}])
    scene.tell()
    assert scene.box.subjects[0] == "PROBLEM: quarantine of atlon.orders above its share"
    text = " ".join(scene.box.text(0).split())
    assert "60 of 100 rows of atlon.orders are rejected, 60.0% where 5% are expected" in text
    assert "in the files of its newest seven days" in text
    scene.nights.run(feeds=[{**bad, "recent_landed": 700, "recent_rejected": 0}])
    assert [message.kind for _, message in scene.tell().sent] == ["cleared", "success"]


def test_a_feed_that_is_late_by_its_card_is_a_problem(scene: Scene) -> None:
    """After its hours without a new file, with its marts; a feed whose card says nothing never is."""
    scene.nights.run()
    scene.tell()
    for _ in range(3):
        scene.nights.run(feeds=[feed("atlon.orders", new_files=0), feed("api.orders", new_files=0)])
        scene.tell()
    problems = [subject for subject in scene.box.subjects if subject.startswith("PROBLEM")]
    assert problems == ["PROBLEM: atlon.orders is late"]
    text = scene.box.text(scene.box.subjects.index(problems[0]))
    assert "since the run of 2025-08-05 03:13 UTC; it is late after 36 hours" in text
    assert "Since:         2025-08-06 15:13 UTC" in text
    assert "analytics.rpt_distribution_headline" in text
    scene.nights.run()
    assert [message.kind for _, message in scene.tell().sent] == ["cleared", "success"]


def unusual(**others: Any) -> dict[str, Any]:
    """An anomaly as a run sums it up."""
    return {
        "day": "2025-08-04",
        "subject": "atlon.orders",
        "metric": "rows",
        "found": 51.0,
        "expected_low": 88.0,
        "expected_high": 131.0,
        "severity": "severe",
        "reason": "day",
        "files": ["atlon/orders/orders.csv"],
        **others,
    }


def test_a_feed_that_is_unlike_itself_is_told_once_with_what_was_expected(scene: Scene) -> None:
    """All its metrics in one message, with the files behind them and the marts that they reach."""
    scene.nights.run(anomalies=[unusual(), unusual(metric="bytes", severity="warning")])
    scene.tell()
    # the same days, seen again by the next run
    scene.nights.run(anomalies=[unusual()])
    scene.tell()
    problems = [subject for subject in scene.box.subjects if subject.startswith("PROBLEM")]
    assert problems == ["PROBLEM: atlon.orders is unusual (severe)"]
    text = scene.box.text(scene.box.subjects.index(problems[0]))
    assert "2025-08-04 rows: 51, expected 88 to 131; 2025-08-04 bytes" in text
    assert "atlon/orders/orders.csv" in text
    assert "analytics.rpt_distribution_headline" in text


def test_an_anomaly_is_over_when_a_run_has_looked_and_the_newest_days_are_as_usual(
    scene: Scene,
) -> None:
    """A run without ASK_ANOMALIES has not looked."""
    scene.nights.run(anomalies=[unusual(subject="webshop", metric="revenue", reason="week")])
    scene.tell()
    assert "as all of the week" in scene.box.text(0)
    scene.nights.run(anomalies=None)
    assert "cleared" not in [message.kind for _, message in scene.tell().sent]
    scene.nights.run(anomalies=[])
    assert "cleared" in [message.kind for _, message in scene.tell().sent]


def test_what_landings_have_left_is_told_with_the_marts_that_lack_it(scene: Scene) -> None:
    """A partner's missing file; over when its next landing does not say it again."""
    problem = {
        "key": "partner:kaufwelt:missing",
        "title": "files of kaufwelt are missing",
        "what": "kaufwelt has not delivered orders_2025-08-04.csv.",
        "mend": "ask kaufwelt for the files.",
        "feeds": ["partners/kaufwelt"],
        "since": "2025-08-05T06:00:00+00:00",
    }
    scene.nights.run()
    scene.nights.landing("partners", problem)
    scene.tell()
    assert scene.box.subjects[0] == "PROBLEM: files of kaufwelt are missing"
    text = scene.box.text(0)
    assert "Stale feeds:   kaufwelt.orders" in text
    assert "Stale marts:   analytics.fct_webshop_orders" in text
    assert "Since:         2025-08-05 06:00 UTC" in text
    scene.nights.run()
    (scene.nights.target / "landing_partners.json").unlink()
    assert [message.kind for _, message in scene.tell().sent] == ["success"]
    scene.nights.landing("partners")
    assert [message.kind for _, message in scene.tell().sent] == ["cleared"]


def test_two_who_tell_at_once_tell_once(scene: Scene) -> None:
    """The hourly call and the one after the run."""
    scene.nights.run(failure(), statuses=GATE_FAILED)
    threads = [threading.Thread(target=scene.tell) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(scene.box.mails) == 1


def test_success_can_be_left_untold(scene: Scene) -> None:
    """Problems and their ends are told all the same."""
    scene.environment["ALERT_SUCCESS"] = "never"
    scene.nights.run(failure(), statuses=GATE_FAILED)
    scene.tell()
    scene.nights.run()
    assert [message.kind for _, message in scene.tell().sent] == ["cleared"]


# The mail server


def test_a_mail_server_that_is_down_delays_and_loses_nothing(scene: Scene) -> None:
    """The next call tells what this one could not, in one mail each, though days have passed."""
    port = scene.environment["SMTP_PORT"]
    scene.environment["SMTP_PORT"] = str(free_port())
    scene.nights.run(failure(), statuses=GATE_FAILED)
    told = scene.tell()
    assert (told.sent, len(told.errors)) == ([], 1)
    assert "the connection broke (ConnectionRefusedError)" in str(told.errors[0])
    scene.environment["SMTP_PORT"] = port
    scene.nights.run(failure(), statuses=GATE_FAILED)
    scene.tell()
    assert scene.box.subjects == [f"PROBLEM: {GATE} failed"]
    assert "Since:         2025-08-05 03:14 UTC" in scene.box.text()


def test_what_came_and_went_while_the_mail_server_was_down_is_not_told(scene: Scene) -> None:
    """Nobody needs the end of something that nobody has heard of."""
    port = scene.environment["SMTP_PORT"]
    scene.environment["SMTP_PORT"] = str(free_port())
    scene.nights.run(failure(), statuses=GATE_FAILED)
    scene.tell()
    scene.environment["SMTP_PORT"] = port
    scene.nights.run()
    assert [message.kind for _, message in scene.tell().sent] == ["success"]


def test_a_busy_mail_server_is_asked_again_and_a_refusal_is_not(scene: Scene) -> None:
    """451 is for later, 554 for ever; neither shows what the server says."""
    scene.nights.run()
    scene.box.answers = ["451 try later", "421 too many"]
    assert [message.kind for _, message in scene.tell().sent] == ["success"]
    scene.nights.run()
    scene.box.answers = [f"554 no {PASSWORD}"]
    told = scene.tell()
    assert "refuses the mail (554)" in str(told.errors[0])
    assert PASSWORD not in str(told.errors[0])
    assert len(scene.box.mails) == 1


def test_recipients_that_are_refused_do_not_hinder_the_others(scene: Scene) -> None:
    """They are counted; when all are refused, that is an error."""
    scene.nights.run()
    scene.box.refused = {"chief@example.org"}
    assert scene.tell().refused == ["chief@example.org"]
    assert len(scene.box.mails) == 1
    scene.box.refused.add("data@example.org")
    scene.nights.run()
    assert "refuses all recipients (550)" in str(scene.tell().errors[0])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SMTP_PASSWORD": "wrong-password-0815"}, "refuses the login (535)"),
        ({"SSL_CERT_FILE": "/dev/null"}, "The certificate of localhost is not trusted"),
        ({"SMTP_SECURITY": "tls"}, "does not speak TLS as it was asked to (tls)"),
        ({"SMTP_SECURITY": "none"}, "does not offer what was asked for (none, a login)"),
    ],
)
def test_a_mail_server_that_cannot_be_used_is_a_sentence_without_the_password(
    change: dict[str, str], sentence: str, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The password never leaves over an unsafe line."""
    monkeypatch.setenv("SSL_CERT_FILE", change.get("SSL_CERT_FILE", os.environ["SSL_CERT_FILE"]))
    scene.environment |= change
    scene.nights.run()
    error = str(scene.tell().errors[0])
    assert sentence in error
    assert all(word not in error for word in (PASSWORD, "wrong-password-0815"))


# the line is encrypted from its first byte, which the server's own check does not know
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_tls_from_the_first_byte_works(authority: tuple[trustme.CA, Path], scene: Scene) -> None:
    """As on port 465."""
    ca, _ = authority
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    ca.issue_cert("localhost").configure_cert(context)
    box = Mailbox()
    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=free_port(),
        ssl_context=context,
        server_hostname="localhost",
        auth_required=True,
        auth_require_tls=False,
        authenticator=authenticate,
    )
    controller.start()
    try:
        scene.environment |= {"SMTP_SECURITY": "tls", "SMTP_PORT": str(controller.port)}
        scene.nights.run()
        told = scene.tell()
    finally:
        controller.stop()
    assert (told.errors, len(box.mails)) == ([], 1)


# Chat


def only_chat(scene: Scene, webhook: Webhook, shape: str) -> None:
    """Tells by chat instead of by mail."""
    for name in ("SMTP_HOST", "SMTP_USER", "SMTP_PASSWORD"):
        del scene.environment[name]
    scene.environment |= {"ALERT_WEBHOOK_URL": webhook.url, "ALERT_WEBHOOK_FORMAT": shape}


def test_slack_gets_its_json_and_nothing_in_it_calls_people(scene: Scene, webhook: Webhook) -> None:
    """A header and a block of text, within Slack's limits, in which no sign has a meaning."""
    only_chat(scene, webhook, "slack")
    scene.nights.run(failure("m", "<!channel> ``` & " + "long " * 2_000), statuses=GATE_FAILED)
    scene.tell()
    header, section = webhook.posts[0]["blocks"]
    assert header["text"] == {
        "type": "plain_text", "text": "[lakehouse test] PROBLEM: m failed", "emoji": False,
    }  # fmt: skip
    text = section["text"]["text"]
    assert len(text) <= 3_000
    assert "&lt;!channel&gt; ''' &amp;" in text
    assert text.count("```") == 2
    assert webhook.posts[0]["text"] == "[lakehouse test] PROBLEM: m failed"


def test_teams_gets_an_adaptive_card(scene: Scene, webhook: Webhook) -> None:
    """Runs of text only, in which no sign has a meaning, below Teams' 28 KB."""
    only_chat(scene, webhook, "teams")
    many = [failure(f"m{number}", "[x](http://evil) " + "long " * 2_000) for number in range(200)]
    scene.nights.run(*many)
    scene.tell()
    assert len(webhook.posts) == 10
    for post in webhook.posts:
        assert len(json.dumps(post)) < 28_000
        card = post["attachments"][0]["content"]
        assert card["type"] == "AdaptiveCard"
        kinds = {run["type"] for block in card["body"] for run in block["inlines"]}
        assert kinds == {"TextRun"}


def test_a_busy_chat_is_asked_again_and_its_address_is_never_shown(
    scene: Scene, webhook: Webhook
) -> None:
    """429 and 503 are for later, 404 for ever."""
    only_chat(scene, webhook, "slack")
    webhook.statuses += [429, 503]
    scene.nights.run()
    assert scene.tell().errors == []
    webhook.statuses += [404]
    scene.nights.run()
    error = str(scene.tell().errors[0])
    assert "refuses the message (404)" in error
    assert "webhook-secret-4711" not in error


def test_mail_and_chat_are_told_by_themselves(scene: Scene, webhook: Webhook) -> None:
    """What one of them has missed comes later, what the other has told does not come again."""
    scene.environment["ALERT_WEBHOOK_URL"] = webhook.url
    webhook.statuses += [503] * IMPATIENCE.attempts
    scene.nights.run(failure(), statuses=GATE_FAILED)
    told = scene.tell()
    assert [channel for channel, _ in told.sent] == ["mail"]
    told = scene.tell()
    assert [channel for channel, _ in told.sent] == ["chat"]
    scene.nights.run()
    assert [channel for channel, _ in scene.tell().sent] == ["mail"] * 2 + ["chat"] * 2
    assert scene.tell().sent == []


# Secrets and persons

SECRETS = {
    "SHOP_API_TOKEN": "shop-token-12345",
    "AWS_SECRET_ACCESS_KEY": "aws/secret+key=12345",
    "DATABRICKS_TOKEN": "dapi0123456789abcdef",
    "KAUFWELT_PASSWORD": "partner-password-1",
}
PERSONS = (
    "maria.silva@example.com.br",
    "+55 11 98765-4321",
    "0049 170 1234567",
    "4111 1111 1111 1111",
    "DE89 3704 0044 0532 0130 00",
    "Maria da Silva",
)
OTHER_SECRETS = (
    "AKIAIOSFODNN7EXAMPLE",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
    "user-x:pass-x",
    "abcdefgh12345678",
)


def test_injected_secrets_and_personal_data_are_in_no_message(
    scene: Scene, webhook: Webhook
) -> None:
    """Wherever they stand in what a run leaves: messages, names of nodes, files, reasons, errors."""
    seed = random.randrange(10_000)
    print(f"seed {seed}")
    draw = random.Random(seed)
    scene.environment |= {**SECRETS, "ALERT_WEBHOOK_URL": webhook.url}
    words = [*SECRETS.values(), *PERSONS, *OTHER_SECRETS, PASSWORD]
    for _ in range(12):
        draw.shuffle(words)
        dirty = " ".join(
            f"'{word}'" if " da " in word
            else f"https://{word}@h/" if word == "user-x:pass-x"
            else f"Authorization: Bearer {word}" if word == "abcdefgh12345678"
            else word
            for word in words
        )  # fmt: skip
        reasons = [{"feed": "atlon.orders", "rules": dirty.replace("'", ""), "rows": 60}]
        reasons[0]["rules"] = str(reasons[0]["rules"]).replace("Maria da Silva", "")
        scene.nights.run(
            {"node": "m", "message": dirty, "details": dirty, "mend": dirty.replace("'", "\"")
             .replace("Maria da Silva", "")},
            feeds=[feed("atlon.orders", rejected=60)],
            reject_reasons=reasons,
            files_with_problems=[{"file": dirty, "problem": dirty}],
        )  # fmt: skip
        unquoted = dirty.replace("Maria da Silva", "")
        problem = {"key": "landing:api", "title": unquoted, "what": unquoted, "mend": unquoted}
        scene.nights.landing("api", problem)
        scene.tell()
        scene.nights.run(error=f"Runtime Error {dirty}")
        scene.tell()
        scene.nights.run(look_at=[dirty.replace("Maria da Silva", "")])
        scene.nights.landing("api")
        scene.tell()
    sent = "\n".join(
        [*map(str, webhook.posts)]
        + [scene.box.text(n) + scene.box.html(n) + s for n, s in enumerate(scene.box.subjects)]
    )
    assert len(scene.box.mails) > 60
    for word in words:
        assert word not in sent, word
    assert "[secret]" in sent and "[address]" in sent and "[phone]" in sent and "[card]" in sent


def test_numbers_times_and_names_of_tables_are_no_personal_data() -> None:
    """What a message is for is left in it."""
    text = (
        "6,376,441,400.50 INR +100,000.00 2025-08-04 03:13 UTC 1849622 2000000000036.5 "
        "analytics.fct_marketplace_orders s3a://bucket/landing 12 of 5,000 rows PWD"
    )
    assert scrubber({"PWD": "analytics", "A_TOKEN": "true"})(text) == text


def test_a_subject_is_one_line_and_html_is_escaped(scene: Scene) -> None:
    """A node's name cannot add a header or a script."""
    scene.nights.run(failure("m\r\nBcc: evil@example.org\r\n<script>", "<b>bold</b>"))
    scene.tell()
    assert scene.box.mails[0]["Bcc"] is None
    assert "\n" not in str(scene.box.mails[0]["Subject"])
    assert "<script>" not in scene.box.html() and "<b>" not in scene.box.html()


# The command


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SMTP_HOST": ""}, "Nobody is told anything"),
        ({"SMTP_SECURITY": "ssl"}, "SMTP_SECURITY is 'ssl'"),
        ({"SMTP_PORT": "mail"}, "SMTP_PORT is 'mail'"),
        ({"SMTP_PASSWORD": ""}, "SMTP_USER and SMTP_PASSWORD belong together"),
        ({"SMTP_SECURITY": "none", "SMTP_HOST": "mail.example.org"}, "unencrypted"),
        ({"ALERT_MAIL_TO": "nobody"}, "ALERT_MAIL_TO is no address"),
        ({"ALERT_MAIL_FROM": "a@example.org, b@example.org"}, "ALERT_MAIL_FROM is not one"),
        ({"ALERT_WEBHOOK_URL": "http://chat.example.org/x-secret"}, "no address that begins with"),
        ({"ALERT_WEBHOOK_URL": "https://c/x", "ALERT_WEBHOOK_FORMAT": "irc"}, "FORMAT is 'irc'"),
        ({"ALERT_SUCCESS": "sometimes"}, "ALERT_SUCCESS is 'sometimes'"),
        ({"ALERT_PDF": "yes"}, "ALERT_PDF is 'yes'"),
        ({"ALERT_LONGEST_PAUSE": "a day"}, "ALERT_LONGEST_PAUSE is 'a day'"),
    ],
)
def test_settings_that_cannot_be_are_a_sentence(
    change: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    """Without the password or the webhook's address."""
    server = MailServer(2525, Mailbox(), tmp_path)
    with pytest.raises(AlertError, match=re.escape(sentence)) as raised:
        read_settings({**environment_of(server, tmp_path / "target"), **change})
    assert PASSWORD not in str(raised.value) and "x-secret" not in str(raised.value)


def test_a_run_that_a_scheduler_saw_fail_is_told_once_and_taken_back(scene: Scene) -> None:
    """Also where no run leaves a summary, because it ran elsewhere."""

    def note(*words: str) -> None:
        environment = {**os.environ, **scene.environment}
        command = [sys.executable, "-m", "orchestration.alerts", "note", "lakehouse_databricks"]
        subprocess.run([*command, *words], cwd=PROJECT, env=environment, check=True)

    note("--problem", "The task gold failed after 3 attempts.")
    scene.tell()
    scene.tell()
    assert scene.box.subjects == ["PROBLEM: trouble with a run of lakehouse_databricks"]
    assert "The task gold failed after 3 attempts." in scene.box.text()
    note()
    scene.tell()
    assert len(scene.box.mails) == 2
    assert "lakehouse_databricks" in scene.box.subjects[1]


def test_the_command_tells_and_says_so(scene: Scene) -> None:
    """0 when all is told, 1 when the mail server is down, 2 when nobody is named or the memory is none."""

    def run(**others: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, **scene.environment, **others}
        return subprocess.run(
            [sys.executable, "-m", "orchestration.alerts", "tell"],
            cwd=PROJECT, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip

    scene.nights.run(failure(), statuses=GATE_FAILED, feeds=[feed("api.orders")])
    done = run(ALERT_LONGEST_PAUSE="999999")
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"mail: [lakehouse test] PROBLEM: {GATE} failed\n1 problem is open.\n"
    assert run(ALERT_LONGEST_PAUSE="999999").stdout == "Nothing new to tell; 1 problem is open.\n"
    scene.nights.run(feeds=[feed("api.orders")])
    done = run(ALERT_LONGEST_PAUSE="999999", SMTP_PASSWORD="wrong-password-0815")
    assert (done.returncode, done.stdout) == (1, "Nothing new to tell; 0 problems are open.\n")
    assert "refuses the login (535)" in done.stderr
    assert "wrong-password-0815" not in done.stderr
    done = run(SMTP_HOST="")
    assert (done.returncode, done.stdout) == (2, "")
    (scene.nights.target.parent / "alerts.json").write_text("{")
    done = run()
    assert done.returncode == 2
    assert "alerts.json is damaged" in done.stderr
    assert "Traceback" not in done.stderr
