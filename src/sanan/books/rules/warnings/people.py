"""Rules about recipients: shared cards and phones, twice the same, both pay and relief, and never."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanan.books.enums import PAY, Benefit, Colour, PayeeKind, RosterKind
from sanan.books.models import RosterLine
from sanan.books.rules.registry import Finding, declared, limit
from sanan.books.rules.warnings.reading import payments, subject, today
from sanan.insight.private import tables
from sanan.kit.rounding import yuan
from sanan.places.models import Place


@dataclass(frozen=True, slots=True)
class Paid:
    """One payment to a person, from the books or from a roster."""

    place: Place
    name: str
    key: str
    when: str
    amount: int
    source: str

    @property
    def row(self) -> list[str]:
        """What is shown of it."""
        return [self.when, tables.name(self.name, person=True), yuan(self.amount), self.source]


def lines(places: Collection[int] | None, kind: RosterKind) -> Iterator[RosterLine]:
    """Roster lines of these places in their order, with roster and place."""
    found = RosterLine.objects.filter(roster__kind=kind).select_related("roster__place")
    if places is not None:
        found = found.filter(roster__place__in=places)
    yield from found.order_by("roster__period", "roster_id", "line")


def _people(places: Collection[int] | None, at: datetime, mark: str) -> Iterator[tuple[str, Paid]]:
    """Who was paid in the last year, under their card (`card`) or phone (`phone`)."""
    since = today(at) - timedelta(days=365)
    persons = payments(places).filter(payee_kind=PayeeKind.PERSON, on__gte=since)
    for entry in persons:
        key = entry.payee_card if mark == "card" else entry.payee_phone
        name = "".join(entry.payee.split())
        yield (
            key,
            Paid(
                entry.place,
                name,
                entry.payee_id or name,
                f"{entry.on}",
                entry.amount,
                entry.voucher_no,
            ),
        )
    for line in lines(places, RosterKind.RECIPIENTS):
        if line.roster.period >= f"{since:%Y-%m}":
            key = line.card_key if mark == "card" else line.phone_key
            yield key, _paid(line)


def _paid(line: RosterLine) -> Paid:
    roster = line.roster
    return Paid(
        roster.place,
        line.name,
        line.person_key or line.name,
        roster.period,
        line.amount,
        f"{roster.get_benefit_display()} {line.line}",
    )


def _shared(
    rule: str, mark: str, places: Collection[int] | None, at: datetime
) -> Iterator[tuple[str, list[Paid]]]:
    least = limit(rule, "people")
    groups: dict[tuple[int, str], list[Paid]] = defaultdict(list)
    for key, paid in _people(places, at, mark):
        if key:
            groups[paid.place.pk, key].append(paid)
    for (_place, key), mine in groups.items():
        if len({p.key for p in mine}) >= least:
            yield subject(mark, key), mine


@declared(
    "same_card",
    gettext_lazy("多人共用一张银行卡"),
    Colour.RED,
    gettext_lazy("一年里付给不同人的钱，进了同一张银行卡。比的是卡号的密文，系统里不存卡号。"),
    people=3,
)
def same_card(places: Collection[int] | None, at: datetime) -> Iterator[Finding]:
    """One card for `people` recipients or more within a year."""
    for code, mine in _shared("same_card", "card", places, at):
        said = _("同一张银行卡一年里替 %(n)d 个人收款，合计 %(sum)s。") % _sums(mine)
        yield Finding(code, mine[0].place, [p.row for p in mine], said)


@declared(
    "same_phone",
    gettext_lazy("多人共用一个电话"),
    Colour.YELLOW,
    gettext_lazy("一年里付给不同人的钱，登记的是同一个电话号码。"),
    people=4,
)
def same_phone(places: Collection[int] | None, at: datetime) -> Iterator[Finding]:
    """One phone for `people` recipients or more within a year."""
    for code, mine in _shared("same_phone", "phone", places, at):
        said = _("同一个电话号码一年里登记在 %(n)d 个收款人名下，合计 %(sum)s。") % _sums(mine)
        yield Finding(code, mine[0].place, [p.row for p in mine], said)


def _sums(mine: list[Paid]) -> dict[str, object]:
    return {"n": len({p.key for p in mine}), "sum": yuan(sum(p.amount for p in mine))}


@declared(
    "paid_twice",
    gettext_lazy("同一项补贴领了两次"),
    Colour.RED,
    gettext_lazy(
        "同一个人在同一期、同一项实发名单里出现不止一次（有身份证号比号码，没有的比姓名）。"
    ),
    times=2,
)
def paid_twice(places: Collection[int] | None, at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """One person `times` on one roster of recipients."""
    times = limit("paid_twice", "times")
    groups: dict[tuple[int, str], list[RosterLine]] = defaultdict(list)
    for line in lines(places, RosterKind.RECIPIENTS):
        groups[line.roster_id, line.person_key or line.name].append(line)
    for (roster, key), mine in groups.items():
        if len(mine) >= times:
            said = _("%(who)s在%(roster)s里领了 %(n)d 次。") % {
                "who": mine[0].name_shown,
                "roster": mine[0].roster,
                "n": len(mine),
            }
            shown = [_paid(line).row for line in mine]
            yield Finding(subject("twice", roster, key), mine[0].roster.place, shown, said)


@declared(
    "relief_with_pay",
    gettext_lazy("领低保又领干部报酬"),
    Colour.RED,
    gettext_lazy("同一个人同一年既在低保实发名单里，又在干部报酬（或离任补助）名单里。"),
    times=1,
)
def relief_with_pay(places: Collection[int] | None, at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """A person with low-income allowance and cadre pay in one year."""
    relief: dict[tuple[int, str, str], list[RosterLine]] = defaultdict(list)
    pay: dict[tuple[int, str, str], list[RosterLine]] = defaultdict(list)
    for line in lines(places, RosterKind.RECIPIENTS):
        roster = line.roster
        key = (roster.place_id, roster.period[:4], line.person_key or line.name)
        if roster.benefit == Benefit.LOW_INCOME:
            relief[key].append(line)
        elif roster.benefit in PAY:
            pay[key].append(line)
    for key in relief.keys() & pay.keys():
        mine = [*relief[key], *pay[key]]
        said = _("%(who)s %(year)s 年既领低保又领干部报酬。") % {
            "who": mine[0].name_shown,
            "year": key[1],
        }
        shown = [_paid(line).row for line in mine]
        yield Finding(subject("relief", *key), mine[0].roster.place, shown, said)


@declared(
    "never_received",
    gettext_lazy("应享的人没有领到"),
    Colour.YELLOW,
    gettext_lazy("应享名单上的人，在同一期、同一项的实发名单里没有。帮群众找回该领的钱。"),
    people=1,
)
def never_received(places: Collection[int] | None, at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """Who is entitled and stands on no roster of recipients; only where that roster is there."""
    got: dict[tuple[int, str, str], set[str]] = defaultdict(set)
    for line in lines(places, RosterKind.RECIPIENTS):
        got[_of(line)] |= {line.person_key, line.name} if line.person_key else {f"?{line.name}"}
    missing: dict[tuple[int, str, str], list[RosterLine]] = defaultdict(list)
    for line in lines(places, RosterKind.ENTITLED):
        found = got.get(_of(line), set())
        marks = {line.person_key or line.name, f"?{line.name}"}
        if found and not marks & found:
            missing[_of(line)].append(line)
    for mine in missing.values():
        if len(mine) >= limit("never_received", "people"):
            roster = mine[0].roster
            said = _("%(roster)s：应享的 %(n)d 人没有领到。") % {"roster": roster, "n": len(mine)}
            shown = [[line.name_shown, _("应享名单第 %d 行") % line.line] for line in mine]
            yield Finding(f"never-{roster.code}", roster.place, shown, said)


def _of(line: RosterLine) -> tuple[int, str, str]:
    return line.roster.place_id, line.roster.benefit, line.roster.period
