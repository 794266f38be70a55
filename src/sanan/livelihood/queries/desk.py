"""The lists of cycles, payments, families on the way to keys, jobs, applications, courses; what waits."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sanan.kit.dates import end_of, local_day
from sanan.lists.declare import Asked, Column, Filter, List, View, by_field
from sanan.livelihood.enums import (
    ApplicationState,
    CycleState,
    EmployerState,
    HomeState,
    JobState,
    LineState,
    PaperState,
    ReturnReason,
)
from sanan.livelihood.models import (
    Application,
    Attendance,
    Course,
    Employer,
    Handover,
    Home,
    Household,
    Job,
    PayCycle,
    PayLine,
    Session,
    TrainingPaper,
)
from sanan.livelihood.queries.registers import TRUE, flag, in_place, place_named
from sanan.livelihood.rules.cycles import CYCLE
from sanan.livelihood.rules.handovers import HANDOVER, HOME
from sanan.livelihood.rules.households import HOUSEHOLD
from sanan.livelihood.rules.work import APPLICATION, EMPLOYER
from sanan.people.models import Person
from sanan.places.models import Place, beyond
from sanan.process.work import WorkItem

WAITING = 20
PLACE = Filter("place", _("社区（村）"), known=place_named, narrow=in_place)


def _cycle_named(code: str) -> str:
    found = PayCycle.objects.filter(code=code).first()
    return found.title if found else ""


def _at(place_field: str) -> Any:
    def narrow(rows: Any, code: str, _asked: Asked) -> Any:
        path = Place.objects.get(code=code).path
        inside = {f"{place_field}__path__gte": path, f"{place_field}__path__lt": beyond(path)}
        return rows.filter(**inside)

    return narrow


LINES = List(
    name="subsidy_lines",
    title=_("直补到人"),
    rows=lambda asked: PayLine.objects.visible_to(asked.person).select_related(
        "cycle", "household"
    ),
    order=["-cycle__since_on", "number"],
    href=lambda row: reverse("livelihood_staff:line", args=[row.code]),
    columns=[
        Column(_("姓名"), lambda n: n.name),
        Column(_("序号"), lambda n: n.number, num=True, sort="number"),
        Column(_("哪一期"), lambda n: n.cycle.title),
        Column(_("村"), lambda n: n.village, sort="village"),
        Column(_("户号"), lambda n: n.household.number),
        Column(_("几个月"), lambda n: n.months, num=True),
        Column(_("金额"), lambda n: n.amount_fen, fen=True, num=True, sort="amount_fen"),
        Column(_("现在"), lambda n: n.get_state_display()),
        Column(_("为什么没到账"), lambda n: n.get_reason_display()),
    ],
    filters=[
        Filter("state", _("现在"), LineState.choices, by_field("state")),
        Filter("reason", _("为什么没到账"), ReturnReason.choices, by_field("reason")),
        Filter(
            "cycle",
            _("哪一期"),
            known=_cycle_named,
            narrow=lambda rows, value, _asked: rows.filter(cycle__code=value),
        ),
    ],
    views=[
        View(_("没有到账，要跟进"), {"state": "returned"}, "red"),
        View(_("全部"), {}),
    ],
    empty=_("没有。锁定一期名单以后，每个人的钱走到哪一步都列在这里。"),
)

HOMES = List(
    name="handover_homes",
    title=_("领钥匙的家庭"),
    rows=lambda asked: Home.objects.visible_to(asked.person).select_related(
        "household", "handover", "dwelling"
    ),
    order=["handover", "turn", "ticket"],
    href=lambda row: reverse("livelihood_staff:home", args=[row.code]),
    columns=[
        Column(_("户主"), lambda h: h.household.head),
        Column(_("哪栋楼"), lambda h: h.handover.title),
        Column(_("选房顺序"), lambda h: h.turn, num=True, sort="turn"),
        Column(_("房号"), lambda h: h.dwelling.number if h.dwelling else ""),
        Column(_("现在"), lambda h: h.get_state_display()),
        Column(_("领钥匙"), lambda h: h.received_on, sort="received_on"),
        Column(_("满意"), lambda h: h.score, num=True),
    ],
    filters=[
        Filter("state", _("现在"), HomeState.choices, by_field("state")),
        Filter(
            "got",
            _("领钥匙"),
            [(TRUE, _("领了钥匙的")), ("0", _("还没领的"))],
            lambda rows, value, _asked: (
                rows.filter(received_on__isnull=False)
                if value == TRUE
                else rows.filter(received_on__isnull=True)
            ),
        ),
        PLACE,
    ],
    views=[View(_("还没领的"), {"got": "0"}, "amber"), View(_("全部"), {})],
    empty=_("没有。开始一栋楼的交房以后，每一户走到哪一步都列在这里。"),
)

JOBS = List(
    name="jobs",
    title=_("岗位"),
    rows=lambda asked: (
        Job.objects.visible_to(asked.person)
        .select_related("employer", "place")
        .annotate(names=Count("applications"))
    ),
    order=["state", "-posted_on", "pk"],
    href=lambda row: reverse("livelihood_staff:job", args=[row.code]),
    columns=[
        Column(_("岗位"), lambda j: j.title),
        Column(_("用工单位"), lambda j: j.employer.name),
        Column(_("报酬"), lambda j: j.pay),
        Column(_("离小区几公里"), lambda j: j.km, num=True, sort="km"),
        Column(_("招几个人"), lambda j: j.wanted, num=True),
        Column(_("报名"), lambda j: j.names, num=True, sort="names"),
        Column(_("现在"), lambda j: j.get_state_display()),
        Column(_("发布"), lambda j: j.posted_on, sort="posted_on"),
    ],
    filters=[Filter("state", _("现在"), JobState.choices, by_field("state")), PLACE],
    views=[View(_("招人"), {"state": "open"}), View(_("全部"), {})],
    empty=_("没有。先登记用工单位、核实过，再发布岗位。"),
)

APPLICATIONS = List(
    name="job_applications",
    title=_("报名找活"),
    rows=lambda asked: Application.objects.visible_to(asked.person).select_related("job"),
    order=["-first", "applied_at"],
    href=lambda row: reverse("livelihood_staff:application", args=[row.code]),
    columns=[
        Column(_("姓名"), lambda a: a.name),
        Column(_("岗位"), lambda a: a.job.title),
        Column(_("优先村"), lambda a: a.village or ""),
        Column(_("谁报的名"), lambda a: _("社区代报") if a.by_centre else _("本人")),
        Column(_("什么时候"), lambda a: a.applied_at, sort="applied_at"),
        Column(_("现在"), lambda a: a.get_state_display()),
    ],
    filters=[
        Filter("state", _("现在"), ApplicationState.choices, by_field("state")),
        Filter(
            "first",
            _("优先村"),
            [(TRUE, _("优先村的人"))],
            lambda rows, _value, _asked: rows.filter(first=True),
        ),
        Filter(
            "waiting",
            _("进展"),
            known=flag(_("还在等的")),
            narrow=lambda rows, _value, _asked: rows.waiting(),
        ),
        PLACE,
    ],
    views=[View(_("还在等的"), {"waiting": TRUE}, "amber"), View(_("全部"), {})],
    empty=_("没有。居民在手机上报名，或者社区替人报名以后，列在这里。"),
)

SESSIONS = List(
    name="course_sessions",
    title=_("上过的课"),
    rows=lambda asked: (
        Session.objects.filter(pk__in=_seen_sessions(asked), attendances__isnull=False)
        .select_related("course")
        .annotate(there=Count("attendances"))
    ),
    order=["-starts_at"],
    href=lambda row: reverse("livelihood_staff:course", args=[row.course.code]),
    key=lambda row: str(row.pk),
    columns=[
        Column(_("这次讲什么"), lambda s: s.title),
        Column(_("课程"), lambda s: s.course.title),
        Column(_("什么时候"), lambda s: s.starts_at, sort="starts_at"),
        Column(_("来了几人"), lambda s: s.there, num=True, sort="there"),
    ],
    filters=[Filter("place", _("社区（村）"), known=place_named, narrow=_at("course__place"))],
    empty=_("没有。开了课、点了名以后，列在这里。"),
)


def _seen_sessions(asked: Asked) -> Any:
    seen = Course.objects.visible_to(asked.person)
    return Session.objects.filter(course__in=seen).values("pk")


ATTENDANCES = List(
    name="course_attendances",
    title=_("培训人次"),
    rows=lambda asked: Attendance.objects.filter(session__in=_seen_sessions(asked)).select_related(
        "member", "session__course"
    ),
    order=["-session__starts_at", "pk"],
    href=lambda row: reverse("livelihood_staff:member", args=[row.member.code]),
    key=lambda row: str(row.pk),
    columns=[
        Column(_("姓名"), lambda a: a.member.name),
        Column(_("课程"), lambda a: a.session.course.title),
        Column(_("哪一次"), lambda a: a.session.title),
        Column(_("什么时候"), lambda a: a.session.starts_at),
    ],
    filters=[
        Filter("place", _("社区（村）"), known=place_named, narrow=_at("session__course__place"))
    ],
    empty=_("没有。开了课、点了名以后，列在这里。"),
)

PAPERS = List(
    name="training_papers",
    title=_("结业证"),
    rows=lambda asked: TrainingPaper.objects.visible_to(asked.person).select_related(
        "member", "course"
    ),
    order=["-issued_on", "pk"],
    href=lambda row: reverse("livelihood_staff:paper", args=[row.number]),
    key=lambda row: row.number,
    columns=[
        Column(_("证书编号"), lambda p: p.number),
        Column(_("姓名"), lambda p: p.member.name),
        Column(_("课程"), lambda p: p.course.title),
        Column(_("发证"), lambda p: p.issued_on, sort="issued_on"),
        Column(_("现在"), lambda p: p.get_state_display()),
    ],
    filters=[Filter("state", _("现在"), PaperState.choices, by_field("state"))],
    empty=_("没有。结课以后，到够次数的人可以发证。"),
)


def waiting(person: Person, now: datetime) -> Iterator[WorkItem]:
    """Payments that came back, objections, applications, visits overdue, families without work."""
    yield from _cycles(person)
    yield from _people(person, now)
    rows = Application.objects.visible_to(person).filter(state=ApplicationState.APPLIED)
    for each in rows.select_related("job", "place").order_by("-first", "applied_at")[:WAITING]:
        if APPLICATION.may(APPLICATION["introduce"], each, person):
            yield _item(each.job.title, "application", each, APPLICATION["introduce"].label)
    for firm in Employer.objects.visible_to(person).filter(state=EmployerState.PROPOSED)[:WAITING]:
        if EMPLOYER.may(EMPLOYER["check"], firm, person):
            yield _item(firm.name, "employer", firm, EMPLOYER["check"].label)
    yield from _handovers(person)


def _handovers(person: Person) -> Iterator[WorkItem]:
    for each in Handover.objects.visible_to(person).exclude(state="closed")[:WAITING]:
        for verb in {"accept", "commit", "draw", "close"} & set(HANDOVER.allowed(each, person)):
            yield _item(each.title, "handover", each, HANDOVER[verb].label)
    homes = Home.objects.visible_to(person).filter(state=HomeState.CHOSEN)
    for home in homes.select_related("place", "household", "handover")[:WAITING]:
        if HOME.may(HOME["inspect"], home, person):
            yield _item(home.handover.title, "home", home, HOME["inspect"].label)


def _cycles(person: Person) -> Iterator[WorkItem]:
    open_cycles = PayCycle.objects.visible_to(person).exclude(state=CycleState.CLOSED)
    for cycle in open_cycles.select_related("place")[:WAITING]:
        allowed = CYCLE.allowed(cycle, person)
        back = cycle.lines.filter(state=LineState.RETURNED).count()
        if back and CYCLE.may(CYCLE["pay"], cycle, person):
            href = f"{reverse('livelihood_staff:lines')}?cycle={cycle.code}&state=returned"
            told = _("没有到账，要跟进")
            yield WorkItem(
                "livelihood", cycle.title, href, told, _("跟进"), cycle.place.spoken, more=back - 1
            )
        for verb in ("settle", "freeze", "publicise", "approve", "pay", "close"):
            if verb in allowed:
                due = None
                if verb == "settle" and cycle.publicity_ends_on:
                    due = end_of(cycle.publicity_ends_on)
                yield _item(cycle.title, "cycle", cycle, CYCLE[verb].label, due)
                break


def _people(person: Person, now: datetime) -> Iterator[WorkItem]:
    day = local_day(now)
    rows = Household.objects.visible_to(person).here().select_related("place")
    late = rows.filter(visit_due_on__lt=day).order_by("visit_due_on")
    for each in late[:WAITING]:
        if HOUSEHOLD.may(HOUSEHOLD["visit"], each, person) and each.visit_due_on:
            due = end_of(each.visit_due_on)
            yield _item(each.number, "household", each, HOUSEHOLD["visit"].label, due)
    for each in rows.without_work(day).filter(followed_on=None).order_by("number")[:WAITING]:
        if HOUSEHOLD.may(HOUSEHOLD["follow"], each, person):
            yield _item(each.number, "household", each, HOUSEHOLD["follow"].label)


def _item(title: str, page: str, thing: Any, do: Any, due: datetime | None = None) -> WorkItem:
    href = reverse(f"livelihood_staff:{page}", args=[thing.code])
    state = thing.get_state_display()
    return WorkItem("livelihood", str(title), href, state, do, thing.place.spoken, due)
