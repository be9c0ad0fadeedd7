"""Write a landing zone and its truth, or the next batch of one."""

import dataclasses
import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from orchestration.progress import Progress
from simulator.arrow import ParquetFile
from simulator.errors import SimulatorError
from simulator.feeds import Feed, delivered_at
from simulator.parts import DailyOrdersPart, MonthlySalesPart, Part, clean_order_lines
from simulator.settings import Batch, Settings
from simulator.truth import TRUTH_FILE, Truth, TruthBuilder, read_truth
from simulator.world import World
from simulator.zone import (
    Marker,
    deliveries,
    files_beside_marketplace,
    paths,
    read_marker,
    refuse_files_of_others,
    remove_zone,
    visible_files,
    write_file,
    write_marker,
)

CLEAN_LINES_FOLDER = "clean_order_lines"


@dataclass(frozen=True)
class Summary:
    """What a call wrote (nothing where the zone was there already), and the zone's whole truth."""

    landing_root: Path
    truth_folder: Path
    note: str
    files: int
    rows: int
    bytes: int
    truth: Truth


def generate(
    settings: Settings,
    landing_root: Path,
    truth_folder: Path,
    *,
    overwrite: bool = False,
    clean_lines: bool = True,
    progress: Progress | None = None,
) -> Summary:
    """Write the zone of ``settings`` below ``landing_root`` and its truth into ``truth_folder``.

    A zone that is there already stays as it is; one that lacks the last batches gets them; an
    interrupted one is completed. With ``clean_lines`` the accepted order lines are kept as well,
    one Parquet file a batch. Raises SimulatorError when the folder holds anything else, unless
    ``overwrite`` is given: then what the generator wrote there is replaced. Files that it did
    not write are never deleted, and never mixed with its own.
    """
    check_folders(landing_root, truth_folder)
    marker = read_marker(landing_root)
    if overwrite:
        refuse_files_of_others(landing_root, paths(marker.settings) if marker else set())
        if marker is not None:
            remove_zone(landing_root, marker.settings)
            marker = None
    elif marker is None and (files := files_beside_marketplace(landing_root)):
        raise SimulatorError(
            f"{landing_root} is not empty (it holds {min(files)}) and was not written by the "
            "generator.",
            "Choose an empty folder; --overwrite writes beside files of others, never over them.",
        )
    writer = ZoneWriter(settings, landing_root, truth_folder, clean_lines, progress)
    if marker is None:
        return writer.write(first_batch=0)
    return writer.go_on(marker)


