"""From a cycle to its last payment: the list frozen, shown, objected to, approved, paid, followed up."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _

from sanan.kit import bulk, tokens, words
from sanan.kit.dates import local_day
from sanan.kit.errors import Invalid, Refused
from sanan.livelihood.enums import LineState, ReturnReason, RollState
from sanan.livelihood.models import Member, PayCycle, PayLine, PayObjection
from sanan.livelihood.models.subsidy import LEAST_PUBLICITY
from sanan.livelihood.rules.cycles import CYCLE, LINE
from sanan.livelihood.rules.subsidies import rule_named, rule_on
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.process.declare import ANYONE, SYSTEM, Relation


@CYCLE.action("draft")
def draft(
    *,
    place: Place,
    title: str,
    since_on: date,
    until_on: date,
    by: Person,
    publicity_days: int = LEAST_PUBLICITY,
    at: datetime | None = None,
) -> PayCycle:
    """Begin a cycle of whole months; two cycles of a place do not share a month."""
    if since_on.day != 1 or until_on < since_on or _next_month(until_on) != _day_after(until_on):
        raise Invalid(
            _("一期从某月 1 日开始，到某月最后一天为止。请改一下日期。"), "months", field="until_on"
        )
    if publicity_days < LEAST_PUBLICITY:
        raise Invalid(_("公示不少于 3 天。"), "too_short", field="publicity_days")
    twice = PayCycle.objects.filter(place=place, since_on__lte=until_on, until_on__gte=since_on)
    if (other := twice.first()) is not None:
        sentence = _("和“%(title)s”的月份重了。同一个月不发两次，请核对。")
        raise Invalid(sentence % {"title": other.title}, "overlap", field="since_on")
    made = PayCycle(
        place=place,
        title=words.one_line(title, "title", 60),
        since_on=since_on,
        until_on=until_on,
        version=rule_on(since_on).version,
        publicity_days=publicity_days,
    )
    with CYCLE.begin("draft", made, by=by, at=at):
        pass
    return made


def _day_after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


@CYCLE.action("freeze")
def freeze(*, cycle: PayCycle, by: Person, at: datetime | None = None) -> PayCycle:
    """Make the list of who has it in these months, as the roll stands now; it never grows again."""
    with CYCLE.step("freeze", cycle, by=by, at=at) as step:
        lines = list(entitled(step.thing))
        if not lines:
            raise Refused(_("这几个月名册里没有人可以领。请先核对名册里的在册日期。"), "nobody")
        bulk.insert_many(lines)
        total = sum(line.amount_fen for line in lines)
        step.set(frozen_on=local_day(step.at), frozen_by=by, list_hash=hash_of(lines))
        step.data = {"lines": len(lines), "fen": total, "hash": step.thing.list_hash}
    return cycle


def entitled(cycle: PayCycle) -> Iterable[PayLine]:
    """The lines of a cycle as the roll stands, by family; who moved away has the months before."""
    rule = rule_named(cycle.version)
    rows = Member.objects.filter(place__path__startswith=cycle.place.path, joined_on__isnull=False)
    rows = rows.exclude(state=RollState.OUTSIDE).select_related("household__origin")
    number = 0
    for member in rows.order_by("household__origin__path", "household__number", "pk"):
        months = rule.months(
            joined_on=member.joined_on or member.household.moved_on,
            left_on=member.left_on,
            since_on=cycle.since_on,
            until_on=cycle.until_on,
        )
        if months == 0:
            continue
        number += 1
        yield bulk.new(
            PayLine,
            cycle=cycle,
            number=number,
            member=member,
            household=member.household,
            name=member.name,
            village=member.household.origin.spoken,
            months=months,
            amount_fen=rule.amount_fen(months),
        )


def hash_of(lines: Iterable[PayLine]) -> str:
    """SHA-256 over number, person's code, months and fen of each line, in their order."""
    told = [f"{n.number}|{n.member.code}|{n.months}|{n.amount_fen}" for n in lines]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


@CYCLE.action("publicise")
def publicise(*, cycle: PayCycle, by: Person, at: datetime | None = None) -> PayCycle:
    """Show the list, names covered, for the cycle's days after this one."""
    with CYCLE.step("publicise", cycle, by=by, at=at) as step:
        today = local_day(step.at)
        last = date.fromordinal(today.toordinal() + step.thing.publicity_days)
        step.set(publicised_on=today, publicity_ends_on=last)
    return cycle


