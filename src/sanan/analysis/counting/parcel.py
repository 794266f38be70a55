"""What a county publishes: its folded counts by month in one file, under a signed list of them.

A zip of `list` (a signed note, C2SP signed-note), `places.parquet` and `counts/2026-10.parquet` for
each month. The list says the county, when it was made, and for every part its rows and SHA-256:

    sanan-counts/v1
    county 350526000000 德化县
    made 2026-11-30T03:10:00+00:00
    places 222 6f2c…
    month 2026-09 1834 a1b2…

Nothing of a stranger's file is parsed before the signature and the hash of that part hold.
"""

import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.utils.translation import gettext_lazy as _

from sanan.analysis.counting.folder import month_name, month_number
from sanan.kit.errors import Invalid
from sanan.ledger.log import note
from sanan.ledger.log.errors import NoteError
from sanan.ledger.log.keys import Signer, Verifier

FORM = "sanan-counts/v1"
LIST, PLACES = "list", "places.parquet"
LARGEST = 200 * 1024 * 1024
MOST_MONTHS = 600
COUNTS = pa.schema(
    [
        ("measure", pa.string()),
        ("place", pa.string()),
        ("rest", pa.bool_()),
        ("part", pa.int64()),
        ("whole", pa.int64()),
    ]
)
SPOTS = pa.schema([(n, pa.string()) for n in ("code", "name", "kind", "township")])
_COUNTY = re.compile(r"county (\d{12}) (\S.{0,60})")
_PART = re.compile(r"(places|month (\d{4}-(?:0[1-9]|1[0-2]))) (\d{1,9}) ([0-9a-f]{64})")

Row = tuple[str, str, bool, int, int]


@dataclass(frozen=True, slots=True)
class Parcel:
    """A county's counts as they came: by month, rows of measure, place, rest, part, whole."""

    county: str
    name: str
    made_at: datetime
    months: Mapping[str, Sequence[Row]]
    places: Sequence[tuple[str, str, str, str]]
    signed_by: Verifier
    digest: str
    hashes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    rows: int
    sha256: str


def write(
    path: Path,
    *,
    county: str,
    name: str,
    made_at: datetime,
    months: Mapping[str, Sequence[Row]],
    places: Iterable[Sequence[str]],
    signer: Signer,
) -> str:
    """Write a parcel; the hash of its list."""
    spots = [tuple(row) for row in places]
    parts = {PLACES: _table(SPOTS, spots)}
    parts |= {_file(month): _table(COUNTS, sorted(rows)) for month, rows in sorted(months.items())}
    counts = {PLACES: len(spots)} | {_file(month): len(rows) for month, rows in months.items()}
    lines = [FORM, f"county {county} {name}", f"made {made_at.isoformat()}"]
    for file, data in parts.items():
        said = "places" if file == PLACES else f"month {Path(file).stem}"
        lines.append(f"{said} {counts[file]} {hashlib.sha256(data).hexdigest()}")
    text = ("\n".join(lines) + "\n").encode()
    signed = note.Note(text, (note.sign(text, signer),))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as out:
        for file, data in {LIST: signed.encode(), **parts}.items():
            out.writestr(zipfile.ZipInfo(file), data)
    return hashlib.sha256(text).hexdigest()


def read(path: Path, verifiers: Iterable[Verifier]) -> Parcel:
    """A parcel with every signature, hash and count checked. Raises Invalid with what is wrong."""
    try:
        with zipfile.ZipFile(path) as source:
            return _read(source, list(verifiers))
    except (OSError, zipfile.BadZipFile, NotImplementedError) as error:
        raise Invalid(
            _("这不是一份县里发布的快照，或者文件坏了。请向那个县再要一份。"), "no_parcel"
        ) from error


def _read(source: zipfile.ZipFile, verifiers: Sequence[Verifier]) -> Parcel:
    names = [info.filename for info in source.infolist()]
    if LIST not in names or sum(info.file_size for info in source.infolist()) > LARGEST:
        raise Invalid(
            _("这不是一份县里发布的快照，或者文件坏了。请向那个县再要一份。"), "no_parcel"
        )
    text, signed_by = _signed(source.read(LIST), verifiers)
    county, name, made_at, parts = _listed(text)
    _complete([LIST, *(part.name for part in parts)], names)
    tables = {part.name: _checked(source, part) for part in parts}
    hashes = {Path(part.name).stem: part.sha256 for part in parts if part.name != PLACES}
    places = list(_rows(tables.pop(PLACES), SPOTS))
    months = {Path(file).stem: list(_rows(table, COUNTS)) for file, table in tables.items()}
    digest = hashlib.sha256(text).hexdigest()
    return Parcel(county, name, made_at, months, places, signed_by, digest, hashes)


