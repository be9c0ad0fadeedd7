"""The one list of what the stand-in runs otherwise than it was sent, or answers itself.

Each kind stands in docs/evidence.md as not proven. Tests fail when one does not, when a kind is observed
that is not here, when one is here that is not observed any more, and when a statement joins a kind.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Departure:
    """A kind of statement that does not reach Spark as it was sent.

    Attributes:
        name: how the log calls it.
        what: what the stand-in does instead.
        not_proven: what therefore only Databricks can show.
        in_evidence: what docs/evidence.md names it by, where it says what is not proven.
    """

    name: str
    what: str
    not_proven: str
    in_evidence: str


CATALOG = Departure(
    "catalog",
    "`<catalog>.<schema>` becomes the schema `<catalog>__<schema>` of Spark's metastore; a catalog"
    " that does not exist is an error; `current_catalog()` is the connection's",
    "privileges, and what Unity Catalog refuses although Spark takes it",
    "`<catalog>.<schema>` is mapped",
)
DESCRIPTION = Departure(
    "description",
    "`describe table ... as json` of a Delta table, which open Spark refuses, is answered from the"
    " table's schema",
    "the adapter's reading of the real description",
    "`describe ... as json`",
)
INFORMATION_SCHEMA = Departure(
    "information_schema",
    "`information_schema.tables` and `.columns` are views of Spark's own catalogue",
    "the adapter's reading of the real views",
    "`information_schema`",
)
READ_FILES = Departure(
    "read_files",
    "each call of `read_files` is an external table over its folder, with the same options; a"
    " folder that is not there is an error",
    "what `read_files` makes of the folders and options",
    "`read_files` is an external",
)
SCHEMAS = Departure(
    "schemas",
    "`show schemas in <catalog>` lists the schemas that are mapped to the catalog",
    "the listing of schemas",
    "`show schemas in <catalog>`",
)
VERSION = Departure(
    "version",
    "a cluster's version is answered as 15.4",
    "what the adapter sends to clusters of other versions",
    "version 15.4",
)

DEPARTURES = {
    each.name: each
    for each in (CATALOG, DESCRIPTION, INFORMATION_SCHEMA, READ_FILES, SCHEMAS, VERSION)
}
