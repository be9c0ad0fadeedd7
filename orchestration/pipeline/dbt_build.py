"""The build itself: dbt in this process, with a watcher on its events."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from orchestration.pipeline.errors import PipelineError
from orchestration.pipeline.output import RunWatcher, java_output_in
from orchestration.pipeline.settings import RunSettings
from orchestration.setup.render import PROJECT


@dataclass(frozen=True)
class Outcome:
    """What came out of a build.

    ``summary`` is what dbt's macros counted, None when the build ended before they could;
    ``error`` is what dbt said when it could not run at all.
    """

    succeeded: bool
    summary: dict[str, Any] | None
    error: str
    was_interrupted: bool = False


def build(
    settings: RunSettings,
    *,
    full_refresh: bool,
    select: Sequence[str],
    selector: str = "",
    manifest: Any = None,
    out: TextIO | None = None,
) -> Outcome:
    """Runs `dbt build` against the settings' target and shows its progress.

    Args:
        settings: where, and against which target.
        full_refresh: whether silver and gold are computed anew.
        select: nodes in dbt's notation, everything when it is empty.
        selector: one of selectors.yml instead, for example a layer.
        manifest: the project as `parse` has read it; dbt reads it itself when it is not given.
        out: where its progress goes, stdout when it is not given.

    Nothing is raised: what went wrong is in the outcome.
    """
    arguments = ["--log-level", "none"]
    if not sys.stdout.isatty():
        arguments.append("--no-use-colors")
    arguments += ["build", "--target", settings.target, "--project-dir", str(PROJECT)]
    if full_refresh:
        arguments.append("--full-refresh")
    if select:
        arguments += ["--select", *select]
    if selector:
        arguments += ["--selector", selector]
    if manifest is not None:
        forget_last_build(manifest)
    with java_output_in(settings.spark_log):
        # dbt takes two seconds to import, which a check that fails should not cost
        from dbt.cli.main import dbtRunner

        watcher = RunWatcher(out or sys.stdout)
        outcome = dbtRunner(manifest=manifest, callbacks=[watcher]).invoke(arguments)
    error = "" if outcome.exception is None else str(outcome.exception)
    return Outcome(
        succeeded=outcome.success,
        summary=watcher.summary,
        error=error or failed_operations(outcome.result),
        was_interrupted=isinstance(outcome.exception, KeyboardInterrupt),
    )


def parse(settings: RunSettings) -> Any:
    """The project as dbt reads it, for builds in this process that need not read it again.

    Raises PipelineError when dbt cannot read it.
    """
    from dbt.cli.main import dbtRunner

    arguments = ["--quiet", "--log-level", "none", "parse", "--target", settings.target]
    outcome = dbtRunner().invoke([*arguments, "--project-dir", str(PROJECT)])
    if not outcome.success:
        raise PipelineError(
            f"dbt cannot read the project: {' '.join(str(outcome.exception).split())}.",
            "mend what the message names, then start it again.",
        )
    return outcome.result


def forget_last_build(manifest: Any) -> None:
    """Takes out of a project that is kept what the build before has left in it.

    Macros note in dbt's graph what they know of tables during a run. dbt notes at a node that the
    SQL of its ephemeral parents was put into its own, and would leave it out of what it compiles
    anew.
    """
    for node in manifest.nodes.values():
        if getattr(node, "extra_ctes_injected", False):
            node.extra_ctes_injected = node.compiled = False
            node.extra_ctes = []
    manifest.build_flat_graph()


def failed_operations(result: Any) -> str:
    """The messages of failed hooks: a run whose summary could not be made has nothing else."""
    results = getattr(result, "results", None) or []
    return "; ".join(
        f"{each.node.name}: {each.message}"
        for each in results
        if str(each.status) == "error" and str(each.node.resource_type) == "operation"
    )
