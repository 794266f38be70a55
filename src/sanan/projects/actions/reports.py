"""Monthly reports: written by one, verified by another, locked; corrected by a version with its reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.db import transaction
from django.utils.translation import gettext as _

from sanan.files import actions as files
from sanan.kit import bulk, clock, dates, words
from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.kit.files import Upload
from sanan.kit.rounding import half_up, money
from sanan.ledger.actions import written
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.process.declare import SYSTEM
from sanan.projects.actions.projects import MOST_FEN
from sanan.projects.enums import OFFICERS, REPORT_DAY, Event, ReportState
from sanan.projects.models import LockedMonth, Project, Report, YearPlan
from sanan.projects.queries import notices
from sanan.projects.rules import REPORT

JUMP = 3
"""From how many times the plan's monthly share on an increase asks for its evidence."""
MOST_PERCENT = 1000
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class Said:
    """What a report says. None is unknown, which is not nought."""

    invested_fen: int | None = None
    physical: Decimal | None = None
    progress: str = ""
    problems: str = ""
    explained: str = ""


def month_of(text: str) -> str:
    """2026-09, checked. Raises `Invalid`."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        raise Invalid(_("月份要写成 2026-09。"), "no_month", field="month") from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Invalid(_("月份要写成 2026-09。"), "no_month", field="month")
    return f"{found:%Y-%m}"


def due_on(month: str) -> date:
    """By which day a month's report is due."""
    year, number = int(month[:4]), int(month[5:])
    return date(year + number // 12, number % 12 + 1, REPORT_DAY)


@REPORT.action("draft")
def draft(
    *,
    project: Project,
    month: str,
    said: Said,
    by: Person,
    uploads: Sequence[Upload] = (),
    at: datetime | None = None,
) -> Report:
    """Write a month's report, or go on with the one that is being written."""
    month, moment = month_of(month), clock.at_or_now(at)
    if month > f"{dates.local_day(moment):%Y-%m}":
        raise Invalid(_("还没有到这个月，不能先报。"), "not_yet", field="month")
    before = project.reports.standing().filter(month=month).order_by("-version").first()
    if before is not None and before.state == ReportState.DRAFT:
        return fill(report=before, said=said, by=by, uploads=uploads, at=at)
    if before is not None:
        sentence = _("%(month)s的月报已经报过，现在是“%(state)s”。要改数，请走“更正”。")
        given = {"month": dates.period(month), "state": before.get_state_display()}
        raise Refused(sentence % given, "reported_before")
    made = Report(project=project, month=month, by=by)
    _take(made, said)
    with transaction.atomic():
        with REPORT.begin("draft", made, by=by, at=moment):
            pass
        return fill(report=made, said=said, by=by, uploads=uploads, at=moment) if uploads else made


@REPORT.action("correct")
def correct(
    *,
    project: Project,
    month: str,
    said: Said,
    reason: str,
    by: Person,
    uploads: Sequence[Upload] = (),
    at: datetime | None = None,
) -> Report:
    """A further version of a month, or a first one of a month that is locked; with its reason.

    What stands counts until the correction is locked.
    """
    month, reason = month_of(month), words.needed(words.clean(reason, most=300), "reason")
    last = project.reports.filter(month=month).order_by("-version").first()
    if last is not None and last.state not in {ReportState.LOCKED, ReportState.REPLACED}:
        sentence = _("这个月的月报还没有锁定，直接退回重报就行，不用更正。")
        raise Refused(sentence, "not_locked")
    made = Report(
        project=project, month=month, by=by, reason=reason, version=last.version + 1 if last else 1
    )
    _take(made, said)
    with transaction.atomic():
        with REPORT.begin("correct", made, by=by, at=at) as step:
            step.say(reason)
        return fill(report=made, said=said, by=by, uploads=uploads, at=at) if uploads else made


@REPORT.action("fill")
def fill(
    *,
    report: Report,
    said: Said,
    by: Person,
    uploads: Sequence[Upload] = (),
    at: datetime | None = None,
) -> Report:
    """Change a draft."""
    with files.kept(uploads) as kept, REPORT.step("fill", report, by=by, at=at) as step:
        _take(step.thing, said)
        step.set(by=by)
        step.files = files.attach(kept, to=step.thing, by=by, at=step.at)
    return report


@REPORT.action("submit")
def submit(*, report: Report, by: Person, at: datetime | None = None) -> Report:
    """Send it off to be verified. A sum that fell or jumped says why; late ones are marked."""
    with REPORT.step("submit", report, by=by, at=at) as step:
        _plausible(step.thing)
        late = dates.local_day(step.at) > due_on(step.thing.month)
        step.set(by=by, submitted_at=step.at, is_late=late, verified_by=None, verified_at=None)
    return report


@REPORT.action("send_back")
def send_back(*, report: Report, text: str, by: Person, at: datetime | None = None) -> Report:
    """Not right: back to whoever wrote it, who is told why."""
    with REPORT.step("send_back", report, by=by, at=at) as step:
        step.set(verified_by=None, verified_at=None)
        step.say(words.needed(text, "text", 300))
    return report


@REPORT.action("verify")
def verify(*, report: Report, by: Person, note: str = "", at: datetime | None = None) -> Report:
    """Another person has looked at papers or site, and the figures hold."""
    with REPORT.step("verify", report, by=by, at=at) as step:
        step.set(verified_by=by, verified_at=step.at)
        step.note = words.clean(note, most=300, field="note")
    return report


@REPORT.action("lock")
def lock(*, report: Report, by: Person, at: datetime | None = None) -> Report:
    """The figure stands; what it corrects stands no more."""
    with REPORT.step("lock", report, by=by, at=at) as step:
        before = Report.objects.filter(
            project=step.thing.project_id, month=step.thing.month, state=ReportState.LOCKED
        ).first()
        if before is not None:
            with REPORT.step("replace", before, by=by, at=step.at, relation=SYSTEM):
                pass
        step.set(locked_at=step.at)
    return report


@dataclass(frozen=True, slots=True)
class Locked:
    """What locking a month did: how many stand, which projects have nothing that could."""

    locked: int
    missing: list[Project]


def lock_month(*, county: Place, month: str, by: Person, at: datetime | None = None) -> Locked:
    """Close a month: all verified reports stand; what comes later is a correction with its reason."""
    month, moment = month_of(month), clock.at_or_now(at)
    if not people.holds(by, OFFICERS, path=county.path):
        raise Forbidden(_("月份由县里管项目的专员来锁定。"), "not_yours")
    if LockedMonth.objects.filter(county=county, month=month).exists():
        sentence = _("%(month)s已经锁定过了。") % {"month": dates.period(month)}
        raise Refused(sentence, "locked_before")
    ready = Report.objects.filter(
        project__county=county, month=month, state=ReportState.VERIFIED
    ).select_related("project__place", "project__county")
    with transaction.atomic():
        reports = list(ready)
        for report in reports:
            lock(report=report, by=by, at=moment)
        bulk.insert(LockedMonth(county=county, month=month, by=by, at=moment))
        content = {"county": county.code, "month": month, "locked": len(reports)}
        written(Event.LOCK_MONTH, f"{county.code} {month}", content, by=by, at=moment)
    return Locked(len(reports), missing(county=county, month=month))


def missing(*, county: Place, month: str) -> list[Project]:
    """The projects that should have reported a month and have no figure that counts."""
    there = Report.objects.counted().filter(project__county=county, month=month)
    found = Project.objects.filter(county=county).reporting(int(month[:4]))
    return list(found.exclude(pk__in=there.values("project")).select_related("lead_org", "officer"))


def _take(report: Report, said: Said) -> None:
    if said.invested_fen is not None and said.invested_fen < 0:
        raise Invalid(_("累计完成投资不能是负数。"), "negative", field="invested")
    if said.invested_fen is not None and said.invested_fen > MOST_FEN:
        raise Invalid(
            _("金额太大，请看看单位是不是万元写成了亿元。"), "too_large", field="invested"
        )
    if said.physical is not None and not 0 <= said.physical <= 100:
        raise Invalid(_("形象进度要在 0 到 100 之间。"), "percent", field="physical")
    report.invested_fen = said.invested_fen
    report.physical = None if said.physical is None else half_up(said.physical, 2)
    report.progress = words.clean(said.progress, most=500, field="progress")
    report.problems = words.clean(said.problems, most=500, field="problems")
    report.explained = words.clean(said.explained, most=300, field="explained")
    stated = notices.sum_in(report.progress)
    report.text_fen = stated if stated != report.invested_fen else None


def earlier(report: Report) -> Report | None:
    """What stands of the nearest month before it in the same year, with a sum."""
    return (
        Report.objects.standing()
        .exclude(state=ReportState.DRAFT)
        .filter(
            project=report.project_id,
            month__startswith=report.month[:4],
            month__lt=report.month,
            invested_fen__isnull=False,
        )
        .order_by("-month", "-version")
        .first()
    )


def _plausible(report: Report) -> None:
    """Anti-fudge (domain brief §2.9): no fall, no jump, no thousand per cent without a word."""
    if report.invested_fen is None:
        sentence = _("还没有写累计完成投资。真的不知道就先不报，报成 0 会算成没有投资。")
        raise Invalid(sentence, "no_sum", field="invested")
    plan = YearPlan.objects.filter(project=report.project_id, year=report.year).first()
    if plan is not None:
        percent = Fraction(report.invested_fen * 100, plan.amount_fen)
        if percent > MOST_PERCENT:
            sentence = _(
                "累计完成投资是年度计划的 %(percent)s%%，超过 1000%%，"
                "多半是单位错了（万元、亿元）。请改好再报。"
            )
            raise Invalid(sentence % {"percent": half_up(percent)}, "percent", field="invested")
    if report.explained or report.reason:
        return
    before = earlier(report)
    since = before.invested_fen or 0 if before else 0
    if before is not None and report.invested_fen < since:
        sentence = _(
            "比%(month)s累计的 %(before)s 少了 %(less)s。累计数不应当变小："
            "上个月报多了，请先更正上个月；确有原因，请写在“说明”里。"
        )
        given = {
            "month": dates.period(before.month),
            "before": money(since),
            "less": money(since - report.invested_fen),
        }
        raise Invalid(sentence % given, "fell", field="explained")
    months = report.months - (before.months if before else 0)
    if plan is not None and _jumps(report.invested_fen - since, plan.amount_fen, months):
        if report.files:
            return
        sentence = _(
            "这次增加了 %(more)s，是平均每月计划的 %(times)s 倍以上。"
            "请附上凭证（照片、进度款单据），或者写明原因。"
        )
        given = {"more": money(report.invested_fen - since), "times": str(JUMP)}
        raise Invalid(sentence % given, "jumped", field="explained")


def _jumps(increase: int, plan: int, months: int) -> bool:
    return increase * 12 > JUMP * plan * months


def submit_all(
    *,
    given: Iterable[tuple[Project, Said]],
    month: str,
    by: Person,
    send: bool,
    at: datetime | None = None,
) -> dict[int, Refused]:
    """One page for an officer: each project's report saved and, with `send`, sent.

    Gives what was refused, by project, so that the others go through and nothing typed is lost.
    """
    refused: dict[int, Refused] = {}
    for project, said in given:
        try:
            report = draft(project=project, month=month, said=said, by=by, at=at)
            if send:
                submit(report=report, by=by, at=at)
        except Refused as no:
            refused[project.pk] = no
    return refused
