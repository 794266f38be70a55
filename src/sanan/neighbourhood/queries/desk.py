"""The desk's list of bookings, and what waits for somebody there."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sanan.kit import dates
from sanan.lists.declare import Asked, Column, Filter, List, View, by_field
from sanan.neighbourhood.enums import KEEPERS, BookingState, Door
from sanan.neighbourhood.models import Booking, Facility
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.process.work import WorkItem

WAITING = 20
SINCE = timedelta(days=7)
"""For how long somebody is asked whether they came."""


def _rows(asked: Asked) -> Any:
    rows = Booking.objects.visible_to(asked.person)
    return rows.select_related("facility__centre", "place", "series")


def _href(booking: Booking) -> str:
    return reverse("neighbourhood_staff:booking", args=[booking.code])


def _day_word(value: str) -> str:
    found = dates.day_said(value)
    return dates.day(found) if found else ""


def _on_day(rows: Any, value: str, _asked: Asked) -> Any:
    return rows.filter(starts_at__date=dates.day_said(value))


def _facility_word(value: str) -> str:
    found = Facility.objects.filter(code=value).first()
    return found.name if found else ""


LIST = List(
    name="bookings",
    title=_("订场地"),
    rows=_rows,
    order=["-starts_at", "-pk"],
    href=_href,
    empty=_("还没有人订。居民可以用手机订，也可以在这里代订。"),
    columns=[
        Column(_("场地"), lambda b: b.facility.name, sort="facility__name", width=20),
        Column(_("开始"), lambda b: b.starts_at, sort="starts_at", width=18),
        Column(_("结束"), lambda b: b.ends_at, width=18),
        Column(_("谁"), lambda b: b.group or b.name, width=16),
        Column(_("人数"), lambda b: b.people, num=True),
        Column(_("怎么订的"), lambda b: b.get_door_display()),
        Column(_("现在"), lambda b: b.get_state_display()),
        Column(_("中心"), lambda b: b.facility.centre.name, shown=False, width=24),
    ],
    filters=[
        Filter("state", _("现在"), BookingState.choices, by_field("state")),
        Filter("door", _("怎么订的"), Door.choices, by_field("door")),
        Filter("day", _("哪一天"), known=_day_word, narrow=_on_day),
        Filter("facility", _("场地"), known=_facility_word, narrow=by_field("facility__code")),
    ],
    views=[
        View(_("等同意的"), {"state": "requested"}, "amber"),
        View(_("订好的"), {"state": "approved"}),
        View(_("排队的"), {"state": "waiting"}),
        View(_("没有来的"), {"state": "no_show"}),
    ],
)


def waiting(person: Person, now: datetime) -> Iterator[WorkItem]:
    """Who asks for a room, nearest first; of whom nobody said yet whether they came."""
    if not {post.role for post in people.posts(person)} & set(KEEPERS):
        return
    rows = Booking.objects.filter(people.below(person, KEEPERS)).select_related("facility", "place")
    asked = rows.filter(state=BookingState.REQUESTED, starts_at__gt=now)
    for each in asked.order_by("starts_at")[:WAITING]:
        yield _item(each, _("看看同不同意"), each.starts_at)
    over = rows.filter(state=BookingState.APPROVED, ends_at__lte=now, starts_at__gt=now - SINCE)
    for each in over.order_by("starts_at")[:WAITING]:
        yield _item(each, _("登记来了没有"), None)


def _item(booking: Booking, do: Any, due_at: datetime | None) -> WorkItem:
    title = f"{booking.facility.name} {dates.moment(booking.starts_at)}"
    state = booking.get_state_display()
    return WorkItem("neighbourhood", title, _href(booking), state, do, booking.place.spoken, due_at)
