"""The feeds that the project declares, as far as Python needs them: their folders."""

from pathlib import Path

import yaml

from orchestration.setup.render import PROJECT


def feed_folders(project: Path = PROJECT) -> list[str]:
    """The folders below a landing root that the project reads, as the sources' YAML has them."""
    folders = set()
    for file in sorted((project / "models" / "staging").rglob("_*__sources.yml")):
        for source in yaml.safe_load(file.read_text(encoding="utf-8"))["sources"]:
            for table in source["tables"]:
                folders.add(str(table["config"]["meta"]["path"]))
    return sorted(folders)