@CYCLE.action("object")
def object_(
    *,
    cycle: PayCycle,
    text: str,
    number: int | None = None,
    by: Person | None = None,
    relation: Relation = ANYONE,
    at: datetime | None = None,
) -> PayCycle:
    """Anyone says what is wrong with a line, or who is missing; nobody's name is asked."""
    text = words.needed(text, most=1000)
    with CYCLE.step("object", cycle, by=by, at=at, relation=relation) as step:
        if number is not None and not step.thing.lines.filter(number=number).exists():
            raise Invalid(
                _("名单上没有这个序号。请对照名单再看一遍，也可以空着。"), "no_line", field="number"
            )
        made = PayObjection(cycle=step.thing, number=number, text=text, raised_at=step.at)
        bulk.insert(made)
        step.data = {"text": tokens.keyed_hash("subsidy-objection", text)}
    return cycle


@CYCLE.action("settle")
def settle(
    *,
    cycle: PayCycle,
    upheld: bool,
    finding: str,
    by: Person,
    strike: bool = False,
    objection: PayObjection | None = None,
    at: datetime | None = None,
) -> PayCycle:
    """What was found on an objection (the oldest open one); upheld it may strike its line.

    The list is frozen: whoever is missing on it is put on the roll and paid by a later cycle.
    """
    finding = words.needed(finding, "finding", 1000)
    with CYCLE.step("settle", cycle, by=by, at=at) as step:
        rows = step.thing.objections.filter(upheld=None)
        found = rows.filter(pk=objection.pk).first() if objection else rows.first()
        if found is None:
            raise Refused(_("这条异议已经处理过了。"), "handled")
        number = found.number
        if strike and (not upheld or number is None):
            raise Invalid(
                _("只有指明序号、查实的异议才能剔除一行。"), "nothing_to_strike", field="strike"
            )
        found.upheld, found.finding, found.handled_at = upheld, finding, step.at
        found.save(update_fields=["upheld", "finding", "handled_at"])
        if strike and number is not None:
            line = step.thing.lines.get(number=number)
            with LINE.step("strike", line, by=by, at=step.at, relation=SYSTEM) as struck:
                struck.note = finding
        step.say(finding)
        step.data = {"upheld": upheld, "struck": strike}
    return cycle


@CYCLE.action("approve")
def approve(*, cycle: PayCycle, by: Person, at: datetime | None = None) -> PayCycle:
    """Publicity is over and nothing is open: the money may go out."""
    with CYCLE.step("approve", cycle, by=by, at=at):
        pass
    return cycle


@CYCLE.action("pay")
def pay(*, cycle: PayCycle, by: Person, at: datetime | None = None) -> PayCycle:
    """Give the payments to the bank; those without an account wait for one, the others do not."""
    with CYCLE.step("pay", cycle, by=by, at=at) as step:
        listed = step.thing.lines.filter(state=LineState.LISTED)
        without = listed.filter(household__account_hash="")
        waiting = without.update(state=LineState.RETURNED, reason=ReturnReason.NO_ACCOUNT)
        sent = step.thing.lines.filter(state=LineState.LISTED)
        count = sent.update(state=LineState.SENT, sent_times=1)
        step.set(paid_on=local_day(step.at))
        step.data = {"sent": count, "without_account": waiting}
    return cycle


@CYCLE.action("close")
def close(*, cycle: PayCycle, by: Person, at: datetime | None = None) -> PayCycle:
    """Every payment has arrived, or it was said why it never will."""
    with CYCLE.step("close", cycle, by=by, at=at):
        pass
    return cycle


@LINE.action("bounce")
def bounce(
    *,
    line: PayLine,
    reason: str,
    by: Person | None,
    note: str = "",
    relation: Relation | None = None,
    at: datetime | None = None,
) -> PayLine:
    """The bank gave a payment back."""
    with LINE.step("bounce", line, by=by, at=at, relation=relation) as step:
        step.set(reason=ReturnReason(reason), note=words.clean_line(note, most=300, field="note"))
        step.data = {"reason": str(reason)}
    return line


@LINE.action("resend")
def resend(*, line: PayLine, by: Person, at: datetime | None = None) -> PayLine:
    """Give a payment to the bank again, to the account that the family has now."""
    with LINE.step("resend", line, by=by, at=at) as step:
        step.set(sent_times=step.thing.sent_times + 1, reason="", note="")
    return line


@LINE.action("void")
def void(*, line: PayLine, why: str, by: Person, at: datetime | None = None) -> PayLine:
    """A payment that will never arrive goes back to where the money came from."""
    with LINE.step("void", line, by=by, at=at) as step:
        step.note = words.needed(why, "why", 300)
        step.set(note=words.clip(step.note, 300))
    return line
