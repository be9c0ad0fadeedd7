"""Olist-shaped extracts: the state of each entity, as CSV files in a folder of its own."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from simulator.arrow import Table
from simulator.errors import SimulatorError
from simulator.marketplace.csv_lines import csv_lines
from simulator.marketplace.entities import ENTITIES, Entity, Row
from simulator.zone import opened

# By entity: a table of texts with the entity's columns, null where a value is empty.
Extracts = Mapping[str, Table]

ENDINGS = (".csv", ".csv.gz")


def read_extracts(folder: Path) -> dict[str, Table]:
    """The extracts below ``<folder>/<entity>/``; of rows with one key the last one counts.

    An entity without files has no rows. Raises SimulatorError where there is no extract at all, or
    one that is no CSV file with the entity's columns.
    """
    found = {name: read_entity(folder, entity) for name, entity in ENTITIES.items()}
    if not any(table.num_rows for table in found.values()):
        raise SimulatorError(
            f"{folder} holds no marketplace extracts.",
            f"Give a folder that holds <entity>/*.csv[.gz], entities being {', '.join(ENTITIES)}.",
        )
    return found


def read_entity(folder: Path, entity: Entity) -> Table:
    """The extract of one entity, in the order of its files and rows."""
    empty = pa.table({column: pa.array([], pa.string()) for column in entity.columns})
    files = sorted(path for path in (folder / entity.name).glob("*") if is_extract(path))
    table = pa.concat_tables([empty, *(read_file(path, entity) for path in files)])
    return last_of_each_key(table.combine_chunks(), entity)


def is_extract(path: Path) -> bool:
    """Whether a path looks like a finished CSV file."""
    return path.name.endswith(ENDINGS) and not path.name.startswith(("_", "."))


def read_file(path: Path, entity: Entity) -> Table:
    """One CSV file, every value as text."""
    try:
        return pa_csv.read_csv(
            path,
            parse_options=pa_csv.ParseOptions(newlines_in_values=True),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(entity.columns, pa.string()),
                include_columns=list(entity.columns),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
    except (pa.ArrowInvalid, KeyError) as error:
        raise SimulatorError(
            f"{path} is no extract of {entity.name}: {error}.",
            f"Give a CSV file with the columns {', '.join(entity.columns)}.",
        ) from error


def last_of_each_key(table: Table, entity: Entity) -> Table:
    """The table without rows whose key comes again further down."""
    places = {entity.key_of(row): place for place, row in enumerate(rows_of(table, entity))}
    if len(places) == table.num_rows:
        return table
    return table.take(pa.array(sorted(places.values()), pa.int64()))


def rows_of(table: Table, entity: Entity) -> Iterator[Row]:
    """The rows of an extract as texts, "" for null."""
    columns = [pc.fill_null(table[column], "").to_pylist() for column in entity.columns]
    return zip(*columns, strict=True)


def write_extracts(
    parts: Iterable[Extracts], folder: Path, *, gzip: bool = False
) -> dict[str, int]:
    """Write extracts that come in parts, as one CSV file for each entity. Returns their rows.

    Raises SimulatorError when the disk does not take them.
    """
    rows = dict.fromkeys(ENTITIES, 0)
    ending = ".csv.gz" if gzip else ".csv"
    try:
        with ExitStack() as stack:
            files: dict[str, BinaryIO] = {}
            for name, entity in ENTITIES.items():
                path = folder / name / f"{entity.extract_name}{ending}"
                path.parent.mkdir(parents=True, exist_ok=True)
                files[name] = stack.enter_context(opened(path, compressed=gzip))
                files[name].write((",".join(entity.columns) + "\n").encode())
            for part in parts:
                for name, table in part.items():
                    rows[name] += table.num_rows
                    files[name].write(csv_lines(list(table.columns)))
    except OSError as error:
        raise SimulatorError(
            f"{folder} cannot be written: {error.strerror}.",
            "Free some space or choose another folder.",
        ) from error
    return rows
