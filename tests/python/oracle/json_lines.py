"""From a line of JSON to its values, as text.

Choices:
- A number keeps the digits that it is written with; true and false are these words.
- null is an empty value, like `""`; a key that is missing has none.
- A nested object or array is JSON text without spaces, its numbers as they are written, its letters
  as they are; keys of nested objects may repeat.
- Keys are told in lower case. NaN and Infinity are no JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn


class Number(str):
    """The digits of a number."""

    __slots__ = ()


class Object(list[tuple[str, Any]]):
    """The keys and values of an object, in their order."""

    __slots__ = ()


def refuse(word: str) -> NoReturn:
    """Refuses NaN and Infinity."""
    raise ValueError(f"{word} is no JSON")


def object_of(text: str, also_called: Mapping[str, str]) -> dict[str, str] | None:
    """The values of an object by the names of the columns; None where the text is none."""
    try:
        found = json.loads(
            text,
            parse_int=Number,
            parse_float=Number,
            parse_constant=refuse,
            object_pairs_hook=Object,
        )
    except ValueError:
        return None
    if not isinstance(found, Object):
        return None
    values = {key.lower(): value for key, value in found}
    if len(values) != len(found):
        return None
    return {
        (
            also_called[key] if key in also_called and also_called[key] not in values else key
        ): text_of(value)
        for key, value in values.items()
    }


def text_of(value: Any) -> str:
    """A value of an object as text."""
    if value is None:
        return ""
    return value if isinstance(value, str) else compact(value)


def compact(value: Any) -> str:
    """JSON text of a value, without spaces."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, Object):
        return "{" + ",".join(f"{compact(key)}:{compact(each)}" for key, each in value) + "}"
    if isinstance(value, list):
        return "[" + ",".join(compact(each) for each in value) + "]"
    return json.dumps(value, ensure_ascii=False)
