"""PostgreSQL with statements prepared in the server, over connections that are kept.

Django binds values in the client, so that the server parses and plans every statement anew. With
`server_side_binding` and `prepare_threshold` a statement that a connection has seen five times is
prepared there; either alone does nothing. And Django asks `SELECT 1` at the beginning of every
request whether a kept connection still lives; here its socket is looked at instead: a server that
ended or was replaced has said so there, and then the connection is made anew before anything is sent.
A pooler in transaction mode hands a connection's statements to others: `SANAN_PGBOUNCER` switches
preparing off (docs/settings.md).
"""

from typing import Any

PREPARED = {"server_side_binding": True, "prepare_threshold": 5}
PATIENCE = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""Of libpq: seconds, the last one milliseconds; a host that is gone without a word is noticed."""


def options(*, prepared: bool) -> dict[str, Any]:
    """The `OPTIONS` of a database behind this backend."""
    return {**PATIENCE, **(PREPARED if prepared else {})}
