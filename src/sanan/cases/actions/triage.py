"""The dispatcher's verbs: accept, decline, merge, dispatch, adjudicate a return."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from sanan.cases.actions import notices
from sanan.cases.actions.checking import answer_merged
from sanan.cases.actions.publishing import release
from sanan.cases.actions.requests import decide
from sanan.cases.actions.steps import needed, restart_clock, tell
from sanan.cases.enums import DeclineReason, Nature, State, Urgency
from sanan.cases.models import Case, CaseOrg, Category, Request
from sanan.cases.queries import desk as desks
from sanan.cases.rules import CASE
from sanan.kit import dates, words
from sanan.kit.errors import Invalid, Refused
from sanan.people.actions import NoticeKind
from sanan.people.enums import OrgKind, Role
from sanan.people.models import Duty, Org, Person
from sanan.process.declare import Relation
from sanan.process.step import Step

RETURNS_BEFORE_LEADERS_HEAR = 2
DECLINED = NoticeKind(
    _("您反映的事未能受理：%(text)s 如不同意，可提出一次异议。"),
    plain=_("您反映的事未能受理，原因请凭查询码查看。如不同意，可提出一次异议。"),
)
SENT = NoticeKind(
    _("您反映的事已派给%(org)s，%(due)s前答复您。"),
    plain=_("您反映的事已派给承办单位，%(due)s前答复您。"),
)
spoken_day = lazy(dates.day, str)
LISTED_KINDS = frozenset({OrgKind.VILLAGE_COMMITTEE, OrgKind.COMMUNITY_PARTY, OrgKind.TOWNSHIP})


@CASE.action("accept")
def accept(
    *,
    case: Case,
    by: Person,
    category: Category | None = None,
    urgency: Urgency | None = None,
    nature: Nature | None = None,
    at: datetime | None = None,
) -> Case:
    """Take the matter in."""
    with CASE.step("accept", case, by=by, at=at) as step:
        _classify(step, category, urgency, nature)
        restart_clock(step)
        step.set(accepted_at=step.at)
    return case


@CASE.action("classify")
def classify(
    *,
    case: Case,
    by: Person,
    category: Category | None = None,
    urgency: Urgency | None = None,
    nature: Nature | None = None,
    at: datetime | None = None,
) -> Case:
    """Say what it is about and how urgent; the clock follows the policy that then fits."""
    with CASE.step("classify", case, by=by, at=at) as step:
        _classify(step, category, urgency, nature)
        restart_clock(step)
    return case


@CASE.action("decline")
def decline(
    *, case: Case, by: Person, reason: DeclineReason, text: str, at: datetime | None = None
) -> Case:
    """Not take it in (H9): a reason from the list, and in plain words where to go instead."""
    text = needed(text)
    with CASE.step("decline", case, by=by, at=at) as step:
        step.data = {"reason": DeclineReason(reason).value}
        step.say(text)
        step.set(closed_at=step.at)
        tell(step, DECLINED, text=text)
    return case


@CASE.action("merge")
def merge(*, case: Case, into: Case, by: Person, at: datetime | None = None) -> Case:
    """并案: the same matter. `case` follows `into`; its appellant still gets reply and rating."""
    if into.pk == case.pk:
        raise Invalid(_("这件就是主件，别的件并到它这里来。"), "not_a_master", field="into")
    if into.master_id is not None:
        raise Invalid(_("请选择一个没有并入别处的主件。"), "not_a_master", field="into")
    if into.is_ended:
        raise Refused(_("主件已经结束，不能再并入。请另选，或单独办理。"), "master_ended")
    with CASE.step("merge", case, by=by, at=at) as step:
        step.set(master=into)
        step.data = {"into": into.code}
        step.say(str(_("和邻居反映的是同一件事，一起办理，办完同样答复您。")))
    if into.state == State.REVISITING:
        answer_merged(case=case, at=at)
    return case


@CASE.action("unmerge")
def unmerge(*, case: Case, by: Person, reason: str, at: datetime | None = None) -> Case:
    """It was not the same matter after all."""
    with CASE.step("unmerge", case, by=by, at=at) as step:
        step.data = {"from": step.thing.master.code if step.thing.master else ""}
        step.note = needed(reason)
        step.set(master=None)
    return case


@CASE.action("dispatch")
def dispatch(
    *,
    case: Case,
    to: Org,
    by: Person | None = None,
    co_orgs: Sequence[Org] = (),
    note: str = "",
    category: Category | None = None,
    urgency: Urgency | None = None,
    nature: Nature | None = None,
    publish: bool = False,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Case:
    """派单: to the unit that answers for it, checked against its duty list (H8).

    Without a person where the door that it came through says whose it is, in relation `SYSTEM` (ADR 20).
    """
    with CASE.step("dispatch", case, by=by, at=at, relation=relation) as step:
        _classify(step, category, urgency, nature)
        _send(step, to)
        step.note = words.clean(note, most=2000, field="note")
        for org in co_orgs:
            if org.pk != to.pk:
                CaseOrg.objects.get_or_create(case=step.thing, org=org, part=CaseOrg.Part.ASSISTS)
        step.data["co_orgs"] = [org.code for org in co_orgs]
        if publish:
            release(step)
    return case


def _send(step: Step[Case], to: Org) -> None:
    _hand_over(step, to)
    if step.thing.accepted_at is None:
        step.set(accepted_at=step.at)
    due = step.thing.due_at
    tell(step, SENT, org=to.name, due=spoken_day(due) if due else _("规定时间"))


@CASE.action("adjudicate")
def adjudicate(
    *,
    case: Case,
    by: Person,
    granted: bool,
    answer: str,
    to: Org | None = None,
    at: datetime | None = None,
) -> Case:
    """Decide a return: another unit gets it, or it stays (H10). The clock has never stopped."""
    if granted and to is None:
        raise Invalid(_("同意退单时，请选择改派给哪个单位。"), "needs_unit", field="to")
    with CASE.step("adjudicate", case, by=by, at=at) as step:
        decide(step, Request.Matter.RETURN, granted=granted, answer=needed(answer, "answer"))
        if granted and to is not None:
            if to.pk == step.thing.handler_id:
                raise Invalid(_("请改派给另一个单位。"), "same_unit", field="to")
            _hand_over(step, to)
            step.public = True
        elif step.thing.handler is not None:
            notices.tell_org(
                step.thing,
                step.thing.handler,
                gettext_noop("退单未获同意，请继续办理：%(title)s"),
                at=step.at,
            )
    return case


def check_duty(org: Org, category: Category | None) -> None:
    """Refuse a lead handler outside its duty list (H8; Beijing regulation art. 17).

    A unit with a duty list, and every village, community and township, leads only what is on it.
    """
    lines = dict(Duty.objects.filter(org=org).values_list("category", "lead"))
    if not lines and org.kind not in LISTED_KINDS:
        return
    if category is None:
        raise Invalid(_("请先确定类别，再派单。"), "needs_category", field="category")
    code = category.code
    while code and code not in lines:
        code = code.rpartition(".")[0]
    if not lines.get(code, False):
        raise Refused(
            _("“%(category)s”不在%(org)s的主办职责清单里。请改派，或让它协办。")
            % {"category": category.name, "org": org.name},
            "not_on_duty_list",
            field="to",
        )


def _hand_over(step: Step[Case], to: Org) -> None:
    case = step.thing
    check_duty(to, case.category)
    step.set(
        handler=to,
        dispatched_at=case.dispatched_at or step.at,
        signed_at=None,
        first_receiver=case.first_receiver or to,
    )
    step.org = to
    step.data.update(to=to.code, category=case.category.code if case.category else "")
    restart_clock(step)
    notices.tell_org(case, to, gettext_noop("有新的工单，请签收：%(title)s"), at=step.at)
    if case.return_count >= RETURNS_BEFORE_LEADERS_HEAR:
        notices.tell_roles(
            case, [Role.LEADER], gettext_noop("多次退单，请协调：%(title)s"), at=step.at
        )


def _changes(case: Case, given: Mapping[str, Any]) -> dict[str, Any]:
    """What a person had decided and is now decided otherwise, from and to."""
    before = {"category": case.category, "urgency": case.urgency, "nature": case.nature}
    changed = {
        name: [getattr(before[name], "code", before[name]), getattr(value, "code", value)]
        for name, value in given.items()
        if value and before[name] and before[name] != value
    }
    return {"changed": changed} if changed else {}


def _classify(
    step: Step[Case], category: Category | None, urgency: Urgency | None, nature: Nature | None
) -> None:
    given = {"category": category, "urgency": urgency, "nature": nature}
    step.data |= _changes(step.thing, given)
    step.set(**{name: value for name, value in given.items() if value})
    step.data |= {
        "suggested": desks.shown_label(step.thing.suggested),
        "category": step.thing.category.code if step.thing.category else "",
        "urgency": step.thing.urgency,
        "nature": step.thing.nature,
    }
