"""What the standard's calls give, checked: dates, numbers, the fields of a new request."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from sanan.cases.enums import Nature
from sanan.exchange.formats import FIRST, LAST
from sanan.exchange.queries.open311 import MOST, OTHER, Asked, category_of
from sanan.kit import words
from sanan.kit.calendar import SHANGHAI
from sanan.kit.errors import Invalid, Missing
from sanan.kit.paging import page_number
from sanan.places import queries as places
from sanan.places.models import Place

STATUSES = ("open", "closed")
MOST_IDS = 100


def asked(given: Mapping[str, str], *, under: Place | None) -> Asked:
    """Which requests are wanted. Raises `Invalid` for what the standard does not have."""
    statuses = _several(given, "status")
    if unknown := [each for each in statuses if each not in STATUSES]:
        sentence = _("没有“%(status)s”这种状态，只有 open 和 closed。")
        raise Invalid(sentence % {"status": unknown[0][:20]}, "status", field="status")
    start, end = _moment(given, "start_date"), _moment(given, "end_date")
    if start and end and end < start:
        raise Invalid(_("end_date 不能早于 start_date。"), "dates", field="end_date")
    return Asked(
        ids=_several(given, "service_request_id")[:MOST_IDS],
        services=_several(given, "service_code"),
        statuses=statuses,
        start=start,
        end=end,
        under=under,
        page=page_number(given.get("page")),
        size=_size(given.get("page_size", "")),
    )


def _several(given: Mapping[str, str], name: str) -> list[str]:
    """The values of a parameter, between commas and as often as it is given."""
    every = given.getlist(name) if hasattr(given, "getlist") else [given.get(name, "")]
    parts = [part.strip() for value in every for part in value.split(",")]
    return [part for part in parts if part and part.isprintable()]


def _moment(given: Mapping[str, str], name: str) -> datetime | None:
    text = given.get(name, "").strip()
    if not text:
        return None
    try:
        found = moment(text)
    except ValueError as error:
        sentence = _("看不懂 %(field)s。请写成 2026-01-01T00:00:00Z。")
        raise Invalid(sentence % {"field": name}, "no_moment", field=name) from error
    return found


def moment(text: str) -> datetime:
    """A moment as the standard writes it; a `+` that became a blank is one. Raises `ValueError`."""
    found = parse_datetime(text.replace(" ", "+") if "T" in text else text)
    if found is None:
        day = parse_date(text)
        found = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI) if day else None
    if found is None:
        raise ValueError(text)
    found = found if found.tzinfo else found.replace(tzinfo=SHANGHAI)
    if not 1 < found.year < 9999:
        raise ValueError(text)
    found = found.astimezone(UTC)
    if not FIRST <= found <= LAST:
        raise ValueError(text)
    return found


def _size(text: str) -> int:
    return (
        min(max(int(text), 1), MOST)
        if text.isascii() and text.isdigit() and len(text) < 6
        else MOST
    )


def jurisdiction(code: str) -> Place | None:
    """The place that a server of several may be asked about; None for all. Raises `Missing`."""
    if not code:
        return None
    found = places.with_code(code) if code.isprintable() and len(code) <= 20 else None
    if found is None:
        raise Missing(_("没有这个 jurisdiction_id。"), "jurisdiction", field="jurisdiction_id")
    return found


@dataclass(frozen=True, slots=True)
class Posted:
    """A new request as the standard has it, checked."""

    service_code: str
    text: str
    nature: str
    name: str
    phone: str
    address: str
    address_id: str
    lat: float | None
    lon: float | None
    api_key: str
    jurisdiction: Place | None

    def once(self, who: str, key: str) -> str:
        """The caller's key with what was said, so that a repeated request is one; empty without."""
        if not key:
            return ""
        said = f"{self.service_code}|{self.text}|{self.address}|{self.phone}"
        return f"open311|{who}|{key[:200]}|{sha256(said.encode()).hexdigest()}"


def posted(given: Mapping[str, str]) -> Posted:
    """Check the fields of a new request. Raises `Invalid` with the field at fault."""
    clean = {k: v.replace("\x00", "").encode("utf-8", "ignore").decode() for k, v in given.items()}
    code = clean.get("service_code", "").strip()
    if code != OTHER and category_of(code) is None:
        raise Invalid(
            _("没有写是哪一类（service_code），或者没有这一类。"), "service", field="service_code"
        )
    lat, lon = _figure(clean, "lat", 90), _figure(clean, "long", 180)
    if (lat is None) != (lon is None):
        raise Invalid(_("lat 和 long 要一起给。"), "point", field="lat")
    address = words.clean_line(clean.get("address_string", ""), most=200, field="address_string")
    address_id = clean.get("address_id", "").strip()[:20]
    if lat is None and not address and not address_id:
        sentence = _("要写在哪里：lat 和 long、address_string、address_id 至少一样。")
        raise Invalid(sentence, "where", field="address_string")
    return Posted(
        service_code=code,
        text=_said(clean),
        nature=_nature(clean),
        name=_name(clean),
        phone=clean.get("phone", "")[:40],
        address=address,
        address_id=address_id,
        lat=lat,
        lon=lon,
        api_key=clean.get("api_key", "").strip()[:200],
        jurisdiction=jurisdiction(clean.get("jurisdiction_id", "")),
    )


def _said(given: Mapping[str, str]) -> str:
    """The description, then what was answered of the service's own questions, then a picture's address."""
    where = given.get("attribute[where]", "").strip()
    media = given.get("media_url", "").strip()
    parts = [given.get("description", "").strip()]
    parts += [_("怎么找到：%(where)s") % {"where": where[:2000]}] if where else []
    parts += [_("图片：%(address)s") % {"address": media[:500]}] if media else []
    text = "\n".join(part for part in parts if part)
    if not words.clean(parts[0]):
        raise Invalid(_("请写一句话（description），说说是什么事。"), "empty", field="description")
    return text


def _nature(given: Mapping[str, str]) -> str:
    nature = given.get("attribute[nature]", "") or Nature.HELP.value
    if nature not in Nature.values or nature == Nature.PATROL:
        raise Invalid(_("nature 只能是列出的几样。"), "nature", field="attribute[nature]")
    return nature


def _name(given: Mapping[str, str]) -> str:
    parts = (given.get("last_name", ""), given.get("first_name", ""), given.get("email", ""))
    return words.clip(words.clean_line(" ".join(part for part in parts if part)[:200]), 40)


def _figure(given: Mapping[str, str], name: str, most: int) -> float | None:
    text = given.get(name, "").strip()
    if not text:
        return None
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not -most <= found <= most:
        raise Invalid(_("%(field)s 不是坐标。") % {"field": name}, "point", field=name)
    return found
