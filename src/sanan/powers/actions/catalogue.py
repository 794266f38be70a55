"""The county edits the catalogue by adding versions: what has begun keeps the one it began with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.council.enums import Kind
from sanan.kit import clock, words
from sanan.kit.deadline import Unit
from sanan.kit.errors import Forbidden, Invalid
from sanan.ledger.actions import written
from sanan.people.models import Person
from sanan.powers.enums import Actor, Event, EvidenceKind, Publish, Rhythm, Stage
from sanan.powers.models import AnswerClock, DisclosureItem, PowerItem, PowerStep
from sanan.powers.rules import who

MOST_STEPS = 20


@dataclass(frozen=True, slots=True)
class StepPlan:
    """One step as an editor writes it; see `PowerStep`."""

    name: str
    actor: str
    days: int
    evidence: Sequence[str] = ()
    quorum: str = ""
    publish: str = Publish.NONE
    signs: bool = False


def revise_power(
    *,
    item: PowerItem,
    name: str,
    plain: str,
    basis: str,
    steps: Sequence[StepPlan],
    changed: str,
    by: Person,
    forbidden: Sequence[str] = (),
    effective_on: date | None = None,
    active: bool = True,
    at: datetime | None = None,
) -> PowerItem:
    """A new version of a power. It is the county's own from now, no longer marked as a sample."""
    _check(by)
    moment = clock.at_or_now(at)
    _check_steps(steps)
    with transaction.atomic():
        newest = PowerItem.objects.select_for_update().filter(code=item.code).latest("version")
        made = PowerItem.objects.create(
            code=newest.code,
            version=newest.version + 1,
            affair=newest.affair,
            kind=newest.kind,
            area=newest.area,
            name=words.one_line(name, "name", 80),
            plain=words.one_line(plain, "plain", 300),
            basis=words.one_line(basis, "basis", 300),
            thresholds=newest.thresholds,
            forbidden=[words.one_line(each, "forbidden", 120) for each in forbidden],
            active=active,
            effective_on=_from(effective_on, moment),
            changed=words.one_line(changed, "changed", 300),
            by=by,
        )
        add_steps(made, steps)
        content = power_content(made, steps)
        written(Event.POWER_ITEM, made.code, content, by=by, at=moment, said=made.changed)
    return made


def add_steps(item: PowerItem, steps: Sequence[StepPlan]) -> None:
    """The rows of an item's steps, inside the caller's action."""
    PowerStep.objects.bulk_create(
        PowerStep(
            item=item,
            seq=seq,
            name=words.one_line(step.name, "steps", 40),
            actor=step.actor,
            evidence=list(step.evidence),
            days=step.days,
            quorum=step.quorum,
            publish=step.publish,
            signs=step.signs,
        )
        for seq, step in enumerate(steps, 1)
    )


def power_content(item: PowerItem, steps: Sequence[StepPlan]) -> dict[str, Any]:
    """What the record keeps of a version."""
    return {
        "item": f"{item.code} v{item.version}",
        "name": item.name,
        "basis": item.basis,
        "active": item.active,
        "effective_on": f"{item.effective_on}",
        "steps": [
            [s.name, s.actor, s.days, list(s.evidence), s.quorum, s.publish, s.signs] for s in steps
        ],
    }


def _check_steps(steps: Sequence[StepPlan]) -> None:
    if not 1 <= len(steps) <= MOST_STEPS:
        raise Invalid(_("流程要有 1 到 %(n)d 步。") % {"n": MOST_STEPS}, "steps", field="steps")
    for number, step in enumerate(steps, 1):
        wrong = (
            step.actor not in Actor.values
            or step.publish not in Publish.values
            or not set(step.evidence) <= set(EvidenceKind.values)
            or (step.quorum and step.quorum not in Kind.values)
            or not 1 <= step.days <= 365
        )
        if wrong or words.is_blank(step.name):
            raise Invalid(
                _("第 %(n)d 步看不懂，请核对谁来办、几天、材料。") % {"n": number},
                "step",
                field="steps",
            )


def revise_open_item(
    *,
    item: DisclosureItem,
    values: Mapping[str, Any],
    changed: str,
    by: Person,
    effective_on: date | None = None,
    at: datetime | None = None,
) -> DisclosureItem:
    """A new version of a disclosure item. `values`: the fields of `EDITABLE` that change."""
    _check(by)
    moment = clock.at_or_now(at)
    unknown = set(values) - set(EDITABLE)
    if unknown:
        raise Invalid(_("这些栏目不能改。"), "fields")
    with transaction.atomic():
        newest = DisclosureItem.objects.select_for_update().filter(code=item.code).latest("version")
        kept = {name: getattr(newest, name) for name in (*EDITABLE, "code", "affair", "statement")}
        made = DisclosureItem(
            **(kept | dict(values)),
            version=newest.version + 1,
            effective_on=_from(effective_on, moment),
            changed=words.one_line(changed, "changed", 300),
            by=by,
        )
        _check_open(made)
        made.save()
        content = {"item": f"{made.code} v{made.version}"} | {
            name: getattr(made, name) for name in EDITABLE
        }
        written(Event.OPEN_ITEM, made.code, content, by=by, at=moment, said=made.changed)
    return made


EDITABLE = (
    "name",
    "elements",
    "rhythm",
    "when_busy",
    "due_month",
    "due_day",
    "display_days",
    "township_review",
    "body",
    "audience",
    "channels",
    "basis",
    "active",
)


def _check_open(item: DisclosureItem) -> None:
    if item.rhythm not in Rhythm.values or item.when_busy not in {"", *Rhythm.values}:
        raise Invalid(_("请选多久公开一次。"), "rhythm", field="rhythm")
    if not (1 <= item.due_day <= 31 and 0 <= item.due_month <= 12):
        raise Invalid(_("到期日要在 1 到 31 之间，月数在 0 到 12 之间。"), "due", field="due_day")
    if not item.elements:
        raise Invalid(_("至少写一个必须公开的要素。"), "elements", field="elements")


def set_clock(
    *, stage: Stage, amount: int, unit: Unit, by: Person, at: datetime | None = None
) -> AnswerClock:
    """How long someone has, for questions asked or raised from now on."""
    _check(by)
    stage, unit = Stage(stage), Unit(unit)
    if not 1 <= amount <= 365:
        raise Invalid(_("期限要在 1 到 365 之间。"), "amount", field="amount")
    with transaction.atomic():
        made, _new = AnswerClock.objects.update_or_create(
            stage=stage, defaults={"amount": amount, "unit": str(unit)}
        )
        content = {"stage": str(stage), "amount": amount, "unit": str(unit)}
        written(Event.CLOCK, str(stage), content, by=by, at=clock.at_or_now(at))
    return made


def _from(day: date | None, moment: datetime) -> date:
    return day or timezone.localdate(moment)


def _check(by: Person) -> None:
    if not who.editor(by):
        raise Forbidden(_("清单和期限由县里来改。"), "not_yours")
