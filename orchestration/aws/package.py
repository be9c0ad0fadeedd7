"""Packages of Lambda functions: a module with all that it imports of the project, as a zip file.

The same sources give the same bytes, so that an unchanged function is not deployed again.
"""

from __future__ import annotations

import ast
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from orchestration.aws.errors import AwsError
from orchestration.setup.render import PROJECT

# zip files know no time before
EPOCH = (1980, 1, 1, 0, 0, 0)


def module_file(module: str, project: Path = PROJECT) -> Path | None:
    """The file of a module of the project, None where it is none of it."""
    path = project.joinpath(*module.split("."))
    for file in (path.with_suffix(".py"), path / "__init__.py"):
        if file.is_file() and file.is_relative_to(project):
            return file
    return None


def imported_modules(file: Path) -> Iterator[str]:
    """All that a file imports, by any way of saying it; names out of a module may be modules."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def modules_of(module: str, project: Path = PROJECT) -> set[str]:
    """A module and all modules of the project that it needs, the packages around them included."""
    if module_file(module, project) is None:
        raise AwsError(f"{module} is no module of the project.", "name one, with dots between.")
    wanted, found = [module], set[str]()
    while wanted:
        name = wanted.pop()
        file = module_file(name, project)
        if name in found or file is None:
            continue
        found.add(name)
        wanted += imported_modules(file)
        wanted += [name.rpartition(".")[0]] if "." in name else []
    return found


def files_of(module: str, project: Path = PROJECT) -> list[Path]:
    """The files of a module and of all modules of the project that it needs."""
    files = (module_file(name, project) for name in modules_of(module, project))
    return sorted(file for file in files if file)


def libraries_of(module: str, project: Path = PROJECT) -> set[str]:
    """What a package needs beside the project: first words of what its modules import."""
    files = files_of(module, project)
    words = {name.partition(".")[0] for file in files for name in imported_modules(file)}
    return words - {file.relative_to(project).parts[0] for file in files}


def write_package(module: str, target: Path, project: Path = PROJECT) -> Path:
    """Writes the package of a module; returns the file."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files_of(module, project):
            entry = zipfile.ZipInfo(file.relative_to(project).as_posix(), EPOCH)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.read_bytes())
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"_{target.name}.part")
    part.write_bytes(content.getvalue())
    part.replace(target)
    return target
