"""Blockers: what stands in a project's way goes to the unit that owes it, as a case with a clock."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sanan.cases import actions as cases
from sanan.cases.actions.checking import close, send_back
from sanan.cases.enums import Anonymity, CloseKind, Door
from sanan.cases.models import Case, Category
from sanan.cases.rules import CASE
from sanan.kit import bulk, words
from sanan.people.models import Duty, Org, Person
from sanan.process.declare import SYSTEM
from sanan.projects.enums import BlockerKind
from sanan.projects.models import Blocker, Project
from sanan.projects.rules import BLOCKER, PROJECT


@PROJECT.action("block")
def block(
    *,
    project: Project,
    kind: str,
    text: str,
    org: Org,
    by: Person,
    category: Category | None = None,
    at: datetime | None = None,
) -> Blocker:
    """Say what stands in the way and who owes it; the unit has a case with its clock at once.

    A unit with a duty list leads only what is on it (H8); without `category` the first that it leads.
    """
    kind, said = BlockerKind(kind), words.needed(text, "text", 1000)
    head = _("%(project)s：%(kind)s卡住了") % {"project": project.name, "kind": kind.label}
    with transaction.atomic(), PROJECT.step("block", project, by=by, at=at) as step:
        opened = cases.open_case(
            text=said,
            title=head,
            place=step.thing.place,
            door=Door.INSPECTION,
            kind=BLOCKER.name,
            anonymity=Anonymity.ANONYMOUS,
            category=category or _first_duty(org),
            may_publish=False,
            at=step.at,
        )
        cases.dispatch(case=opened.case, to=org, by=None, relation=SYSTEM, at=step.at)
        made = Blocker(case=opened.case, project=step.thing, kind=kind, raised_by=by)
        bulk.insert(made)
        step.data = {"case": opened.case.code, "kind": str(kind), "org": org.code}
        step.say(f"{kind.label}：{org.name}")
    return made


def _first_duty(org: Org) -> Category | None:
    led = Duty.objects.filter(org=org, lead=True).order_by("pk").values_list("category", flat=True)
    return Category.objects.filter(code=led.first() or "").first()


@CASE.action("unblock")
def unblock(*, case: Case, text: str = "", by: Person, at: datetime | None = None) -> Case:
    """An officer of the project has seen that the way is free."""
    with CASE.step("unblock", case, by=by, at=at) as step:
        step.said = words.clean(text, most=500, field="text")
        close(step, CloseKind.REVISITED)
    return case


@CASE.action("still_blocked")
def still_blocked(*, case: Case, text: str, by: Person, at: datetime | None = None) -> Case:
    """It is not: back to the unit."""
    with CASE.step("still_blocked", case, by=by, at=at) as step:
        step.say(words.needed(text, "text", 500))
        send_back(step)
    return case
