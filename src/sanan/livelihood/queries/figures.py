"""The community's page: three tabs of figures, each with its meaning and the rows that make it up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from sanan.kit import dates
from sanan.kit.rounding import rate
from sanan.livelihood.enums import (
    ApplicationState,
    CycleState,
    HomeState,
    HouseholdKind,
    JobState,
    LineState,
    Qualifier,
    Tab,
)
from sanan.livelihood.models import (
    Application,
    Home,
    Household,
    Job,
    Member,
    PayCycle,
    StatedFigure,
)
from sanan.livelihood.queries import recovery, trained
from sanan.places.models import Place, beyond


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: `said` with unit and qualifier, `meaning` how it is reckoned, `href` its rows."""

    label: str
    said: str
    meaning: str
    href: str = ""
    tone: str = ""


def said(value: Decimal | int, unit: str, qualifier: str = Qualifier.EXACT) -> str:
    """A figure as exactly as it is known: 2,981 人, 近 20 万元, 10 余种."""
    number = f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, Decimal) else f"{value:,}"
    words = {"value": number, "unit": unit}
    if qualifier == Qualifier.OVER:
        return _("%(value)s 余%(unit)s") % words
    if qualifier == Qualifier.NEARLY:
        return _("近 %(value)s %(unit)s") % words
    if qualifier == Qualifier.ABOUT:
        return _("约 %(value)s %(unit)s") % words
    return _("%(value)s %(unit)s") % words


def _of(part: int, whole: int, unit: str) -> str:
    """A part of a whole: 2,545 / 2,549 笔."""
    return _("%(part)s / %(whole)s %(unit)s") % {
        "part": f"{part:,}",
        "whole": f"{whole:,}",
        "unit": unit,
    }


def of_tab(place: Place, tab: Tab, day: date) -> list[Figure]:
    """The figures of one tab of a community on a day; the others are not counted for nothing."""
    count = {Tab.DWELLING: lambda p, _day: _dwelling(p), Tab.LIFE: _life, Tab.WORK: _work}[tab]
    stated = StatedFigure.objects.filter(place=place, tab=tab)
    return [*count(place, day), *map(_stated, stated)]


def _stated(row: StatedFigure) -> Figure:
    told = _("%(meaning)s；%(source)s，截至 %(day)s")
    words = {"meaning": row.meaning, "source": row.source, "day": dates.day(row.on)}
    href = reverse("livelihood_staff:figure", args=[row.code])
    return Figure(row.label, said(row.value, row.unit, row.qualifier), told % words, href)


def _rows(name: str, place: Place, **chosen: str) -> str:
    query = urlencode({**chosen, "place": place.code})
    return f"{reverse(f'livelihood_staff:{name}')}?{query}"


def origins(place: Place) -> list[tuple[Place, int, int]]:
    """The villages from which migrants came, with families and people that live here now."""
    rows = Household.objects.at(place).here().filter(kind=HouseholdKind.MIGRANT)
    families = dict(rows.order_by().values_list("origin").annotate(n=Count("pk")))
    living = Member.objects.at(place).living().filter(household__kind=HouseholdKind.MIGRANT)
    people = dict(living.order_by().values_list("household__origin").annotate(n=Count("pk")))
    villages = Place.objects.filter(pk__in=families).order_by("path")
    return [(each, families[each.pk], people.get(each.pk, 0)) for each in villages]


def _townships(villages: list[Place]) -> int:
    """In how many townships these villages lie: the step above each."""
    return len({each.path[: -Place.steplen] for each in villages})


def _dwelling(place: Place) -> list[Figure]:
    came = origins(place)
    found = []
    if came:
        people = sum(n for _village, _families, n in came)
        meaning = _("移民户里现在住在这里的人；去世、户口迁出、整户搬走的不算")
        rows = _rows("members", place, age="living", kind="migrant")
        found.append(Figure(_("现住移民"), said(people, _("人")), meaning, rows))
        families = sum(n for _village, n, _people in came)
        rows = _rows("households", place, state="here", kind="migrant")
        found.append(Figure(_("移民户"), said(families, _("户")), _("在住的水库移民户"), rows))
        villages = [village for village, _families, _people in came]
        meaning = _("在住移民户原来的村，和这些村所在的乡镇")
        both = _("%(towns)d 个乡镇 %(villages)d 个村") % {
            "towns": _townships(villages),
            "villages": len(villages),
        }
        found.append(Figure(_("来自"), both, meaning, "#origins"))
        enrolled = Member.objects.at(place).enrolled().count()
        rows = _rows("members", place, state="enrolled")
        meaning = _("移民名册上的人；增人不增，减人要减")
        found.append(Figure(_("移民在册"), said(enrolled, _("人")), meaning, rows))
    return [*found, *_homes(place), *_payments(place)]


def _homes(place: Place) -> Iterator[Figure]:
    rows = Home.objects.filter(place__path__gte=place.path, place__path__lt=beyond(place.path))
    total = rows.count()
    if not total:
        return
    got = rows.filter(state__in=[HomeState.RECEIVED, HomeState.SURVEYED]).count()
    told = _of(got, total, _("户"))
    meaning = _("签字领了钥匙的户数 / 参加交房的户数")
    yield Figure(_("交房"), told, meaning, _rows("homes", place, got="1"))


