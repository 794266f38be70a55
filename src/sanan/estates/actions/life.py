"""Ratings by owners, households that leaders saw, notices by building."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sanan.estates.enums import LEADERS, Aspect, Event, Reason
from sanan.estates.models import (
    Dwelling,
    Estate,
    EstateNotice,
    HouseholdContact,
    PropertyContract,
    PropertyRating,
)
from sanan.estates.rules.estates import NOTICE, OWNER, RATING
from sanan.files import actions as files
from sanan.kit import clock, vault, words
from sanan.kit.dates import local_day
from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.kit.files import Upload
from sanan.ledger.actions import written
from sanan.people import queries as people
from sanan.people.actions.notices import Letter, notify_all
from sanan.people.models import Person
from sanan.places.models import Place

MOST = 5
POSTED = gettext_noop("%(place)s通知：%(title)s")


def quarter_of(day: date) -> str:
    """The quarter of a day: 2026Q4."""
    return f"{day.year}Q{(day.month + 2) // 3}"


@RATING.action("rate")
def rate(
    *,
    dwelling: Dwelling,
    contract: PropertyContract,
    scores: Mapping[str, int],
    by: Person,
    text: str = "",
    uploads: Sequence[Upload] = (),
    at: datetime | None = None,
) -> PropertyRating:
    """An owner rates the company for this quarter: once for each dwelling, with photos if any."""
    moment = clock.at_or_now(at)
    if not dwelling.owner_hash or dwelling.owner_hash != by.phone_hash:
        raise Forbidden(str(OWNER.whose), "not_yours")
    if dwelling.estate_id != contract.estate_id:
        raise Invalid(_("这家物业不管这套房。"), "elsewhere", field="dwelling")
    given = {aspect.value: int(scores.get(aspect.value, 0)) for aspect in Aspect}
    if any(not 1 <= score <= MOST for score in given.values()):
        raise Invalid(_("每一项请打 1 到 5 分。"), "scores", field="scores")
    made = PropertyRating(
        contract=contract,
        place=contract.place,
        dwelling=dwelling,
        quarter=quarter_of(local_day(moment)),
        scores=given,
        text=words.clean(text, most=1000, field="text"),
        given_at=moment,
    )
    try:
        with (
            files.kept(uploads) as kept,
            RATING.begin("rate", made, by=by, at=moment, relation=OWNER) as step,
        ):
            step.data = {"scores": given, "quarter": made.quarter}
            step.files = files.hashes(kept)
            step.then(lambda done: files.attach(kept, to=done.thing, by=None, at=done.at))
    except IntegrityError:
        raise Refused(
            _("%(door)s这个季度已经评过了，一套房一个季度评一次。") % {"door": dwelling.door},
            "rated",
            field="dwelling",
        ) from None
    return made


@RATING.action("answer")
def answer(
    *, rating: PropertyRating, text: str, by: Person, at: datetime | None = None
) -> PropertyRating:
    """What the company says to it."""
    with RATING.step("answer", rating, by=by, at=at) as step:
        step.set(answer=words.needed(text, most=1000))
    return rating


def contact(
    *,
    dwelling: Dwelling,
    on: date,
    reason: Reason | str,
    by: Person,
    summary: str = "",
    at: datetime | None = None,
) -> HouseholdContact:
    """联系到户: a leader saw this household. The record holds that, never what for."""
    moment = clock.at_or_now(at)
    if not people.holds(by, LEADERS, path=dwelling.building.path):
        raise Forbidden(_("联系到户由这栋楼的楼长或联络员来记。"), "not_yours")
    if on > local_day(moment):
        raise Invalid(_("日期在将来，见过面再记。"), "future", field="on")
    try:
        with transaction.atomic():
            made = HouseholdContact.objects.create(
                dwelling=dwelling,
                by=by,
                on=on,
                reason_locked=vault.lock(Reason(reason).value),
                summary_locked=vault.lock(words.clean(summary, most=2000, field="summary")),
            )
            written(Event.CONTACT, dwelling.ref, {"on": f"{on}"}, by=by, at=moment)
    except IntegrityError:
        raise Refused(_("这一户当天已经记过了。"), "twice", field="dwelling") from None
    return made


@NOTICE.action("post")
def post(
    *,
    estate: Estate,
    title: str,
    text: str,
    until_on: date,
    by: Person,
    buildings: Sequence[Place] = (),
    at: datetime | None = None,
) -> EstateNotice:
    """Hang a notice; owners with an account are told, only those of the buildings named."""
    moment = clock.at_or_now(at)
    if until_on < local_day(moment):
        raise Invalid(_("张贴到的日子已经过了。"), "past", field="until_on")
    if any(not estate.place.contains(building) for building in buildings):
        raise Invalid(_("有的楼不在这个小区。"), "elsewhere", field="buildings")
    made = EstateNotice(
        estate=estate,
        place=estate.place,
        title=words.one_line(title, "title", 80),
        text=words.needed(text, "text", 2000),
        posted_at=moment,
        until_on=until_on,
    )
    with NOTICE.begin("post", made, by=by, at=moment) as step:
        step.data = {"buildings": sorted(building.code for building in buildings)}
        step.then(lambda done: done.thing.buildings.set(buildings))
        step.then(lambda done: _tell_owners(done.thing, buildings, moment))
    return made


def _tell_owners(notice: EstateNotice, buildings: Sequence[Place], at: datetime) -> None:
    homes = notice.estate.dwellings.exclude(owner_hash="")
    homes = homes.filter(building__in=buildings) if buildings else homes
    owners = Person.objects.filter(phone_hash__in=homes.values("owner_hash"), is_active=True)
    said = {"place": notice.place.spoken, "title": notice.title}
    link = f"/estates/{notice.place.code}/"
    notify_all(letters=[Letter(POSTED, each, said, link=link) for each in owners], at=at)


@NOTICE.action("withdraw")
def withdraw(*, notice: EstateNotice, by: Person, at: datetime | None = None) -> EstateNotice:
    """Take it down."""
    with NOTICE.step("withdraw", notice, by=by, at=at):
        pass
    return notice
