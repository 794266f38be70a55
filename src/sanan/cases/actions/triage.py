"""The dispatcher's verbs: accept, decline, merge, dispatch, adjudicate a return."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from sanan.cases.actions import notices
from sanan.cases.actions.change import Change, changing, restart_clock
from sanan.cases.actions.publishing import release
from sanan.cases.actions.requests import decide
from sanan.cases.enums import DeclineReason, Kind, Relation, Urgency
from sanan.cases.models import Case, CaseOrg, Category, Request
from sanan.cases.rules import Verb
from sanan.kit import words
from sanan.kit.errors import Invalid, Refused
from sanan.people.actions import NoticeKind
from sanan.people.enums import OrgKind, Role
from sanan.people.models import Duty, Org, Person

RETURNS_BEFORE_LEADERS_HEAR = 2
DECLINED = NoticeKind(
    _("您反映的事未能受理：%(text)s 如不同意，可提出一次异议。"),
    plain=_("您反映的事未能受理，原因请凭查询码查看。如不同意，可提出一次异议。"),
)
SENT = NoticeKind(
    _("您反映的事已派给%(org)s，%(due)s前答复您。"),
    plain=_("您反映的事已派给承办单位，%(due)s前答复您。"),
)
LISTED_KINDS = frozenset({OrgKind.VILLAGE_COMMITTEE, OrgKind.COMMUNITY_PARTY, OrgKind.TOWNSHIP})


def accept(
    *,
    case: Case,
    by: Person,
    category: Category | None = None,
    urgency: Urgency | None = None,
    kind: Kind | None = None,
    at: datetime | None = None,
) -> Case:
    """Take the matter in."""
    with changing(case, Verb.ACCEPT, by, at=at) as change:
        _classify(change, category, urgency, kind)
        restart_clock(change)
        change.set(accepted_at=change.at)
        change.public = True
    return case


def classify(
    *,
    case: Case,
    by: Person,
    category: Category | None = None,
    urgency: Urgency | None = None,
    kind: Kind | None = None,
    at: datetime | None = None,
) -> Case:
    """Say what it is about and how urgent; the clock follows the policy that then fits."""
    with changing(case, Verb.CLASSIFY, by, at=at) as change:
        _classify(change, category, urgency, kind)
        restart_clock(change)
    return case


def decline(
    *, case: Case, by: Person, reason: DeclineReason, text: str, at: datetime | None = None
) -> Case:
    """Not take it in (H9): a reason from the list, and in plain words where to go instead."""
    text = _needed(text)
    with changing(case, Verb.DECLINE, by, at=at) as change:
        if change.case.merged_cases.exists():
            raise Refused(_("有别的件并在这件里。请先拆开,再决定不受理。"), "has_merged")
        change.data = {"reason": DeclineReason(reason).value}
        change.said, change.public = text, True
        change.set(closed_at=change.at)
        change.tell(DECLINED, text=text)
    return case


def merge(*, case: Case, into: Case, by: Person, at: datetime | None = None) -> Case:
    """并案: the same matter. `case` follows `into`; its appellant still gets reply and rating."""
    if into.pk == case.pk or into.master_id is not None:
        raise Invalid(_("请选择一个没有并入别处的主件。"), "not_a_master", field="into")
    if into.is_ended:
        raise Refused(_("主件已经结束,不能再并入。请另选,或单独办理。"), "master_ended")
    with changing(case, Verb.MERGE, by, at=at) as change:
        if change.case.merged_cases.exists():
            raise Refused(_("有别的件并在这件里。请把它们一起并入主件。"), "has_merged")
        change.set(master=into)
        change.data = {"into": into.code}
        change.said, change.public = (
            str(_("和邻居反映的是同一件事,一起办理,办完同样答复您。")),
            True,
        )
    return case


def unmerge(*, case: Case, by: Person, reason: str, at: datetime | None = None) -> Case:
    """It was not the same matter after all."""
    with changing(case, Verb.UNMERGE, by, at=at) as change:
        change.data = {"from": change.case.master.code if change.case.master else ""}
        change.note = _needed(reason)
        change.set(master=None)
    return case


def dispatch(
    *,
    case: Case,
    to: Org,
    by: Person,
    co_orgs: Sequence[Org] = (),
    note: str = "",
    category: Category | None = None,
    urgency: Urgency | None = None,
    kind: Kind | None = None,
    publish: bool = False,
    at: datetime | None = None,
) -> Case:
    """派单: to the unit that answers for it, checked against its duty list (H8)."""
    with changing(case, Verb.DISPATCH, by, at=at) as change:
        _classify(change, category, urgency, kind)
        _send(change, to)
        change.note = words.clean(note, most=2000, field="note")
        for org in co_orgs:
            if org.pk != to.pk:
                CaseOrg.objects.get_or_create(case=change.case, org=org, part=CaseOrg.Part.ASSISTS)
        change.data["co_orgs"] = [org.code for org in co_orgs]
        if publish:
            release(change)
    return case


def dispatch_by_rule(
    *, case: Case, to: Org, category: Category, at: datetime | None = None
) -> Case:
    """The same without a person, for what comes through a partner company's own door (ADR 20)."""
    with changing(case, Verb.DISPATCH, None, at=at, relation=Relation.SYSTEM) as change:
        _classify(change, category, None, None)
        _send(change, to)
    return case