def _signed(data: bytes, verifiers: Sequence[Verifier]) -> tuple[bytes, Verifier]:
    try:
        found = note.read_note(data)
        held = note.trusted(found, verifiers)
    except NoteError as error:
        raise Invalid(
            _("签名不对：这份快照在签过以后被改过。请向那个县再要一份，什么都没有收进来。"),
            "wrong_signature",
        ) from error
    if not held:
        raise Invalid(
            _("签这份快照的钥匙本级不认。请先核对那个县的钥匙，登记以后再收。"), "unknown_key"
        )
    return found.text, next(iter(held))


def _listed(text: bytes) -> tuple[str, str, datetime, list[_Part]]:
    lines = text.decode().splitlines()
    county = _COUNTY.fullmatch(lines[1]) if len(lines) > 3 else None  # the head
    parts = [_PART.fullmatch(line) for line in lines[3:]]
    if lines[:1] != [FORM] or county is None or not all(parts):
        raise Invalid(
            _("这份快照的清单看不懂，可能是另一个版本发的。请两边升级到同一版本。"), "other_form"
        )
    try:
        made_at = datetime.fromisoformat(lines[2].removeprefix("made "))
    except ValueError as error:
        raise Invalid(
            _("这份快照的清单看不懂，可能是另一个版本发的。请两边升级到同一版本。"), "other_form"
        ) from error
    found = [
        _Part(_file(m[2]) if m[2] else PLACES, int(m[3]), m[4]) for m in parts if m is not None
    ]
    _consecutive([Path(part.name).stem for part in found if part.name != PLACES])
    return county[1], county[2].strip(), made_at, found


def _consecutive(months: Sequence[str]) -> None:
    """Raises Invalid where a month is missing or there twice."""
    twice = sorted({month for month in months if months.count(month) > 1})
    if twice:
        raise Invalid(
            _("%(month)s 在这份快照里有两次，不知道该算哪一份。什么都没有收进来。")
            % {"month": twice[0]},
            "double_month",
        )
    for before, after in zip(sorted(months), sorted(months)[1:], strict=False):
        if month_number(after) != month_number(before) + 1:
            missing = month_name(month_number(before) + 1)
            raise Invalid(
                _("这份快照缺了 %(month)s，合计会少一个月。请那个县补齐再发。")
                % {"month": missing},
                "missing_month",
            )


def _complete(wanted: Sequence[str], there: Sequence[str]) -> None:
    for name in there:
        if there.count(name) > 1 or name not in wanted:
            raise Invalid(
                _("快照里的“%(file)s”有两份，或者不在签过的清单里。什么都没有收进来。")
                % {"file": name},
                "double_part",
            )
    for name in wanted:
        if name not in there:
            raise Invalid(
                _("清单里有“%(file)s”，文件里没有。请向那个县再要一份。") % {"file": name},
                "missing_part",
            )


def _checked(source: zipfile.ZipFile, part: _Part) -> pa.Table:
    data = source.read(part.name)
    if hashlib.sha256(data).hexdigest() != part.sha256:
        raise Invalid(
            _("“%(file)s”和签过的清单对不上：内容被改过。什么都没有收进来。") % {"file": part.name},
            "changed_part",
        )
    schema = SPOTS if part.name == PLACES else COUNTS
    try:
        table = pq.read_table(io.BytesIO(data))
    except (pa.ArrowException, OSError) as error:
        raise Invalid(
            _("“%(file)s”读不出来。请向那个县再要一份。") % {"file": part.name}, "unreadable_part"
        ) from error
    if not table.schema.equals(schema) or table.num_rows != part.rows:
        raise Invalid(
            _("“%(file)s”的列或行数和清单不一样。什么都没有收进来。") % {"file": part.name},
            "other_rows",
        )
    return table


def _rows(table: pa.Table, schema: pa.Schema) -> Iterator[Any]:
    return zip(*(table[name].to_pylist() for name in schema.names), strict=True)


def _table(schema: pa.Schema, rows: Sequence[Sequence[Any]]) -> bytes:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    arrays = [pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)]
    out = io.BytesIO()
    pq.write_table(pa.table(arrays, schema=schema), out, compression="zstd")
    return out.getvalue()


def _file(month: str) -> str:
    return f"counts/{month}.parquet"
