"""The engines that count: DuckDB on one machine, a Spark-compatible one on many.

Both take the same ibis expressions. Without an address the Spark engine is Sail in this process
(`pip install 'sanan[cluster]'`); with one (`sc://host:port`) it is whatever answers there, and the
data folder must lie where its workers can read it.
"""

import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, Protocol

import pyarrow as pa

from sanan.kit.errors import Invalid

NAMES = ("duckdb", "spark")
Work = Callable[[pa.Table], pa.Table]
SPARK_TYPES = {
    pa.string(): "string",
    pa.int32(): "int",
    pa.int64(): "bigint",
    pa.float64(): "double",
}


class Engine(Protocol):
    """What an engine can do."""

    def table(self, pattern: str) -> Any:
        """The Parquet files of a pattern, all of one form, as one ibis table."""

    def run(self, expression: Any) -> pa.Table:
        """What an expression comes to."""

    def mapped(self, pattern: str, keys: Sequence[str], work: Work, schema: pa.Schema) -> pa.Table:
        """The rows of each group of keys through a function of Arrow tables."""


class DuckDB:
    """DuckDB in this process; functions run in processes beside it, as many as threads."""

    def __init__(self, threads: int) -> None:
        import ibis

        self._threads = threads
        self._backend: Any = ibis.duckdb.connect(threads=threads)

    def table(self, pattern: str) -> Any:
        with warnings.catch_warnings():
            # ibis 12 asks DuckDB 2 by a name that DuckDB calls old.
            warnings.simplefilter("ignore", DeprecationWarning)
            return self._backend.read_parquet(pattern)

    def run(self, expression: Any) -> pa.Table:
        found = self._backend.con.sql(self._backend.compile(expression)).to_arrow_table()
        return found.cast(expression.schema().to_pyarrow())

    def mapped(self, pattern: str, keys: Sequence[str], work: Work, schema: pa.Schema) -> pa.Table:
        found = []
        with self._workers() as workers:
            waiting = [workers.submit(work, group) for group in self._groups(pattern, keys)]
            found = [each.result() for each in waiting]
        return pa.concat_tables([schema.empty_table(), *found])

    def _workers(self) -> Executor:
        if self._threads == 1:
            return ThreadPoolExecutor(1)
        return ProcessPoolExecutor(self._threads, mp_context=get_context("spawn"))

    def _groups(self, pattern: str, keys: Sequence[str]) -> Iterator[pa.Table]:
        """The rows of each group; they are read group by group."""
        table = self.table(pattern)
        for group in (
            self.run(table.select(*keys).distinct())
            .sort_by([(key, "ascending") for key in keys])
            .to_pylist()
        ):
            yield self.run(table.filter([table[key] == group[key] for key in keys]))

    def close(self) -> None:
        """End it."""
        self._backend.disconnect()


class Spark:
    """Whatever speaks Spark Connect; Sail in this process where no address is given."""

    def __init__(self, address: str) -> None:
        self._server: Any = None
        self._session: Any = None
        self._backend: Any = None
        try:
            import ibis
            from pyspark.sql import SparkSession

            address = address or self._serve()
        except ImportError as error:
            raise Invalid(
                "The spark engine needs an extra: pip install 'sanan[cluster]'", "no_engine"
            ) from error
        self._session = SparkSession.builder.remote(address).create()
        self._backend = ibis.pyspark.connect(self._session)

    def _serve(self) -> str:
        os.environ.setdefault("RUST_LOG", "error")
        from pysail.spark import SparkConnectServer

        self._server = SparkConnectServer("127.0.0.1", 0)
        self._server.start(background=True)
        host, port = self._server.listening_address
        return f"sc://{host}:{port}"

    def table(self, pattern: str) -> Any:
        return self._backend.read_parquet(pattern)

    def run(self, expression: Any) -> pa.Table:
        found = self._session.sql(self._backend.compile(expression)).toArrow()
        return found.cast(expression.schema().to_pyarrow())

    def mapped(self, pattern: str, keys: Sequence[str], work: Work, schema: pa.Schema) -> pa.Table:
        form = ", ".join(f"`{field.name}` {SPARK_TYPES[field.type]}" for field in schema)
        rows = self._session.read.parquet(pattern).groupBy(*keys).applyInArrow(work, form)
        return rows.toArrow().cast(schema)

    def close(self) -> None:
        """End the session, and the server where it is ours."""
        if self._session is not None:
            self._session.stop()
        if self._server is not None:
            self._server.stop()


@contextmanager
def opened(name: str = "duckdb", *, threads: int = 0, address: str = "") -> Iterator[Engine]:
    """An engine by its name. Raises Invalid where there is none such, or it is not installed."""
    if name not in NAMES:
        raise Invalid(f"no engine {name}; there are {', '.join(NAMES)}", "no_engine")
    engine = DuckDB(threads or os.cpu_count() or 1) if name == "duckdb" else Spark(address)
    try:
        yield engine
    finally:
        engine.close()
