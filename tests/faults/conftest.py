"""A real installation in a folder of its own: its database, its server, its worker, all to be killed."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bench.http import installation
from bench.processes import prepare, python


@dataclass(frozen=True)
class Site:
    """The installation: how to run something in it, and how to look into its database."""

    place: Path
    environment: Mapping[str, str]
    ask: Callable[[str], list[tuple[Any, ...]]]

    def shell(self, code: str) -> str:
        """Run Python inside; what it printed."""
        return python(
            *("-m", "sanan.config", "django", "shell", "-v0", "-c", code),
            environment=self.environment,
        )


@pytest.fixture(params=["sqlite", "postgres"])
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    place = tmp_path_factory.mktemp("faults")
    for folder in (place, *place.parents[:2]):
        folder.chmod(0o755)
    with installation(place, request.param) as made:
        # As behind a TLS server, so that people who speak at once are not all one source.
        environment = {**made, "SANAN_PROXY_HOPS": "1"}
        (place / "static").mkdir()
        prepare(environment)
        yield Site(place, environment, _look(place, environment))


def _look(place: Path, environment: Mapping[str, str]) -> Callable[[str], list[tuple[Any, ...]]]:
    def ask(sql: str) -> list[tuple[Any, ...]]:
        if url := environment.get("DATABASE_URL"):
            with psycopg.connect(url) as connection:
                return connection.execute(sql).fetchall()
        connection = sqlite3.connect(place / "sanan.sqlite3", timeout=20)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    return ask
