"""Text of many rows at once, and tables: what the distribution feeds need of Apache Arrow."""

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

# Arrow has no types that mypy can read; these names say what is meant.
Column = Any
Table = Any

MONEY = pa.decimal128(18, 2)
REVENUE = pa.decimal128(38, 2)


def picked(texts: Sequence[str], positions: NDArray[np.int64]) -> Column:
    """A text column: for each row the text at its position."""
    return pa.array(texts, pa.string()).take(pa.array(positions))


def padded(prefix: str, numbers: NDArray[np.int64], width: int) -> Column:
    """A text column: the prefix and the number, with zeros up to the width."""
    digits = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), width, "0")
    return pc.binary_join_element_wise(prefix, digits, "")


def chosen(condition: NDArray[np.bool_], yes: Column, no: Column) -> Column:
    """Of two columns the first one's values where the condition is true."""
    return pc.if_else(pa.array(condition), yes, no)


def joined_by_commas(columns: Sequence[Column]) -> bytes:
    """The rows of text columns of equal length as CSV; the last column brings the line ends.

    Arrow keeps the texts of a column one after the other in one buffer: that is the file.
    """
    rows = pc.binary_join_element_wise(*columns, ",")
    _, offsets, texts = rows.buffers()
    length = int(np.frombuffer(offsets, np.int32, len(rows) + 1)[-1])
    return bytes(texts.slice(0, length))


def repeated(value: str | int | datetime.date, count: int) -> Column:
    """A column that has one value in each row."""
    return pa.repeat(pa.scalar(value), count)


def money(rupees: NDArray[np.int64]) -> Column:
    """A column of prices, decimal(18, 2), from whole INR."""
    return pa.array(rupees.astype(np.int32)).cast(MONEY)


def revenue(rupees: NDArray[np.int64]) -> Column:
    """A column of revenue, decimal(38, 2), from whole INR."""
    return pa.array(rupees).cast(REVENUE)


def table(columns: dict[str, Column]) -> Table:
    """A table from named columns."""
    return pa.table(columns)


def table_of_rows(rows: Sequence[dict[str, Any]], types: dict[str, str]) -> Table:
    """A table from rows; ``types`` names the columns, and each column's type (see TYPES)."""
    schema = pa.schema([(name, TYPES[type_name]) for name, type_name in types.items()])
    return pa.Table.from_pylist(list(rows), schema=schema)


TYPES = {
    "text": pa.string(),
    "date": pa.date32(),
    "number": pa.int64(),
    "money": MONEY,
}


def concatenated(tables: Sequence[Table]) -> Table:
    """The rows of tables that have the same columns."""
    return pa.concat_tables(tables)


def write_parquet(path: Path, content: Table) -> None:
    """Write a table as one Parquet file."""
    pq.write_table(content, path)


def read_parquet(path: Path) -> Table:
    """Read a table from one Parquet file."""
    return pq.read_table(path)


class ParquetFile:
    """A Parquet file that takes one table after the other and keeps none of them in memory."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.writer: Any = None

    def append(self, content: Table) -> None:
        """Append the rows of a table; the first one decides the columns."""
        if self.writer is None:
            self.writer = pq.ParquetWriter(self.path, content.schema)
        self.writer.write_table(content)

    def close(self) -> None:
        """End the file; without this it cannot be read."""
        if self.writer is not None:
            self.writer.close()


def texts(values: Sequence[str]) -> Column:
    """A text column."""
    return pa.array(values, pa.string())


def nothing(count: int) -> Column:
    """A text column of nulls."""
    return pa.nulls(count, pa.string())


def numbers(values: NDArray[np.int64]) -> Column:
    """A column of whole numbers."""
    return pa.array(values)
