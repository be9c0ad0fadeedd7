"""What sqlfluff's jinja templater gives to the models: no connection, no dbt.

Everything here is a name in the templates. Of dbt's names there are those that templates use, as
they are while dbt parses: nothing is executed. The project's macros are the real ones, found by
their names. One that cannot be rendered so (because it asks the database, or for the model's name)
stands for the SQL that it was given, or for null.
"""

import functools
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import jinja2
import yaml

PROJECT = Path(__file__).resolve().parents[2]

# --- dbt ---------------------------------------------------------------------------------------

execute = False
invocation_id = "invocation"
this = "analytics.this"
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


def var(name: str, default: object = None) -> object:
    """What dbt_project.yml says."""
    project = yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))
    return project["vars"].get(name, default)


def ref(*names: str) -> str:
    """The last name: the model's."""
    return names[-1]


def source(source_name: str, table_name: str) -> str:
    """One word for both."""
    return f"{source_name}_{table_name}"


def config(*_: object, **__: object) -> str:
    """Nothing."""
    return ""


def is_incremental() -> bool:
    """As in a first run."""
    return False


# --- macros of the project ---------------------------------------------------------------------


class ReturnedError(Exception):
    """How `return` leaves a macro: with its value."""

    def __init__(self, value: object) -> None:
        super().__init__()
        self.value = value


def leave(value: object = "") -> None:
    """Dbt's `return`."""
    raise ReturnedError(value)


@functools.cache
def module_of(file: Path) -> object:
    """The macros of a file."""
    return environment.from_string(file.read_text(encoding="utf-8")).module


def stand_in_for(name: str, file: Path) -> Callable[..., object]:
    """A function that does what a macro does, as far as it goes without a database."""

    def call(*arguments: object, **named: object) -> object:
        try:
            return getattr(module_of(file), name)(*arguments, **named)
        except ReturnedError as returned:
            return returned.value
        except (jinja2.TemplateError, AttributeError, LookupError, TypeError, ValueError):
            texts = [each for each in (*arguments, *named.values()) if isinstance(each, str)]
            return next((text for text in texts if re.search(r"\bselect\b", text)), "null")

    return call


environment = jinja2.Environment(
    extensions=["jinja2.ext.do"], undefined=jinja2.StrictUndefined, autoescape=False
)
macros = {
    name: stand_in_for(name, file)
    for file in sorted((PROJECT / "macros").rglob("*.sql"))
    for name in re.findall(r"{%-?\s*macro\s+(\w+)", file.read_text(encoding="utf-8"))
}
names = {
    **{name: value for name, value in globals().items() if not name.startswith("_")},
    **macros,
}
environment.globals.update({**names, "return": leave})
globals().update(macros)
