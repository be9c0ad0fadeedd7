"""Spark servers on this machine: a standalone cluster, or one warm session, behind Spark Connect.

The command line is ``python -m orchestration.cluster``; `make cluster`, `make session` and
`make stop` call it. Everything comes from the pyspark wheel and works on the metastore and the
warehouse of one LAKEHOUSE_HOME, with the Spark settings of the local target.
"""

from orchestration.cluster.errors import ClusterError
from orchestration.cluster.servers import Server, running, stop_all
from orchestration.cluster.spark import (
    ClusterSettings,
    remote_of,
    start_cluster,
    start_connect_server,
    start_session,
)

__all__ = [
    "ClusterError",
    "ClusterSettings",
    "Server",
    "remote_of",
    "running",
    "start_cluster",
    "start_connect_server",
    "start_session",
    "stop_all",
]
