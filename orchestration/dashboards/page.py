"""The page: one file of HTML that needs no server, no network and no account."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import vl_convert
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

TEMPLATES = Path(__file__).parent / "templates"


@lru_cache
def library() -> str:
    """Vega, as the package has it, with a name of its own on the page."""
    bundle: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return bundle.replace("</script", "<\\/script")


def page_of(content: Mapping[str, Any]) -> str:
    """The page as text. Values from tables can neither end the script nor become tags."""
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    data = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return environment.get_template("page.html").render(
        content=content,
        data=Markup(data.replace("<", "\\u003c")),
        library=Markup(library()),
        script=Markup((TEMPLATES / "page.js").read_text(encoding="utf-8")),
    )
