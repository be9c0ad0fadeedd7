"""What the rounds of a watch do in the lakehouse: land from the API, list the landing root, build."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from orchestration.feeds import feeds_by_folder, lines_of_business
from orchestration.landing.errors import LandingError
from orchestration.landing.new_orders import land_orders
from orchestration.landing.shop_api import URL
from orchestration.pipeline import summary
from orchestration.pipeline.dbt_build import build, parse
from orchestration.pipeline.settings import RunSettings
from orchestration.retries import Patience
from orchestration.storage import StorageError, open_root
from orchestration.watch import session
from orchestration.watch.rounds import Listing, RoundError

# How long one page of the shop is tried in a round: the next round tries it again.
PATIENCE = Patience(seconds=20, attempts=6)


class LakehouseSteps:
    """The steps of a watch on the lakehouse of the settings.

    Args:
        settings: which lakehouse.
        progress: gets dbt's progress.
        environment: says whether there is a shop to be asked (SHOP_API_URL).
    """

    def __init__(
        self,
        settings: RunSettings,
        progress: TextIO,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        values = os.environ if environment is None else environment
        self.settings = settings
        self.progress = progress
        self.asks_the_shop = bool(values.get(URL, "").strip())
        self.feeds = feeds_by_folder(lines=lines_of_business(values))
        self.manifest: Any = None

    def land(self) -> int:
        """Lands the shop's new orders, where there is a shop."""
        if not self.asks_the_shop:
            return 0
        try:
            landed, _ = land_orders(self.settings.landing_root, patience=PATIENCE)
        except (LandingError, StorageError) as error:
            raise RoundError(str(error)) from error
        except OSError as error:
            raise RoundError(f"{error}. Mend: check the folders and the free space.") from error
        return landed.orders

    def look(self) -> Listing:
        """The files of each feed."""
        try:
            root = open_root(self.settings.landing_root)
            return {name: frozenset(root.files(path)) for path, name in self.feeds.items()}
        except FileNotFoundError:
            # one was moved away between its listing and its size
            return self.look()
        except StorageError as error:
            raise RoundError(str(error)) from error
        except OSError as error:
            raise RoundError(f"{error}. Mend: check the landing root.") from error

    def build(self, feeds: Sequence[str]) -> None:
        """Builds what is made of the feeds, with the gates and tests, and writes the summary."""
        if self.manifest is None:
            self.manifest = parse(self.settings)
        started_at = datetime.now(UTC)
        outcome = build(
            self.settings,
            full_refresh=False,
            select=[f"source:{feed}+" for feed in feeds],
            manifest=self.manifest,
            out=self.progress,
        )
        if outcome.was_interrupted:
            raise KeyboardInterrupt
        result = summary.compose(
            self.settings,
            outcome,
            started_at=started_at,
            finished_at=datetime.now(UTC),
            empty_files=[],
        )
        summary.write(result, self.settings.summary_file)
        if not outcome.succeeded:
            if not session.is_alive():
                session.end()
            raise RoundError(summary.failure_sentence(result, self.settings))


def progress_file(settings: RunSettings) -> Path:
    """Where dbt's progress of a watch goes."""
    return settings.home / "logs" / "watch.log"
