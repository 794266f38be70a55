"""One form for a row, whichever database it stands in: one line of JSON, and its Parquet values.

The line has the columns by name in order of the alphabet, no blanks, UTF-8. Moments are UTC with
microseconds, bytes are base64. The hash of a table is the SHA-256 of its lines in the order of the
primary key: with `--json`, of the file itself.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
from django.db import models

from sanan.kit.errors import Invalid

Row = Sequence[Any]
Change = Callable[[Any], Any]
_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode
_encode_ascii = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False).encode


@dataclass(frozen=True, slots=True)
class Kind:
    """How values of one kind of column are made alike; their form in JSON and in Parquet, and back.

    None where the value is taken as it is.
    """

    name: str
    arrow: pa.DataType
    alike: Change | None = None
    to_json: Change | None = None
    from_json: Change | None = None
    to_arrow: Change | None = None
    from_arrow: Change | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its name there, its field, and its kind."""

    name: str
    field: "models.Field[Any, Any]"
    kind: Kind


def columns_of(model: type[models.Model]) -> list[Column]:
    """The columns that are stored, not worked out, by name."""
    fields = [f for f in model._meta.concrete_fields if not f.generated]
    found = [Column(str(f.column), f, kind_of(f)) for f in fields]
    return sorted(found, key=lambda column: column.name)


def kind_of(field: "models.Field[Any, Any]") -> Kind:
    """The kind of a field's column; of a relation, that of what it points to.

    Raises Invalid for a kind of field that this code has not met.
    """
    base = _base(field)
    name = base.get_internal_type()
    if isinstance(base, models.DecimalField):
        return _decimal(base)
    if name not in KINDS:
        raise Invalid(f"{field.model._meta.label}.{field.name}: no open form for a {name}")
    return KINDS[name]


def alike(columns: Sequence[Column], row: Row) -> list[Any]:
    """A row's values in the same Python types, wherever they come from."""
    return [_changed(c.kind.alike, value) for c, value in zip(columns, row, strict=True)]


def line(columns: Sequence[Column], row: Row) -> bytes:
    """A row in its one form, with the end of the line."""
    pairs = zip(columns, row, strict=True)
    return _bytes({c.name: _changed(c.kind.to_json, value) for c, value in pairs}) + b"\n"


def from_line(columns: Sequence[Column], text: bytes) -> list[Any]:
    """The row of a line.

    Raises ValueError or KeyError for any other text.
    """
    values = json.loads(text)
    return alike(columns, [_changed(c.kind.from_json, values[c.name]) for c in columns])


def to_arrow(column: Column, values: Sequence[Any]) -> pa.Array:
    """The values of a column as Parquet holds them."""
    change = column.kind.to_arrow
    return pa.array([_changed(change, value) for value in values], type=column.kind.arrow)


def from_arrow(columns: Sequence[Column], batch: pa.RecordBatch) -> Iterator[list[Any]]:
    """The rows of a part of a Parquet file."""
    held = [batch.column(c.name).to_pylist() for c in columns]
    for row in zip(*held, strict=True):
        pairs = zip(columns, row, strict=True)
        yield alike(columns, [_changed(c.kind.from_arrow, value) for c, value in pairs])


class Tally:
    """How many rows went by, and their hash."""

    def __init__(self) -> None:
        self.rows = 0
        self._sum = hashlib.sha256()

    def add(self, said: bytes) -> None:
        """One more line."""
        self.rows += 1
        self._sum.update(said)

    @property
    def sha256(self) -> str:
        """Of the lines so far."""
        return self._sum.hexdigest()


def json_text(value: Any) -> str:
    """JSON data as text, in its one form."""
    return _bytes(value).decode()


def _bytes(value: Any) -> bytes:
    try:
        return _encode(value).encode()
    except UnicodeEncodeError:
        # Half of a surrogate pair, which only an escape can say.
        return _encode_ascii(value).encode()


def _changed(change: Change | None, value: Any) -> Any:
    return value if change is None or value is None else change(value)


def _base(field: "models.Field[Any, Any]") -> "models.Field[Any, Any]":
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field


def _json(value: Any) -> Any:
    """JSON data as both databases give it: PostgreSQL keeps 1e3 as 1000."""
    if isinstance(value, dict):
        return {key: _json(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_json(each) for each in value]
    if isinstance(value, float) and value.is_integer():
        return int(Decimal(repr(value)))
    return value


def _moment(value: datetime) -> str:
    return value.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _utc(value: datetime) -> datetime:
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _decimal(field: "models.DecimalField[Any, Any]") -> Kind:
    unit = Decimal(1).scaleb(-field.decimal_places)
    arrow = pa.decimal128(field.max_digits, field.decimal_places)
    return Kind(
        "decimal",
        arrow,
        lambda v: Decimal(v).quantize(unit),
        to_json=lambda v: f"{v:f}",
        from_json=Decimal,
    )


def _microseconds(value: timedelta) -> int:
    return value // timedelta(microseconds=1)


def _duration(value: int) -> timedelta:
    return timedelta(microseconds=value)


TEXTS = ("CharField", "TextField", "SlugField", "EmailField", "URLField", "FileField")
WHOLE_NUMBERS = (
    *("AutoField", "BigAutoField", "SmallAutoField", "IntegerField", "BigIntegerField"),
    *("SmallIntegerField", "PositiveSmallIntegerField", "PositiveIntegerField"),
    "PositiveBigIntegerField",
)
KINDS = {
    **dict.fromkeys(TEXTS, Kind("text", pa.string(), str)),
    **dict.fromkeys(WHOLE_NUMBERS, Kind("integer", pa.int64())),
    "BooleanField": Kind("boolean", pa.bool_(), bool),
    "FloatField": Kind("number", pa.float64(), float),
    "UUIDField": Kind("uuid", pa.string(), str),
    "GenericIPAddressField": Kind("address", pa.string(), str),
    "DateTimeField": Kind(
        "moment",
        pa.timestamp("us", tz="UTC"),
        _utc,
        to_json=_moment,
        from_json=datetime.fromisoformat,
    ),
    "DateField": Kind("day", pa.date32(), to_json=date.isoformat, from_json=date.fromisoformat),
    "TimeField": Kind(
        "time", pa.time64("us"), to_json=time.isoformat, from_json=time.fromisoformat
    ),
    "DurationField": Kind(
        "microseconds", pa.int64(), None, _microseconds, _duration, _microseconds, _duration
    ),
    "BinaryField": Kind("bytes", pa.binary(), bytes, to_json=_base64, from_json=base64.b64decode),
    "JSONField": Kind("json", pa.string(), _json, to_arrow=json_text, from_arrow=json.loads),
}
