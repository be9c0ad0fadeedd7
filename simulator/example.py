"""The example input: what the pipeline builds from when nobody has named a landing root."""

from dataclasses import dataclass
from pathlib import Path

from simulator import Summary, generate, make_settings
from simulator.marketplace import (
    MarketplaceSummary,
    ReplaySettings,
    SyntheticSettings,
    generate_marketplace,
)
from simulator.marketplace.writer import marketplace_files
from simulator.marketplace.writer import read_marker as read_marketplace_marker
from simulator.webshop import WebshopSettings, generate_webshop, is_missing_or_interrupted
from simulator.zone import read_marker, visible_files

# Few days, so that there are few files; deletes and corrections stay.
DEFAULT_MARKETPLACE = SyntheticSettings(orders=200, days=10)
DEFAULT_REPLAY = ReplaySettings(
    faults=frozenset(
        (
            "changes_duplicated",
            "clock_ties",
            "customers_moved",
            "deletes_reinserted",
            "files_late",
            "orders_deleted",
            "rows_corrected",
            "updates_before_inserts",
        )
    ),
    restored=False,
)
# Every kind of mess, but no more pages of the API than a week has hours in which people buy.
DEFAULT_WEBSHOP = WebshopSettings(lines=400, days=7)


@dataclass(frozen=True)
class Example:
    """How much of the example input was written."""

    files: int
    rows: int


def write_example(landing_root: Path, truth_folder: Path) -> Example | None:
    """Writes the example input and its truth, when the folder holds nothing yet.

    It is the generator's default zone of the distribution feeds, a small marketplace with some
    faults, and a small web shop. What was interrupted, or is missing beside what the generator wrote, is completed; any
    other content stays as it is.

    Returns: how much was written, None when there was nothing to do.
    Raises OSError when the folder cannot be written, SimulatorError when it holds a zone that was
    written by another version.
    """
    written: list[Summary | MarketplaceSummary] = [
        *write_distribution(landing_root, truth_folder),
        *write_marketplace(landing_root, truth_folder),
    ]
    examples = [Example(each.files, each.rows) for each in written]
    examples += write_webshop(landing_root, truth_folder)
    if not examples:
        return None
    return Example(sum(each.files for each in examples), sum(each.rows for each in examples))


def write_distribution(root: Path, truth_folder: Path) -> list[Summary]:
    """Writes the distribution feeds. Returns what was written, nothing if they are there."""
    marker = read_marker(root)
    if marker is None and visible_files(root):
        return []
    if marker is not None and marker.is_complete:
        return []
    settings = make_settings() if marker is None else marker.settings
    return [generate(settings, root, truth_folder)]


def write_marketplace(root: Path, truth_folder: Path) -> list[MarketplaceSummary]:
    """Writes the marketplace beside the generator's distribution feeds, if there is none yet."""
    if read_marker(root) is None:
        return []
    marker = read_marketplace_marker(root)
    if marker.is_complete if marker is not None else marketplace_files(root):
        return []
    return [
        generate_marketplace(
            DEFAULT_MARKETPLACE, root, truth_folder, DEFAULT_REPLAY, overwrite=True
        )
    ]


def write_webshop(root: Path, truth_folder: Path) -> list[Example]:
    """Writes the web shop beside the generator's distribution feeds, if there is none yet."""
    if read_marker(root) is None or not is_missing_or_interrupted(root):
        return []
    truth = generate_webshop(DEFAULT_WEBSHOP, root, truth_folder, overwrite=True)
    return [Example(truth.files, truth.landed)]
