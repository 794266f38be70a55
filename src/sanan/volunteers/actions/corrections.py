"""Changing what was recorded: never silently, always with a reason, what stood before kept."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sanan.kit.errors import Invalid, Refused
from sanan.people.actions.notices import notify
from sanan.people.models import Person
from sanan.volunteers import rules
from sanan.volunteers.actions.change import Move, check_free, moving, needed
from sanan.volunteers.actions.services import MINE
from sanan.volunteers.enums import State, Way
from sanan.volunteers.models import Correction, Service
from sanan.volunteers.rules import Verb


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
    reason = needed(reason, "reason", 300)
    with moving(service, Verb.QUESTION, by, at) as move:
        made = _noted(move, reason, began_at, ended_at, breaks, travel)
        _possible(move, made)
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:
            raise Refused(_("您已经提过一次更正,还在等答复。"), "asked") from None
        move.said, move.data = reason, _told(made)
    return made


def settle(
    *, correction: Correction, by: Person, granted: bool, answer: str, at: datetime | None = None
) -> Correction:
    """Answer a volunteer's request. Granted, the record takes the new times and stands confirmed."""
    answer = needed(answer, "answer", 300)
    with moving(correction.service, Verb.SETTLE, by, at) as move:
        fresh = Correction.objects.get(pk=correction.pk)
        if fresh.granted is not None:
            raise Refused(_("这个更正已经答复过了。请刷新页面再看。"), "twice")
        fresh.granted, fresh.answer = granted, answer
        fresh.decided_by, fresh.decided_at = by, move.at
        if granted:
            _possible(move, fresh)
            _apply(move.service, fresh)
            # Both sides have said so: who asked, and who granted.
            move.target = State.CONFIRMED
            move.service.recorder, move.service.recorded_at = by, move.at
            move.service.agreed_at, move.service.agreed_way = fresh.asked_at, Way.PHONE
        fresh.save()
        move.said, move.data = answer, {**_told(fresh), "granted": granted}
        said = gettext_noop("“%(title)s”的更正已经答复：%(answer)s")
        _tell(move, said, answer=answer)
    correction.refresh_from_db()
    return correction


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
    reason = needed(reason, "reason", 300)
    with moving(service, Verb.CORRECT, by, at) as move:
        if move.service.corrections.filter(granted=None).exists():
            raise Refused(_("志愿者提的更正还没有答复,请先答复。"), "asked")
        made = _noted(move, reason, began_at, ended_at, breaks, travel)
        made.granted, made.decided_by, made.decided_at = True, by, move.at
        _possible(move, made)
        made.save(force_insert=True)
        _apply(move.service, made)
        move.service.recorder, move.service.recorded_at = by, move.at
        move.service.agreed_at, move.service.agreed_way = None, ""
        move.said, move.data = reason, _told(made)
        said = gettext_noop(
            "“%(title)s”的时长改成了 %(minutes)d 分钟：%(reason)s。请看一下对不对。"
        )
        _tell(move, said, minutes=move.service.minutes, reason=reason.rstrip("。."))
    return made


def _noted(
    move: Move, reason: str, began_at: datetime, ended_at: datetime, breaks: int, travel: int
) -> Correction:
    service = move.service
    return Correction(
        service=service,
        reason=reason,
        began_at=began_at,
        ended_at=ended_at,
        breaks=breaks,
        travel=travel,
        was_minutes=service.minutes,
        was_began_at=service.began_at,
        was_ended_at=service.ended_at,
        asked_by=move.by,
        asked_at=move.at,
    )


def _possible(move: Move, wanted: Correction) -> int:
    """The minutes of the wanted times; raises where they cannot be, or change nothing."""
    service = move.service
    minutes = rules.minutes_of(
        wanted.began_at,
        wanted.ended_at,
        breaks=wanted.breaks,
        travel=wanted.travel,
        at=move.at,
        activity=service.activity,
    )
    check_free(service.person, wanted.began_at, wanted.ended_at, but=service.pk)
    names = ("began_at", "ended_at", "breaks", "travel")
    if all(getattr(service, name) == getattr(wanted, name) for name in names):
        raise Invalid(_("和现在记的一样。请写上对的时间。"), "same", field="began_at")
    return minutes


def _apply(service: Service, wanted: Correction) -> None:
    service.began_at, service.ended_at = wanted.began_at, wanted.ended_at
    service.breaks, service.travel = wanted.breaks, wanted.travel
    spent = int((service.ended_at - service.began_at).total_seconds() // 60)
    service.minutes = spent - service.breaks - service.travel


def _told(made: Correction) -> dict[str, object]:
    return {
        "correction": made.ref,
        "began_at": made.began_at,
        "ended_at": made.ended_at,
        "breaks": made.breaks,
        "travel": made.travel,
        "was_minutes": made.was_minutes,
    }


def _tell(move: Move, said: str, **told: object) -> None:
    told = {"title": move.service.title, **told}
    notify(to=move.service.person, say=said, words=told, link=MINE, at=move.at)
