"""Takes the pictures of README.md and docs/ anew, of the last run: make pictures, after make run-pipeline.

They are of the default input, whose rows are the same each time; what they show beside numbers (times, the
id of the run) is not. Chromium is needed, as for make test-dashboards.
"""

from __future__ import annotations

import html
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from orchestration.dashboards.catalogue import read_catalogue
from orchestration.dashboards.page import page_of
from orchestration.dashboards.sources import local_content
from orchestration.documents.layers import DEFAULT_RUN
from orchestration.pipeline.summary import lines_for_people
from orchestration.problems import target_folder
from orchestration.setup.render import PROJECT, replace_file

IMAGES = PROJECT / "docs" / "images"
COUNTED = ("files", "landed", "accepted", "superseded", "rejected")
TERMINAL = """<body style="margin:0;background:#1b1f24"><pre style="margin:0;padding:18px 22px;width:max-content;
color:#e6e6e6;font:13px/1.35 'DejaVu Sans Mono',monospace">{}</pre></body>"""


def rows_of(summary: Mapping[str, Any]) -> dict[str, int]:
    """What a run has counted over all feeds: files, rows, and what became of them."""
    return {name: sum(int(feed[name]) for feed in summary["feeds"]) for name in COUNTED}


def main() -> None:
    """Writes the pictures and the counts of the run that they show."""
    summary = json.loads((target_folder() / "run_summary.json").read_text(encoding="utf-8"))
    counts = json.dumps(rows_of(summary), indent=2)
    replace_file(PROJECT / DEFAULT_RUN, counts + "\n")
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or "chromium"
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        text = "$ make run-pipeline\n..." + "\n".join(lines_for_people(summary))
        terminal = Path(folder, "summary.html")
        terminal.write_text(TERMINAL.format(html.escape(text)), encoding="utf-8")
        take(browser, terminal.as_uri(), "pre", IMAGES / "summary.png")
        page = Path(folder, "index.html")
        page.write_text(page_of(local_content(read_catalogue())), encoding="utf-8")
        take(browser, f"{page.as_uri()}#distribution", "", IMAGES / "dashboard.png")
        browser.close()


def take(browser: Browser, address: str, element: str, file: Path) -> None:
    """A picture of an element, or of what a screen shows of the page."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(address)
    page.wait_for_load_state("networkidle")
    if element:
        page.locator(element).screenshot(path=file)
    else:
        page.wait_for_selector("svg.marks")
        page.screenshot(path=file)
    page.close()


if __name__ == "__main__":
    main()
