"""Who makes pieces: enrolled from sixteen on, with their account, their hours and their bonuses."""

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sanan.kit import bulk, clock, dates, tokens, vault, words
from sanan.kit.dates import local_day
from sanan.kit.errors import Invalid
from sanan.livelihood.models import Member
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.slips.actions import issue as issue_code
from sanan.workshop.models import Bonus, CraftOrder, DayWork, Worker, Workshop
from sanan.workshop.models.pay import MOST_MINUTES
from sanan.workshop.models.people import sixteen_on
from sanan.workshop.rules import WORKER
from sanan.workshop.sums import pay
from sanan.workshop.sums.account import fault_of

KIND = "workshop_worker"
"""Under what query codes know a worker's card."""
MOST_BONUS = 10_000_000


@WORKER.action("enrol")
def enrol(
    *,
    workshop: Workshop,
    name: str,
    born_on: date,
    by: Person,
    village: Place | None = None,
    person: Person | None = None,
    at_home: bool = True,
    at: datetime | None = None,
) -> Worker:
    """Somebody takes work from now on. Raises `Invalid` for whoever is not sixteen yet.

    Who stands in the register of households here by the same name and day of birth is that person:
    without `village` they come from where their household came.
    """
    moment = clock.at_or_now(at)
    today, of_age = local_day(moment), sixteen_on(born_on)
    if of_age > today:
        sentence = _("不满 16 周岁不能做工（劳动法第十五条），%(day)s起才可以登记。")
        raise Invalid(
            sentence % {"day": dates.period(of_age.isoformat())}, "too_young", field="born_on"
        )
    name = words.one_line(name, "name", 40)
    member = member_of(workshop, name, born_on)
    made = Worker(
        workshop=workshop,
        place=workshop.place,
        person=person or (member.person if member else None),
        member=member,
        name=name,
        born_on=born_on,
        of_age_on=of_age,
        village=village or (member.household.origin if member else None),
        at_home=at_home,
        joined_on=today,
    )
    try:
        with transaction.atomic(), WORKER.begin("enrol", made, by=by, at=moment) as step:
            step.then(lambda _step: issue_code(kind=KIND, ref=made.code))
    except IntegrityError:
        raise Invalid(_("这个人已经登记过了。"), "twice", field="name") from None
    return made


def member_of(workshop: Workshop, name: str, born_on: date) -> Member | None:
    """Who that is in the register of households of the workshop's place, if one alone fits."""
    fits = Member.objects.at(workshop.place).living().filter(name=name, birth_on=born_on)
    found = list(fits.select_related("household__origin", "person")[:2])
    return found[0] if len(found) == 1 else None


@WORKER.action("set_account")
def set_account(
    *, worker: Worker, bank: str, account: str, by: Person, at: datetime | None = None
) -> Worker:
    """The account to which money goes; a number that no bank can have is refused at once."""
    figures = words.figures(account)
    if fault := fault_of(account):
        sentences = {
            "letters": _("账号里只能有数字，请对照银行卡再写一遍。"),
            "length": _("账号应当是 8 到 25 位数字，请对照银行卡再写一遍。"),
            "check": _("卡号有一位写错了（校验不对），请对照银行卡再写一遍。"),
        }
        raise Invalid(sentences[fault], "wrong_account", field="account")
    bank = words.one_line(bank, "bank", 40)
    with WORKER.step("set_account", worker, by=by, at=at) as step:
        step.set(bank=bank, account_locked=vault.lock(figures), account_tail=figures[-4:])
        step.data = {"account": tokens.keyed_hash("workshop-account", figures)}
    return worker


@WORKER.action("work_day")
def work_day(
    *,
    worker: Worker,
    on: date,
    begins: int,
    ends: int,
    rate: Decimal,
    what: str,
    by: Person,
    order: CraftOrder | None = None,
    key: str = "",
    at: datetime | None = None,
) -> Worker:
    """A part of a day on one task, paid by the day; `begins` and `ends` are minutes of the day.

    A task changed at noon is two parts. They may not overlap; `rate` is in yuan for eight hours.
    """
    if not 0 <= begins < ends <= MOST_MINUTES:
        raise Invalid(_("结束要比开始晚。"), "order", field="ends")
    if rate < 0:
        raise Invalid(_("单价不能小于 0。"), "negative", field="rate")
    with WORKER.step("work_day", worker, by=by, at=at) as step:
        if key and DayWork.objects.filter(key=key).exists():
            return worker
        if on > local_day(step.at):
            raise Invalid(_("还没到那一天。"), "future", field="on")
        same = list(DayWork.objects.filter(worker=step.thing, on=on).order_by("pk"))
        if any(begins < each.ends and each.begins < ends for each in same):
            raise Invalid(
                _("这段时间已经记过别的活了，请改开始或结束的时间。"), "overlap", field="begins"
            )
        parts = [pay.Part(each.on, each.minutes, each.rate) for each in same]
        parts.append(pay.Part(on, ends - begins, rate))
        made = DayWork(
            worker=step.thing,
            order=order,
            key=key or tokens.opaque(20),
            on=on,
            begins=begins,
            minutes=ends - begins,
            rate=rate,
            fen=pay.of_parts(parts)[-1],
            what=words.one_line(what, "what", 60),
        )
        bulk.insert(made)
        step.data = {"on": on.isoformat(), "minutes": made.minutes, "fen": made.fen}
    return worker


@WORKER.action("reward")
def reward(
    *,
    worker: Worker,
    fen: int,
    why: str,
    by: Person,
    key: str = "",
    at: datetime | None = None,
) -> Worker:
    """Something on top, in fen, with its reason."""
    why = words.one_line(why, "why", 120)
    if not 0 < fen <= MOST_BONUS:
        raise Invalid(_("奖金要大于 0。"), "negative", field="fen")
    with WORKER.step("reward", worker, by=by, at=at) as step:
        if key and Bonus.objects.filter(key=key).exists():
            return worker
        made = Bonus(
            worker=step.thing,
            key=key or tokens.opaque(20),
            on=local_day(step.at),
            fen=fen,
            why=why,
        )
        bulk.insert(made)
        step.data = {"fen": fen}
    return worker


@WORKER.action("leave")
def leave(*, worker: Worker, by: Person, at: datetime | None = None) -> Worker:
    """They take no more work; what is earned is still paid."""
    with WORKER.step("leave", worker, by=by, at=at) as step:
        step.thing.left_on = local_day(step.at)
    return worker


@WORKER.action("come_back")
def come_back(*, worker: Worker, by: Person, at: datetime | None = None) -> Worker:
    """They take work again."""
    with WORKER.step("come_back", worker, by=by, at=at) as step:
        step.thing.left_on = None
    return worker
