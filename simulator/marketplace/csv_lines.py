"""Text columns of any length as the lines of a CSV file, without a loop over the rows."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from simulator.arrow import Column, joined_by_commas

# What has to stand in quotes.
SPECIAL = r'[,"\r\n]'

ROWS_AT_ONCE = 100_000


def csv_lines(columns: Sequence[Column]) -> bytes:
    """Text columns of one length as CSV in UTF-8; null is empty, quotes only where needed."""
    rows = len(columns[0])
    return b"".join(
        some_lines([column.slice(first, ROWS_AT_ONCE) for column in columns])
        for first in range(0, rows, ROWS_AT_ONCE)
    )


def some_lines(columns: Sequence[Column]) -> bytes:
    """Columns of some rows as CSV."""
    texts = [quoted(whole(column)) for column in columns]
    texts[-1] = pc.binary_join_element_wise(texts[-1], "\n", "")
    return joined_by_commas(texts)


def whole(column: Column) -> Column:
    """A column in one piece."""
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def quoted(texts: Column) -> Column:
    """Texts as they stand in a CSV file."""
    texts = pc.fill_null(texts, "")
    is_special = pc.match_substring_regex(texts, SPECIAL)
    if not pc.any(is_special).as_py():
        return texts
    doubled = pc.replace_substring(texts, '"', '""')
    return pc.if_else(is_special, pc.binary_join_element_wise('"', doubled, '"', ""), texts)
