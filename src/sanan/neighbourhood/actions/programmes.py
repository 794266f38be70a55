"""Cultural events of a centre, with festival and audience; visits and uses of machines as counts."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from sanan.files import actions as files
from sanan.kit import words
from sanan.kit.errors import Invalid
from sanan.neighbourhood.enums import Audience, Festival
from sanan.neighbourhood.models import Centre, Device, Facility, Programme, Visit
from sanan.neighbourhood.rules import CENTRE, PROGRAMME
from sanan.people.models import Person
from sanan.volunteers.models import Activity

MOST_COME = 1_000_000


@PROGRAMME.action("announce")
def announce(
    *,
    centre: Centre,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    by: Person | None,
    festival: Festival | str = "",
    audience: Audience | str = Audience.EVERYONE,
    facility: Facility | None = None,
    volunteers: Activity | None = None,
    at: datetime | None = None,
) -> Programme:
    """Say that an event comes. `volunteers` is their activity that it is as well, counted once."""
    if ends_at <= starts_at:
        raise Invalid(_("结束要晚于开始。"), "order", field="ends_at")
    if facility is not None and facility.centre_id != centre.pk:
        raise Invalid(_("这个场地不在这个中心。"), "facility", field="facility")
    _only_once(volunteers)
    made = Programme(
        centre=centre,
        place=centre.place,
        facility=facility,
        title=words.one_line(title, "title", 80),
        festival=Festival(festival) if festival else "",
        audience=Audience(audience),
        starts_at=starts_at,
        ends_at=ends_at,
        volunteers=volunteers,
    )
    with PROGRAMME.begin("announce", made, by=by, at=at):
        pass
    return made


def _only_once(volunteers: Activity | None) -> None:
    if volunteers is not None and Programme.objects.filter(volunteers=volunteers).exists():
        raise Invalid(_("这个志愿活动已经和另一场活动合在一起了。"), "twice", field="volunteers")


@PROGRAMME.action("hold")
def hold(
    *,
    programme: Programme,
    count: int,
    by: Person | None,
    children: int | None = None,
    photos: Any = (),
    at: datetime | None = None,
) -> Programme:
    """It took place: how many came (person-times), how many of them children, photos for staff."""
    if not 0 <= count <= MOST_COME or (children or 0) > count:
        raise Invalid(_("人次要在 0 以上，孩子不能比全部还多。"), "count", field="count")
    with (
        files.kept(photos) as kept,
        PROGRAMME.step("hold", programme, by=by, at=at) as step,
    ):
        step.set(count=count, children=children)
        step.files = files.attach(kept, to=step.thing, by=by, at=step.at)
    return programme


@PROGRAMME.action("join")
def join(
    *, programme: Programme, volunteers: Activity, by: Person | None, at: datetime | None = None
) -> Programme:
    """It is the same event as an activity of the volunteers; from now on the two count once."""
    _only_once(volunteers)
    with PROGRAMME.step("join", programme, by=by, at=at) as step:
        step.thing.volunteers = volunteers
    return programme


@PROGRAMME.action("cancel")
def cancel_programme(
    *, programme: Programme, reason: str, by: Person | None, at: datetime | None = None
) -> Programme:
    """It does not take place."""
    with PROGRAMME.step("cancel", programme, by=by, at=at) as step:
        step.say(words.needed(reason, "reason", 200))
    return programme


@CENTRE.action("count")
def count_visits(
    *,
    centre: Centre,
    day: date,
    by: Person | None,
    elders: int = 0,
    children: int = 0,
    others: int = 0,
    device: Device | None = None,
    at: datetime | None = None,
) -> Visit:
    """How many came on a day, by group, or used a machine; said again, the later count stands."""
    with CENTRE.step("count", centre, by=by, at=at) as step:
        visit, _made = Visit.objects.update_or_create(
            centre=step.thing,
            device=device,
            day=day,
            defaults={"elders": elders, "children": children, "others": others, "by": by},
        )
        step.data = {"day": day.isoformat(), "all": visit.all}
    return visit
