"""What is made stands in documents between two marks."""

from __future__ import annotations

import re

from orchestration.documents.errors import DocumentError


def with_block(text: str, name: str, made: str) -> str:
    """A document with a block made anew. Raises DocumentError when its marks are not there."""
    start, end = f"<!-- {name}: made by make reference -->", f"<!-- end of {name} -->"
    pattern = re.compile(f"{re.escape(start)}\n.*?{re.escape(end)}", re.DOTALL)
    if len(pattern.findall(text)) != 1:
        raise DocumentError(
            f"The document has not one block called {name}.",
            f"write the lines '{start}' and '{end}' where it belongs.",
        )
    return pattern.sub(lambda _: f"{start}\n\n{made}\n\n{end}", text)
