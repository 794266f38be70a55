"""The life of a case as data: which verb leads from where to where, and who may use it.

Source: domain brief §2.2, merging the seven steps of digital urban management with hotline practice.
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from sanan.cases import deadlines, kinds
from sanan.cases.enums import CHECKING, HANDLING, OPEN, OPENING_ROLES, State
from sanan.cases.models import Case
from sanan.kit import bulk
from sanan.kit.errors import Forbidden, Refused
from sanan.kit.tones import Tone
from sanan.people import queries as people
from sanan.people.enums import HANDLING_ROLES, Role
from sanan.people.models import Org, Person
from sanan.process.declare import ANYONE, SYSTEM, Process, Relation, Verb
from sanan.process.models import TimelineEntry

S = State
DISPATCHER, LEADER, GRID_WORKER = Role.DISPATCHER, Role.LEADER, Role.GRID_WORKER
MOST_OBJECTIONS = 1
NO_CONSENT = _("反映人没有同意公开这件事。")


def units(by: Person | None) -> set[int]:
    """The organisations in which somebody handles work orders."""
    held = people.posts(by) if by is not None else ()
    return {p.org_id for p in held if p.role in HANDLING_ROLES and p.org_id}


APPELLANT = Relation(
    "appellant",
    lambda case, by: by is not None and case.appellant_id == by.pk,
    whose=_("这一步由反映人自己来。"),
)
HANDLER = Relation(
    "handler",
    lambda case, by: case.handler_id in units(by),
    whose=_("这一步由承办单位来办。"),
    roles=HANDLING_ROLES,
)
CO_HANDLER = Relation(
    "co_handler",
    lambda case, by: bool(units(by) & case.co_handler_ids),
    roles=HANDLING_ROLES,
)
WHISTLED = Relation(
    "whistled_dept",
    lambda case, by: bool(units(by) & case.whistled_ids),
    whose=_("这一步由被吹哨的部门来办。"),
    roles=HANDLING_ROLES,
)


def _may_speak(case: Case, _by: Person | None, _at: datetime) -> Refused | None:
    """Whoever enters it for somebody else holds a post for that here."""
    who = case.entered_by
    if who is not None and not people.holds(who, OPENING_ROLES, path=case.place.path):
        return Forbidden(_("您没有在这里代办登记的职责。"), "not_yours")
    return None


def _declined_alone(case: Case, _by: Person | None, _at: datetime) -> Refused | None:
    if not case.followers:
        return None
    return Refused(_("有别的件并在这件里。请先拆开，再决定不受理。"), "has_merged")


def _merged_alone(case: Case, _by: Person | None, _at: datetime) -> Refused | None:
    if not case.followers:
        return None
    return Refused(_("有别的件并在这件里。请把它们一起并入主件。"), "has_merged")


def _objected_before(case: Case, _by: Person | None, _at: datetime) -> Refused | None:
    if case.objection_count < MOST_OBJECTIONS:
        return None
    return Refused(_("异议只能提一次。可按答复里写的途径反映。"), "objected_before")


def not_public(case: Case) -> Refused | None:
    """Why neighbours may not read of it: its kind is never published, or nobody consented."""
    if not kinds.kind_of(case).published:
        return Refused(_("这一类事不向邻居公开。"), "never_public")
    return None if case.may_publish else Refused(NO_CONSENT, "no_consent")


def _not_public(case: Case, _by: Person | None, _at: datetime) -> Refused | None:
    return not_public(case)


def _return_too_late(case: Case, _by: Person | None, at: datetime) -> Refused | None:
    since = TimelineEntry.objects.of("case", case.pk).filter(verb__in=["dispatch", "adjudicate"])
    last = since.order_by("-at").values_list("at", flat=True).first()
    until = deadlines.stage_due(case, "return", last) if last else None
    if until is None or at <= until:
        return None
    return Refused(_("退单期限已过，请继续办理；确有困难可申请延期。"), "too_late_to_return")


def _no_extension(case: Case, _by: Person | None, at: datetime) -> Refused | None:
    if case.due_at is not None and at > case.due_at:
        return Refused(_("已经超过办理期限，不能再申请延期。请尽快答复。"), "overdue")
    policy = deadlines.policy_for(case)
    if policy is not None and case.extension_count >= policy.max_extensions:
        return Refused(_("按规定不能再延期了。"), "no_more_extensions")
    return None


def _too_late(case: Case, _by: Person | None, at: datetime) -> Refused | None:
    days = deadlines.setting(case.county_id).reopen_days
    if case.closed_at is None or at <= case.closed_at + timedelta(days=days):
        return None
    sentence = _("办结已超过 %(days)d 天。请把现在的情况重新说一次。") % {"days": days}
    return Refused(sentence, "too_late")


def _unit(verb: Verb, case: Case) -> Org | None:
    """The unit whose step it is: of a handler's verb, the handling one."""
    return case.handler if HANDLER in verb.relations else None


