"""双报到: persons and units register at a community; teams; the quarterly slip to each unit."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sanan.kit import clock, words
from sanan.kit.errors import Invalid, Refused
from sanan.ledger.actions import written
from sanan.people import actions as people
from sanan.people.enums import OrgKind
from sanan.people.models import Org, Person
from sanan.places.enums import PlaceKind
from sanan.places.models import Place
from sanan.services.enums import HELD, Bond, Event, Free, Post, Skill
from sanan.services.models import Helper, Member, Order, Slip, UnitCheckIn
from sanan.services.queries.slips import Quarter, lines_of
from sanan.services.rules import check_desk, may_run

MOST, LEAST = 31, 1


def register(
    *,
    person: Person,
    place: Place,
    bond: Bond,
    skills: Sequence[str],
    posts: Sequence[str] = (),
    free: Sequence[str] = (),
    unit: Org | None = None,
    home: Place | None = None,
    most: int = 4,
    by: Person | None = None,
    at: datetime | None = None,
) -> Helper:
    """报到: `person` offers to help at a community.

    By themselves it waits for the community's word; entered by its desk it stands at once.
    """
    if by is not None and by.pk != person.pk:
        check_desk(place, by)
    if place.kind != PlaceKind.VILLAGE:
        raise Invalid(_("请到村或者社区报到。"), "no_village", field="place")
    moment = clock.at_or_now(at)
    helper = Helper(person=person, place=place, bond=Bond(bond), registered_at=moment)
    _fill(helper, skills, posts, free, unit, home, most)
    entered = by is not None and by.pk != person.pk and may_run(place, by)
    helper.accepted_at = moment if entered else None
    try:
        with transaction.atomic():
            helper.save(force_insert=True)
            written(Event.REGISTER, helper.ref, _content(helper), by=by or person, at=moment)
    except IntegrityError:
        raise Refused(_("已经在这里报到过了，可以改报到的内容。"), "twice") from None
    return helper


def _fill(
    helper: Helper,
    skills: Sequence[str],
    posts: Sequence[str],
    free: Sequence[str],
    unit: Org | None,
    home: Place | None,
    most: int,
) -> None:
    if not skills and not posts:
        raise Invalid(_("请至少选一样会做的事或者一个岗位。"), "nothing", field="skills")
    if not LEAST <= most <= MOST:
        raise Invalid(_("一个月帮几次？请写 1 到 31。"), "most", field="most")
    if helper.bond == Bond.MEMBER and unit is None:
        raise Invalid(_("在职党员请写单位，好把情况反馈给单位。"), "no_unit", field="unit")
    if home is not None and not helper.place.contains(home):
        raise Invalid(_("住的楼不在这个社区，可以不填。"), "home", field="home")
    helper.skills = sorted({str(Skill(s)) for s in skills})
    helper.posts = sorted({str(Post(p)) for p in posts})
    helper.free = sorted({str(Free(f)) for f in free})
    helper.unit, helper.home, helper.most = unit, home, most


def _content(helper: Helper) -> dict[str, Any]:
    return {
        "person": helper.person.ref,
        "place": helper.place.code,
        "bond": str(helper.bond),
        "unit": helper.unit.code if helper.unit else "",
        "home": helper.home.code if helper.home else "",
        "skills": helper.skills,
        "posts": helper.posts,
        "free": helper.free,
        "most": helper.most,
        "accepted": helper.accepted_at is not None,
    }


def accept(*, helper: Helper, by: Person, at: datetime | None = None) -> Helper:
    """The community knows this person and lets them into homes; only then are they asked."""
    check_desk(helper.place, by)
    moment = clock.at_or_now(at)
    with transaction.atomic():
        fresh = _locked(helper)
        if fresh.stands:
            raise Refused(_("已经接纳过了。"), "already")
        fresh.accepted_at = moment
        fresh.save(update_fields=["accepted_at"])
        written(Event.ACCEPT, fresh.ref, _content(fresh), by=by, at=moment)
        said = gettext_noop("您的报到已经通过，有合适的事会请您。谢谢您。")
        people.notify(to=fresh.person, say=said, link="/services/help/", at=moment)
    return fresh


def change(
    *,
    helper: Helper,
    skills: Sequence[str],
    posts: Sequence[str] = (),
    free: Sequence[str] = (),
    unit: Org | None = None,
    home: Place | None = None,
    most: int = 4,
    by: Person,
    at: datetime | None = None,
) -> Helper:
    """Other skills, posts, times or limit; by the person or the desk."""
    _mine_or_desk(helper, by)
    with transaction.atomic():
        fresh = _locked(helper)
        _fill(fresh, skills, posts, free, unit, home, most)
        fresh.save()
        written(Event.CHANGE, fresh.ref, _content(fresh), by=by, at=clock.at_or_now(at))
    return fresh


def leave(*, helper: Helper, by: Person, at: datetime | None = None) -> Helper:
    """Stop helping here, any time and without a reason; what is in hand is given back first."""
    _mine_or_desk(helper, by)
    moment = clock.at_or_now(at)
    with transaction.atomic():
        fresh = _locked(helper)
        held = Order.objects.filter(
            taker=fresh.person, village=fresh.place, state__in=HELD
        ).exists()
        if held:
            raise Refused(_("手上还有接了的单，请先做完或者退回。"), "holds_orders")
        fresh.left_at = moment
        fresh.save(update_fields=["left_at"])
        fresh.teams.all().delete()
        written(Event.LEAVE, fresh.ref, _content(fresh), by=by, at=moment)
    return fresh


def join_team(*, helper: Helper, team: Org, by: Person, at: datetime | None = None) -> Member:
    """Put a helper into a team of the community or above it."""
    check_desk(helper.place, by)
    if team.kind != OrgKind.VOLUNTEER_TEAM or not team.place.contains(helper.place):
        raise Invalid(_("请选这个社区的志愿服务队。"), "no_team", field="team")
    if not helper.stands:
        raise Refused(_("请先通过这个人的报到。"), "not_accepted", field="helper")
    moment = clock.at_or_now(at)
    try:
        with transaction.atomic():
            made = Member.objects.create(team=team, helper=helper, since_at=moment)
            content = {"team": team.code, "person": helper.person.ref}
            written(Event.JOIN_TEAM, helper.ref, content, by=by, at=moment)
    except IntegrityError:
        raise Refused(_("已经在这支队伍里了。"), "twice", field="team") from None
    return made


def check_in_unit(
    *,
    unit: Org,
    place: Place,
    posts: Sequence[str],
    offers: str = "",
    contact: str = "",
    since_on: date,
    by: Person,
    at: datetime | None = None,
) -> UnitCheckIn:
    """单位报到: a unit's Party organisation registers at a community, for posts and what it offers."""
    check_desk(place, by)
    moment = clock.at_or_now(at)
    made = UnitCheckIn(
        unit=unit,
        place=place,
        posts=sorted({str(Post(p)) for p in posts}),
        offers=words.clean_line(offers, most=300, field="offers"),
        contact=words.clean_line(contact, most=40, field="contact"),
        since_on=since_on,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            content = {
                "unit": unit.code,
                "place": place.code,
                "posts": made.posts,
                "offers": made.offers,
                "contact": made.contact,
                "since_on": since_on,
            }
            written(Event.UNIT, made.code, content, by=by, at=moment)
    except IntegrityError:
        raise Refused(_("这个单位已经在这里报到了。"), "twice", field="unit") from None
    return made


def check_out_unit(
    *, check_in: UnitCheckIn, until_on: date, by: Person, at: datetime | None = None
) -> UnitCheckIn:
    """The unit's registration ends with this day; its slips stay."""
    check_desk(check_in.place, by)
    if until_on < check_in.since_on:
        raise Invalid(_("结束的日期早于报到的日期。"), "dates", field="until_on")
    with transaction.atomic():
        fresh = UnitCheckIn.objects.select_for_update(of=("self",)).get(pk=check_in.pk)
        if fresh.until_on is not None:
            raise Refused(_("这个单位的报到已经结束了。"), "ended")
        fresh.until_on = until_on
        fresh.save(update_fields=["until_on"])
        content = {"unit": fresh.unit.code, "until_on": until_on}
        written(Event.UNIT_END, fresh.code, content, by=by, at=clock.at_or_now(at))
    return fresh


def make_slip(
    *,
    check_in: UnitCheckIn,
    quarter: Quarter,
    by: Person | None = None,
    at: datetime | None = None,
) -> Slip:
    """反馈单: what a unit's people did here in a quarter that is over. Without `by` it is the clock.

    A record to be sent back, with no comparison and no order by amount (H2).
    """
    if by is not None:
        check_desk(check_in.place, by)
    moment = clock.at_or_now(at)
    if quarter.last >= timezone.localdate(moment):
        raise Refused(_("这个季度还没有过完，过完了再出反馈单。"), "not_over", field="quarter")
    lines = lines_of(check_in, quarter)
    made = Slip(
        check_in=check_in,
        quarter=quarter.key,
        lines=[list(line) for line in lines],
        people=len({line.ref for line in lines}),
        services=len(lines),
        minutes=sum(line.minutes for line in lines),
        made_at=moment,
    )
    content = {
        "unit": check_in.unit.code,
        "place": check_in.place.code,
        "quarter": quarter.key,
        "lines": [[line.ref, line.day, line.order, line.minutes] for line in lines],
    }
    try:
        with transaction.atomic():
            made.entry_id = written(Event.SLIP, made.code, content, by=by, at=moment).pk
            made.save(force_insert=True)
    except IntegrityError:
        raise Refused(_("这个季度的反馈单已经出过了。"), "twice", field="quarter") from None
    return made


def make_slips(*, at: datetime | None = None) -> int:
    """The clock's part: the slips of the quarter that is over, for every registered unit, once."""
    moment = clock.at_or_now(at)
    quarter = Quarter.before(timezone.localdate(moment))
    standing = UnitCheckIn.objects.filter(since_on__lte=quarter.last)
    standing = standing.exclude(until_on__lt=quarter.first).exclude(slips__quarter=quarter.key)
    made = 0
    for check_in in standing.select_related("unit", "place").order_by("pk"):
        try:
            make_slip(check_in=check_in, quarter=quarter, at=moment)
            made += 1
        except Refused:  # made meanwhile
            continue
    return made


def _locked(helper: Helper) -> Helper:
    locked = Helper.objects.select_for_update(of=("self",)).select_related("person", "place")
    fresh = locked.get(pk=helper.pk)
    if fresh.left_at is not None:
        raise Refused(_("这份报到已经结束了，可以重新报到。"), "left")
    return fresh


def _mine_or_desk(helper: Helper, by: Person) -> None:
    if helper.person_id != by.pk:
        check_desk(helper.place, by)
