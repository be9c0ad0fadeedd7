"""The KPIs straight from extracts: one file per entity, one row per record, nothing changes.

A second way to the same numbers, past the oracle's reader, rules and versions. It holds for
extracts whose every row is good: that is how a replay of them as changes must end.
"""

from __future__ import annotations

from pathlib import Path

from tests.python.oracle.cleaning import MACROS, literal
from tests.python.oracle.database import connect
from tests.python.oracle.marketplace.changes import listed
from tests.python.oracle.marketplace.entities import ENTITIES, Entity
from tests.python.oracle.marketplace.expected import Marketplace
from tests.python.oracle.marketplace.facts import FACTS
from tests.python.oracle.marketplace.reports import SEGMENTS, Segment, reports
from tests.python.oracle.marketplace.values import VALUES

# Without a history every address has been there for ever.
FIRST_ADDRESSES = """
create view history_customers as
select *, timestamp '0001-01-01' as valid_from, false as is_deleted from current_customers
"""


def kpis_of_extracts(folder: Path, segments: tuple[Segment, ...] = SEGMENTS) -> Marketplace:
    """Computes current state, facts, dimensions and reports from extracts.

    The address at the purchase is the only one that the extracts know.

    Args:
        folder: holds `<entity>/*.csv` or `.csv.gz` for every entity.
        segments: the segments of persons; one belongs to the first that fits.

    Raises:
        duckdb.IOException: an entity has no file.
        ValueError: a key is twice in the extracts.
    """
    connection = connect()
    try:
        for statements in (MACROS, VALUES):
            connection.execute(statements)
        for entity in ENTITIES:
            connection.execute(current_state(entity, folder))
            key = ", ".join(entity.key)
            doubled = f"from current_{entity.name} group by {key} having count(*) > 1"
            if connection.execute(f"select {key} {doubled}").fetchone():
                raise ValueError(f"The extracts of {entity.name} hold a key twice.")
        for statements in (FIRST_ADDRESSES, FACTS, *reports(segments)):
            connection.execute(statements)
    except BaseException:
        connection.close()
        raise
    return Marketplace(connection)


def current_state(entity: Entity, folder: Path) -> str:
    """SQL of the table current_<entity> of an entity's files."""
    cleaned = {column: entity.cleaned(column) for column in entity.delivered_columns}
    return f"""
    create table current_{entity.name} as
    select {listed({**entity.key, **entity.attributes})}
    from (
        select {listed(cleaned)}
        from read_csv(
            {literal(str(folder / entity.name / "*.csv*"))},
            header = true, all_varchar = true, quote = '"', escape = '"', delim = ','
        )
    )
    order by {", ".join(entity.key)}
    """
