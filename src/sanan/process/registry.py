"""The processes of all rooms, as their manifests name them."""

from functools import cache
from typing import Any

from sanan.kit import manifest
from sanan.process.declare import Process


@cache
def processes() -> dict[str, Process[Any]]:
    """Every process by its name, in the order of the rooms."""
    found = manifest.loaded(lambda room: room.processes)
    return {process.name: process for process in found}


def process_of(kind: str) -> Process[Any]:
    """The process of a timeline line or a slip; `KeyError` for a kind that no room has."""
    return processes()[kind]
