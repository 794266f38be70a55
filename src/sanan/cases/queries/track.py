"""A case as its appellant follows it, and as the neighbours may: a story in plain words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanan.cases.enums import ENDED, HANDLING, DeclineReason, State
from sanan.cases.models import Case, CaseQuerySet
from sanan.cases.queries import suggestions
from sanan.files.models import StoredFile
from sanan.files.queries import public
from sanan.kit import dates
from sanan.kit.tones import Tone
from sanan.ledger.queries import receipts
from sanan.places.models import Place
from sanan.process.enums import Satisfaction
from sanan.process.models import TimelineEntry

SELECTED = ("place", "village", "handler", "master", "category")
UNSAID = gettext_lazy("规定时间")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened: when, what, the words that were said, what was attached."""

    at: datetime
    when: str
    head: str
    said: str = ""
    files: Sequence[StoredFile] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """Everything on the page of one case. `now` says how it stands, `next` what comes and when.

    `question` is one that the unit asked and nobody has answered.
    """

    case: Case
    lines: Sequence[Line]
    now: str
    next: str
    late: bool
    tone: Tone
    question: str
    files: Sequence[StoredFile]


def public_cases(place: Place) -> CaseQuerySet:
    """What neighbours may read of a place and everything under it, newest first."""
    cases = Case.objects.published().select_related(*SELECTED).order_by("-published_at", "-pk")
    return cases.within(place)


@dataclass(frozen=True, slots=True)
class Record:
    """Where the receipt of what was said is, and the code that leads there."""

    path: str
    qr: SafeString


def record(case: Case) -> Record | None:
    """The receipt's page of what was said; None where the record has no such entry."""
    entry = receipts.first_of(case.code, "case.open")
    return Record(receipts.path_of(entry), receipts.qr_of(entry)) if entry else None


def story(case: Case, *, at: datetime) -> Story:
    """The whole story of `case`, for the one who raised it."""
    steps = list(case.timeline.public().select_related("org"))
    files = case.files
    first = steps[0].pk if steps else None
    return Story(
        case=case,
        lines=[_line(step, _APPELLANT, [f for f in files if f.part == step.pk]) for step in steps],
        now=str(STANDS[State(case.state)]),
        next=what_next(case),
        late=_late(case, at),
        tone=tone(case, at),
        question=case.question,
        files=[f for f in files if f.part in (None, first)],
    )


def public_story(case: Case, *, at: datetime) -> Story:
    """What neighbours read: the masked wording, the steps, the public answers; no one's own words."""
    steps = case.timeline.public().select_related("org").filter(verb__in=_NEIGHBOUR)
    return Story(
        case=case,
        lines=[_line(step, _NEIGHBOUR, ()) for step in steps],
        now=stands_for_all(case),
        next="",
        late=_late(case, at),
        tone=tone(case, at),
        question="",
        files=public(case.files),
    )


def stands_for_all(case: Case) -> str:
    """How a case stands, in words that speak to any neighbour."""
    if case.state == State.REVISITING:
        return _("等反映人评价")
    return str(STANDS[State(case.state)])


def tone(case: Case, at: datetime) -> Tone:
    """The colour of how a case stands: late is red, answered well green, still waited for amber."""
    if _late(case, at):
        return Tone.LATE
    if case.state == State.CLOSED:
        return Tone.DONE
    return Tone.REST if case.state in ENDED else Tone.SOON


def what_next(case: Case) -> str:
    """What comes next, who does it and by when, in one sentence."""
    if case.state in _CALLED and not case.can_be_reached:
        return _("%(org)s在%(due)s前答复；您没有留电话，请凭查询码来看。") % {
            "org": case.handler.name if case.handler else _("办理单位"),
            "due": dates.day(case.due_at) or UNSAID,
        }
    words = {
        "due": dates.day(case.due_at) or UNSAID,
        "contact": dates.moment(case.contact_due_at) or UNSAID,
        "org": case.handler.name if case.handler else _("办理单位"),
        "day": dates.day(case.review_on) or UNSAID,
    }
    return str(_COMING[State(case.state)]) % words if State(case.state) in _COMING else ""