def _send(change: Change, to: Org) -> None:
    _hand_over(change, to)
    if change.case.accepted_at is None:
        change.set(accepted_at=change.at)
    change.tell(SENT, org=to.name, due=_day(change.case.due_at))


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
        raise Invalid(_("同意退单时,请选择改派给哪个单位。"), "needs_unit", field="to")
    with changing(case, Verb.ADJUDICATE, by, at=at) as change:
        decide(change, Request.Matter.RETURN, granted=granted, answer=_needed(answer, "answer"))
        if granted and to is not None:
            if to.pk == change.case.handler_id:
                raise Invalid(_("请改派给另一个单位。"), "same_unit", field="to")
            _hand_over(change, to)
            change.public = True
        elif change.case.handler is not None:
            notices.tell_org(
                change.case,
                change.case.handler,
                gettext_noop("退单未获同意,请继续办理:%(title)s"),
                at=change.at,
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
        raise Invalid(_("请先确定类别,再派单。"), "needs_category", field="category")
    code = category.code
    while code and code not in lines:
        code = code.rpartition(".")[0]
    if not lines.get(code, False):
        raise Refused(
            _("“%(category)s”不在%(org)s的主办职责清单里。请改派,或让它协办。")
            % {"category": category.name, "org": org.name},
            "not_on_duty_list",
            field="to",
        )


def _hand_over(change: Change, to: Org) -> None:
    case = change.case
    check_duty(to, case.category)
    change.set(
        handler=to,
        dispatched_at=case.dispatched_at or change.at,
        signed_at=None,
        first_receiver=case.first_receiver or to,
    )
    change.org, change.public = to, True
    change.data.update(to=to.code, category=case.category.code if case.category else "")
    restart_clock(change)
    notices.tell_org(case, to, gettext_noop("有新的工单,请签收:%(title)s"), at=change.at)
    if case.return_count >= RETURNS_BEFORE_LEADERS_HEAR:
        notices.tell_roles(
            case, [Role.LEADER], gettext_noop("多次退单,请协调:%(title)s"), at=change.at
        )


def _classify(
    change: Change, category: Category | None, urgency: Urgency | None, kind: Kind | None
) -> None:
    given = {"category": category, "urgency": urgency, "kind": kind}
    change.set(**{name: value for name, value in given.items() if value})
    change.data |= {
        "suggested": [s.get("label") for s in change.case.suggested.get("categories", [])[:1]],
        "category": change.case.category.code if change.case.category else "",
        "urgency": change.case.urgency,
        "kind": change.case.kind,
    }


def _needed(text: str, field: str = "text") -> str:
    text = words.clean(text, most=5000, field=field)
    if words.is_blank(text):
        raise Invalid(_("请写明原因。"), "needs_text", field=field)
    return text


def _day(moment: datetime | None) -> str:
    from django.utils import timezone

    return f"{timezone.localtime(moment):%-m月%-d日}" if moment else str(_("规定时间"))