def _payments(place: Place) -> Iterator[Figure]:
    done = [CycleState.PAID, CycleState.CLOSED]
    last = PayCycle.objects.filter(place=place, state__in=done).order_by("-since_on").first()
    if last is None:
        return
    lines = last.lines.payable()
    sent = lines.filter(state=LineState.SENT).count()
    told = _of(sent, lines.count(), _("笔"))
    meaning = _("“%(title)s”里送银行没有退回的笔数 / 名单上的笔数") % {"title": last.title}
    href = f"{reverse('livelihood_staff:lines')}?cycle={last.code}&state=sent"
    yield Figure(_("直补到账"), told, meaning, href)
    back = lines.filter(state=LineState.RETURNED).count()
    if back:
        href = f"{reverse('livelihood_staff:lines')}?cycle={last.code}&state=returned"
        meaning = _("银行退回或者没有账户，还在跟进的")
        yield Figure(_("没有到账"), said(back, _("笔")), meaning, href, "red")


def _life(place: Place, day: date) -> list[Figure]:
    rows = Household.objects.at(place).here()
    found = []
    need = rows.filter(in_need=True).count()
    meaning = _("走访时记下要继续关心的家庭；走访记录只有写明用途才能看")
    figure = Figure(
        _("要关心的家庭"), said(need, _("户")), meaning, _rows("households", place, need="1")
    )
    found.append(figure)
    late = rows.filter(visit_due_on__lt=day).count()
    tone = "red" if late else ""
    href = _rows("households", place, late="1")
    found.append(
        Figure(_("走访过期"), said(late, _("户")), _("约好的走访日期已经过了"), href, tone)
    )
    known = recovery.newest(rows)
    level = recovery.level(known)
    if level is not None:
        meaning = _("%(n)d 户：最近一次调查的收入合计 / 搬迁前人均收入乘人口的合计") % {
            "n": len(known)
        }
        href = _rows("households", place, surveyed="1")
        told = _("搬迁前的 %(level)s%%") % {"level": level}
        found.append(Figure(_("收入水平"), told, meaning, href))
        back = len(recovery.recovered(rows))
        told = _of(back, len(known), _("户"))
        meaning = _("人均收入不低于搬迁前的户数 / 知道前后收入的户数")
        href = _rows("households", place, recovered="1")
        found.append(Figure(_("生活水平已恢复"), told, meaning, href))
    return found


def _work(place: Place, day: date) -> list[Figure]:
    labour = Member.objects.at(place).labour(day)
    total, busy = labour.count(), labour.at_work().count()
    meaning = _("16 到 59 岁、没有登记“不能就业”的在住的人")
    found = [
        Figure(_("劳动力"), said(total, _("人")), meaning, _rows("members", place, age="labour"))
    ]
    share = rate(busy, total)
    if share is not None:
        told = _("%(n)s 人（%(share)s%%）") % {"n": f"{busy:,}", "share": share}
        href = _rows("members", place, age="labour", work="at_work")
        found.append(Figure(_("有活干的"), told, _("稳定就业和灵活就业的人 / 劳动力"), href))
    zero = Household.objects.at(place).here().without_work(day).count()
    href = _rows("households", place, zero="1")
    meaning = _("有劳动力、都问到了、一个也没有就业的家庭")
    tone = "red" if zero else ""
    found.append(Figure(_("零就业家庭"), said(zero, _("户")), meaning, href, tone))
    unasked = Household.objects.at(place).here().unasked(day).count()
    if unasked:
        meaning = _("还有劳动力没问到有没有就业的家庭，不算零就业")
        href = _rows("households", place, unasked="1")
        found.append(Figure(_("还没问全"), said(unasked, _("户")), meaning, href, "amber"))
    return [*found, *_training(place), *_jobs(place)]


def _training(place: Place) -> Iterator[Figure]:
    counts = trained.counts(place)
    href = _rows("members", place, trained="1")
    meaning = _("至少来上过一次课的人，一个人只数一次")
    yield Figure(_("培训的人"), said(counts.persons, _("人")), meaning, href)
    href = _rows("sessions", place)
    yield Figure(_("培训场次"), said(counts.sessions, _("场")), _("有人来的课，一次算一场"), href)
    href = _rows("attendances", place)
    meaning = _("每人每场算一次，和人数分开数")
    yield Figure(_("培训人次"), said(counts.attendances, _("人次")), meaning, href)


def _jobs(place: Place) -> Iterator[Figure]:
    inside = {"place__path__gte": place.path, "place__path__lt": beyond(place.path)}
    jobs = Job.objects.filter(state=JobState.OPEN, **inside).count()
    href = _rows("jobs", place, state="open")
    yield Figure(_("在招岗位"), said(jobs, _("个")), _("用工单位核实过、还在招的"), href)
    hired = Application.objects.filter(state=ApplicationState.HIRED, **inside)
    first = hired.filter(first=True).count()
    meaning = _("报名以后上岗的人次；其中优先村 %(first)d 人次") % {"first": first}
    href = _rows("applications", place, state="hired")
    yield Figure(_("介绍上岗"), said(hired.count(), _("人次")), meaning, href)
