"""A Connect server that takes a connection and never answers is said, and not waited for."""

from __future__ import annotations

import socket

from orchestration.cluster.spark import mend_of, statement_problem


def test_a_server_that_never_answers_is_given_up_with_a_sentence() -> None:
    """The connection is accepted, as by a server whose answer was lost; nothing ever comes."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        problem = statement_problem(silent.getsockname()[1], seconds=0.5)
    assert problem == "nothing came within 0.5 seconds"
    assert mend_of(problem).startswith("start it again")
