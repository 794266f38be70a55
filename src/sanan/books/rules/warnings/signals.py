"""Rules that read several places or years together: rents beside rents, areas, names met too often."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from statistics import median

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanan.books.enums import Colour, ContractKind, ContractState, PayeeKind, RosterKind
from sanan.books.models import Contract, Relative, RosterLine
from sanan.books.models.contract import sized
from sanan.books.rules.registry import Finding, declared, limit
from sanan.books.rules.warnings.reading import contracts, of_places, subject, today
from sanan.kit.rounding import half_up, rate, yuan
from sanan.places.enums import PlaceKind
from sanan.places.models import Place

YEAR = 365


@declared(
    "rent_below_market",
    gettext_lazy("租金明显低于行情"),
    Colour.YELLOW,
    gettext_lazy(
        "按面积算的一年租金，低于全县同类、同单位的出租合同中间价的这个比例；同类的至少要有这么多份才比。"
    ),
    percent=80,
    of=6,
)
def rent_below_market(places: Collection[int] | None, at: datetime) -> Iterator[Finding]:
    """Leases whose rent for a unit and year is below `percent` of the median of `of` like ones."""
    percent, fewest = limit("rent_below_market", "percent"), limit("rent_below_market", "of")
    alike: dict[tuple[str, str, str], list[tuple[Fraction, Contract]]] = defaultdict(list)
    counties = list(Place.objects.of_kind(PlaceKind.COUNTY).values_list("path", flat=True))
    running = contracts(None).filter(kind=ContractKind.LEASE, state=ContractState.ACTIVE)
    for lease in running.filter(ends_on__gte=today(at)).select_related("asset"):
        if (rent := _rent(lease)) is not None and lease.asset is not None:
            county = next((each for each in counties if lease.place.path.startswith(each)), "")
            key = (county, lease.asset.kind, lease.asset.unit)
            alike[key].append((rent, lease))
    for rents in alike.values():
        if len(rents) < fewest:
            continue
        middle = median(rent for rent, _lease in rents)
        for rent, lease in rents:
            low = rent * 100 < middle * percent
            if low and (places is None or lease.place_id in places):
                yield _cheap(lease, rent, middle, len(rents))


def _rent(lease: Contract) -> Fraction | None:
    """Fen for one unit and a year; None where no size is known."""
    size = lease.measured or lease.size or (lease.asset.size if lease.asset else 0)
    days = (lease.ends_on - lease.begins_on).days + 1
    return Fraction(lease.amount * 100 * YEAR, size * days) if size else None


def _cheap(lease: Contract, rent: Fraction, middle: Fraction, many: int) -> Finding:
    unit = lease.asset.unit if lease.asset else ""
    here, there = yuan(int(half_up(rent))), yuan(int(half_up(middle)))
    told = {
        "title": lease.title,
        "rent": here,
        "middle": there,
        "unit": unit,
        "share": rate(rent, middle),
    }
    said = _("%(title)s：每%(unit)s一年 %(rent)s，全县同类中间价 %(middle)s，是它的 %(share)s%%。")
    row = [lease.title, lease.party_shown, here, there, _("同类 %d 份") % many]
    return Finding(lease.code, lease.place, [row], said % told)


@declared(
    "area_differs",
    gettext_lazy("合同面积和实测不符"),
    Colour.RED,
    gettext_lazy("登记了实测面积的出租合同，合同写的和实测的差了这个比例以上。"),
    percent=5,
)
def area_differs(places: Collection[int] | None, at: datetime) -> Iterator[Finding]:  # noqa: ARG001
    """Leases of which the measured area differs by more than `percent` from what they say."""
    percent = limit("area_differs", "percent")
    for lease in contracts(places).filter(measured__isnull=False).select_related("asset"):
        said, found = lease.size or 0, lease.measured or 0
        if abs(found - said) * 100 <= said * percent:
            continue
        unit = lease.asset.unit if lease.asset else ""
        told = {"title": lease.title, "said": sized(said, unit), "found": sized(found, unit)}
        text = _("%(title)s：合同写 %(said)s，实测 %(found)s。") % told
        row = [lease.title, lease.party_shown, told["said"], told["found"], f"{lease.measured_on}"]
        yield Finding(lease.code, lease.place, [row], text)


@declared(
    "same_recipient",
    gettext_lazy("一个人在几个村领补贴"),
    Colour.RED,
    gettext_lazy("一年里，同一个身份证号出现在这么多个村的实发名单里。比的是号码的密文。"),
    villages=3,
)
def same_recipient(places: Collection[int] | None, at: datetime) -> Iterator[Finding]:
    """One person on rosters of recipients in so many villages within a year.

    The finding stands at the place above all of them: no village reads the others' rosters.
    """
    fewest, since = limit("same_recipient", "villages"), today(at) - timedelta(days=YEAR)
    rows = RosterLine.objects.filter(roster__kind=RosterKind.RECIPIENTS).exclude(person_key="")
    rows = rows.filter(roster__period__gte=f"{since:%Y-%m}")
    if places is not None:
        rows = rows.filter(roster__place__in=places)
    met: dict[str, list[RosterLine]] = defaultdict(list)
    for line in rows.select_related("roster__place").order_by("roster__period", "pk"):
        met[line.person_key].append(line)
    for key, lines in met.items():
        villages = {line.roster.place_id for line in lines}
        if len(villages) >= fewest:
            told = {"who": lines[0].name_shown, "n": len(villages), "times": len(lines)}
            said = _("%(who)s一年里在 %(n)d 个村的实发名单里出现 %(times)d 次。") % told
            shown = [
                [line.roster.place.spoken, str(line.roster), yuan(line.amount)] for line in lines
            ]
            yield Finding(subject("everywhere", key), _above(lines), shown, said)


def _above(lines: list[RosterLine]) -> Place:
    """The lowest place above all the lines' villages."""
    paths = [str(line.roster.place.path) for line in lines]
    end = min(map(len, paths)) - Place.steplen
    while end > Place.steplen and len({path[:end] for path in paths}) > 1:
        end -= Place.steplen
    found: Place = Place.objects.get(path=paths[0][:end])
    return found


@declared(
    "contract_to_relative",
    gettext_lazy("合同签给干部的近亲属"),
    Colour.RED,
    gettext_lazy(
        "这么多天以内签的合同，对方和本村干部申报的近亲属同名。合同上没有身份证号，同名不一定是同一个人。"
    ),
    days=1095,
)
def contract_to_relative(places: Collection[int] | None, at: datetime) -> Iterator[Finding]:
    """Contracts with a person of the name of a declared relative of one of the place's cadres."""
    since = today(at) - timedelta(days=limit("contract_to_relative", "days"))
    known: dict[tuple[int, str], Relative] = {}
    for each in of_places(Relative.objects.select_related("cadre"), places):
        known[each.place_id, each.name] = each
    signed = contracts(places).filter(party_kind=PayeeKind.PERSON, signed_on__gte=since)
    for contract in signed.filter(place__in={place for place, _name in known}):
        relative = known.get((contract.place_id, "".join(contract.party.split())))
        if relative is None:
            continue
        said = _("%(title)s：对方%(who)s和%(cadre)s申报的%(relation)s同名。") % {
            "title": contract.title,
            "who": contract.party_shown,
            "cadre": relative.cadre.name,
            "relation": relative.relation,
        }
        row = [contract.title, contract.party_shown, yuan(contract.amount), f"{contract.signed_on}"]
        yield Finding(contract.code, contract.place, [row], said)
