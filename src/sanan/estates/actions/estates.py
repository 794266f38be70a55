"""An estate, its accounts and roll, its property company's contract."""

from datetime import date, datetime

from django.db import IntegrityError
from django.utils.translation import gettext as _

from sanan.books.actions import open_account
from sanan.books.enums import AccountKind
from sanan.council import actions as council
from sanan.council.actions.bodies import Door
from sanan.council.enums import Kind
from sanan.council.models import Council
from sanan.council.rules.quorum import square_metres
from sanan.estates.models import Dwelling, Estate, PropertyContract, ServiceStandard, StaffMember
from sanan.estates.rules.estates import CONTRACT, ESTATE
from sanan.kit import clock, words
from sanan.kit.dates import local_day
from sanan.kit.dates import span as told_span
from sanan.kit.errors import Invalid, Refused
from sanan.people.enums import OrgKind
from sanan.people.models import Org, Person
from sanan.places.actions import make_qr
from sanan.places.enums import PlaceKind
from sanan.places.models import Place
from sanan.process.declare import Relation

FUND, COMMON = "维修资金", "公共收益"


@ESTATE.action("register")
def register(
    *,
    place: Place,
    by: Person | None,
    assembly: Council | None = None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Estate:
    """Take a 小区 of the region tree in. `assembly`: its owners' assembly, where there is one."""
    if place.kind != PlaceKind.ESTATE:
        raise Invalid(_("请选一个小区。村和楼栋不能登记成小区。"), "no_estate", field="place")
    made = Estate(place=place, assembly=assembly)
    try:
        with ESTATE.begin("register", made, by=by, at=at, relation=relation) as step:
            step.data = {"place": place.code}
    except IntegrityError:
        raise Refused(_("这个小区已经登记过了。"), "twice", field="place") from None
    return made


@ESTATE.action("open_accounts")
def open_accounts(
    *,
    estate: Estate,
    fund: int,
    common: int,
    opened_on: date,
    by: Person,
    at: datetime | None = None,
) -> Estate:
    """Open its two accounts in the books, with what lies in them, in fen."""
    with ESTATE.step("open_accounts", estate, by=by, at=at) as step:
        both = [
            open_account(
                place=step.thing.place,
                name=name,
                kind=AccountKind.SPECIAL,
                opening=opening,
                opened_on=opened_on,
                by=by,
                at=step.at,
            )
            for name, opening in ((FUND, fund), (COMMON, common))
        ]
        step.set(fund=both[0], common=both[1])
        step.data = {"accounts": [each.code for each in both]}
    return estate


@ESTATE.action("set_roll")
def set_roll(*, estate: Estate, by: Person, at: datetime | None = None) -> Estate:
    """Make the owners' roll of the assembly from the dwellings: one owner, one head, all areas.

    Founds the assembly where there is none. Refused by the council while a vote is open, and where
    the areas do not add up to what was declared for the assembly.
    """
    doors = _doors(estate)
    whole = sum(door.area for door in doors)
    with ESTATE.step("set_roll", estate, by=by, at=at) as step:
        assembly = step.thing.assembly or council.found(
            place=step.thing.place,
            name=_("%(estate)s业主大会") % {"estate": step.thing.place.name},
            kind=Kind.OWNERS,
            area=whole,
            by=by,
            at=step.at,
        )
        step.set(assembly=assembly)
        heads = council.set_roll(council=assembly, doors=doors, by=by, at=step.at)
        step.data = {"doors": len(doors), "heads": heads, "area": whole}
        step.say(
            _("%(doors)d 套房，%(heads)d 位业主，%(area)s")
            % {"doors": len(doors), "heads": heads, "area": square_metres(whole)}
        )
    return estate


def _doors(estate: Estate) -> list[Door]:
    """Every dwelling with its owner; who has an account under the owner's number votes by it.

    Where two owners share a number, it is the account of the first.
    """
    rows = list(estate.dwellings.select_related("building"))
    hashes = {each.owner_hash for each in rows} - {""}
    accounts = {each.phone_hash: each for each in Person.objects.filter(phone_hash__in=hashes)}
    whose: dict[str, str] = {}
    for each in rows:
        whose.setdefault(each.owner_hash, each.owner)
    known = {each.pk: each.owner_hash for each in rows if whose[each.owner_hash] == each.owner}
    return [
        Door(
            each.owner,
            each.door,
            each.area,
            each.owner_hash,
            accounts.get(known.get(each.pk, "")),
            known.get(each.pk, ""),
        )
        for each in rows
    ]


@ESTATE.action("set_hours")
def set_hours(
    *,
    estate: Estate,
    property_hours: int,
    branch_hours: int,
    community_hours: int,
    by: Person,
    at: datetime | None = None,
) -> Estate:
    """How long each rung has before a repair climbs; what runs now is judged by it, too."""
    with ESTATE.step("set_hours", estate, by=by, at=at) as step:
        step.set(
            property_hours=property_hours,
            branch_hours=branch_hours,
            community_hours=community_hours,
        )
        step.say(f"{property_hours} · {branch_hours} · {community_hours}")
    return estate


@ESTATE.action("print_codes")
def print_codes(*, estate: Estate, by: Person, at: datetime | None = None) -> Estate:
    """A code for each building that has none yet: whoever scans it reports from there."""
    with ESTATE.step("print_codes", estate, by=by, at=at) as step:
        made = [
            make_qr(place=building, label=_("报修"), at=step.at)
            for building in Place.objects.within(step.thing.place).filter(kind=PlaceKind.BUILDING)
            if not building.qr_points.filter(retired_at__isnull=True).exists()
        ]
        if not made:
            raise Refused(_("每栋楼都有码了，可以直接打印。"), "all_there")
        step.data = {"codes": [each.token for each in made]}
        step.say(_("%(n)d 张") % {"n": len(made)})
    return estate


@CONTRACT.action("sign")
def sign(
    *,
    estate: Estate,
    company: Org,
    begins_on: date,
    ends_on: date,
    fee: int,
    by: Person,
    at: datetime | None = None,
) -> PropertyContract:
    """Register a contract; `fee` in fen a square metre and month.

    Raises `Refused` where another of the estate runs, or ran, in the same time.
    """
    if company.kind != OrgKind.PROPERTY_COMPANY:
        raise Invalid(_("请选一家物业公司。"), "no_company", field="company")
    if ends_on < begins_on:
        raise Invalid(_("合同的最后一天早于第一天。"), "dates", field="ends_on")
    made = PropertyContract(
        estate=estate,
        place=estate.place,
        company=company,
        begins_on=begins_on,
        ends_on=ends_on,
        fee=fee,
    )
    with CONTRACT.begin("sign", made, by=by, at=at) as step:
        Estate.objects.select_for_update().get(pk=estate.pk)
        _check_free(made)
        step.say(f"{company.name} {told_span(begins_on, ends_on)}")
    return made


def _check_free(made: PropertyContract) -> None:
    """No two contracts of one estate at the same time; an ended one ran until it ended."""
    for other in made.estate.contracts.select_related("company"):
        last = other.ended_on or other.ends_on
        running = other.ended_on is None
        if running or (made.begins_on <= last and other.begins_on <= made.ends_on):
            raise Refused(
                _("和%(company)s的合同（%(span)s）期限重叠。请先登记那份合同结束，或改日期。")
                % {"company": other.company.name, "span": told_span(other.begins_on, last)},
                "terms_overlap",
                field="begins_on",
            )


@CONTRACT.action("promise")
def promise(
    *, contract: PropertyContract, what: str, text: str, by: Person, at: datetime | None = None
) -> ServiceStandard:
    """One line of the service standards that everybody reads."""
    made = ServiceStandard(
        what=words.one_line(what, "what", 60), promise=words.one_line(text, "text", 200)
    )
    try:
        with CONTRACT.step("promise", contract, by=by, at=at) as step:
            made.contract = step.thing
            made.save()
            step.say(f"{made.what}：{made.promise}")
    except IntegrityError:
        raise Refused(_("已经有这一条标准了。"), "twice", field="what") from None
    return made


@CONTRACT.action("employ")
def employ(
    *,
    contract: PropertyContract,
    name: str,
    duty: str,
    since_on: date,
    by: Person,
    permit: str = "",
    at: datetime | None = None,
) -> StaffMember:
    """Somebody of the company on its board."""
    made = StaffMember(
        name=words.one_line(name, "name", 40),
        duty=words.one_line(duty, "duty", 40),
        permit=words.clean_line(permit, most=60, field="permit"),
        since_on=since_on,
    )
    with CONTRACT.step("employ", contract, by=by, at=at) as step:
        made.contract = step.thing
        made.save()
        step.say(f"{made.name} {made.duty}")
    return made


@CONTRACT.action("leave")
def leave(
    *,
    contract: PropertyContract,
    member: StaffMember,
    until_on: date,
    by: Person,
    at: datetime | None = None,
) -> StaffMember:
    """Somebody of the company does not work here after that day."""
    if until_on < member.since_on:
        raise Invalid(_("最后一天早于第一天。"), "dates", field="until_on")
    with CONTRACT.step("leave", contract, by=by, at=at) as step:
        member.until_on = until_on
        member.save(update_fields=["until_on"])
        step.say(f"{member.name} {member.duty}")
    return member


@CONTRACT.action("end")
def end_contract(
    *,
    contract: PropertyContract,
    ended_on: date,
    text: str,
    by: Person,
    at: datetime | None = None,
) -> PropertyContract:
    """Its last day has come, or it was dissolved; with the reason."""
    text = words.needed(text, most=300)
    if ended_on < contract.begins_on or ended_on > local_day(clock.at_or_now(at)):
        raise Invalid(_("结束的日子要在合同开始以后、今天以前。"), "dates", field="ended_on")
    with CONTRACT.step("end", contract, by=by, at=at) as step:
        step.set(ended_on=ended_on)
        step.say(text)
    return contract


def owners_of(estate: Estate) -> int:
    """How many different owners its dwellings have; one without a number counts by their door."""
    hashes = list(Dwelling.objects.filter(estate=estate).values_list("owner_hash", "owner", "pk"))
    return len({(name, found or str(pk)) for found, name, pk in hashes})
