"""Keeping the register: families, their people, the roll, accounts, visits, surveys."""

from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _

from sanan.kit import bulk, clock, identity, phones, tokens, vault, words
from sanan.kit.dates import local_day
from sanan.kit.errors import Invalid, Refused
from sanan.livelihood.enums import (
    AT_WORK,
    GONE,
    HouseholdKind,
    HouseholdState,
    JoinReason,
    Kin,
    LeaveReason,
    RollState,
    Sex,
    Skill,
    WorkState,
)
from sanan.livelihood.models import (
    Guidance,
    Household,
    LivingSurvey,
    Member,
    Visit,
)
from sanan.livelihood.rules.accounts import checked_account
from sanan.livelihood.rules.households import HOUSEHOLD, MEMBER, too_young
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.process.declare import Relation

ID = "household-id"
ACCOUNT = "household-account"


def id_hash_of(number: str) -> str:
    """Under what an identity number is found again."""
    return tokens.keyed_hash(ID, words.identity(number).upper()) if number else ""


def checked_number(text: str) -> str:
    """An identity number in capitals without blanks; raises `Invalid`."""
    number = "".join(words.half(text).upper().split())
    if number and not identity.is_right(number):
        raise Invalid(
            _("身份证号不对，可能有一位写错了。请对照身份证再看一遍，也可以先不填。"),
            "id_number",
            field="id_number",
        )
    return number