TAKEN_BACK = {S.SUBMITTED, S.ACCEPTED, S.REOPENED} | HANDLING
RATEABLE = {S.REPLIED, S.VERIFYING, S.REVISITING}

CASE = Process(
    "case",
    Case,
    states=State,
    tones={
        Tone.DONE: [State.CLOSED],
        Tone.SOON: [
            State.SUBMITTED,
            State.ACCEPTED,
            State.DISPATCHED,
            State.RETURN_REQUESTED,
            State.SIGNED,
            State.IN_PROGRESS,
            State.EXTENSION_REQUESTED,
            State.WHISTLED,
            State.REPLIED,
            State.VERIFYING,
            State.REWORK,
            State.REVISITING,
            State.REOPENED,
            State.SUSPENDED,
        ],
    },
    title=_("一件诉求"),
    joins=("place", "category", "handler"),
    unit=_unit,
    insert=bulk.insert,
    refreshed=("indexed", "suggested"),
    more=kinds.verbs,
    before=kinds.elsewhere,
    elsewhere=_("这件事现在是“%(state)s”，不能这样办。请刷新页面看最新进展。"),
    verbs=[
        Verb(
            "open",
            (),
            S.SUBMITTED,
            label=_("反映一件事"),
            relations=[ANYONE],
            told=_("反映了这件事"),
            when=_may_speak,
            public=True,
        ),
        Verb(
            "accept",
            {S.SUBMITTED, S.REOPENED},
            S.ACCEPTED,
            label=_("受理"),
            roles=[DISPATCHER],
            public=True,
        ),
        Verb(
            "decline",
            {S.SUBMITTED, S.ACCEPTED},
            S.NOT_ACCEPTED,
            label=_("不受理"),
            roles=[DISPATCHER],
            told=_("不予受理"),
            when=_declined_alone,
            public=True,
        ),
        Verb(
            "object",
            {S.NOT_ACCEPTED},
            S.SUBMITTED,
            label=_("对不受理有异议"),
            relations=[APPELLANT],
            told=_("提出异议"),
            when=_objected_before,
            public=True,
        ),
        Verb(
            "merge",
            {S.SUBMITTED, S.ACCEPTED, S.DISPATCHED},
            S.MERGED,
            label=_("并入另一件"),
            roles=[DISPATCHER],
            told=_("并入同一件事"),
            when=_merged_alone,
            public=True,
        ),
        Verb("unmerge", {S.MERGED}, S.SUBMITTED, label=_("拆出来单独办"), roles=[DISPATCHER]),
        Verb(
            "dispatch",
            {S.SUBMITTED, S.ACCEPTED, S.REOPENED},
            S.DISPATCHED,
            label=_("派单"),
            roles=[DISPATCHER],
            relations=[SYSTEM],
            public=True,
        ),
        Verb(
            "request_return",
            {S.DISPATCHED, S.SIGNED},
            S.RETURN_REQUESTED,
            label=_("申请退单"),
            relations=[HANDLER],
            when=_return_too_late,
        ),
        Verb(
            "adjudicate",
            {S.RETURN_REQUESTED},
            S.DISPATCHED,
            label=_("裁定退单"),
            roles=[DISPATCHER],
            told=_("裁定退单申请"),
        ),
        Verb("sign", {S.DISPATCHED}, S.SIGNED, label=_("签收"), relations=[HANDLER], public=True),
        Verb(
            "contact",
            {S.SIGNED, S.IN_PROGRESS, S.EXTENSION_REQUESTED, S.REWORK},
            S.IN_PROGRESS,
            label=_("记下已联系"),
            relations=[HANDLER],
            told=_("联系反映人"),
        ),
        Verb(
            "request_extension",
            {S.SIGNED, S.IN_PROGRESS},
            S.EXTENSION_REQUESTED,
            label=_("申请延期"),
            relations=[HANDLER],
            when=_no_extension,
        ),
        Verb(
            "decide_extension",
            {S.EXTENSION_REQUESTED},
            S.IN_PROGRESS,
            label=_("审批延期"),
            roles=[DISPATCHER, LEADER],
        ),
        Verb(
            "suspend",
            {S.SIGNED, S.IN_PROGRESS},
            S.SUSPENDED,
            label=_("缓办"),
            roles=[LEADER],
            public=True,
        ),
        Verb(
            "resume",
            {S.SUSPENDED},
            S.IN_PROGRESS,
            label=_("恢复办理"),
            roles=[LEADER, DISPATCHER],
            relations=[SYSTEM],
            public=True,
        ),
        Verb(
            "whistle", {S.SIGNED, S.IN_PROGRESS}, S.WHISTLED, label=_("吹哨"), relations=[HANDLER]
        ),
        Verb("arrive", {S.WHISTLED}, None, label=_("报到"), relations=[WHISTLED]),
        Verb("conclude", {S.WHISTLED}, S.IN_PROGRESS, label=_("结束吹哨"), relations=[HANDLER]),
        Verb(
            "reply",
            {S.IN_PROGRESS, S.EXTENSION_REQUESTED, S.REWORK},
            S.REPLIED,
            label=_("答复"),
            relations=[HANDLER],
            public=True,
        ),
        Verb("start_check", {S.REPLIED}, S.VERIFYING, label=_("开始核查"), roles=[DISPATCHER]),
        Verb(
            "pass_check",
            {S.REPLIED, S.VERIFYING},
            S.REVISITING,
            label=_("核查通过"),
            roles=[DISPATCHER, GRID_WORKER],
            public=True,
        ),
        Verb(
            "fail_check",
            {S.REPLIED, S.VERIFYING},
            S.REWORK,
            label=_("退回返工"),
            roles=[DISPATCHER, GRID_WORKER],
            told=_("核查未通过，返工"),
            public=True,
        ),
        Verb(
            "revisit",
            {S.REVISITING},
            S.CLOSED,
            label=_("登记回访"),
            roles=[DISPATCHER],
            told=_("回访"),
            public=True,
        ),
        Verb("rate", RATEABLE, S.CLOSED, label=_("评价"), relations=[APPELLANT], public=True),
        Verb(
            "not_fixed",
            RATEABLE,
            S.REWORK,
            label=_("还没解决"),
            relations=[APPELLANT],
            told=_("说还没解决"),
            public=True,
        ),
        Verb(
            "reopen",
            {S.CLOSED},
            S.REOPENED,
            label=_("要求重新办理"),
            relations=[APPELLANT],
            when=_too_late,
            public=True,
        ),
        Verb(
            "close_unanswered",
            {S.REVISITING},
            S.CLOSED,
            label=_("自动办结"),
            relations=[SYSTEM],
            told=_("到期未评价，自动办结"),
            public=True,
        ),
        Verb(
            "answer_merged",
            {S.MERGED},
            S.REVISITING,
            label=_("随主件答复"),
            relations=[SYSTEM],
            public=True,
        ),
        Verb(
            "leave_master",
            {S.MERGED},
            S.SUBMITTED,
            label=_("离开主件"),
            relations=[SYSTEM],
            told=_("主件撤回了，单独办"),
        ),
        Verb(
            "withdraw", TAKEN_BACK, S.WITHDRAWN, label=_("撤回"), relations=[APPELLANT], public=True
        ),
        Verb("remind", OPEN, None, label=_("催办"), relations=[SYSTEM]),
        Verb(
            "supervise",
            OPEN,
            None,
            label=_("督办"),
            roles=[Role.DISCIPLINE_OFFICER, LEADER, DISPATCHER],
        ),
        Verb(
            "request_exclusion",
            CHECKING | {S.CLOSED},
            None,
            label=_("申请不计入三率"),
            relations=[HANDLER],
        ),
        Verb(
            "decide_exclusion",
            CHECKING | {S.CLOSED},
            None,
            label=_("审批不计入三率"),
            roles=[DISPATCHER],
        ),
        Verb("classify", OPEN, None, label=_("改类别"), roles=[DISPATCHER]),
        Verb(
            "ask",
            OPEN,
            None,
            label=_("问反映人"),
            roles=[DISPATCHER],
            relations=[HANDLER],
            public=True,
        ),
        Verb(
            "add",
            OPEN | {S.MERGED},
            None,
            label=_("补充情况"),
            roles=[GRID_WORKER, DISPATCHER],
            relations=[APPELLANT],
            public=True,
        ),
        Verb(
            "note",
            frozenset(S),
            None,
            label=_("写备注"),
            roles=[DISPATCHER, GRID_WORKER],
            relations=[HANDLER, CO_HANDLER],
            told=_("备注"),
        ),
        Verb(
            "publish",
            frozenset(S) - {S.WITHDRAWN},
            None,
            label=_("公开"),
            roles=[DISPATCHER],
            when=_not_public,
        ),
        Verb(
            "unpublish", frozenset(S), None, label=_("取消公开"), roles=[DISPATCHER, Role.AUDITOR]
        ),
        Verb(
            "sync",
            frozenset(S),
            None,
            label=_("对方系统更新"),
            relations=[SYSTEM],
            told=_("对方系统有更新"),
        ),
    ],
)
