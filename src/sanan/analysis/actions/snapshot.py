"""Facts out of the rows, month by month, and what they count into the tables that pages read.

Only what changed since the last time is read again: the record names every row that an entry
changed, and a row's facts stand in the file of the month in which it was born.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models import Max, Q

from sanan.analysis import declare
from sanan.analysis.actions import store
from sanan.analysis.counting import engines
from sanan.analysis.counting.cells import Cells
from sanan.analysis.counting.folder import (
    Folder,
    Seen,
    concatenated,
    month_name,
    months_of,
    schema_of,
    table_of,
)
from sanan.analysis.counting.measuring import measure
from sanan.analysis.declare import Facts, Kind
from sanan.analysis.models import Source
from sanan.kit.clock import at_or_now
from sanan.kit.periods import Period
from sanan.ledger.models import Entry
from sanan.places.models import Place

OVERLAP = 2_000
"""Entries that are read again: one of a smaller number may have been committed after we looked."""
AT_ONCE = 5_000
LEVELS = ("village", "township", "county", "city")


@dataclass(slots=True)
class Result:
    """What a snapshot did."""

    facts: int = 0
    written: int = 0
    kept: int = 0
    months: int = 0
    counts: int = 0
    counties: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Lies:
    """Where a place of any kind is counted: the code of its village or what is next above, its county."""

    place: str
    county: str


@dataclass(frozen=True, slots=True)
class Region:
    """The places: where each is counted by its key, and code, name, kind, township, county of all that count."""

    lies: Mapping[int, Lies]
    rows: Sequence[tuple[str, str, str, str, str]]


def snapshot(
    *, folder: Path | None = None, full: bool = False, at: datetime | None = None
) -> Result:
    """Write what changed since the last snapshot, and count it; `full` writes all of it anew."""
    data = Folder(folder or settings.ANALYSIS)
    region = _region()
    data.write_places(region.rows)
    result = _write(data, region.lies, at_or_now(at), full=full)
    with engines.opened(threads=settings.ANALYSIS_THREADS) as engine:
        cells = measure(engine, data, declare.facts())
    _keep(cells, region, at_or_now(at), result)
    return result


def _write(data: Folder, lies: Mapping[int, Lies], at: datetime, *, full: bool) -> Result:
    result, before = Result(), Seen() if full else data.seen()
    seen = Seen(Entry.objects.aggregate(last=Max("pk"))["last"] or 0, at.isoformat())
    for facts in declare.facts():
        columns = schema_of(facts).names
        anew = full or before.columns.get(facts.name) != columns
        if anew:
            data.clear(facts.name)
        changed = None if anew or not facts.settled else _changed(facts, before.entry)
        seen.columns[facts.name] = columns
        _months(data, facts, lies, {} if anew else before.parts, seen.parts, changed, result)
    data.note(seen)
    return result


def _months(
    data: Folder,
    facts: Facts,
    lies: Mapping[int, Lies],
    before: Mapping[str, Any],
    now: dict[str, Any],
    changed: set[int] | None,
    result: Result,
) -> None:
    """Write the months that changed (all, where that is not known), and keep the others."""
    mine = {key: part for key, part in before.items() if key.startswith(f"{facts.name}/")}
    kept = {k: v for k, v in mine.items() if changed is not None and _month_of(k) not in changed}
    found = {
        f"{facts.name}/{county}/{month}": data.write(facts.name, county, month, table)
        for (county, month), table in _tables(facts, changed, lies)
    }
    for key in mine.keys() - kept.keys() - found.keys():
        data.drop(facts.name, key.split("/")[1], _month_of(key))
    now.update(kept | found)
    result.kept += len(kept)
    result.written += len(found)
    result.facts += sum(part["rows"] for part in (kept | found).values())


def _month_of(key: str) -> int:
    return int(key.rpartition("/")[2])


def _rows(facts: Facts) -> "models.QuerySet[Any]":
    model = apps.get_model(facts.model)
    found: models.QuerySet[Any] = model._default_manager.order_by()
    return found


def _changed(facts: Facts, since: int) -> set[int]:
    """The months in which those rows were born that the record names since an entry."""
    subjects = (
        Entry.objects.filter(pk__gt=since - OVERLAP, event__startswith=facts.events)
        .order_by()
        .values_list("subject", flat=True)
        .distinct()
    )
    months: set[int] = set()
    for some in _lots(subjects.iterator(AT_ONCE), AT_ONCE):
        born = _rows(facts).filter(**{f"{facts.key}__in": some}).values_list(facts.born, flat=True)
        months |= {m for m in months_of(list(born)) if m is not None}
    return months


def _born_in(facts: Facts, months: set[int]) -> Q:
    born = apps.get_model(facts.model)._meta.get_field(facts.born)
    moment = isinstance(born, models.DateTimeField)
    found = Q(pk__in=[])
    for month in sorted(months):
        period = Period.read(month_name(month), date(1970, 1, 1))
        ends = (period.start, period.end) if moment else (period.first, period.last)
        last = "lt" if moment else "lte"
        found |= Q(**{f"{facts.born}__gte": ends[0], f"{facts.born}__{last}": ends[1]})
    return found


def _tables(
    facts: Facts, months: set[int] | None, lies: Mapping[int, Lies]
) -> Iterator[tuple[tuple[str, int], Any]]:
    """The facts by county and month. Each table stands in the order of its values: none of arrival."""
    if months is not None and not months:
        return
    takes = {f"_{n}": c.take for n, c in enumerate(facts.columns) if not isinstance(c.take, str)}
    names = [c.take if isinstance(c.take, str) else f"_{n}" for n, c in enumerate(facts.columns)]
    rows = _rows(facts) if months is None else _rows(facts).filter(_born_in(facts, months))
    asked = rows.annotate(**takes).values_list(f"{facts.place}_id", facts.born, *names)
    parts: dict[tuple[str, int], list[Any]] = {}
    for some in _lots(asked.iterator(AT_ONCE), AT_ONCE * 10):
        for key, table in _split(facts, some, lies):
            parts.setdefault(key, []).append(table)
    for key in sorted(parts):
        table = concatenated(parts.pop(key))
        yield key, table.sort_by([(name, "ascending") for name in table.column_names])


def _split(
    facts: Facts, rows: Sequence[Sequence[Any]], lies: Mapping[int, Lies]
) -> Iterator[tuple[tuple[str, int], Any]]:
    """Some rows as tables by county and month of birth."""
    places, born, *columns = zip(*rows, strict=True)
    held = [
        months_of(values) if column.kind is Kind.MONTH else values
        for column, values in zip(facts.columns, columns, strict=True)
    ]
    table = table_of(facts, [lies[place].place for place in places], held)
    where: dict[tuple[str, int], list[int]] = {}
    for at, (place, month) in enumerate(zip(places, months_of(born), strict=True)):
        if month is not None:
            where.setdefault((lies[place].county, month), []).append(at)
    return ((key, table.take(indices)) for key, indices in where.items())


def _lots(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    source = iter(rows)
    while some := list(islice(source, size)):
        yield some


def _region() -> Region:
    """Where every place is counted."""
    lies: dict[int, Lies] = {}
    above: dict[str, tuple[str, str, str]] = {}
    rows = []
    for place in Place.objects.order_by("path").only("pk", "path", "code", "name", "kind"):
        spot, township, county = above.get(place.path[: -Place.steplen], ("", "", ""))
        if place.kind in LEVELS:
            spot = place.code
            township = place.code if place.kind == "township" else township
            county = place.code if place.kind in {"county", "city"} else county
            rows.append((place.code, place.spoken, place.kind, township, county))
        above[place.path] = (spot, township, county)
        lies[place.pk] = Lies(spot, county)
    return Region(lies, rows)


def _keep(cells: Cells, region: Region, at: datetime, result: Result) -> None:
    """The counts into the tables: of each county, the months that changed."""
    county = {code: above for code, _name, _kind, _town, above in region.rows}
    names = {code: name for code, name, *_ in region.rows}
    found: dict[str, dict[str, list[tuple[Any, ...]]]] = {}
    for name, place, month, part, whole in _plain(cells):
        found.setdefault(county[place], {}).setdefault(month, []).append((name, place, part, whole))
    with transaction.atomic():
        for code, months in found.items():
            about = {"own": True, "name": names.get(code, code), "made_at": at}
            source, _new = Source.objects.update_or_create(county=code, defaults=about)
            _replace(source, months, result)
            store.spots(source, [row[:4] for row in region.rows if row[4] == code])
            result.counties.append(code)


def _plain(cells: Cells) -> Iterator[tuple[str, str, str, int, int]]:
    columns = (cells.measure, cells.place, cells.month, cells.part, cells.whole)
    for measure_at, place, month, part, whole in zip(*(c.tolist() for c in columns), strict=True):
        yield cells.names[measure_at], cells.codes[place], month_name(month), part, whole


def _replace(source: Source, months: Mapping[str, list[tuple[Any, ...]]], result: Result) -> None:
    hashes = {
        m: hashlib.sha256(repr(sorted(held)).encode()).hexdigest() for m, held in months.items()
    }
    changed = {m for m in {*hashes, *source.months} if hashes.get(m) != source.months.get(m)}
    rows = {m: [(*row, False) for row in months.get(m, ())] for m in changed}
    store.counts(source, rows)
    source.months = dict(sorted(hashes.items()))
    source.save(update_fields=["months"])
    result.months += len(changed)
    result.counts += sum(len(held) for held in months.values())
