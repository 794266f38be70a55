"""Changing what was recorded: never silently, always with a reason, what stood before kept."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sanan.kit import words
from sanan.kit.errors import Invalid
from sanan.people.models import Person
from sanan.process.step import Step
from sanan.volunteers import rules
from sanan.volunteers.actions.services import check_free, tell
from sanan.volunteers.enums import State, Way
from sanan.volunteers.models import Correction, Service
from sanan.volunteers.rules import SERVICE


@SERVICE.action("question")
def question(
    *,
    service: Service,
    by: Person,
    reason: str,
    began_at: datetime,
    ended_at: datetime,
    breaks: int = 0,
    travel: int = 0,
    at: datetime | None = None,
) -> Correction:
    """The volunteer asks for other times; nothing changes until the team has answered."""
    reason = words.one_line(reason, "reason", 300)
    with SERVICE.step("question", service, by=by, at=at) as step:
        made = _noted(step, by, reason, began_at, ended_at, breaks, travel)
        made.save(force_insert=True)
    return made


@SERVICE.action("settle")
def settle(
    *, service: Service, by: Person, granted: bool, answer: str, at: datetime | None = None
) -> Correction:
    """Answer a volunteer's request. Granted, the record takes the new times and stands confirmed."""
    answer = words.one_line(answer, "answer", 300)
    with SERVICE.step("settle", service, by=by, at=at) as step:
        asked = step.thing.corrections.get(granted=None)
        asked.granted, asked.answer = granted, answer
        asked.decided_by, asked.decided_at = by, step.at
        if granted:
            _check(step, asked)
            _apply(step.thing, asked)
            # Both sides have said so: who asked, and who granted.
            step.target = State.CONFIRMED
            step.set(recorder=by, recorded_at=step.at)
            step.set(agreed_at=asked.asked_at, agreed_way=Way.PHONE)
        asked.save()
        step.say(answer)
        step.data = {**_told(asked), "granted": granted}
        tell(step, gettext_noop("“%(title)s”的更正已经答复：%(answer)s"), answer=answer)
    return asked


@SERVICE.action("correct")
def correct(
    *,
    service: Service,
    by: Person,
    reason: str,
    began_at: datetime,
    ended_at: datetime,
    breaks: int = 0,
    travel: int = 0,
    at: datetime | None = None,
) -> Correction:
    """The team changes a record's times; the volunteer is told why and confirms it anew."""
    reason = words.one_line(reason, "reason", 300)
    with SERVICE.step("correct", service, by=by, at=at) as step:
        made = _noted(step, by, reason, began_at, ended_at, breaks, travel)
        made.granted, made.decided_by, made.decided_at = True, by, step.at
        made.save(force_insert=True)
        _apply(step.thing, made)
        step.set(recorder=by, recorded_at=step.at, agreed_at=None, agreed_way="")
        said = gettext_noop(
            "“%(title)s”的时长改成了 %(minutes)d 分钟：%(reason)s。请看一下对不对。"
        )
        tell(step, said, minutes=step.thing.minutes, reason=reason.rstrip("。."))
    return made


def _noted(
    step: Step[Service],
    by: Person,
    reason: str,
    began_at: datetime,
    ended_at: datetime,
    breaks: int,
    travel: int,
) -> Correction:
    """What is wanted, beside what stands; raises where it cannot be."""
    service = step.thing
    made = Correction(
        service=service,
        reason=reason,
        began_at=began_at,
        ended_at=ended_at,
        breaks=breaks,
        travel=travel,
        was_minutes=service.minutes,
        was_began_at=service.began_at,
        was_ended_at=service.ended_at,
        asked_by=by,
        asked_at=step.at,
    )
    _check(step, made)
    step.say(reason)
    step.data = _told(made)
    return made


def _check(step: Step[Service], wanted: Correction) -> None:
    """Raise where the wanted times cannot be, or change nothing."""
    service = step.thing
    rules.minutes_of(
        wanted.began_at,
        wanted.ended_at,
        breaks=wanted.breaks,
        travel=wanted.travel,
        at=step.at,
        activity=service.activity,
    )
    check_free(service.person, wanted.began_at, wanted.ended_at, but=service.pk)
    names = ("began_at", "ended_at", "breaks", "travel")
    if all(getattr(service, name) == getattr(wanted, name) for name in names):
        raise Invalid(_("和现在记的一样。请写上对的时间。"), "same", field="began_at")


def _apply(service: Service, wanted: Correction) -> None:
    service.began_at, service.ended_at = wanted.began_at, wanted.ended_at
    service.breaks, service.travel = wanted.breaks, wanted.travel
    spent = int((service.ended_at - service.began_at).total_seconds() // 60)
    service.minutes = spent - service.breaks - service.travel


def _told(made: Correction) -> dict[str, Any]:
    return {
        "correction": made.ref,
        "began_at": made.began_at.isoformat(),
        "ended_at": made.ended_at.isoformat(),
        "breaks": made.breaks,
        "travel": made.travel,
        "was_minutes": made.was_minutes,
    }
