"""After the reply: check on site, rework, revisit, close; and every merged appellant with it."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from sanan.cases.actions import notices
from sanan.cases.actions.steps import attach, kept_for, needed, restart_clock, tell
from sanan.cases.enums import CloseKind, State
from sanan.cases.models import Case, Reply
from sanan.cases.rules import CASE
from sanan.kit import words
from sanan.kit.files import Upload
from sanan.people.models import Person
from sanan.process.declare import SYSTEM
from sanan.process.enums import Satisfaction
from sanan.process.step import Step


@CASE.action("start_check")
def start_check(*, case: Case, by: Person, note: str = "", at: datetime | None = None) -> Case:
    """核查: someone goes and looks."""
    with CASE.step("start_check", case, by=by, at=at) as step:
        step.note = words.clean(note, most=2000, field="note")
    return case


@CASE.action("pass_check")
def pass_check(
    *,
    case: Case,
    by: Person,
    note: str = "",
    uploads: Sequence[Upload] = (),
    at: datetime | None = None,
) -> Case:
    """It is as the reply says; now the appellant is asked. Merged appellants are asked too."""
    with (
        kept_for("pass_check", case, uploads, by=by, at=at) as files,
        CASE.step("pass_check", case, by=by, at=at) as step,
    ):
        attach(step, files)
        step.note = words.clean(note, most=2000, field="note")
    answer_followers(case, at=at)
    return case


def answer_followers(case: Case, *, at: datetime | None) -> None:
    """Whoever was merged into an answered case is answered with it."""
    for child in list(case.merged_cases.filter(state=State.MERGED)):
        answer_merged(case=child, at=at)


@CASE.action("answer_merged")
def answer_merged(*, case: Case, at: datetime | None = None) -> Case:
    """The master was answered: so is this one, and its appellant rates for themselves."""
    with CASE.step("answer_merged", case, by=None, at=at, relation=SYSTEM) as step:
        master = step.thing.master
        assert master is not None  # noqa: S101 - the database keeps it so
        last = master.replies.order_by("-at").first()
        text = last.public_text if last else ""
        Reply.objects.create(
            case=step.thing, public_text=text, by=None, org=master.handler, at=step.at
        )
        step.set(
            handler=master.handler,
            replied_at=step.at,
            contacted_at=step.thing.contacted_at or step.at,
        )
        step.org, step.said = master.handler, text
        step.data = {"master": master.code}
        tell(step, _("您反映的事有答复了，请查看并评价。"))
    return case


@CASE.action("fail_check")
def fail_check(
    *,
    case: Case,
    by: Person,
    note: str = "",
    uploads: Sequence[Upload] = (),
    at: datetime | None = None,
) -> Case:
    """返工: it is not as the reply says."""
    note = needed(note, "note")
    with (
        kept_for("fail_check", case, uploads, by=by, at=at) as files,
        CASE.step("fail_check", case, by=by, at=at) as step,
    ):
        attach(step, files)
        send_back(step)
        step.note = note
    return case


def send_back(step: Step[Case]) -> None:
    """Count one rework and tell the unit; its time starts again from its own promise."""
    step.set(rework_count=step.thing.rework_count + 1)
    if step.thing.handler is not None:
        notices.tell_org(
            step.thing,
            step.thing.handler,
            gettext_noop("核查未通过，请返工：%(title)s"),
            at=step.at,
        )


@CASE.action("revisit")
def revisit(
    *,
    case: Case,
    by: Person,
    contacted: bool | None,
    resolved: bool | None,
    satisfaction: Satisfaction | str = "",
    note: str = "",
    at: datetime | None = None,
) -> Case:
    """回访: the three questions asked by the revisit desk, then closed. None means not answered."""
    with CASE.step("revisit", case, by=by, at=at) as step:
        answer_three(step, contacted=contacted, resolved=resolved, satisfaction=satisfaction)
        step.note = words.clean(note, most=2000, field="note")
        close(step, CloseKind.REVISITED)
    answer_followers(case, at=at)
    return case


@CASE.action("close_unanswered")
def close_unanswered(*, case: Case, at: datetime | None = None) -> Case:
    """Nobody answered the three questions in time; it ends, and counts as not answered."""
    with CASE.step("close_unanswered", case, by=None, at=at, relation=SYSTEM) as step:
        answer_three(step, contacted=None, resolved=None, satisfaction="")
        close(step, CloseKind.UNANSWERED)
    answer_followers(case, at=at)
    return case


def answer_three(
    step: Step[Case],
    *,
    contacted: bool | None,
    resolved: bool | None,
    satisfaction: Satisfaction | str,
) -> None:
    """Write the answers from which the three rates are counted."""
    case = step.thing
    in_time = case.contacted_at is not None and (
        case.contact_due_at is None or case.contacted_at <= case.contact_due_at
    )
    step.set(
        contacted_in_time=in_time and contacted is not False,
        asked_contacted=contacted,
        asked_resolved=resolved,
        satisfaction=Satisfaction(satisfaction).value if satisfaction else "",
        revisited_at=step.at,
    )
    step.data |= {
        "contacted": contacted,
        "resolved": resolved,
        "satisfaction": str(satisfaction),
    }


def close(step: Step[Case], kind: CloseKind) -> None:
    """办结, shown and told."""
    step.set(closed_at=step.at, close_kind=kind.value)
    tell(step, _("您反映的事已办结。如果没有解决，可以要求重新办理。"))
    notices.tell_followers(step.thing, _("您关注的事已办结。"), at=step.at)


def begin_again(step: Step[Case]) -> None:
    """A closed case lives again: new clock, old answers gone from the rates."""
    step.set(
        closed_at=None,
        close_kind="",
        revisited_at=None,
        contacted_in_time=None,
        asked_contacted=None,
        asked_resolved=None,
        satisfaction="",
        reopen_count=step.thing.reopen_count + 1,
    )
    restart_clock(step, start=step.at)
