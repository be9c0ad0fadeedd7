"""What sqlfluff's jinja templater gives to the models: no connection, no dbt.

Everything here is a name in the templates. sqlfluff itself brings ref, source, config, var,
is_incremental and this, and takes the project's own macros where they only put text together. A
macro that queries, or asks dbt for something, is replaced by a function of the same name here
that returns SQL of the same shape; its file is listed in .sqlfluff under
exclude_macros_from_path, because a macro would win over the function.
"""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace

# --- dbt ---------------------------------------------------------------------------------------

execute = False
invocation_id = "invocation"
model = SimpleNamespace(
    name="model", alias="model", schema="schema", config=SimpleNamespace(meta={}), raw_code=""
)
target = SimpleNamespace(name="local", type="spark", schema="analytics")
dbt = SimpleNamespace(
    type_string=lambda: "string",
    type_timestamp=lambda: "timestamp",
    current_timestamp=lambda: "current_timestamp()",
)
dbt_utils = SimpleNamespace(
    generate_surrogate_key=lambda field_list: f"md5(concat({', '.join(field_list)}))",
)


def env_var(name: str, default: str | None = None) -> str:
    """The default, or the name in lower case."""
    return default if default is not None else name.lower()


# --- macros of the project ----------------------------------------------------------------------


def load_feed(source_name: str, table_name: str) -> str:
    """A select from the feed."""
    return f"select * from {source_name}_{table_name}"


def judging_state() -> Mapping[str, object]:
    """The state of a first run."""
    return {"judged_with": "x", "after_load_id": 0, "judgement_id": 1, "keeps_stored": False}


def changed_sales_months(judged_lines: Mapping[str, str], prices: str) -> Sequence[str] | None:
    """All months."""
    return None
