"""The handling unit's verbs: sign, return, contact, extend, suspend, whistle, reply."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from sanan.cases import deadlines
from sanan.cases.actions import notices
from sanan.cases.actions.requests import ask as ask_for
from sanan.cases.actions.requests import decide, lapse
from sanan.cases.actions.steps import attach, kept_for, needed, restart_clock, tell
from sanan.cases.enums import ReturnReason, State
from sanan.cases.models import Case, CaseOrg, Pause, Reply, Request
from sanan.cases.queries import suggestions
from sanan.cases.rules import CASE
from sanan.kit import words
from sanan.kit.errors import Invalid, Refused
from sanan.kit.files import Upload
from sanan.people import queries as people
from sanan.people.actions import NoticeKind
from sanan.people.enums import Role
from sanan.people.models import Org, Person
from sanan.process.declare import SYSTEM

LATER = NoticeKind(
    _("您反映的事需要延期到%(until)s：%(why)s"), plain=_("您反映的事需要延期到%(until)s。")
)
PAUSED = NoticeKind(
    _("您反映的事暂缓办理：%(why)s %(day)s再看一次。"),
    plain=_("您反映的事暂缓办理，%(day)s再看一次。"),
)


@CASE.action("sign")
def sign(*, case: Case, by: Person, at: datetime | None = None) -> Case:
    """签收: the unit has the work order in hand."""
    with CASE.step("sign", case, by=by, at=at) as step:
        step.set(signed_at=step.at)
    return case


@CASE.action("request_return")
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
    text = needed(text)
    with CASE.step("request_return", case, by=by, at=at) as step:
        wanted = {"propose": propose.code if propose else ""}
        ask_for(step, Request.Matter.RETURN, text=text, reason=ReturnReason(reason), wanted=wanted)
        step.set(return_count=step.thing.return_count + 1)
        dispatchers = [Role.DISPATCHER]
        notices.tell_roles(
            step.thing, dispatchers, gettext_noop("有退单待裁定：%(title)s"), at=step.at
        )
    return case


@CASE.action("contact")
def contact(
    *, case: Case, by: Person, reached: bool, note: str = "", at: datetime | None = None
) -> Case:
    """First contact with the appellant (响应); what was agreed is noted. Later ones are notes too."""
    with CASE.step("contact", case, by=by, at=at) as step:
        step.note = words.clean(note, most=2000, field="note")
        step.data = {"reached": reached}
        step.public = reached and step.thing.can_be_reached
        if step.thing.state == State.EXTENSION_REQUESTED:
            step.target = State.EXTENSION_REQUESTED
        if step.thing.contacted_at is None and reached:
            step.set(contacted_at=step.at)
    return case


@CASE.action("request_extension")
def request_extension(
    *, case: Case, by: Person, text: str, until: date, at: datetime | None = None
) -> Case:
    """延期: before it is due, with a reason and a new date, as often and as far as the policy says."""
    text = needed(text)
    with CASE.step("request_extension", case, by=by, at=at) as step:
        now, fresh = step.at, step.thing
        policy = deadlines.policy_for(fresh)
        days = deadlines.extension_days(fresh, until)
        if days <= 0:
            raise Invalid(_("新的日期要晚于现在的期限。"), "not_later", field="until")
        if policy is not None and days > policy.max_extension_days:
            sentence = _("一次最多延期 %(days)d 天，请另选日期。") % {
                "days": policy.max_extension_days
            }
            raise Invalid(sentence, "too_long", field="until")
        ask_for(
            step,
            Request.Matter.EXTENSION,
            text=text,
            wanted={"until": until.isoformat(), "days": days},
        )
        notices.tell_roles(
            fresh, [Role.DISPATCHER], gettext_noop("有延期申请待定：%(title)s"), at=now
        )
    return case


@CASE.action("decide_extension")
def decide_extension(
    *, case: Case, by: Person, granted: bool, answer: str, at: datetime | None = None
) -> Case:
    """Grant or deny the extension; where granted, the appellant hears why and until when."""
    with CASE.step("decide_extension", case, by=by, at=at) as step:
        request = decide(
            step, Request.Matter.EXTENSION, granted=granted, answer=needed(answer, "answer")
        )
        step.data["until"] = request.wanted["until"]
        if granted:
            fresh = step.thing
            step.set(
                extension_count=fresh.extension_count + 1,
                extension_days=fresh.extension_days + int(request.wanted["days"]),
            )
            restart_clock(step)
            step.say(request.text, public=True)
            tell(
                step,
                LATER,
                until=request.wanted["until"],
                why=request.text,
            )
    return case


@CASE.action("suspend")
def suspend(
    *, case: Case, by: Person, reason: str, review_on: date, at: datetime | None = None
) -> Case:
    """缓办: for objective causes, by a leader, with a day to look again. The clock stands still."""
    reason = needed(reason, "reason")
    with CASE.step("suspend", case, by=by, at=at) as step:
        if review_on <= timezone.localdate(step.at):
            raise Invalid(_("复查日期要在今天之后。"), "review_in_past", field="review_on")
        Pause.objects.create(case=step.thing, reason=reason[:200], from_at=step.at)
        step.set(review_on=review_on)
        step.say(reason)
        step.data = {"review_on": review_on.isoformat()}
        tell(
            step,
            PAUSED,
            why=reason,
            day=review_on.isoformat(),
        )
    return case


@CASE.action("resume")
def resume(*, case: Case, by: Person | None, note: str = "", at: datetime | None = None) -> Case:
    """Take it up again; the clock goes on where it stood. With `by` None the review day came."""
    relation = SYSTEM if by is None else None
    with CASE.step("resume", case, by=by, at=at, relation=relation) as step:
        Pause.objects.filter(case=step.thing, until_at__isnull=True).update(until_at=step.at)
        step.set(review_on=None)
        restart_clock(step)
        step.note = words.clean(note, most=2000, field="note")
    return case


@CASE.action("whistle")
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
    reason = needed(reason, "reason")
    with CASE.step("whistle", case, by=by, at=at) as step:
        if arrive_by <= step.at:
            raise Invalid(_("报到时间要在现在之后。"), "in_past", field="arrive_by")
        for org in orgs:
            CaseOrg.objects.update_or_create(
                case=step.thing,
                org=org,
                part=CaseOrg.Part.WHISTLED,
                defaults={"arrive_by": arrive_by, "arrived_at": None, "conclusion": ""},
            )
            notices.tell_org(step.thing, org, gettext_noop("请到场报到：%(title)s"), at=step.at)
        step.note = reason
        step.data = {"orgs": [o.code for o in orgs], "arrive_by": arrive_by.isoformat()}
    return case


@CASE.action("arrive")
def arrive(*, case: Case, by: Person, conclusion: str = "", at: datetime | None = None) -> Case:
    """报到: a called department is there and says what it will do."""
    with CASE.step("arrive", case, by=by, at=at) as step:
        mine = step.thing.orgs.filter(
            part=CaseOrg.Part.WHISTLED, org__in=people.org_ids(by), arrived_at__isnull=True
        )
        called = list(mine.select_related("org"))
        if not called:
            raise Refused(_("您的单位已经报到过了。"), "already_arrived")
        conclusion = words.clean(conclusion, most=500, field="conclusion")
        mine.update(arrived_at=step.at, conclusion=conclusion)
        step.org = called[0].org
        step.note = conclusion
    return case


@CASE.action("conclude")
def conclude(
    *,
    case: Case,
    by: Person,
    conclusion: str,
    ratings: Mapping[int, int] | None = None,
    at: datetime | None = None,
) -> Case:
    """The whistle ends with joint minutes; the caller rates each department 1–5 (both are assessed)."""
    conclusion = needed(conclusion, "conclusion")
    with CASE.step("conclude", case, by=by, at=at) as step:
        for org_id, rating in (ratings or {}).items():
            if rating not in range(1, 6):
                raise Invalid(_("评分是 1 到 5。"), "rating", field="ratings")
            step.thing.orgs.filter(org=org_id, part=CaseOrg.Part.WHISTLED).update(rating=rating)
        step.note = conclusion
        step.data = {"ratings": {str(k): v for k, v in (ratings or {}).items()}}
    return case


@CASE.action("reply")
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
    public_text = needed(public_text, "public_text")
    with (
        kept_for("reply", case, uploads, by=by, at=at) as files,
        CASE.step("reply", case, by=by, at=at) as step,
    ):
        attach(step, files)
        Reply.objects.create(
            case=step.thing,
            public_text=public_text,
            private_text=words.clean(private_text, most=5000, field="private_text"),
            by=by,
            org=step.thing.handler,
            at=step.at,
        )
        lapse(step, Request.Matter.EXTENSION, str(_("已经答复，不需要再延期。")))
        step.set(replied_at=step.at)
        if step.thing.contacted_at is None:
            # An answer is a contact: it stops the first-response clock.
            step.set(contacted_at=step.at)
        said = f"{step.thing.title}\n{step.thing.text}"
        step.data = {"faults": suggestions.reply_faults(said, public_text)}
        step.say(public_text)
        tell(step, _("您反映的事有答复了，请查看并评价。"))
        notices.tell_followers(step.thing, _("您关注的事有答复了。"), at=step.at)
    return case
