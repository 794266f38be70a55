"""After the reply: check on site, rework, revisit, close; and every merged appellant with it."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from sanan.cases.actions import notices
from sanan.cases.actions.change import Change, changing, restart_clock
from sanan.cases.actions.triage import _needed
from sanan.cases.enums import CloseKind, Relation, State
from sanan.cases.models import Case, Reply
from sanan.cases.rules import Verb
from sanan.kit import words
from sanan.kit.files import Upload
from sanan.people.models import Person
from sanan.process.enums import Satisfaction


def start_check(*, case: Case, by: Person, note: str = "", at: datetime | None = None) -> Case:
    """核查: someone goes and looks."""
    with changing(case, Verb.START_CHECK, by, at=at) as change:
        change.note = words.clean(note, most=2000, field="note")
    return case


def pass_check(
    *,
    case: Case,
    by: Person,
    note: str = "",
    uploads: Sequence[Upload] = (),
    at: datetime | None = None,
) -> Case:
    """It is as the reply says; now the appellant is asked. Merged appellants are asked too."""
    with changing(case, Verb.PASS_CHECK, by, at=at, uploads=uploads) as change:
        change.note = words.clean(note, most=2000, field="note")
        change.public = True
    for child in list(case.merged_cases.filter(state=State.MERGED)):
        answer_merged(case=child, at=at)
    return case


def answer_merged(*, case: Case, at: datetime | None = None) -> Case:
    """The master was answered: so is this one, and its appellant rates for themselves."""
    with changing(case, Verb.ANSWER_MERGED, None, at=at, relation=Relation.SYSTEM) as change:
        master = change.case.master
        assert master is not None  # noqa: S101 - the database keeps it so
        last = master.replies.order_by("-at").first()
        text = last.public_text if last else ""
        Reply.objects.create(
            case=change.case, public_text=text, by=None, org=master.handler, at=change.at
        )
        change.set(
            handler=master.handler,
            replied_at=change.at,
            contacted_at=change.case.contacted_at or change.at,
        )
        change.org, change.said, change.public = master.handler, text, True
        change.data = {"master": master.code}
        change.tell(_("您反映的事有答复了,请查看并评价。"))
    return case


def fail_check(
    *,
    case: Case,
    by: Person,
    note: str = "",
    uploads: Sequence[Upload] = (),
    at: datetime | None = None,
) -> Case:
    """返工: it is not as the reply says."""
    note = _needed(note, "note")
    with changing(case, Verb.FAIL_CHECK, by, at=at, uploads=uploads) as change:
        send_back(change)
        change.note, change.public = note, True
    return case


def send_back(change: Change) -> None:
    """Count one rework and tell the unit; its time starts again from its own promise."""
    change.set(rework_count=change.case.rework_count + 1)
    if change.case.handler is not None:
        notices.tell_org(
            change.case,
            change.case.handler,
            gettext_noop("核查未通过,请返工:%(title)s"),
            at=change.at,
        )


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
    with changing(case, Verb.REVISIT, by, at=at) as change:
        answer_three(change, contacted=contacted, resolved=resolved, satisfaction=satisfaction)
        change.note = words.clean(note, most=2000, field="note")
        close(change, CloseKind.REVISITED)
    return case


def close_unanswered(*, case: Case, at: datetime | None = None) -> Case:
    """Nobody answered the three questions in time; it ends, and counts as not answered."""
    with changing(case, Verb.CLOSE_UNANSWERED, None, at=at, relation=Relation.SYSTEM) as change:
        answer_three(change, contacted=None, resolved=None, satisfaction="")
        close(change, CloseKind.UNANSWERED)
    return case


def answer_three(
    change: Change,
    *,
    contacted: bool | None,
    resolved: bool | None,
    satisfaction: Satisfaction | str,
) -> None:
    """Write the answers from which the three rates are counted."""
    case = change.case
    in_time = case.contacted_at is not None and (
        case.contact_due_at is None or case.contacted_at <= case.contact_due_at
    )
    change.set(
        contacted_in_time=in_time and contacted is not False,
        asked_contacted=contacted,
        asked_resolved=resolved,
        satisfaction=Satisfaction(satisfaction).value if satisfaction else "",
        revisited_at=change.at,
    )
    change.data |= {
        "contacted": contacted,
        "resolved": resolved,
        "satisfaction": str(satisfaction),
    }


def close(change: Change, kind: CloseKind) -> None:
    """办结, shown and told."""
    change.set(closed_at=change.at, close_kind=kind.value)
    change.public = True
    change.tell(_("您反映的事已办结。如果没有解决,可以要求重新办理。"))
    notices.tell_followers(change.case, _("您关注的事已办结。"), at=change.at)


def begin_again(change: Change) -> None:
    """A closed case lives again: new clock, old answers gone from the rates."""
    change.set(
        closed_at=None,
        close_kind="",
        revisited_at=None,
        contacted_in_time=None,
        asked_contacted=None,
        asked_resolved=None,
        satisfaction="",
        reopen_count=change.case.reopen_count + 1,
    )
    restart_clock(change, start=change.at)