def _line(
    step: TimelineEntry, words: Mapping[str, str | Promise], files: Iterable[StoredFile]
) -> Line:
    head = str(words.get(step.verb, "")) or str(State(step.state).label)
    said = _masked(step) if words is _NEIGHBOUR else _own(step)
    return Line(step.at, dates.moment(step.at), head % _particulars(step), said, list(files))


def _own(step: TimelineEntry) -> str:
    if step.verb == "open":
        return ""
    if step.verb == "decline" and (reason := step.data.get("reason")) in DeclineReason.values:
        return f"{DeclineReason(reason).label}。{step.said}"
    return step.said


def _masked(step: TimelineEntry) -> str:
    return suggestions.masked(step.said) if step.verb in _SAID_TO_ALL else ""


def _particulars(step: TimelineEntry) -> Mapping[str, str]:
    satisfaction = step.data.get("satisfaction", "")
    return {
        "org": step.org.name if step.org else _("办理单位"),
        "until": _iso_day(step.data.get("until")),
        "day": _iso_day(step.data.get("review_on")),
        "rating": str(Satisfaction(satisfaction).label)
        if satisfaction in Satisfaction.values
        else _("没有回答"),
    }


def _iso_day(text: object) -> str:
    try:
        return dates.day(datetime.fromisoformat(str(text)).date())
    except ValueError:
        return _("新的日期")


def _late(case: Case, at: datetime) -> bool:
    waiting = case.state in HANDLING | {State.SUBMITTED, State.ACCEPTED, State.RETURN_REQUESTED}
    return waiting and case.due_at is not None and case.due_at < at


def hidden_or_missing(code: str) -> Q:
    """The condition by which a public case is found by its number."""
    return Q(code=code.upper(), published_at__isnull=False)


_SAID_TO_ALL = frozenset({"reply", "answer_merged", "decline"})

STANDS: Mapping[State, str | Promise] = {
    State.SUBMITTED: gettext_lazy("已经收到"),
    State.NOT_ACCEPTED: gettext_lazy("没有受理"),
    State.MERGED: gettext_lazy("和邻居的同一件事一起办"),
    State.ACCEPTED: gettext_lazy("已经受理"),
    State.DISPATCHED: gettext_lazy("已派给办理单位"),
    State.RETURN_REQUESTED: gettext_lazy("正在确定由谁办"),
    State.SIGNED: gettext_lazy("办理单位已接到"),
    State.IN_PROGRESS: gettext_lazy("正在办"),
    State.EXTENSION_REQUESTED: gettext_lazy("正在办"),
    State.SUSPENDED: gettext_lazy("暂缓办理"),
    State.WHISTLED: gettext_lazy("几个部门一起在办"),
    State.REPLIED: gettext_lazy("有答复了"),
    State.VERIFYING: gettext_lazy("有答复了，正在核查"),
    State.REWORK: gettext_lazy("没有办好，重新在办"),
    State.REVISITING: gettext_lazy("等您评价"),
    State.CLOSED: gettext_lazy("办结"),
    State.REOPENED: gettext_lazy("重新办理"),
    State.WITHDRAWN: gettext_lazy("已撤回"),
}

