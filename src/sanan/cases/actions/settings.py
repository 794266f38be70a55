"""What an administrator sets for a county: its working days and its deadline pack."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sanan.cases import deadlines
from sanan.cases.models import CountySetting, DayOfCalendar, Policy
from sanan.kit import words
from sanan.kit.calendar import seed_year
from sanan.kit.errors import Forbidden, Invalid
from sanan.ledger import actions as ledger
from sanan.people import queries as people
from sanan.people.enums import Role
from sanan.people.models import Person
from sanan.places.enums import PlaceKind
from sanan.places.models import Place

SETTERS = frozenset({Role.TENANT_ADMIN})
WIDE = frozenset({PlaceKind.COUNTY, PlaceKind.CITY})
NOT_YOURS = _("这是全县的事，由县里的系统管理员来办。")
SET_DAY, SEED_YEAR, CHOOSE_PACK = "calendar.set_day", "calendar.seed_year", "policy.choose_pack"


def set_day(
    *,
    county: Place,
    day: date,
    working: bool,
    by: Person,
    name: str = "",
    at: datetime | None = None,
) -> DayOfCalendar:
    """Say that `day` is worked in `county`, or not.

    Clocks already running move when their case next changes.
    """
    _check(by, county)
    name = words.clean_line(name, most=40, field="name")
    with transaction.atomic():
        made, _new = DayOfCalendar.objects.update_or_create(
            county=county, day=day, defaults={"working": working, "name": name}
        )
        content = {
            "county": county.code,
            "day": day.isoformat(),
            "working": working,
            "name": name,
        }
        ledger.record(event=SET_DAY, subject=day.isoformat(), content=content, by=by.ref, at=at)
    deadlines.forget()
    return made


def seed(*, year: int, by: Person, at: datetime | None = None) -> int:
    """Fill a year from the State Council's published holidays, for every county alike.

    Days already there stay, and a county's own go before them. By whoever may set one for a county.
    Gives how many days were added. Raises `Invalid` where that year is not published yet.
    """
    if not any(post.role in SETTERS and post.kind in WIDE for post in people.posts(by)):
        raise Forbidden(NOT_YOURS, "not_yours")
    found = seed_year(year)
    if not found.known:
        raise Invalid(_("这一年的放假安排还没有公布，请公布后再来，或者逐日设置。"), "unknown_year")
    with transaction.atomic():
        held = set(
            DayOfCalendar.objects.filter(county=None, day__year=year).values_list("day", flat=True)
        )
        new = [DayOfCalendar(day=d, working=w) for d, w in found.days.items() if d not in held]
        DayOfCalendar.objects.bulk_create(new)
        content = {"year": year, "days": {str(d.day): d.working for d in new}}
        ledger.record(event=SEED_YEAR, subject=str(year), content=content, by=by.ref, at=at)
    deadlines.forget()
    return len(new)


def choose_pack(
    *, county: Place, pack: str, by: Person, at: datetime | None = None
) -> CountySetting:
    """Choose the deadline pack by which new clocks of `county` run."""
    _check(by, county)
    if not Policy.objects.filter(pack=pack).exists():
        raise Invalid(_("没有这一套期限。请重新选择。"), "no_pack", field="pack")
    with transaction.atomic():
        chosen, _new = CountySetting.objects.get_or_create(county=county)
        content = {"county": county.code, "from": chosen.pack, "to": pack}
        chosen.pack = pack
        chosen.save(update_fields=["pack"])
        ledger.record(event=CHOOSE_PACK, subject=county.code, content=content, by=by.ref, at=at)
    deadlines.forget()
    return chosen


def _check(by: Person, county: Place) -> None:
    if county.kind != PlaceKind.COUNTY or not people.holds(by, SETTERS, path=county.path):
        raise Forbidden(NOT_YOURS, "not_yours")
