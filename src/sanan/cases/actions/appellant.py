"""What the one who raised it may do: add, rate, say "not fixed", object, withdraw; and follow."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from sanan.cases.actions import notices
from sanan.cases.actions.change import changing
from sanan.cases.actions.checking import answer_three, begin_again, close, send_back
from sanan.cases.actions.triage import _needed
from sanan.cases.enums import CloseKind, Relation, State
from sanan.cases.models import Case, Follow
from sanan.cases.queries import deadlines
from sanan.cases.rules import Verb
from sanan.kit import clock, phones, vault, words
from sanan.kit.errors import Missing, Refused
from sanan.kit.files import Upload
from sanan.ledger import actions as ledger
from sanan.people.actions import NoticeKind
from sanan.people.enums import Role
from sanan.people.models import Person
from sanan.process.enums import Satisfaction

ADDED = NoticeKind(
    _("反映人补充了情况：%(title)s"), many=_("反映人补充了 %(count)s 次情况：%(title)s")
)


def add(
    *,
    case: Case,
    text: str,
    uploads: Sequence[Upload] = (),
    by: Person | None = None,
    as_appellant: bool = False,
    at: datetime | None = None,
) -> Case:
    """More about it, or the answer to a question."""
    text = _needed(text)
    with changing(case, Verb.ADD, by, at=at, relation=_as(as_appellant), uploads=uploads) as change:
        change.said, change.public = text, True
        if change.case.handler is not None:
            notices.tell_org(
                change.case,
                change.case.handler,
                ADDED,
                at=change.at,
            )
    return case


def rate(
    *,
    case: Case,
    contacted: bool | None,
    resolved: bool | None,
    satisfaction: Satisfaction | str,
    text: str = "",
    by: Person | None = None,
    as_appellant: bool = False,
    at: datetime | None = None,
) -> Case:
    """The three questions, answered by the one who raised it; it is then closed."""
    with changing(case, Verb.RATE, by, at=at, relation=_as(as_appellant)) as change:
        answer_three(change, contacted=contacted, resolved=resolved, satisfaction=satisfaction)
        change.said = words.clean(text, most=2000, field="text")
        close(change, CloseKind.RATED)
    return case


def not_fixed(
    *,
    case: Case,
    text: str,
    uploads: Sequence[Upload] = (),
    by: Person | None = None,
    as_appellant: bool = False,
    at: datetime | None = None,
) -> Case:
    """还没解决: back to the unit that answered."""
    text = _needed(text)
    with changing(
        case, Verb.NOT_FIXED, by, at=at, relation=_as(as_appellant), uploads=uploads
    ) as change:
        send_back(change)
        change.said, change.public = text, True
    return case


def reopen(
    *,
    case: Case,
    text: str,
    uploads: Sequence[Upload] = (),
    by: Person | None = None,
    as_appellant: bool = False,
    at: datetime | None = None,
) -> Case:
    """不满意重办: within the county's days after closing."""
    text = _needed(text)
    with changing(
        case, Verb.REOPEN, by, at=at, relation=_as(as_appellant), uploads=uploads
    ) as change:
        days = deadlines.setting(change.case.county_id).reopen_days
        if change.case.closed_at is not None and change.at > change.case.closed_at + timedelta(
            days=days
        ):
            raise Refused(
                _("办结已超过 %(days)d 天。请把现在的情况重新说一次。") % {"days": days}, "too_late"
            )
        begin_again(change)
        change.said, change.public = text, True
        notices.tell_roles(
            change.case,
            [Role.DISPATCHER],
            gettext_noop("反映人要求重新办理:%(title)s"),
            at=change.at,
        )
    return case


def object_to(
    *,
    case: Case,
    text: str,
    by: Person | None = None,
    as_appellant: bool = False,
    at: datetime | None = None,
) -> Case:
    """One objection to not being taken in; someone looks at it again."""
    text = _needed(text)
    with changing(case, Verb.OBJECT, by, at=at, relation=_as(as_appellant)) as change:
        if change.case.objection_count >= 1:
            raise Refused(_("异议只能提一次。可按答复里写的途径反映。"), "objected_before")
        change.set(objection_count=change.case.objection_count + 1, closed_at=None)
        change.said, change.public = text, True
        notices.tell_roles(
            change.case, [Role.DISPATCHER], gettext_noop("对不受理有异议:%(title)s"), at=change.at
        )
    return case


def withdraw(
    *,
    case: Case,
    reason: str = "",
    by: Person | None = None,
    as_appellant: bool = False,
    at: datetime | None = None,
) -> Case:
    """The appellant takes it back; whoever was merged into it stands on their own again."""
    with changing(case, Verb.WITHDRAW, by, at=at, relation=_as(as_appellant)) as change:
        change.said = words.clean(reason, most=2000, field="reason")
        change.public = True
        change.set(closed_at=change.at)
    for child in list(case.merged_cases.filter(state=State.MERGED)):
        with changing(child, Verb.LEAVE_MASTER, None, at=at, relation=Relation.SYSTEM) as change:
            change.data = {"from": case.code}
            change.set(master=None)
    return case


def follow(
    *, case: Case, person: Person | None = None, phone: str = "", at: datetime | None = None
) -> Follow | None:
    """Follow a neighbour's public case instead of saying it again. Twice is once (None)."""
    if case.published_at is None:
        raise Missing(_("没有找到这件事。"))
    number = phones.tidy(phone)
    moment = clock.at_or_now(at)
    key = phones.hashed(number) if number else f"person:{person.ref if person else ''}"
    try:
        with transaction.atomic():
            made = Follow.objects.create(
                case=case,
                person=person,
                contact_locked=vault.lock(number),
                contact_hash=key,
                at=moment,
            )
            ledger.record(
                event=f"case.{Verb.FOLLOW}",
                subject=case.code,
                content={"follower": key},
                by=person.ref if person else "",
                at=moment,
            )
    except IntegrityError:
        return None
    return made


def _as(appellant: bool) -> Relation | None:  # noqa: FBT001 - a private shorthand
    return Relation.APPELLANT if appellant else None
