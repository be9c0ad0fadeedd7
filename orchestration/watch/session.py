"""The Spark session that lives in this process from the first build of a watch to its end."""

from __future__ import annotations

import sys
from contextlib import suppress

SECONDS_TO_END = 60


def is_alive() -> bool:
    """Whether the session answers; also when none was started yet."""
    if "pyspark" not in sys.modules:
        return True
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    if SparkContext._gateway is None:
        return True
    try:
        session = SparkSession.getActiveSession() or SparkSession.builder.getOrCreate()
        session.sql("select 1").collect()
    except Exception:
        # whatever keeps it from answering, the next build needs another one
        return False
    return True


def end() -> None:
    """Ends the session and its virtual machine, so that the lakehouse can be opened by others.

    The next build starts another one. Does nothing when none was started.
    """
    if "pyspark" not in sys.modules:
        return
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    gateway = SparkContext._gateway
    if gateway is None:
        return
    context = SparkContext._active_spark_context
    # a virtual machine that is gone cannot be told to stop
    with suppress(Exception):
        if context is not None:
            context.stop()
    with suppress(Exception):
        gateway.shutdown()
    process = getattr(gateway, "proc", None)
    if process is not None:
        # it ends when nobody can write to it any more
        process.stdin.close()
        with suppress(Exception):
            process.wait(SECONDS_TO_END)
        process.kill()
        process.wait()
    SparkContext._gateway = SparkContext._jvm = None
    SparkContext._active_spark_context = None
    SparkSession._instantiatedSession = None
