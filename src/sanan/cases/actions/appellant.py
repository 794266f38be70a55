"""What the one who raised it may do: add, rate, say "not fixed", object, withdraw; and follow."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from sanan.cases.actions import notices
from sanan.cases.actions.checking import (
    answer_followers,
    answer_three,
    begin_again,
    close,
    send_back,
)
from sanan.cases.actions.steps import attach, kept_for, needed
from sanan.cases.enums import CloseKind, State
from sanan.cases.models import Case, Follow
from sanan.cases.rules import CASE
from sanan.kit import clock, phones, vault, words
from sanan.kit.errors import Invalid, Missing
from sanan.kit.files import Upload
from sanan.ledger import actions as ledger
from sanan.people.actions import NoticeKind
from sanan.people.enums import Role
from sanan.people.models import Person
from sanan.process.declare import SYSTEM, Relation
from sanan.process.enums import Satisfaction

ADDED = NoticeKind(
    _("反映人补充了情况：%(title)s"), many=_("反映人补充了 %(count)s 次情况：%(title)s")
)


@CASE.action("add")
def add(
    *,
    case: Case,
    text: str,
    uploads: Sequence[Upload] = (),
    by: Person | None = None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Case:
    """More about it, or the answer to a question."""
    text = needed(text)
    with (
        kept_for("add", case, uploads, by=by, relation=relation, at=at) as files,
        CASE.step("add", case, by=by, at=at, relation=relation) as step,
    ):
        attach(step, files)
        step.say(text)
        if step.thing.handler is not None:
            notices.tell_org(
                step.thing,
                step.thing.handler,
                ADDED,
                at=step.at,
            )
    return case


@CASE.action("rate")
def rate(
    *,
    case: Case,
    contacted: bool | None,
    resolved: bool | None,
    satisfaction: Satisfaction | str,
    text: str = "",
    as_it_is: bool = False,
    by: Person | None = None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Case:
    """The three questions, answered by the one who raised it; it is then closed.

    Whoever says that it is not resolved says also that it may be closed `as_it_is`; else they are
    asked whether it shall be done again (`not_fixed`).
    """
    if resolved is False and not as_it_is:
        sentence = _("您说还没有解决。要重新办，请选“还没解决”；要就这样办结，请再确认一次。")
        raise Invalid(sentence, "not_resolved", field="resolved")
    with CASE.step("rate", case, by=by, at=at, relation=relation) as step:
        answer_three(step, contacted=contacted, resolved=resolved, satisfaction=satisfaction)
        step.said = words.clean(text, most=2000, field="text")
        close(step, CloseKind.RATED)
    answer_followers(case, at=at)
    return case


@CASE.action("not_fixed")
def not_fixed(
    *,
    case: Case,
    text: str,
    uploads: Sequence[Upload] = (),
    by: Person | None = None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Case:
    """还没解决: back to the unit that answered."""
    text = needed(text)
    with (
        kept_for("not_fixed", case, uploads, by=by, relation=relation, at=at) as files,
        CASE.step("not_fixed", case, by=by, at=at, relation=relation) as step,
    ):
        attach(step, files)
        send_back(step)
        step.say(text)
    return case


@CASE.action("reopen")
def reopen(
    *,
    case: Case,
    text: str,
    uploads: Sequence[Upload] = (),
    by: Person | None = None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Case:
    """不满意重办: within the county's days after closing."""
    text = needed(text)
    with (
        kept_for("reopen", case, uploads, by=by, relation=relation, at=at) as files,
        CASE.step("reopen", case, by=by, at=at, relation=relation) as step,
    ):
        attach(step, files)
        begin_again(step)
        step.say(text)
        notices.tell_roles(
            step.thing,
            [Role.DISPATCHER],
            gettext_noop("反映人要求重新办理：%(title)s"),
            at=step.at,
        )
    return case


@CASE.action("object")
def object_to(
    *,
    case: Case,
    text: str,
    by: Person | None = None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Case:
    """One objection to not being taken in; someone looks at it again."""
    text = needed(text)
    with CASE.step("object", case, by=by, at=at, relation=relation) as step:
        step.set(objection_count=step.thing.objection_count + 1, closed_at=None)
        step.say(text)
        notices.tell_roles(
            step.thing, [Role.DISPATCHER], gettext_noop("对不受理有异议：%(title)s"), at=step.at
        )
    return case


@CASE.action("withdraw")
def withdraw(
    *,
    case: Case,
    reason: str = "",
    by: Person | None = None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Case:
    """The appellant takes it back; whoever was merged into it stands on their own again."""
    with transaction.atomic():
        with CASE.step("withdraw", case, by=by, at=at, relation=relation) as step:
            step.said = words.clean(reason, most=2000, field="reason")
            step.set(closed_at=step.at)
        for child in list(case.merged_cases.filter(state=State.MERGED)):
            leave_master(case=child, at=at)
    return case


@CASE.action("leave_master")
def leave_master(*, case: Case, at: datetime | None = None) -> Case:
    """The case that it followed was withdrawn: it stands on its own again."""
    with CASE.step("leave_master", case, by=None, at=at, relation=SYSTEM) as step:
        step.data = {"from": step.thing.master.code if step.thing.master else ""}
        step.set(master=None)
    return case


def follow(
    *, case: Case, person: Person | None = None, phone: str = "", at: datetime | None = None
) -> Follow | None:
    """Follow a neighbour's public case instead of saying it again. Twice is once (None)."""
    if case.published_at is None:
        raise Missing(_("没有找到这件事。"))
    number = phones.personal(phone) if phone.strip() else ""
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
                event="case.follow",
                subject=case.code,
                content={"follower": key},
                by=person.ref if person else "",
                at=moment,
            )
    except IntegrityError:
        return None
    return made