_CALLED = frozenset({State.DISPATCHED, State.SIGNED})
"""States in which the unit says that it will call."""
_COMING: Mapping[State, str | Promise] = {
    State.SUBMITTED: gettext_lazy("工作人员会看您说的事，派给该办的单位；%(due)s前答复您。"),
    State.ACCEPTED: gettext_lazy("接下来派给该办的单位；%(due)s前答复您。"),
    State.REOPENED: gettext_lazy("接下来重新派给该办的单位；%(due)s前答复您。"),
    State.NOT_ACCEPTED: gettext_lazy("如果您不同意，可以提一次异议，会有人再看一遍。"),
    State.MERGED: gettext_lazy("办完以后，同样会答复您、请您评价。"),
    State.DISPATCHED: gettext_lazy("%(org)s接到后会联系您；%(due)s前答复您。"),
    State.RETURN_REQUESTED: gettext_lazy("不管由谁办，时间照算：%(due)s前答复您。"),
    State.SIGNED: gettext_lazy("%(org)s会先联系您；%(due)s前答复您。"),
    State.IN_PROGRESS: gettext_lazy("%(org)s在%(due)s前答复您。"),
    State.EXTENSION_REQUESTED: gettext_lazy("%(org)s在%(due)s前答复您。"),
    State.WHISTLED: gettext_lazy("%(org)s叫来了有关部门，%(due)s前答复您。"),
    State.SUSPENDED: gettext_lazy("%(day)s会再看一次，能办了就继续。"),
    State.REPLIED: gettext_lazy("会有人到现场核查。您现在就可以评价，或者说“还没解决”。"),
    State.VERIFYING: gettext_lazy("有人正在核查。您现在就可以评价，或者说“还没解决”。"),
    State.REVISITING: gettext_lazy("请回答三个问题，这件事就办结了；没有解决就说“还没解决”。"),
    State.REWORK: gettext_lazy("%(org)s要重新办；%(due)s前答复您。"),
    State.CLOSED: gettext_lazy("如果后来又出问题，可以要求重新办理。"),
}

_APPELLANT: Mapping[str, str | Promise] = {
    "open": gettext_lazy("您说了这件事"),
    "accept": gettext_lazy("受理了"),
    "decline": gettext_lazy("没有受理"),
    "object": gettext_lazy("您提出了异议"),
    "merge": gettext_lazy("和邻居说的是同一件事，一起办"),
    "dispatch": gettext_lazy("派给了%(org)s"),
    "adjudicate": gettext_lazy("改派给了%(org)s"),
    "sign": gettext_lazy("%(org)s接到了"),
    "contact": gettext_lazy("%(org)s联系了您"),
    "decide_extension": gettext_lazy("延期到%(until)s答复您，原因："),
    "suspend": gettext_lazy("暂缓办理，%(day)s再看一次，原因："),
    "resume": gettext_lazy("继续办理"),
    "ask": gettext_lazy("办理单位想问您："),
    "add": gettext_lazy("补充了情况："),
    "reply": gettext_lazy("%(org)s答复您："),
    "answer_merged": gettext_lazy("%(org)s答复您："),
    "pass_check": gettext_lazy("有人核查过了，请您评价"),
    "fail_check": gettext_lazy("核查没有通过，退回重新办"),
    "not_fixed": gettext_lazy("您说还没解决，退回重新办："),
    "reopen": gettext_lazy("您要求重新办理："),
    "rate": gettext_lazy("您评价“%(rating)s”，办结"),
    "revisit": gettext_lazy("回访了您，您说“%(rating)s”，办结"),
    "close_unanswered": gettext_lazy("到期没有收到您的评价，先办结"),
    "withdraw": gettext_lazy("您撤回了这件事"),
}

_NEIGHBOUR: Mapping[str, str | Promise] = {
    "open": gettext_lazy("有邻居说了这件事"),
    "accept": gettext_lazy("受理了"),
    "decline": gettext_lazy("没有受理"),
    "dispatch": gettext_lazy("派给了%(org)s"),
    "adjudicate": gettext_lazy("改派给了%(org)s"),
    "sign": gettext_lazy("%(org)s接到了"),
    "reply": gettext_lazy("%(org)s答复："),
    "answer_merged": gettext_lazy("%(org)s答复："),
    "suspend": gettext_lazy("暂缓办理，%(day)s再看一次"),
    "resume": gettext_lazy("继续办理"),
    "pass_check": gettext_lazy("有人核查过了"),
    "fail_check": gettext_lazy("核查没有通过，退回重新办"),
    "not_fixed": gettext_lazy("反映人说还没解决，退回重新办"),
    "reopen": gettext_lazy("反映人要求重新办理"),
    "rate": gettext_lazy("反映人评价“%(rating)s”，办结"),
    "revisit": gettext_lazy("回访过了，反映人说“%(rating)s”，办结"),
    "close_unanswered": gettext_lazy("办结"),
}
