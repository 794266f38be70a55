"""Meals for elders: tiers of subsidy, what is cooked, who eats with us, an order fetched or brought."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sanan.cases import deadlines
from sanan.kit import clock, phones, vault, words
from sanan.kit.errors import Invalid, Refused
from sanan.neighbourhood.actions.bookings import door_at
from sanan.neighbourhood.enums import Way
from sanan.neighbourhood.models import Centre, Diner, Meal, MealOrder, SubsidyTier
from sanan.neighbourhood.rules import CENTRE, MEAL
from sanan.neighbourhood.rules.meals import subsidy_of
from sanan.people.models import Person

MOST_FEN = 20_000


@CENTRE.action("set_tiers")
def set_tiers(
    *,
    centre: Centre,
    tiers: Iterable[tuple[int, int]],
    since_on: date,
    by: Person | None,
    at: datetime | None = None,
) -> Centre:
    """From a day on, how much (fen) is paid of a meal from which age on; meals ordered stay as they are."""
    wanted = sorted(dict(tiers).items())
    if not wanted:
        raise Invalid(_("至少写一档：几岁起补几元。"), "empty", field="tiers")
    with CENTRE.step("set_tiers", centre, by=by, at=at) as step:
        SubsidyTier.objects.filter(centre=step.thing, since_on=since_on).delete()
        SubsidyTier.objects.bulk_create(
            SubsidyTier(centre=step.thing, from_age=age, subsidy=fen, since_on=since_on)
            for age, fen in wanted
        )
        step.data = {"since": since_on.isoformat(), "tiers": [[a, f] for a, f in wanted]}
    return centre


@CENTRE.action("cook")
def cook(
    *,
    centre: Centre,
    day: date,
    title: str,
    price: int,
    most: int,
    until_at: datetime,
    by: Person | None,
    at: datetime | None = None,
) -> Meal:
    """Offer a meal of a day: `price` in fen before any subsidy, `most` portions, ordered `until_at`."""
    title = words.one_line(title, "title", 60)
    if not 0 < price <= MOST_FEN:
        raise Invalid(_("一份的价钱要在 0 到 200 元之间。"), "price", field="price")
    if until_at.astimezone(deadlines.calendar_at(centre.place).zone).date() > day:
        raise Invalid(_("订餐要在开饭那天以前截止。"), "until", field="until_at")
    if centre.meals.filter(day=day, title=title).exists():
        raise Invalid(_("这一天已经有这份饭。"), "twice", field="title")
    with CENTRE.step("cook", centre, by=by, at=at) as step:
        made = Meal(
            centre=step.thing,
            place=step.thing.place,
            day=day,
            title=title,
            price=price,
            most=most,
            until_at=until_at,
            made_at=step.at,
            by=by,
        )
        made.save(force_insert=True)
        step.data = {"meal": made.code, "day": day.isoformat(), "price": price, "most": most}
    return made


@CENTRE.action("take_in")
def take_in(
    *,
    centre: Centre,
    name: str,
    born_on: date,
    by: Person | None,
    address: str = "",
    phone: str = "",
    at: datetime | None = None,
) -> Diner:
    """An elder eats with us from today on."""
    name = words.one_line(name, "name", 40)
    if centre.diners.filter(name=name, born_on=born_on, left_on=None).exists():
        raise Invalid(_("这位老人已经登记过了。"), "twice", field="name")
    number = phones.personal(phone) if phone else ""
    with CENTRE.step("take_in", centre, by=by, at=at) as step:
        made = Diner(
            centre=step.thing,
            place=step.thing.place,
            name=name,
            born_on=born_on,
            address=words.clean_line(address, most=120, field="address"),
            phone_locked=vault.lock(number),
            phone_hash=phones.hashed(number),
            joined_on=deadlines.calendar_at(step.thing.place).local_day(step.at),
        )
        made.save(force_insert=True)
        step.data = {"diner": made.code}
    return made


@MEAL.action("order")
def order_meal(
    *, meal: Meal, diner: Diner, way: Way | str, by: Person, at: datetime | None = None
) -> MealOrder:
    """One portion for an elder; what is paid of it is worked out by their age on that day.

    Raises `Refused` where it is too late, nothing is left, or the elder has one already.
    """
    moment, way = clock.at_or_now(at), Way(way)
    if way == Way.BRING and not diner.address:
        raise Invalid(_("要送到家，请先登记这位老人的地址。"), "no_address", field="way")
    with transaction.atomic():
        fresh = Meal.objects.select_for_update(of=("self",)).select_related("place").get(pk=meal.pk)
        if diner.centre_id != fresh.centre_id or diner.left_on is not None:
            raise Refused(_("这位老人没有登记在这个食堂。"), "no_diner")
        if moment > fresh.until_at:
            raise Refused(_("这份饭已经截止订餐，请订明天的。"), "late")
        standing = fresh.orders.standing()
        if standing.filter(diner=diner).exists():
            raise Refused(_("这位老人已经订了这份饭。"), "twice")
        if standing.count() >= fresh.most:
            raise Refused(_("这份饭已经订满了，请订别的。"), "full")
        made = MealOrder(
            meal=fresh,
            diner=diner,
            place=fresh.place,
            way=way,
            door=door_at(fresh.place, by),
            price=fresh.price,
            subsidy=subsidy_of(fresh, diner),
            ordered_at=moment,
            entered_by=by,
        )
        with MEAL.begin("order", made, by=by, at=moment) as step:
            step.data = {"meal": fresh.code, "diner": diner.code}
    return made


@MEAL.action("fetch")
def fetch(*, meal_order: MealOrder, by: Person, at: datetime | None = None) -> MealOrder:
    """The elder, or somebody for them, ate it there or took it away."""
    with MEAL.step("fetch", meal_order, by=by, at=at) as step:
        step.thing.ended_at = step.at
    return meal_order


@MEAL.action("bring")
def bring(*, meal_order: MealOrder, by: Person, at: datetime | None = None) -> MealOrder:
    """Brought to the elder's door by whoever says so."""
    with MEAL.step("bring", meal_order, by=by, at=at) as step:
        step.thing.bringer, step.thing.ended_at = by, step.at
    return meal_order


@MEAL.action("miss")
def miss_meal(*, meal_order: MealOrder, by: Person, at: datetime | None = None) -> MealOrder:
    """Nobody took it; it is not subsidised."""
    with MEAL.step("miss", meal_order, by=by, at=at) as step:
        step.thing.ended_at = step.at
    return meal_order


@MEAL.action("cancel")
def cancel_meal(*, meal_order: MealOrder, by: Person, at: datetime | None = None) -> MealOrder:
    """No longer wanted, in time."""
    with MEAL.step("cancel", meal_order, by=by, at=at) as step:
        step.thing.ended_at = step.at
    return meal_order
