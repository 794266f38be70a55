"""The handling unit's verbs: sign, return, contact, extend, suspend, whistle, reply."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from sanan.cases.actions import notices
from sanan.cases.actions.change import changing, restart_clock
from sanan.cases.actions.requests import ask as ask_for
from sanan.cases.actions.requests import decide
from sanan.cases.actions.triage import _needed
from sanan.cases.enums import Relation, ReturnReason
from sanan.cases.models import Case, CaseOrg, Pause, Reply, Request
from sanan.cases.queries import deadlines, suggestions
from sanan.cases.rules import Verb
from sanan.kit import words
from sanan.kit.errors import Invalid, Refused
from sanan.kit.files import Upload
from sanan.people import queries as people
from sanan.people.actions import NoticeKind
from sanan.people.enums import Role
from sanan.people.models import Org, Person

LATER = NoticeKind(
    _("您反映的事需要延期到%(until)s：%(why)s"), plain=_("您反映的事需要延期到%(until)s。")
)
PAUSED = NoticeKind(
    _("您反映的事暂缓办理：%(why)s %(day)s再看一次。"),
    plain=_("您反映的事暂缓办理，%(day)s再看一次。"),
)


def sign(*, case: Case, by: Person, at: datetime | None = None) -> Case:
    """签收: the unit has the work order in hand."""
    with changing(case, Verb.SIGN, by, at=at) as change:
        change.set(signed_at=change.at)
        change.public = True
    return case


def request_return(
    *,
    case: Case,
    by: Person,
    reason: ReturnReason,
    text: str,
    propose: Org | None = None,
    at: datetime | None = None,
) -> Case:
    """退单: ask for another unit, with the reason, in time. Others decide; the clock runs on (H10)."""
    text = _needed(text)
    with changing(case, Verb.REQUEST_RETURN, by, at=at) as change:
        since = _last_dispatch(change.case)
        last = deadlines.stage_due(change.case, "return", since) if since else None
        if last is not None and change.at > last:
            raise Refused(_("退单期限已过,请继续办理;确有困难可申请延期。"), "too_late_to_return")
        wanted = {"propose": propose.code if propose else ""}
        ask_for(
            change, Request.Matter.RETURN, text=text, reason=ReturnReason(reason), wanted=wanted
        )
        change.set(return_count=change.case.return_count + 1)
        dispatchers = [Role.DISPATCHER]
        notices.tell_roles(
            change.case, dispatchers, gettext_noop("有退单待裁定:%(title)s"), at=change.at
        )
    return case


def contact(
    *, case: Case, by: Person, reached: bool, note: str = "", at: datetime | None = None
) -> Case:
    """First contact with the appellant (响应); what was agreed is noted. Later ones are notes too."""
    with changing(case, Verb.CONTACT, by, at=at) as change:
        change.note = words.clean(note, most=2000, field="note")
        change.data = {"reached": reached}
        change.public = True
        if change.case.contacted_at is None and reached:
            change.set(contacted_at=change.at)
    return case


def request_extension(
    *, case: Case, by: Person, text: str, until: date, at: datetime | None = None
) -> Case:
    """延期: before it is due, with a reason and a new date, as often and as far as the policy says."""
    text = _needed(text)
    with changing(case, Verb.REQUEST_EXTENSION, by, at=at) as change:
        now, fresh = change.at, change.case
        if fresh.due_at is not None and now > fresh.due_at:
            raise Refused(_("已经超过办理期限,不能再申请延期。请尽快答复。"), "overdue")
        policy = deadlines.policy_for(fresh)
        days = deadlines.extension_days(fresh, until)
        if days <= 0:
            raise Invalid(_("新的日期要晚于现在的期限。"), "not_later", field="until")
        if policy is not None and fresh.extension_count >= policy.max_extensions:
            raise Refused(_("按规定不能再延期了。"), "no_more_extensions")
        if policy is not None and days > policy.max_extension_days:
            sentence = _("一次最多延期 %(days)d 天,请另选日期。") % {
                "days": policy.max_extension_days
            }
            raise Invalid(sentence, "too_long", field="until")
        ask_for(
            change,
            Request.Matter.EXTENSION,
            text=text,
            wanted={"until": until.isoformat(), "days": days},
        )
        notices.tell_roles(
            fresh, [Role.DISPATCHER], gettext_noop("有延期申请待定:%(title)s"), at=now
        )
    return case


def decide_extension(
    *, case: Case, by: Person, granted: bool, answer: str, at: datetime | None = None
) -> Case:
    """Grant or deny the extension; where granted, the appellant hears why and until when."""
    with changing(case, Verb.DECIDE_EXTENSION, by, at=at) as change:
        request = decide(
            change, Request.Matter.EXTENSION, granted=granted, answer=_needed(answer, "answer")
        )
        change.data["until"] = request.wanted["until"]
        if granted:
            fresh = change.case
            change.set(
                extension_count=fresh.extension_count + 1,
                extension_days=fresh.extension_days + int(request.wanted["days"]),
            )
            restart_clock(change)
            change.public, change.said = True, request.text
            change.tell(LATER, until=request.wanted["until"], why=request.text)
    return case


def suspend(
    *, case: Case, by: Person, reason: str, review_on: date, at: datetime | None = None
) -> Case:
    """缓办: for objective causes, by a leader, with a day to look again. The clock stands still."""
    reason = _needed(reason, "reason")
    with changing(case, Verb.SUSPEND, by, at=at) as change:
        if review_on <= timezone.localdate(change.at):
            raise Invalid(_("复查日期要在今天之后。"), "review_in_past", field="review_on")
        Pause.objects.create(case=change.case, reason=reason[:200], from_at=change.at)
        change.set(review_on=review_on)
        change.said, change.public = reason, True
        change.data = {"review_on": review_on.isoformat()}
        change.tell(PAUSED, why=reason, day=review_on.isoformat())
    return case


def resume(*, case: Case, by: Person | None, note: str = "", at: datetime | None = None) -> Case:
    """Take it up again; the clock goes on where it stood. With `by` None the review day came."""
    relation = Relation.SYSTEM if by is None else None
    with changing(case, Verb.RESUME, by, at=at, relation=relation) as change:
        Pause.objects.filter(case=change.case, until_at__isnull=True).update(until_at=change.at)
        change.set(review_on=None)
        restart_clock(change)
        change.note = words.clean(note, most=2000, field="note")
        change.public = True
    return case


def whistle(
    *,
    case: Case,
    by: Person,
    orgs: Sequence[Org],
    reason: str,
    arrive_by: datetime,
    at: datetime | None = None,
) -> Case:
    """吹哨: a township or village calls the departments that must come."""
    if not orgs:
        raise Invalid(_("请选择要报到的部门。"), "needs_units", field="orgs")
    reason = _needed(reason, "reason")
    with changing(case, Verb.WHISTLE, by, at=at) as change:
        if arrive_by <= change.at:
            raise Invalid(_("报到时间要在现在之后。"), "in_past", field="arrive_by")
        for org in orgs:
            CaseOrg.objects.update_or_create(
                case=change.case,
                org=org,
                part=CaseOrg.Part.WHISTLED,
                defaults={"arrive_by": arrive_by, "arrived_at": None, "conclusion": ""},
            )
            notices.tell_org(change.case, org, gettext_noop("请到场报到:%(title)s"), at=change.at)
        change.note = reason
        change.data = {"orgs": [o.code for o in orgs], "arrive_by": arrive_by.isoformat()}
    return case


def arrive(*, case: Case, by: Person, conclusion: str = "", at: datetime | None = None) -> Case:
    """报到: a called department is there and says what it will do."""
    with changing(case, Verb.ARRIVE, by, at=at) as change:
        mine = change.case.orgs.filter(
            part=CaseOrg.Part.WHISTLED, org__in=people.org_ids(by), arrived_at__isnull=True
        )
        called = list(mine.select_related("org"))
        if not called:
            raise Refused(_("您的单位已经报到过了。"), "already_arrived")
        conclusion = words.clean(conclusion, most=500, field="conclusion")
        mine.update(arrived_at=change.at, conclusion=conclusion)
        change.org = called[0].org
        change.note = conclusion
    return case


def conclude(
    *,
    case: Case,
    by: Person,
    conclusion: str,
    ratings: Mapping[int, int] | None = None,
    at: datetime | None = None,
) -> Case:
    """The whistle ends with joint minutes; the caller rates each department 1–5 (both are assessed)."""
    conclusion = _needed(conclusion, "conclusion")
    with changing(case, Verb.CONCLUDE, by, at=at) as change:
        for org_id, rating in (ratings or {}).items():
            if rating not in range(1, 6):
                raise Invalid(_("评分是 1 到 5。"), "rating", field="ratings")
            change.case.orgs.filter(org=org_id, part=CaseOrg.Part.WHISTLED).update(rating=rating)
        change.note = conclusion
        change.data = {"ratings": {str(k): v for k, v in (ratings or {}).items()}}
    return case


def reply(
    *,
    case: Case,
    by: Person,
    public_text: str,
    private_text: str = "",
    uploads: Sequence[Upload] = (),
    at: datetime | None = None,
) -> Case:
    """答复: what was done, for the appellant; what only staff may read stays apart."""
    public_text = _needed(public_text, "public_text")
    with changing(case, Verb.REPLY, by, at=at, uploads=uploads) as change:
        Reply.objects.create(
            case=change.case,
            public_text=public_text,
            private_text=words.clean(private_text, most=5000, field="private_text"),
            by=by,
            org=change.case.handler,
            at=change.at,
        )
        change.set(replied_at=change.at)
        if change.case.contacted_at is None:
            # An answer is a contact: it stops the first-response clock.
            change.set(contacted_at=change.at)
        said = f"{change.case.title}\n{change.case.text}"
        change.data = {"faults": suggestions.reply_faults(said, public_text)}
        change.said, change.public = public_text, True
        change.tell(_("您反映的事有答复了,请查看并评价。"))
        notices.tell_followers(change.case, _("您关注的事有答复了。"), at=change.at)
    return case


def _last_dispatch(case: Case) -> datetime | None:
    step = case.steps.filter(verb__in=[Verb.DISPATCH, Verb.ADJUDICATE]).order_by("-at").first()
    return step.at if step else None
