"""What a county publishes: its folded counts by month in one file, under a signed list of them.

A zip of `list` (a signed note, C2SP signed-note), `places.parquet` and `counts/2026-10.parquet` for
each month. The list says the county, when it was made, and for every part its rows and SHA-256:

    sanan-counts/v1
    county 350526000000 德化县
    made 2026-11-30T03:10:00+00:00
    places 222 6f2c…
    month 2026-09 1834 a1b2…

Nothing of a stranger's file is parsed before the signature and the hash of that part hold. Parts are
stored and not packed, so that a zip is never larger inside than outside; what parquet packs is
counted before it is unpacked, since a county's key may be in wrong hands.
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
MOST_ROWS = 5_000_000
"""Of one parcel: twenty-five years of a county of three hundred villages have fewer."""
LONGEST_WORD = 200
ENCRYPTED = 0x1
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
_COUNTY = re.compile(r"county ([0-9]{12}) (\S.{0,60})")
_PART = re.compile(r"(places|month ([0-9]{4}-(?:0[1-9]|1[0-2]))) ([0-9]{1,9}) ([0-9a-f]{64})")

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
    inside = source.infolist()
    names = [info.filename for info in inside]
    plain = all(
        i.compress_type == zipfile.ZIP_STORED and not i.flag_bits & ENCRYPTED for i in inside
    )
    if LIST not in names or not plain or sum(info.file_size for info in inside) > LARGEST:
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
    made_at = _moment(lines[2].removeprefix("made ")) if county else None
    found = [
        _Part(_file(m[2]) if m[2] else PLACES, int(m[3]), m[4]) for m in parts if m is not None
    ]
    known = lines[:1] == [FORM] and all(parts) and sum(each.rows for each in found) <= MOST_ROWS
    if county is None or made_at is None or not known:
        raise Invalid(
            _("这份快照的清单看不懂，可能是另一个版本发的。请两边升级到同一版本。"), "other_form"
        )
    _consecutive([Path(part.name).stem for part in found if part.name != PLACES])
    return county[1], county[2].strip(), made_at, found


def _moment(text: str) -> datetime | None:
    """A moment with its offset from UTC; None for anything else."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


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
        return _unpacked(
            pq.ParquetFile(io.BytesIO(data), read_dictionary=_words(schema)), part, schema
        )
    except (pa.ArrowException, OSError) as error:
        raise Invalid(
            _("“%(file)s”读不出来。请向那个县再要一份。") % {"file": part.name}, "unreadable_part"
        ) from error


def _unpacked(packed: pq.ParquetFile, part: _Part, schema: pa.Schema) -> pa.Table:
    """The rows of a part, once its head says that they are as many and as large as the list does.

    Words come as numbers into a list of words: a long one that stands in every row is seen before
    it is written out.
    """
    wrong = Invalid(
        _("“%(file)s”的列或行数和清单不一样。什么都没有收进来。") % {"file": part.name},
        "other_rows",
    )
    head, groups = packed.metadata, range(packed.metadata.num_row_groups)
    there = sum(head.row_group(n).num_rows for n in groups)
    large = sum(head.row_group(n).total_byte_size for n in groups)
    if head.num_rows != part.rows or there != part.rows or large > LARGEST:
        raise wrong
    table = packed.read()
    if table.schema.names != schema.names:
        raise wrong
    for name in _words(schema):
        for piece in table[name].chunks:
            words = piece.dictionary if pa.types.is_dictionary(piece.type) else piece
            if any(len(word or "") > LONGEST_WORD for word in words.to_pylist()):
                raise wrong
    plain = table.cast(schema) if _is_same(table.schema, schema) else table
    if not plain.schema.equals(schema) or plain.num_rows != part.rows:
        raise wrong
    return plain


def _is_same(came: pa.Schema, wanted: pa.Schema) -> bool:
    """Whether the columns are those, words as numbers aside."""
    kinds = [f.type.value_type if pa.types.is_dictionary(f.type) else f.type for f in came]
    return bool(kinds == wanted.types)


def _words(schema: pa.Schema) -> list[str]:
    return [field.name for field in schema if field.type == pa.string()]


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