def add_batch(
    landing_root: Path,
    truth_folder: Path,
    *,
    days: int = 1,
    order_lines: int | None = None,
    clean_lines: bool | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Write the next days of a zone: the files that a longer run would have written.

    ``order_lines`` are the lines of these days together, by default as many a day as the history
    has. ``clean_lines`` defaults to what the truth folder has. The truth is then that of the
    whole zone. Raises SimulatorError when there is no complete zone.
    """
    marker = read_marker(landing_root)
    if marker is None or marker.complete_batches == 0:
        raise SimulatorError(
            f"{landing_root} holds no complete zone to add a batch to.",
            "Run generate with this folder first.",
        )
    complete = dataclasses.replace(
        marker.settings, batches=marker.settings.batches[: marker.complete_batches]
    )
    if order_lines is None:
        history = complete.batches[0]
        order_lines = max(days, history.order_lines * days // history.days)
    if clean_lines is None:
        clean_lines = (truth_folder / CLEAN_LINES_FOLDER).is_dir()
    return generate(
        complete.with_batch(Batch(days, order_lines)),
        landing_root,
        truth_folder,
        clean_lines=clean_lines,
        progress=progress,
    )


def truth_after(
    settings: Settings,
    *,
    days: int | None = None,
    batches: int | None = None,
    crosswalk: Mapping[str, str] | None = None,
) -> Truth:
    """The truth of the first ``days`` days, or of the first ``batches`` batches, or of them all.

    Nothing is read or written. ``crosswalk`` maps delivered product ids of sports_bar to true
    ones, as the project's seed does, for example {"XYZ123": "25891502"}.
    """
    if days is None:
        days = settings.days if batches is None else settings.days_until(batches)
    if not 1 <= days <= settings.days:
        raise SimulatorError(
            f"There is no truth after {days} days: the zone has {settings.days}.",
            f"Ask for 1 to {settings.days} days.",
        )
    world = World(settings, crosswalk or {})
    builder = TruthBuilder(world)
    for day, feed in deliveries(settings, 0, days):
        for part in feed.parts(world, day):
            builder.add(feed, day, part)
    return builder.truth(days)


def check_folders(landing_root: Path, truth_folder: Path) -> None:
    """Raise SimulatorError where the folders cannot be used: no folder, or truth inside landing."""
    root, truth = landing_root.resolve(), truth_folder.resolve()
    for folder in (root, truth):
        if folder.exists() and not folder.is_dir():
            raise SimulatorError(f"{folder} is a file.", "Give the path of a folder.")
    if truth == root or root in truth.parents:
        raise SimulatorError(
            f"The truth folder {truth} lies in the landing root {root}.",
            "Put it outside: a pipeline must not find the answers among its input.",
        )


def plural(count: int, one: str, many: str) -> str:
    """The count with the word that goes with it."""
    return f"{count:,} {one if count == 1 else many}"


def differences(there: Settings, asked: Settings) -> str:
    """The settings that differ, for a message."""
    before, after = there.to_json(), asked.to_json()
    return "; ".join(
        f"{name} is {before[name]}, asked for {after[name]}"
        for name in before
        if before[name] != after[name]
    )


@dataclass
class ZoneWriter:
    """Writes the files of a zone, and its truth beside them."""

    settings: Settings
    landing_root: Path
    truth_folder: Path
    clean_lines: bool
    progress: Progress | None
    files: int = 0
    rows: int = 0
    bytes: int = 0

    def go_on(self, marker: Marker) -> Summary:
        """Write what a zone lacks; raises SimulatorError when it is another zone."""
        there = marker.settings
        if not marker.is_complete:
            if self.settings == there:
                return self.write(marker.complete_batches)
            raise SimulatorError(
                f"Writing {self.landing_root} was interrupted: {len(there.batches)} batches were "
                f"asked for, {marker.complete_batches} are complete.",
                "Run the interrupted command again, or use --overwrite.",
            )
        if there.begins_like(self.settings):
            # The zone may have got more batches since: they stay, and so does their truth.
            self.settings = there
        if not self.settings.begins_like(there):
            raise SimulatorError(
                f"{self.landing_root} was generated with other settings: "
                f"{differences(there, self.settings)}.",
                "Use the same settings, choose another folder, or use --overwrite.",
            )
        return self.write(first_batch=len(there.batches))

    def write(self, first_batch: int) -> Summary:
        """Write the batches from ``first_batch`` on, and the truth of all of them."""
        settings = self.settings
        batches = len(settings.batches)
        truth = self.truth_at_hand()
        if first_batch == batches and truth is not None:
            return self.summary(f"{self.is_there()}.", truth)

        self.prepare_truth_folder(first_batch)
        world = World(settings, {})
        builder = TruthBuilder(world)
        for batch in range(batches):
            is_new = batch >= first_batch
            if is_new:
                write_marker(self.landing_root, Marker(settings, batch))
            self.write_batch(world, builder, batch, is_new)
        write_marker(self.landing_root, Marker(settings, batches))
        truth = builder.truth(settings.days)
        truth.write(self.truth_folder)
        if first_batch == batches:
            note = f"{self.is_there()}; wrote its truth again."
        elif first_batch:
            new_days = settings.days - settings.days_until(first_batch)
            note = f"Wrote the next {plural(new_days, 'day', 'days')}."
        else:
            note = "Wrote a new zone."
        return self.summary(note, truth)

    def write_batch(self, world: World, builder: TruthBuilder, batch: int, is_new: bool) -> None:
        """Write a batch's files where it is new; collect its truth in any case."""
        settings = self.settings
        first_day, last_day = settings.days_until(batch), settings.days_until(batch + 1)
        target = self.clean_lines_file(batch)
        unfinished = target.with_name(f"_{target.name}")
        keeps_lines = self.clean_lines and not target.exists()
        with closing(ParquetFile(unfinished)) as clean_file:
            for day, feed in deliveries(settings, first_day, last_day):
                parts = self.noted_parts(
                    world, builder, day, feed, clean_file if keeps_lines else None
                )
                if is_new:
                    self.write_feed_file(day, feed, parts)
                else:
                    for _ in parts:
                        pass
                if self.progress is not None:
                    self.progress(day + 1, settings.days)
        if keeps_lines:
            unfinished.replace(target)

    def noted_parts(
        self,
        world: World,
        builder: TruthBuilder,
        day: int,
        feed: Feed,
        clean_file: ParquetFile | None,
    ) -> Iterator[Part]:
        """The parts of a file, each of them noted in the truth."""
        for part in feed.parts(world, day):
            builder.add(feed, day, part)
            if clean_file is not None and isinstance(part, DailyOrdersPart | MonthlySalesPart):
                clean_file.append(clean_order_lines(part))
            yield part

    def write_feed_file(self, day: int, feed: Feed, parts: Iterator[Part]) -> None:
        """Write the file that a feed delivers on a day."""

        def chunks() -> Iterator[bytes]:
            yield feed.header()
            for part in parts:
                self.rows += part.counts.landed
                yield part.csv(feed.line_end)

        path = feed.path(self.settings, day)
        modified_at = delivered_at(self.settings, day)
        self.bytes += write_file(self.landing_root, path, chunks(), modified_at)
        self.files += 1

    def clean_lines_file(self, batch: int) -> Path:
        """Where the clean order lines of a batch are kept."""
        return self.truth_folder / CLEAN_LINES_FOLDER / f"batch_{batch:04d}.parquet"

    def truth_at_hand(self) -> Truth | None:
        """The truth of exactly these settings, None where the folder does not hold all of it."""
        try:
            truth = read_truth(self.truth_folder)
        except (OSError, ValueError, KeyError):
            return None
        if truth.settings != self.settings or truth.days != self.settings.days or truth.crosswalk:
            return None
        lines_missing = self.clean_lines and not all(
            self.clean_lines_file(batch).exists() for batch in range(len(self.settings.batches))
        )
        return None if lines_missing else truth

    def prepare_truth_folder(self, first_batch: int) -> None:
        """Remove what is no longer true; clean order lines of batches that stay are kept."""
        try:
            known = read_truth(self.truth_folder).settings
            stays = first_batch > 0 and self.settings.begins_like(known)
        except (OSError, ValueError, KeyError):
            stays = False
        (self.truth_folder / TRUTH_FILE).unlink(missing_ok=True)
        folder = self.truth_folder / CLEAN_LINES_FOLDER
        if not (stays and self.clean_lines):
            shutil.rmtree(folder, ignore_errors=True)
        if self.clean_lines:
            folder.mkdir(parents=True, exist_ok=True)

    def is_there(self) -> str:
        """A remark about the zone that was found, and about files that were taken out of it."""
        later = len(self.settings.batches) - 1
        missing = len(paths(self.settings) - visible_files(self.landing_root))
        remark = "The zone is there already"
        if later:
            remark += f", with {plural(later, 'batch', 'batches')} after the history"
        if missing:
            remark += f"; {plural(missing, 'file', 'files')} of it have been taken away"
        return remark

    def summary(self, note: str, truth: Truth) -> Summary:
        """What has been done."""
        return Summary(
            landing_root=self.landing_root,
            truth_folder=self.truth_folder,
            note=note,
            files=self.files,
            rows=self.rows,
            bytes=self.bytes,
            truth=truth,
        )
