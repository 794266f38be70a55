"""Partner companies (点灯行动): their members at communities, their own kind of case, outages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sanan.cases import actions as cases
from sanan.cases.enums import Anonymity, Nature
from sanan.cases.enums import Door as CaseDoor
from sanan.cases.models import Case, Category
from sanan.cases.rules import CASE
from sanan.kit import clock, phones, words
from sanan.kit.errors import Forbidden, Invalid, Missing, Refused
from sanan.ledger.actions import written
from sanan.people import actions as people
from sanan.people import queries as posts
from sanan.people.enums import Role
from sanan.people.models import Org, Person
from sanan.places import queries as places
from sanan.places.enums import PlaceKind
from sanan.places.models import Place
from sanan.process.declare import SYSTEM
from sanan.services.enums import PARTNERS, Event, PartnerKind
from sanan.services.models import Outage, Partner, PartnerRequest, Posting
from sanan.services.queries.partners import member_for, partner_of
from sanan.services.rules.requests import PARTNER_REQUEST

LONGEST_OUTAGE = timedelta(days=7)
RUNNERS = (Role.TENANT_ADMIN, Role.DISPATCHER)


def add_partner(
    *,
    org: Org,
    kind: PartnerKind,
    county: Place,
    category: str,
    phone: str = "",
    respond_hours: int = 2,
    by: Person | None,
    at: datetime | None = None,
) -> Partner:
    """Let a company take one kind of matter of a county; one company a kind."""
    _check_runner(county, by)
    if not Category.objects.filter(code=category).exists():
        raise Invalid(_("没有这个类别。"), "no_category", field="category")
    made = Partner(
        org=org,
        kind=PartnerKind(kind),
        county=county,
        category=category,
        phone=phones.office(phone) if phone.strip() else "",
        respond_hours=respond_hours,
    )
    content = {"org": org.code, "kind": str(kind), "county": county.code, "category": category}
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            written(Event.PARTNER, org.code, content, by=by, at=clock.at_or_now(at))
    except IntegrityError:
        raise Refused(_("这一类已经有合作单位了。"), "twice", field="kind") from None
    return made


def _check_runner(county: Place, by: Person | None) -> None:
    if by is not None and not posts.holds(by, RUNNERS, path=county.path):
        raise Forbidden(_("合作单位由县里来定。"), "not_yours")


def post(
    *, partner: Partner, person: Person, place: Place, by: Person | None, at: datetime | None = None
) -> Posting:
    """挂点: this member of the company looks after that community."""
    _check_runner(partner.county, by)
    held = {p.org_id for p in posts.posts(person) if p.role in PARTNERS}
    if partner.org_id not in held:
        raise Invalid(_("这个人不是该单位的人。"), "not_theirs", field="person")
    if place.kind != PlaceKind.VILLAGE or not partner.county.contains(place):
        raise Invalid(_("请选到村或者社区。"), "no_village", field="place")
    moment = clock.at_or_now(at)
    try:
        with transaction.atomic():
            made = Posting.objects.create(
                partner=partner, person=person, place=place, since_at=moment
            )
            content = {"org": partner.org.code, "person": person.ref, "place": place.code}
            written(Event.POST, partner.org.code, content, by=by, at=moment)
    except IntegrityError:
        raise Refused(_("已经挂在这个社区了。"), "twice", field="place") from None
    return made


def end_posting(*, posting: Posting, by: Person, at: datetime | None = None) -> Posting:
    """This member looks after that community no more."""
    _check_runner(posting.partner.county, by)
    moment = clock.at_or_now(at)
    with transaction.atomic():
        fresh = Posting.objects.select_for_update(of=("self",)).get(pk=posting.pk)
        if fresh.until_at is not None:
            raise Refused(_("已经不挂这个社区了。"), "ended")
        fresh.until_at = moment
        fresh.save(update_fields=["until_at"])
        content = {"person": fresh.person.ref, "place": fresh.place.code}
        written(Event.END_POSTING, fresh.partner.org.code, content, by=by, at=moment)
    return fresh


@dataclass(frozen=True, slots=True)
class Reported:
    """The case, the figures for following it, and who of the company has it."""

    case: Case
    query_code: str
    member: Person | None


def report(
    *,
    place: Place,
    kind: PartnerKind,
    text: str,
    address: str = "",
    phone: str = "",
    appellant: Person | None = None,
    idempotency: str = "",
    source: str = "",
    at: datetime | None = None,
) -> Reported:
    """用电问题, one tap: a case opened and at once with the company, its member there told.

    The company sees what was said and the address it has to go to; the number is shown to it only
    against a purpose, as in every case. Raises `Missing` where the county has no such partner.
    """
    partner = partner_of(place, kind)
    if partner is None:
        raise Missing(_("这里还没有这一类的合作单位，请到首页“说一件事”。"), "no_partner")
    moment = clock.at_or_now(at)
    category = Category.objects.get(code=partner.category)
    village = next(
        (p for p in [*places.ancestors(place), place] if p.kind == PlaceKind.VILLAGE), place
    )
    with transaction.atomic():
        opened = cases.open_case(
            text=text,
            place=place,
            door=CaseDoor.WEB,
            kind=PARTNER_REQUEST.name,
            nature=Nature.HELP,
            category=category,
            anonymity=Anonymity.MASKED,
            contact_phone=phone,
            appellant=appellant,
            address=address,
            idempotency=idempotency,
            source=source,
            at=moment,
        )
        if not opened.created:
            before = PartnerRequest.objects.select_related("member").get(case=opened.case)
            return Reported(opened.case, opened.query_code, before.member)
        member = member_for(partner, village)
        cases.dispatch(
            case=opened.case,
            to=partner.org,
            category=category,
            by=None,
            relation=SYSTEM,
            at=moment,
        )
        PartnerRequest.objects.create(
            case=opened.case, partner=partner, village=village, member=member, sent_at=moment
        )
        if member is not None:
            people.notify(
                to=member,
                say=gettext_noop("%(place)s有居民找您：%(kind)s的事，请看一看。"),
                words={"place": village.spoken, "kind": PartnerKind(partner.kind).label},
                link=f"/staff/services/partner/{opened.case.code}/",
                at=moment,
            )
    return Reported(opened.case, opened.query_code, member)


@CASE.action("relay")
def relay(*, case: Case, text: str, by: Person, at: datetime | None = None) -> Case:
    """A person has carried the answer back to the chat; what was said there, without names."""
    text = words.needed(text)
    with CASE.step("relay", case, by=by, at=at) as step:
        step.say(text, public=False)
    return case


def announce_outage(
    *,
    partner: Partner,
    places: Sequence[Place],
    where: str,
    reason: str,
    begins_at: datetime,
    ends_at: datetime,
    by: Person,
    at: datetime | None = None,
) -> Outage:
    """A planned interruption, on the pages of the villages it touches until it is over."""
    _check_theirs(partner, by)
    moment = clock.at_or_now(at)
    if not moment < ends_at or not begins_at < ends_at or ends_at - begins_at > LONGEST_OUTAGE:
        raise Invalid(_("请写将来的起止时间，结束在开始以后，最长七天。"), "times", field="ends_at")
    if not places or not all(partner.county.contains(p) for p in places):
        raise Invalid(_("请选受影响的村或者社区。"), "no_village", field="places")
    made = Outage(
        partner=partner,
        where=words.needed(words.clean_line(where, most=200), "where"),
        reason=words.needed(words.clean_line(reason, most=200), "reason"),
        begins_at=begins_at,
        ends_at=ends_at,
        announced_at=moment,
    )
    with transaction.atomic():
        made.save(force_insert=True)
        made.places.set(places)
        content = {
            "partner": partner.org.code,
            "places": sorted(p.code for p in places),
            "where": made.where,
            "begins_at": begins_at,
            "ends_at": ends_at,
        }
        written(Event.OUTAGE, made.code, content, by=by, at=moment, said=made.reason)
    return made


def take_back_outage(*, outage: Outage, by: Person, at: datetime | None = None) -> Outage:
    """It does not happen after all."""
    _check_theirs(outage.partner, by)
    moment = clock.at_or_now(at)
    with transaction.atomic():
        fresh = Outage.objects.select_for_update(of=("self",)).get(pk=outage.pk)
        if fresh.taken_back_at is not None:
            raise Refused(_("这条通知已经收回了。"), "taken_back")
        fresh.taken_back_at = moment
        fresh.save(update_fields=["taken_back_at"])
        written(Event.OUTAGE_END, fresh.code, {"outage": fresh.code}, by=by, at=moment)
    return fresh


def _check_theirs(partner: Partner, by: Person) -> None:
    held = {p.org_id for p in posts.posts(by) if p.role in PARTNERS}
    if partner.org_id not in held:
        raise Forbidden(_("只有这个单位的人可以发它的通知。"), "not_yours")
