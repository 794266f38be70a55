"""One form for a row: the same line from SQLite, PostgreSQL, Parquet and JSON Lines."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pyarrow as pa
import pytest
from django.db import models

from sanan.kit.errors import Invalid
from sanan.transfer.formats import Format, read, write
from sanan.transfer.rows import Column, Tally, alike, kind_of, line

FIELDS = {
    "bytes": models.BinaryField(),
    "code": models.UUIDField(),
    "data": models.JSONField(),
    "day": models.DateField(),
    "long": models.DurationField(),
    "moment": models.DateTimeField(),
    "money": models.DecimalField(max_digits=12, decimal_places=2),
    "share": models.FloatField(),
    "text": models.TextField(),
    "true": models.BooleanField(),
    "whole": models.BigIntegerField(),
}


def columns() -> list[Column]:
    for name, field in FIELDS.items():
        field.set_attributes_from_name(name)
    return [Column(name, field, kind_of(field)) for name, field in FIELDS.items()]


# What SQLite and PostgreSQL give for one and the same row.
FROM_SQLITE = [
    b"\x00\xff",
    UUID("12345678123456781234567812345678"),
    {"b": 1000.0, "a": [1.5e300, 0.1, None, "村"]},
    date(2026, 2, 28),
    timedelta(days=1, microseconds=5),
    datetime(2026, 1, 31, 8, 0, 0, 120, tzinfo=UTC),
    Decimal("12.30"),
    5.0,
    '换行\n"引号"\x7f𠮷',
    1,
    2**63 - 1,
]
FROM_POSTGRES = [
    memoryview(b"\x00\xff"),
    UUID("12345678123456781234567812345678"),
    {"a": [15 * 10**299, 0.1, None, "村"], "b": 1000},
    date(2026, 2, 28),
    timedelta(days=1, microseconds=5),
    datetime(2026, 1, 31, 16, 0, 0, 120, tzinfo=timezone(timedelta(hours=8))),
    Decimal("12.3"),
    5.0,
    '换行\n"引号"\x7f𠮷',
    True,
    2**63 - 1,
]
LINE = (
    '{"bytes":"AP8=","code":"12345678-1234-5678-1234-567812345678",'
    f'"data":{{"a":[{15 * 10**299},0.1,null,"村"],"b":1000}},'
    '"day":"2026-02-28","long":86400000005,"moment":"2026-01-31T08:00:00.000120Z",'
    '"money":"12.30","share":5.0,"text":"换行\\n\\"引号\\"\x7f𠮷","true":true,'
    '"whole":9223372036854775807}\n'
)


@pytest.mark.parametrize("row", [FROM_SQLITE, FROM_POSTGRES], ids=["sqlite", "postgres"])
def test_a_row_has_one_line_wherever_it_stands(row):
    assert line(columns(), alike(columns(), row)).decode() == LINE


@pytest.mark.parametrize("form", list(Format))
def test_a_file_gives_back_every_value(form, tmp_path):
    cols = columns()
    rows = [alike(cols, FROM_SQLITE), [None] * len(cols)]
    path = tmp_path / f"t.{form}"
    wrote, got = write(path, form, cols, rows), Tally()
    assert list(read(path, form, cols, got)) == rows
    assert (got.rows, got.sha256) == (wrote.rows, wrote.sha256) == (2, wrote.sha256)


def test_half_of_a_surrogate_pair_is_kept_as_an_escape(tmp_path):
    cols = [c for c in columns() if c.name == "data"]
    assert line(cols, [{"x": "\ud83d"}]) == b'{"data":{"x":"\\ud83d"}}\n'
    for form in Format:
        path = tmp_path / f"t.{form}"
        write(path, form, cols, [[{"x": "\ud83d"}]])
        assert list(read(path, form, cols, Tally())) == [[{"x": "\ud83d"}]]


def test_many_rows_stream_through_parquet_in_parts(tmp_path):
    cols = [c for c in columns() if c.name == "whole"]
    path = tmp_path / "t.parquet"
    write(path, Format.PARQUET, cols, ([n] for n in range(12_345)))
    assert pa.parquet.ParquetFile(path).num_row_groups == 3
    assert sum(1 for _ in read(path, Format.PARQUET, cols, Tally())) == 12_345


@pytest.mark.parametrize("text", [b"nothing", b"{}\n", b'{"whole":"x"}\n', b'{"whole":[]}\n'])
def test_a_file_that_is_none_is_refused(text, tmp_path):
    cols = [c for c in columns() if c.name in {"whole", "moment"}]
    for form in Format:
        path = tmp_path / f"t.{form}"
        path.write_bytes(text)
        with pytest.raises(Invalid) as refused:
            list(read(path, form, cols, Tally()))
        assert refused.value.code == "unreadable_table"
