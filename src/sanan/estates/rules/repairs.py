"""Repairs as a kind of case: who has them, how long, and who comes after."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from sanan.cases.enums import State
from sanan.cases.kinds import Kind
from sanan.cases.models import Case
from sanan.cases.rules import HANDLER
from sanan.estates.enums import DESK, LADDER, RUNG_ORGS, URGENT_HOURS, Rung
from sanan.estates.models import EstateRepair
from sanan.kit.dates import day
from sanan.kit.errors import Refused
from sanan.kit.rounding import yuan
from sanan.people.models import Org, Person
from sanan.places.models import Place
from sanan.process.declare import SYSTEM, Sentence, Verb
from sanan.process.models import TimelineEntry

WAITING = (State.DISPATCHED, State.SIGNED, State.IN_PROGRESS, State.REWORK)
"""States in which whoever has a repair owes its being done, so that the clock runs."""
_AGAIN = ("not_fixed", "fail_check", "reopen")


def repair_of(case: Case) -> EstateRepair:
    """What is of its own. Raises `EstateRepair.DoesNotExist`."""
    return EstateRepair.objects.select_related("estate__place", "case").get(case=case)


def hours_of(repair: EstateRepair) -> int:
    """How long its rung has; 0 for the last, which has nobody above it."""
    estate = repair.estate
    usual = {
        Rung.PROPERTY: estate.property_hours,
        Rung.BRANCH: estate.branch_hours,
        Rung.COMMUNITY: estate.community_hours,
    }.get(Rung(repair.rung), 0)
    return min(usual, URGENT_HOURS) if repair.emergency else usual


def climbs_at(repair: EstateRepair) -> datetime | None:
    """When it climbs if nothing is done; None at the top. Said to be done and not done: from then."""
    hours = hours_of(repair)
    if not hours:
        return None
    again = TimelineEntry.objects.of("case", repair.case_id).filter(verb__in=_AGAIN)
    last = again.order_by("-at").values_list("at", flat=True).first()
    since = max(repair.rung_since_at, last) if last else repair.rung_since_at
    return since + timedelta(hours=hours)


def org_at(estate_place: Place, rung: Rung) -> Org | None:
    """Who stands on a rung of an estate: its branch, its community's committee, its town."""
    steps = range(len(estate_place.path), 0, -Place.steplen)
    paths = [estate_place.path[:end] for end in steps]
    found = Org.objects.filter(kind=RUNG_ORGS[rung], place__path__in=paths)
    return found.order_by("-place__path", "pk").first()


def next_rung(repair: EstateRepair) -> tuple[Rung, Org] | None:
    """The next rung on which somebody stands; one without anybody is passed over."""
    for rung in LADDER[LADDER.index(Rung(repair.rung)) + 1 :]:
        org = org_at(repair.estate.place, rung)
        if org is not None:
            return rung, org
    return None


def _somebody_above(case: Case, _by: Person | None, _at: datetime) -> Refused | None:
    if next_rung(repair_of(case)) is None:
        return Refused(_("上面没有可以转的了，请就地办好，或申请延期。"), "at_the_top")
    return None


def _facts(case: Case) -> Iterator[tuple[Sentence, str]]:
    own = repair_of(case)
    yield _("报修"), f"{own.building or own.estate} {own.get_spot_display()}"
    yield _("现在由谁盯着"), str(own.get_rung_display())
    due = climbs_at(own)
    if due is not None and case.state in WAITING:
        yield _("到时没办好就往上转"), f"{day(due)} {due.astimezone():%H:%M}"
    if own.emergency:
        yield _("急修"), str(_("是，每一级两小时"))
    if own.price:
        yield _("要收费"), yuan(own.price)
    if own.warranty is not None:
        yield _("质保期内，不收费"), own.warranty.title
    if own.warranty_until:
        yield _("修好以后保修到"), day(own.warranty_until)
    if own.again:
        yield _("说修好了又没修好"), str(_("%(n)d 次") % {"n": own.again})


ESTATE_REPAIR = Kind(
    name="estate_repair",
    label=_("物业报修"),
    verbs=[
        Verb(
            "climb",
            WAITING,
            State.DISPATCHED,
            label=_("办不了，转上一级"),
            told=_("到时没有修好，转到上一级"),
            relations=[HANDLER, SYSTEM],
            when=_somebody_above,
            public=True,
        ),
        Verb(
            "mark_repair",
            (*WAITING, State.REPLIED, State.VERIFYING, State.REVISITING),
            None,
            label=_("记急修、收费、质保"),
            told=_("记了急修、收费或质保"),
            relations=[HANDLER],
            roles=DESK,
        ),
    ],
    forms={
        "climb": "sanan.estates.forms.repairs:Climb",
        "mark_repair": "sanan.estates.forms.repairs:Mark",
    },
    actions="sanan.estates.actions.repairs",
    facts=_facts,
    particulars={
        "rung": _("转到"),
        "emergency": _("急修"),
        "price": _("收费"),
        "warranty_until": _("保修到"),
    },
)
"""First the property company; what it does not do in its hours climbs by the clock."""
