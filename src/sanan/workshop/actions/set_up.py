"""A workshop and the enterprises that bring it work."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sanan.books.models import Asset
from sanan.kit import clock, words
from sanan.kit.dates import local_day
from sanan.kit.errors import Forbidden, Refused
from sanan.ledger.actions import written
from sanan.people import queries as people
from sanan.people.models import Org, Person
from sanan.places.models import Place
from sanan.workshop.enums import KEEPERS
from sanan.workshop.models import Partner, Workshop
from sanan.workshop.models.people import PAY_DAY

OPEN, PARTNER = "workshop.open", "workshop.partner"


def open_workshop(
    *,
    place: Place,
    name: str,
    villages: Iterable[Place],
    by: Person | None,
    rooms: Sequence[str] = (),
    shops: Iterable[Asset] = (),
    outlay: int = 0,
    pay_day: int = PAY_DAY,
    opened_on: date | None = None,
    at: datetime | None = None,
) -> Workshop:
    """A place where work is given out; people of `villages` come first. `outlay` in fen."""
    _may(place, by)
    moment, first, lent = clock.at_or_now(at), list(villages), list(shops)
    made = Workshop(
        place=place,
        name=words.one_line(name, "name", 60),
        opened_on=opened_on or local_day(moment),
        rooms=list(rooms),
        outlay=outlay,
        pay_day=pay_day,
    )
    content = {
        "place": place.code,
        "name": made.name,
        "villages": sorted(each.code for each in first),
        "shops": sorted(each.code for each in lent),
        "pay_day": pay_day,
    }
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            made.villages.set(first)
            made.shops.set(lent)
            written(OPEN, made.code, content, by=by, at=moment)
    except IntegrityError:
        raise Refused(_("这里已经有同名的手工坊。"), "twice", field="name") from None
    return made


def add_partner(
    *,
    workshop: Workshop,
    org: Org,
    by: Person | None,
    hometown: Place | None = None,
    trade: str = "",
    at: datetime | None = None,
) -> Partner:
    """An enterprise that brings work; its page has an address of its own from now on."""
    _may(workshop.place, by)
    moment = clock.at_or_now(at)
    made = Partner(
        workshop=workshop,
        org=org,
        hometown=hometown,
        trade=words.clean_line(trade, most=40),
        since_on=local_day(moment),
    )
    content = {"org": org.code, "hometown": hometown.code if hometown else ""}
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            written(PARTNER, workshop.code, content, by=by, at=moment)
    except IntegrityError:
        raise Refused(_("这家企业已经登记过了。"), "twice", field="org") from None
    return made


def _may(place: Place, by: Person | None) -> None:
    if by is not None and not people.holds(by, KEEPERS, path=place.path):
        raise Forbidden(_("手工坊由村（社区）来管。"), "not_yours")
