"""Repairs: reported to the property company, marked, and climbing by the clock."""

import logging
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sanan.cases import actions as cases
from sanan.cases.actions import notices
from sanan.cases.actions.intake import Opened
from sanan.cases.actions.triage import check_duty
from sanan.cases.enums import Door, Urgency
from sanan.cases.models import Case, CaseOrg, Category
from sanan.cases.rules import CASE
from sanan.estates.enums import CATEGORY_OF, USUAL_CATEGORY, Rung, Spot
from sanan.estates.models import Estate, EstateRepair, FundUse
from sanan.estates.rules.repairs import (
    ESTATE_REPAIR,
    WAITING,
    climbs_at,
    next_rung,
    repair_of,
)
from sanan.kit import clock, words
from sanan.kit.dates import local_day
from sanan.kit.errors import Invalid, Refused
from sanan.kit.files import Upload
from sanan.people.models import Org, Person
from sanan.places.models import Place
from sanan.process.declare import SYSTEM, Relation
from sanan.process.step import Step

CLIMBED = gettext_noop("有一件物业报修转到你们这里，请盯着办好：%(title)s")
log = logging.getLogger(__name__)


def report(
    *,
    estate: Estate,
    spot: Spot | str,
    text: str,
    door: Door = Door.WEB,
    building: Place | None = None,
    emergency: bool = False,
    contact_name: str = "",
    contact_phone: str = "",
    appellant: Person | None = None,
    entered_by: Person | None = None,
    uploads: Sequence[Upload] = (),
    idempotency: str = "",
    source: str = "",
    at: datetime | None = None,
) -> Opened:
    """报修: a case that the property company of today has at once; without one, the dispatcher."""
    moment, spot = clock.at_or_now(at), Spot(spot)
    if building is not None and not estate.place.contains(building):
        raise Invalid(_("这栋楼不在这个小区。"), "elsewhere", field="building")
    with transaction.atomic():
        opened = cases.open_case(
            text=text,
            title=f"{building or estate.place} {spot.label}：{words.clip(words.clean_line(text), 40)}",
            place=building or estate.place,
            door=door,
            kind=ESTATE_REPAIR.name,
            category=_category(spot),
            contact_name=contact_name,
            contact_phone=contact_phone,
            appellant=appellant,
            entered_by=entered_by,
            uploads=uploads,
            idempotency=idempotency,
            source=source,
            at=moment,
        )
        if opened.created:
            _keep(opened.case, estate, building, spot, emergency=emergency, at=moment)
    return opened


def _category(spot: Spot) -> Category | None:
    return Category.objects.filter(code=CATEGORY_OF.get(spot, USUAL_CATEGORY)).first()


def _keep(
    case: Case,
    estate: Estate,
    building: Place | None,
    spot: Spot,
    *,
    emergency: bool,
    at: datetime,
) -> None:
    EstateRepair.objects.create(
        case=case,
        estate=estate,
        building=building,
        spot=spot,
        emergency=emergency,
        rung_since_at=at,
    )
    contract = estate.contracts.running().select_related("company").first()
    if contract is None:
        return
    try:
        cases.dispatch(
            case=case,
            to=contract.company,
            urgency=Urgency.DANGER if emergency else None,
            relation=SYSTEM,
            at=at,
        )
    except Refused as no:  # not on the company's duty list: the dispatcher finds it in the queue
        log.info("repair %s left to the dispatcher: %s", case.code, no.code)


@CASE.action("climb")
def climb(
    *,
    case: Case,
    text: str = "",
    by: Person | None = None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Case:
    """One rung up: the unit there has it where its duty list says so, else it pushes beside.

    The unit before stays at its side, and the case's own deadline runs on: nobody gets rid of a
    repair by waiting.
    """
    with CASE.step("climb", case, by=by, at=at, relation=relation) as step:
        repair = repair_of(step.thing)
        above = next_rung(repair)
        if above is None:
            raise Refused(_("上面没有可以转的了。"), "at_the_top")
        repair.rung, org = above
        repair.rung_since_at = step.at
        repair.save(update_fields=["rung", "rung_since_at"])
        leads = _hand_up(step, org)
        step.data = {"rung": str(Rung(repair.rung).label), "to": org.code, "leads": leads}
        said = words.clean(text, most=500, field="text")
        told = _("现在由%(org)s接着办。") if leads else _("现在由%(org)s盯着办。")
        step.say(" ".join(filter(None, (said, told % {"org": org.name}))))
        notices.tell_org(step.thing, org, CLIMBED, at=step.at)
    return case


def _hand_up(step: Step[Case], org: Org) -> bool:
    """Whether the unit above now has it itself; whoever does not have it helps."""
    before = step.thing.handler
    try:
        check_duty(org, step.thing.category)
    except Refused:
        CaseOrg.objects.get_or_create(case=step.thing, org=org, part=CaseOrg.Part.ASSISTS)
        return False
    step.set(handler=org, signed_at=None)
    step.org = org
    if before is not None:
        CaseOrg.objects.get_or_create(case=step.thing, org=before, part=CaseOrg.Part.ASSISTS)
    return True


@CASE.action("mark_repair")
def mark_repair(
    *,
    case: Case,
    by: Person,
    emergency: bool = False,
    price: int = 0,
    warranty: FundUse | None = None,
    warranty_until: date | None = None,
    at: datetime | None = None,
) -> Case:
    """急修, 收费 (in fen), 质保: what everyone who reads the case should know.

    Works under the warranty of the fund's contractor are never charged.
    """
    with CASE.step("mark_repair", case, by=by, at=at) as step:
        if warranty is not None and price:
            raise Invalid(_("还在质保期，不能收费。"), "under_warranty", field="price")
        if warranty is not None and (warranty.warranty_until or date.min) < local_day(step.at):
            raise Invalid(_("这项工程的质保期已经过了。"), "warranty_over", field="warranty")
        repair = repair_of(step.thing)
        repair.emergency, repair.price = emergency, price or None
        repair.warranty, repair.warranty_until = warranty, warranty_until
        repair.save(update_fields=["emergency", "price", "warranty", "warranty_until"])
        step.data = {
            "emergency": emergency,
            "price": price,
            "warranty": warranty.code if warranty else "",
            "warranty_until": f"{warranty_until or ''}",
        }
    return case


def climb_all(*, at: datetime | None = None) -> int:
    """Let every repair climb whose rung has run out; how many did. Safe to repeat."""
    now, done = clock.at_or_now(at), 0
    waiting = EstateRepair.objects.filter(case__state__in=WAITING).exclude(rung=Rung.TOWN)
    for repair in waiting.select_related("estate__place", "case__place").order_by("pk"):
        due = climbs_at(repair)
        if due is None or due > now or repair.case.handler_id is None:
            continue
        try:
            climb(case=repair.case, relation=SYSTEM, at=now)
        except Refused as no:
            log.info("repair %s stays where it is: %s", repair.case.code, no.code)
        else:
            done += 1
    return done
