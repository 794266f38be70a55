"""What each kind of message does to a case."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sanan.cases import actions as cases
from sanan.cases.actions import notices
from sanan.cases.actions.checking import begin_again
from sanan.cases.actions.checking import send_back as rework
from sanan.cases.actions.steps import restart_clock
from sanan.cases.enums import Door, Nature, State, Urgency
from sanan.cases.kinds import CONCERN
from sanan.cases.models import Case
from sanan.cases.rules import APPELLANT, CASE
from sanan.exchange.enums import Field, Means, Side
from sanan.exchange.kinds import BACK, HOTLINE, PETITION, RECHECK, REVIEW
from sanan.exchange.models import Message, OutsideOrder
from sanan.exchange.queries import words
from sanan.kit import phones
from sanan.kit.errors import Refused
from sanan.people.enums import Role
from sanan.process.declare import SYSTEM

KINDS = {Side.HOTLINE: HOTLINE.name, Side.PETITION: PETITION.name, Side.OTHER: CONCERN}
REVIEW_DAYS = timedelta(days=30)
"""Within so many days of the written answer a review may be asked for, and likewise a re-check
(信访工作条例 arts. 35, 36)."""

BASIS = {REVIEW.name: PETITION.name, RECHECK.name: REVIEW.name}
"""On what a review, and what a re-check, follows."""

ANSWERED = frozenset({State.REPLIED, State.VERIFYING, State.REVISITING})


def request(message: Message, *, at: datetime, kind: str = "") -> Case:
    """A new matter: an ordinary case, of the kind that its sender stands for."""
    said, system = message.said, message.system
    if OutsideOrder.objects.filter(system=system, outside_id=message.outside_id).exists():
        raise Refused(
            _(
                "这个编号已经收过一件，内容不一样。是补充就改成“补充情况”再送，是新的一件请对方换编号。"
            ),
            "same_number",
        )
    name, phone = _contact(said)
    opened = cases.open_case(
        text=said.get("text", ""),
        title=said.get("title", ""),
        place=words.place(system, said.get("place", "")),
        door=Door.EXCHANGE,
        kind=kind or KINDS[Side(system.side)],
        nature=Nature(_known(message, Field.NATURE) or Nature.HELP),
        contact_name=name,
        contact_phone=phone,
        address=said.get("address", ""),
        category=words.category(system, said.get("category", "")),
        may_publish=False,
        idempotency=f"exchange|{system.code}|{message.outside_id}",
        at=message.received_at,
    )
    OutsideOrder.objects.create(
        case=opened.case,
        system=system,
        outside_id=message.outside_id,
        said_at=_when(said, "at"),
        due_at=_when(said, "due"),
        of=_basis(message, kind) if kind else None,
    )
    if urgency := _known(message, Field.URGENCY):
        _hurry(opened.case, Urgency(urgency), at)
    return opened.case


def send_back(message: Message, *, at: datetime) -> Case:
    """They are not satisfied: an answered order is done again, a closed one opened again."""
    order = _order(message)
    case, reason = order.case, _reason(message)
    verbs = BACK.get(case.kind)
    if case.state in ANSWERED and verbs:
        with CASE.step(verbs[0], case, by=None, at=at, relation=SYSTEM) as step:
            rework(step)
            step.say(reason)
    elif case.state == State.CLOSED and verbs:
        with CASE.step(verbs[1], case, by=None, at=at, relation=SYSTEM) as step:
            begin_again(step)
            step.say(reason)
    else:
        _tell(case, _("对方退回：%(why)s") % {"why": reason}, at)
    order.sent_back += 1
    order.save(update_fields=["sent_back"])
    return case


def urge(message: Message, *, at: datetime) -> Case:
    """They ask to hurry: it stands in the story, and the unit hears of it."""
    case = _order(message).case
    _tell(case, _("对方催办：%(why)s") % {"why": message.said.get("reason", "") or "—"}, at)
    return case


def add(message: Message, *, at: datetime) -> Case:
    """More about it, from whoever raised it, through them."""
    case = _order(message).case
    said = message.said.get("text", "") or message.said.get("reason", "")
    cases.add(case=case, text=said, relation=APPELLANT, at=at)
    return case


def overdue(message: Message, *, at: datetime) -> Case:
    """Their clock ran out: its day is kept; ours is not moved by it."""
    order = _order(message)
    order.overdue_at = _when(message.said, "due") or order.due_at or _when(message.said, "at") or at
    order.save(update_fields=["overdue_at"])
    _tell(order.case, _("对方系统显示这件已经超时。"), at)
    return order.case


def close(message: Message, *, at: datetime) -> Case:
    """They closed it on their side; here it ends as every case does."""
    order = _order(message)
    order.ended_at = _when(message.said, "at") or at
    order.save(update_fields=["ended_at"])
    _tell(order.case, _("对方系统里已经办结。"), at)
    return order.case


def cancel(message: Message, *, at: datetime) -> Case:
    """Whoever raised it took it back there."""
    case = _order(message).case
    reason = message.said.get("reason", "") or _("在对方那里撤回了。")
    cases.withdraw(case=case, reason=reason, relation=APPELLANT, at=at)
    return case


def _follows(kind: str, message: Message, *, at: datetime) -> Case:
    """A review of a petition, or the re-check of a review: a case of its own with its own 30 days."""
    basis = _basis(message, kind)
    answered = basis.case.replied_at
    if answered is None:
        raise Refused(_("原来那件还没有书面答复，不能申请复查复核。"), "not_answered")
    if message.received_at > answered + REVIEW_DAYS:
        raise Refused(_("离收到书面答复已经超过三十日，不能再申请。请对方核对后再定。"), "too_late")
    return request(message, at=at, kind=kind)


def _contact(said: Mapping[str, str]) -> tuple[str, str]:
    """Name and number as the other side says them; what is no number stays with the name."""
    name, phone = said.get("name", ""), said.get("phone", "").strip()
    if not phone or phones.reached(phone):
        return name, phone
    return f"{name} {phone}".strip()[:40], ""


def _basis(message: Message, kind: str) -> OutsideOrder:
    number = message.said.get("of", "")
    found = OutsideOrder.objects.select_related("case").filter(
        system=message.system, outside_id=number
    )
    basis = found.first() if number else None
    if basis is None:
        raise Refused(_("没有写明针对哪一件，或者没有收过那一件。请补上原编号。"), "no_basis")
    if basis.case.kind == RECHECK.name:
        raise Refused(_("复核意见已经作出，同一事实和理由不再受理。"), "final")
    if basis.case.kind != BASIS[kind]:
        raise Refused(_("复查针对原来的信访事项，复核针对复查意见。请核对原编号。"), "wrong_basis")
    return basis


def _order(message: Message) -> OutsideOrder:
    found = OutsideOrder.objects.select_related("case__place", "case__handler").filter(
        system=message.system, outside_id=message.outside_id
    )
    order = found.select_for_update(of=("self",)).first()
    if order is None:
        raise Refused(_("没有收过这个编号的件。请对方先送来，或者核对编号。"), "unknown_number")
    return order


def _reason(message: Message) -> str:
    said = message.said
    return said.get("reason", "") or said.get("text", "") or _("对方没有写原因。")


def _known(message: Message, field: Field) -> str:
    said = message.said.get(field.value, "")
    return words.meaning(message.system, field, said) if said else ""


def _when(said: Mapping[str, str], field: str) -> datetime | None:
    return datetime.fromisoformat(said[field]) if said.get(field) else None


def _hurry(case: Case, urgency: Urgency, at: datetime) -> None:
    """As urgent as they say; the clock follows the policy that then fits."""
    with CASE.step("sync", case, by=None, at=at, relation=SYSTEM) as step:
        step.set(urgency=urgency.value)
        restart_clock(step)
        step.note = _("对方的紧急程度：%(urgency)s") % {"urgency": urgency.label}


def _tell(case: Case, note: str, at: datetime) -> None:
    with CASE.step("sync", case, by=None, at=at, relation=SYSTEM) as step:
        step.note = note
        say = gettext_noop("对方系统有消息，请看一看：%(title)s")
        if step.thing.handler is not None:
            notices.tell_org(step.thing, step.thing.handler, say, at=step.at)
        else:
            notices.tell_roles(step.thing, [Role.DISPATCHER], say, at=step.at)


def _marked(verb: str) -> None:
    """What comes back is done by messages alone; the kinds' verbs are marked for whoever asks."""
    CASE.action(verb)(send_back)


for _pair in BACK.values():
    for _each in _pair:
        _marked(_each)

DO: Mapping[Means, Callable[..., Case]] = {
    Means.REQUEST: request,
    Means.SEND_BACK: send_back,
    Means.URGE: urge,
    Means.ADD: add,
    Means.OVERDUE: overdue,
    Means.CLOSE: close,
    Means.CANCEL: cancel,
    Means.REVIEW: partial(_follows, REVIEW.name),
    Means.RECHECK: partial(_follows, RECHECK.name),
}
"""By what a message asks, the function that does it; each gives the case, or refuses."""