@HOUSEHOLD.action("register")
def register(
    *,
    place: Place,
    number: str,
    head: str,
    origin: Place,
    moved_on: date,
    by: Person | None,
    kind: str = HouseholdKind.MIGRANT,
    estate: Place | None = None,
    building: str = "",
    dwelling: str = "",
    phone: str = "",
    before_fen: int | None = None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Household:
    """Take a family into the register; its number is its own in that place."""
    moment = clock.at_or_now(at)
    number = words.one_line(number, "number", 24)
    if Household.objects.filter(place=place, number=number).exists():
        raise Invalid(
            _("已经有这个户号。请对照名册换一个，或者打开那一户更正。"), "twice", field="number"
        )
    if moved_on > local_day(moment):
        raise Invalid(_("搬迁日期在将来，请改成实际搬来的那一天。"), "future", field="moved_on")
    made = Household(
        place=place,
        number=number,
        head=words.one_line(head, "head", 40),
        kind=HouseholdKind(kind),
        origin=origin,
        moved_on=moved_on,
        estate=estate,
        building=words.clean_line(building, most=30, field="building"),
        dwelling=words.clean_line(dwelling, most=30, field="dwelling"),
        before_fen=before_fen,
        **_phone(phone),
    )
    with HOUSEHOLD.begin("register", made, by=by, at=moment, relation=relation):
        pass
    return made


def _phone(text: str) -> dict[str, str]:
    figures = phones.personal(text) if text else ""
    return {"phone_locked": vault.lock(figures), "phone_hash": phones.hashed(figures)}


@HOUSEHOLD.action("amend")
def amend(
    *,
    household: Household,
    by: Person | None,
    relation: Relation | None = None,
    at: datetime | None = None,
    phone: str = "",
    **values: Any,
) -> Household:
    """Put right what the register says; an empty telephone number leaves it as it is."""
    with HOUSEHOLD.step("amend", household, by=by, at=at, relation=relation) as step:
        if phone:
            values |= _phone(phone)
        step.set(**values)
    return household


@HOUSEHOLD.action("set_account")
def set_account(
    *,
    household: Household,
    account: str,
    bank: str,
    holder: str,
    by: Person | None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Household:
    """Note to which account the family's money goes, held by somebody of the family."""
    figures = checked_account(account)
    hashed = tokens.keyed_hash(ACCOUNT, figures)
    holder = words.one_line(holder, "holder", 40)
    other = Household.objects.filter(account_hash=hashed).exclude(pk=household.pk).first()
    if other is not None:
        raise Invalid(
            _("这个账号已经登记在户号 %(number)s 名下。一个账号只能用于一户，请核对。")
            % {"number": other.number},
            "account_twice",
            field="account",
        )
    names = {words.bare_name(each) for each in household.members.values_list("name", flat=True)}
    if words.bare_name(holder) not in {*names, words.bare_name(household.head)}:
        raise Invalid(
            _("“%(name)s”不是这一户的人。请填本户人的账户，或者先把人登记进来。")
            % {"name": holder},
            "not_family",
            field="holder",
        )
    with HOUSEHOLD.step("set_account", household, by=by, at=at, relation=relation) as step:
        step.set(account_locked=vault.lock(figures), account_hash=hashed)
        step.set(bank=words.one_line(bank, "bank", 40), holder=holder)
    return household


@HOUSEHOLD.action("visit")
def visit(
    *,
    household: Household,
    note: str,
    by: Person,
    in_need: bool = False,
    purpose: str = "",
    next_on: date | None = None,
    at: datetime | None = None,
) -> Household:
    """Note a visit. What was seen is encrypted and read only for a stated purpose."""
    note = words.needed(note, "note", 2000)
    with HOUSEHOLD.step("visit", household, by=by, at=at) as step:
        today = local_day(step.at)
        if next_on is not None and next_on <= today:
            raise Invalid(_("下次走访要在今天以后。"), "past", field="next_on")
        step.set(in_need=in_need, visit_due_on=next_on)
        bulk.insert(
            Visit(
                household=step.thing,
                on=today,
                by=by,
                purpose=words.clean_line(purpose, most=120, field="purpose") or _("困难走访"),
                note_locked=vault.lock(note),
            )
        )
        step.data = {"note": tokens.keyed_hash("household-visit", note)}
    return household


@HOUSEHOLD.action("survey")
def survey(
    *,
    household: Household,
    year: int,
    people: int,
    by: Person,
    at: datetime | None = None,
    **income: Any,
) -> Household:
    """What the family lived on in a year; the same year again replaces what was noted."""
    with HOUSEHOLD.step("survey", household, by=by, at=at) as step:
        today = local_day(step.at)
        if year > today.year:
            raise Invalid(_("年份在将来，请填已经过去的一年。"), "future", field="year")
        LivingSurvey.objects.update_or_create(
            household=step.thing,
            year=year,
            defaults={"people": people, "asked_on": today, **income},
        )
        step.data = {"year": year}
    return household


@HOUSEHOLD.action("follow")
def follow(
    *, household: Household, offered: str, by: Person, at: datetime | None = None
) -> Household:
    """What was offered to a family without work."""
    offered = words.needed(offered, "offered", 500)
    with HOUSEHOLD.step("follow", household, by=by, at=at) as step:
        step.set(followed_on=local_day(step.at))
        step.note = offered
    return household


@HOUSEHOLD.action("move_away")
def move_away(
    *, household: Household, on: date, to: str, by: Person, at: datetime | None = None
) -> Household:
    """The family lives elsewhere from that day; its people leave the roll of this place with it."""
    with HOUSEHOLD.step("move_away", household, by=by, at=at) as step:
        if on > local_day(step.at):
            raise Invalid(_("搬走的日期在将来，等搬走以后再登记。"), "future", field="on")
        step.set(away_on=on, away_to=words.clean_line(to, most=120, field="to"))
        for member in step.thing.members.filter(state=RollState.ENROLLED):
            remove(member=member, why=LeaveReason.MOVED, on=on, by=by, at=step.at, gone=False)
    return household


@HOUSEHOLD.action("come_back")
def come_back(*, household: Household, by: Person, at: datetime | None = None) -> Household:
    """The family lives here again; who may be on the roll again is judged person by person."""
    with HOUSEHOLD.step("come_back", household, by=by, at=at) as step:
        step.set(away_on=None, away_to="")
    return household


@MEMBER.action("add")
def add(
    *,
    household: Household,
    name: str,
    by: Person | None,
    kin: str = Kin.OTHER,
    id_number: str = "",
    birth_on: date | None = None,
    sex: str = "",
    joined_on: date | None = None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Member:
    """Take a person into a family; with `joined_on` they are on the roll since the move."""
    made = drawn(
        household=household,
        name=name,
        kin=kin,
        number=checked_number(id_number),
        birth_on=birth_on,
        sex=sex,
        joined_on=joined_on,
    )
    known = Member.objects.filter(id_hash=made.id_hash).select_related("household").first()
    if made.id_hash and known is not None:
        raise Invalid(
            _("这个身份证号已经登记在户号 %(number)s。一个人只登记一次，请到那一户核对。")
            % {"number": known.household.number},
            "twice",
            field="id_number",
        )
    if household.state == HouseholdState.AWAY:
        raise Refused(_("这一户已经搬走，请先登记搬回，再登记人。"), "away")
    with MEMBER.begin("add", made, by=by, at=at, relation=relation):
        pass
    return made


def drawn(
    *,
    household: Household,
    name: str,
    kin: str,
    number: str,
    birth_on: date | None,
    sex: str,
    joined_on: date | None,
) -> Member:
    """A person not yet written; birthday and sex follow from the number where there is one."""
    if number:
        birth_on = identity.birth_of(number)
        sex = Sex.MALE if identity.is_male(number) else Sex.FEMALE
    return Member(
        household=household,
        place_id=household.place_id,
        name=words.one_line(name, "name", 40),
        kin=Kin(kin),
        sex=sex,
        birth_on=birth_on,
        id_locked=vault.lock(number),
        id_hash=id_hash_of(number) or None,
        state=RollState.ENROLLED if joined_on else RollState.OUTSIDE,
        joined_on=joined_on,
        joined_why=JoinReason.MOVED if joined_on else "",
    )


@MEMBER.action("correct")
def correct(
    *,
    member: Member,
    by: Person | None,
    id_number: str = "",
    relation: Relation | None = None,
    at: datetime | None = None,
    **values: Any,
) -> Member:
    """Put right what the register says of somebody; an empty number leaves it as it is."""
    number = checked_number(id_number)
    with MEMBER.step("correct", member, by=by, at=at, relation=relation) as step:
        if number:
            hashed = id_hash_of(number)
            if Member.objects.filter(id_hash=hashed).exclude(pk=member.pk).exists():
                raise Invalid(
                    _("这个身份证号已经登记在别人名下，请核对。"), "twice", field="id_number"
                )
            values |= {"id_locked": vault.lock(number), "id_hash": hashed}
            values["birth_on"] = identity.birth_of(number)
        step.set(**values)
    return member


@MEMBER.action("enrol")
def enrol(
    *,
    member: Member,
    why: str,
    on: date,
    by: Person | None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Member:
    """Put somebody on the roll; births and marriages are no reason (增人不增)."""
    with MEMBER.step("enrol", member, by=by, at=at, relation=relation) as step:
        if on > local_day(step.at):
            raise Invalid(_("日期在将来，请填核定的那一天。"), "future", field="on")
        step.set(joined_on=on, joined_why=JoinReason(why), left_on=None, left_why="")
        step.data = {"why": str(why)}
    return member


@MEMBER.action("remove")
def remove(
    *,
    member: Member,
    why: str,
    on: date,
    by: Person | None,
    gone: bool = True,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Member:
    """Take somebody off the roll from that day; who died or moved out leaves the family as well."""
    with MEMBER.step("remove", member, by=by, at=at, relation=relation) as step:
        if on > local_day(step.at):
            raise Invalid(_("日期在将来，请填事情发生的那一天。"), "future", field="on")
        if step.thing.joined_on and on < step.thing.joined_on:
            raise Invalid(_("日期早于在册的日期，请核对。"), "before", field="on")
        step.set(left_on=on, left_why=LeaveReason(why))
        if gone and why in GONE:
            step.set(gone_on=on)
    return member


@MEMBER.action("leave")
def leave(*, member: Member, why: str, on: date, by: Person, at: datetime | None = None) -> Member:
    """Somebody who is not on the roll belongs to the family no longer."""
    with MEMBER.step("leave", member, by=by, at=at) as step:
        if on > local_day(step.at):
            raise Invalid(_("日期在将来，请填事情发生的那一天。"), "future", field="on")
        step.set(gone_on=on)
        if not step.thing.left_why:
            step.set(left_why=LeaveReason(why))
    return member


@MEMBER.action("set_work")
def set_work(
    *, member: Member, work: str, by: Person, work_at: str = "", at: datetime | None = None
) -> Member:
    """Whether somebody works, and where; nobody under sixteen does."""
    with MEMBER.step("set_work", member, by=by, at=at) as step:
        if work in AT_WORK and (no := too_young(step.thing, by, step.at)) is not None:
            raise no
        step.set(work=WorkState(work), asked_on=local_day(step.at))
        step.set(work_at=words.clean_line(work_at, most=80, field="work_at"))
    return member


@MEMBER.action("wish")
def wish(
    *,
    member: Member,
    by: Person,
    skills: list[str],
    wants_work: bool = True,
    free_from: time | None = None,
    free_until: time | None = None,
    most_km: Any = None,
    children_hours: bool = False,
    at: datetime | None = None,
) -> Member:
    """What work somebody looks for: what they can do, when they are free, how far they go."""
    if (free_from is None) != (free_until is None) or (
        free_from is not None and free_until is not None and free_from >= free_until
    ):
        raise Invalid(_("请把从几点到几点都填上，后一个要晚一些。"), "hours", field="free_until")
    with MEMBER.step("wish", member, by=by, at=at) as step:
        step.set(
            skills=[str(each) for each in Skill if each in skills],
            wants_work=wants_work,
            free_from=free_from,
            free_until=free_until,
            most_km=most_km,
            children_hours=children_hours,
        )
    return member


@MEMBER.action("guide")
def guide(
    *, member: Member, topic: str, advice: str, by: Person, at: datetime | None = None
) -> Member:
    """Start-up guidance of one person."""
    with MEMBER.step("guide", member, by=by, at=at) as step:
        bulk.insert(
            Guidance(
                member=step.thing,
                on=local_day(step.at),
                by=by,
                topic=words.one_line(topic, "topic", 120),
                advice=words.needed(advice, "advice", 1000),
            )
        )
    return member
