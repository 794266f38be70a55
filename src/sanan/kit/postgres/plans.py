"""When the server should not think again about a statement that it has planned."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

WITH_CACHE_MODE = 120_000
"""The version of PostgreSQL from which a session may say how it uses the plans that it keeps."""


@contextmanager
def as_planned(connection: Any) -> Iterator[None]:
    """Let prepared statements within run as they were planned once, whatever their values.

    By itself the server plans a statement anew where it takes the kept plan for dearer; of a page's
    counts that costs it ten times what counting does. Said in the same message as the statement. Does
    nothing on SQLite, where nothing is prepared (a pooler), and on an older server.
    """
    if not _keeps_plans(connection):
        yield
        return
    server = connection.connection
    with server.pipeline():
        server.execute("SET plan_cache_mode = force_generic_plan")
        yield
        server.execute("RESET plan_cache_mode")


def _keeps_plans(connection: Any) -> bool:
    if connection.vendor != "postgresql":
        return False
    connection.ensure_connection()
    prepares = connection.connection.prepare_threshold is not None
    return prepares and connection.pg_version >= WITH_CACHE_MODE
