"""Replicas as Django's settings take them, from the addresses that the environment names."""

from collections.abc import Mapping, Sequence
from typing import Any

import dj_database_url

KEPT = ("ENGINE", "CONN_MAX_AGE", "CONN_HEALTH_CHECKS", "DISABLE_SERVER_SIDE_CURSORS")
OWN = {"host", "port", "target_session_attrs"}
"""Options that say where the primary is, and not how to speak with it."""


def databases(primary: Mapping[str, Any], urls: Sequence[str]) -> dict[str, Any]:
    """For each address a database beside the primary, spoken with in the same way.

    None where the primary is no PostgreSQL: the start is refused then (`upkeep.safety`).
    """
    if "sqlite" in primary["ENGINE"]:
        return {}
    found = {}
    for number, url in enumerate(urls, start=1):
        given: dict[str, Any] = dict(dj_database_url.parse(url))
        spoken = {k: v for k, v in primary.get("OPTIONS", {}).items() if k not in OWN}
        given["OPTIONS"] = {**spoken, **given.get("OPTIONS", {})}
        found[f"replica{number}"] = {**given, **{k: primary[k] for k in KEPT if k in primary}}
    return found
