"""A table as a file: Parquet, or JSON Lines for whoever wants to read it with a text editor."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sanan.kit.errors import Invalid
from sanan.transfer.rows import Column, Row, Tally, from_arrow, from_line, line, to_arrow

AT_ONCE = 5_000


class Format(StrEnum):
    """How tables are written; the value is the ending of the file."""

    PARQUET = "parquet"
    LINES = "jsonl"


def write(path: Path, form: Format, columns: Sequence[Column], rows: Iterable[Row]) -> Tally:
    """Write rows into a new file; how many, and the hash of their lines."""
    tally = Tally()
    if form is Format.LINES:
        with path.open("xb") as out:
            for row in rows:
                said = line(columns, row)
                tally.add(said)
                out.write(said)
        return tally
    schema = pa.schema([(c.name, c.kind.arrow) for c in columns])
    source = iter(rows)
    with path.open("xb") as out, pq.ParquetWriter(out, schema, compression="zstd") as writer:
        while batch := list(islice(source, AT_ONCE)):
            for row in batch:
                tally.add(line(columns, row))
            held = zip(columns, zip(*batch, strict=True), strict=True)
            arrays = [to_arrow(column, values) for column, values in held]
            writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=schema))
    return tally


def read(path: Path, form: Format, columns: Sequence[Column], tally: Tally) -> Iterator[list[Any]]:
    """The rows of a file, one after the other, counted and hashed in `tally` on the way.

    Raises Invalid where it is no such file.
    """
    try:
        for row in _rows(path, form, columns):
            tally.add(line(columns, row))
            yield row
    except (pa.ArrowException, KeyError, ValueError, TypeError, AttributeError) as error:
        raise Invalid(f"{path.name} cannot be read: {error}", "unreadable_table") from error


def _rows(path: Path, form: Format, columns: Sequence[Column]) -> Iterator[list[Any]]:
    if form is Format.LINES:
        with path.open("rb") as source:
            for text in source:
                yield from_line(columns, text)
        return
    with pq.ParquetFile(path) as source:
        for batch in source.iter_batches(batch_size=AT_ONCE):
            yield from from_arrow(columns, batch)
