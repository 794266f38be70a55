"""What a county publishes, and what the level above takes: checked first, then counted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import numpy as np
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sanan.analysis import declare
from sanan.analysis.actions import store
from sanan.analysis.counting import parcel
from sanan.analysis.counting.cells import Cells
from sanan.analysis.counting.folder import month_name, month_number
from sanan.analysis.counting.folding import Tree, folded
from sanan.analysis.counting.parcel import Parcel, Row
from sanan.analysis.enums import Event
from sanan.analysis.models import Count, Source, TrustedKey
from sanan.kit.clock import at_or_now
from sanan.kit.errors import Invalid, Refused
from sanan.ledger import actions as ledger
from sanan.ledger.actions.opening import open_log
from sanan.ledger.log.errors import KeyFormError
from sanan.ledger.log.keys import Verifier, read_vkey
from sanan.ledger.queries import logs
from sanan.people.models import Person
from sanan.places.models import Place


@dataclass(slots=True)
class Taken:
    """What came of taking a parcel."""

    county: str
    name: str
    months: list[str]
    counts: int
    changed: int
    unknown: list[str] = field(default_factory=list)


def key(*, at: datetime | None = None) -> str:
    """The public key by which the level above knows what this installation publishes."""
    return open_log(logs.year_of(at_or_now(at))).vkey


def trust(*, county: str, vkey: str, at: datetime | None = None) -> TrustedKey:
    """From now on believe what this key signs for this county."""
    moment = at_or_now(at)
    place = _county(county)
    try:
        verifier = read_vkey(vkey)
    except KeyFormError as error:
        raise Invalid(
            _("这不是一把公钥。请让那个县用“bin/sanan analysis key”再报一次。"), "no_key"
        ) from error
    held = TrustedKey.objects.filter(vkey=verifier.vkey).first()
    if held is not None and held.county != county:
        raise Refused(_("这把钥匙已经登记给了另一个县。请核对。"), "other_county")
    with transaction.atomic():
        about = {"county": county, "name": place.spoken, "trusted_at": moment}
        found, new = TrustedKey.objects.get_or_create(vkey=verifier.vkey, defaults=about)
        if new:
            content = {"county": county, "vkey": verifier.vkey}
            ledger.record(event=Event.TRUST, subject=county, content=content, at=moment)
    return found


def publish(*, to: Path, county: str = "", at: datetime | None = None) -> tuple[Path, str]:
    """Write what this county counted, signed and with small groups folded; the file and its hash."""
    moment = at_or_now(at)
    source = _own(county)
    until = f"{timezone.localtime(moment):%Y-%m}"
    months = _told(source, until)
    to.mkdir(parents=True, exist_ok=True)
    path = to / f"{source.county}-{timezone.localtime(source.made_at):%Y%m%d%H%M}.counts"
    signer = logs.signer(open_log(logs.year_of(moment)))
    digest = parcel.write(
        path,
        county=source.county,
        name=source.name,
        made_at=source.made_at,
        months=months,
        places=source.spots.order_by("code").values_list("code", "name", "kind", "township"),
        signer=signer,
    )
    with transaction.atomic():
        content = {"digest": digest, "first": min(months), "last": max(months), "key": signer.name}
        ledger.record(event=Event.PUBLISH, subject=source.county, content=content, at=moment)
    return path, digest


def take(
    *,
    path: Path,
    of: Iterable[str] | None = None,
    by: Person | None = None,
    at: datetime | None = None,
) -> Taken:
    """Check what a county published, and count it; `of` are the counties that may be taken, by code.

    Raises Refused with what is wrong; then nothing is in.
    """
    moment = at_or_now(at)
    keys = _verifiers()
    came = parcel.read(path, keys)
    if keys[came.signed_by] != came.county:
        raise Invalid(_("签名的钥匙是另一个县的，不能替这个县发。"), "other_county")
    _county(came.county)
    if of is not None and came.county not in of:
        raise Refused(_("这是别的市的县，不在这里收。请核对文件。"), "not_below")
    with transaction.atomic():
        source = Source.objects.select_for_update().filter(county=came.county).first()
        _follows(source, came)
        known, unknown = _known(came)
        about = {
            "name": came.name,
            "own": False,
            "made_at": came.made_at,
            "origin": came.signed_by.name,
            "digest": came.digest,
            "taken_at": moment,
        }
        source, _new = Source.objects.update_or_create(county=came.county, defaults=about)
        changed = {m for m, h in came.hashes.items() if source.months.get(m) != h}
        store.counts(source, {m: _stored(known[m]) for m in changed})
        store.spots(source, came.places)
        source.months = dict(sorted({**source.months, **came.hashes}.items()))
        source.save(update_fields=["months"])
        content = {"digest": came.digest, "key": came.signed_by.vkey, "months": sorted(came.hashes)}
        who = by.ref if by else ""
        ledger.record(event=Event.TAKE, subject=came.county, content=content, by=who, at=moment)
    counts = sum(len(rows) for rows in known.values())
    return Taken(came.county, came.name, sorted(came.hashes), counts, len(changed), unknown)


def _verifiers() -> dict[Verifier, str]:
    """The keys believed today, each with its county."""
    return {read_vkey(k.vkey): k.county for k in TrustedKey.objects.filter(ended_at=None)}


def _county(code: str) -> Place:
    place: Place | None = Place.objects.filter(code=code, kind="county").first()
    if place is None:
        raise Invalid(_("本级的区划里没有这个县。请先装入区划，或核对代码。"), "unknown_county")
    return place


def _own(county: str) -> Source:
    own = Source.objects.filter(own=True, **({"county": county} if county else {}))
    found = list(own[:2])
    if not found:
        raise Refused(_("还没有数过。请先运行“bin/sanan analysis snapshot”。"), "nothing_counted")
    if len(found) > 1:
        raise Refused(_("这里有几个县，请用“--county”说是哪一个。"), "which_county")
    return found[0]


def _told(source: Source, until: str) -> dict[str, list[Row]]:
    """The counts of every month from the first to `until`, folded; a month without any is empty."""
    rows = Count.objects.filter(source=source, month__lte=until).order_by("pk")
    held = list(rows.values_list("measure", "place", "month", "part", "whole"))
    if not held:
        raise Refused(_("还没有数过。请先运行“bin/sanan analysis snapshot”。"), "nothing_counted")
    names, measure = np.unique([row[0] for row in held], return_inverse=True)
    codes, place = np.unique([row[1] for row in held], return_inverse=True)
    month = np.array([month_number(row[2]) for row in held], dtype=np.int32)
    part, whole = (np.array([row[n] for row in held], dtype=np.int64) for n in (3, 4))
    cells = Cells(
        names.astype(object), codes.astype(object), measure, place, month, part, whole, part < 0
    )
    found = folded(cells, _tree(source), {m.name: m.fold for m in declare.measures().values()})
    span = range(int(month.min()), month_number(until) + 1)
    told: dict[str, list[Row]] = {month_name(n): [] for n in span}
    columns = (found.measure, found.place, found.month, found.rest, found.part, found.whole)
    for at, spot, number, rest, some, all_ in zip(*(c.tolist() for c in columns), strict=True):
        told[month_name(number)].append(
            (str(found.names[at]), str(found.codes[spot]), rest, some, all_)
        )
    return told


def _tree(source: Source) -> Tree:
    rows = list(source.spots.values_list("code", "name", "kind", "township"))
    return Tree(
        township={code: town for code, _name, _kind, town in rows},
        county={code: source.county for code, *_ in rows},
        kind={code: kind for code, _name, kind, _town in rows},
        name={code: name for code, name, *_ in rows},
    )


def _follows(source: Source | None, came: Parcel) -> None:
    """Whether a parcel goes on from what is here. Raises Refused where not."""
    if source is None:
        return
    if source.own:
        raise Refused(_("这个县的数是本系统自己数的，不收外面的。"), "own_county")
    if came.made_at < source.made_at:
        raise Refused(_("已经收过这个县更新的一份，这一份比它旧。"), "older")
    held, first = max(source.months, default=""), min(came.hashes, default="")
    if held and first and month_number(first) > month_number(held) + 1:
        missing = month_name(month_number(held) + 1)
        raise Refused(
            _("上一份到 %(last)s，这一份从 %(first)s 起，中间缺了 %(month)s。请那个县补齐再发。")
            % {"last": held, "first": first, "month": missing},
            "missing_month",
        )


def _known(came: Parcel) -> tuple[Mapping[str, Sequence[Row]], list[str]]:
    """The counts of measures that are known here, and the names of the others. Raises Invalid for bad rows."""
    places = {code for code, *_ in came.places} | {came.county}
    measures, unknown = declare.measures(), set()
    for month, rows in came.months.items():
        seen = set()
        for name, place, rest, part, whole in rows:
            wrong = place not in places or (name, place, rest) in seen or part < 0 or whole < 1
            if wrong or (name in measures and whole < measures[name].fold):
                raise Invalid(
                    _(
                        "%(month)s 里有一行对不上：地方不在名单里、重复，或者少于五的没有折叠。什么都没有收进来。"
                    )
                    % {"month": month},
                    "bad_count",
                )
            seen.add((name, place, rest))
            if name not in measures:
                unknown.add(name)
    kept = {m: [row for row in rows if row[0] in measures] for m, rows in came.months.items()}
    return kept, sorted(unknown)


def _stored(rows: Iterable[Row]) -> list[tuple[str, str, int, int, bool]]:
    return [(name, place, part, whole, rest) for name, place, rest, part, whole in rows]
