"""The lists of the desk: disclosures to come, runs of powers, questions."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from sanan.kit import clock, dates
from sanan.kit.dates import day_said, local_day
from sanan.lists.declare import Asked, Column, Filter, List, View, by_field
from sanan.people import queries as people
from sanan.places.models import Place, beyond
from sanan.powers.enums import (
    CADRES,
    SUPERVISORS,
    TOWNSHIP,
    Affair,
    QuestionState,
    RunState,
    State,
)
from sanan.powers.models import Disclosure, DisclosureItem, PowerRun, Question
from sanan.powers.queries.desk import SOON, questions_for
from sanan.powers.queries.figures import complete_ids

BEFORE, AFTER = timedelta(days=31), timedelta(days=62)
LATE, TODO = _("逾期没公开"), _("等我写的")
FIGURES = {
    "due": _("应当公开的"),
    "in_time": _("按时公开的"),
    "published": _("已经公开的"),
    "complete": _("要素齐全的"),
}


def _place(code: str) -> str:
    found = Place.objects.filter(code=code).first()
    return found.spoken if found else ""


def _in_place(rows: Any, code: str, _asked: Asked) -> Any:
    path = Place.objects.get(code=code).path
    return rows.filter(place__path__gte=path, place__path__lt=beyond(path))


def _item(code: str) -> str:
    found = DisclosureItem.objects.filter(code=code).order_by("-version").first()
    return found.name if found else ""


def _since(text: str) -> Any:
    return _("%(day)s起到期") % {"day": text} if day_said(text) else ""


def _until(text: str) -> Any:
    return _("%(day)s止") % {"day": text} if day_said(text) else ""


def _around(rows: Any, value: str, asked: Asked) -> Any:
    today = local_day(asked.now)
    return rows.due(today - BEFORE, today + AFTER) if value == "around" else rows


def _soon(rows: Any, _value: str, asked: Asked) -> Any:
    today = local_day(asked.now)
    return rows.filter(due_on__gte=today, due_on__lte=today + SOON, published_on__isnull=True)


def _figure(rows: Any, value: str, _asked: Asked) -> Any:
    if value == "in_time":
        return rows.filter(published_on__lte=F("due_on"))
    if value == "published":
        return rows.filter(published_on__isnull=False)
    return rows.filter(pk__in=complete_ids(rows)) if value == "complete" else rows


def _task_views(asked: Asked) -> list[View]:
    held = {post.role for post in people.posts(asked.person)}
    own = [
        (CADRES, View(TODO, {"waits": "write", "soon": "1"})),
        (SUPERVISORS, View(State.SUPERVISOR_REVIEW.label, {"state": "supervisor_review"}, "amber")),
        (TOWNSHIP, View(State.TOWNSHIP_REVIEW.label, {"state": "township_review"}, "amber")),
    ]
    return [
        View(LATE, {"late": "1"}, "red"),
        *(view for roles, view in own if held & set(roles)),
        View(_("上个月到后两个月到期的"), {"when": "around"}),
        View(_("全部"), {"when": "all"}),
    ]


def _due(row: Disclosure) -> object:
    return render_to_string("powers/staff/_due.html", {"row": row, "today": local_day(clock.now())})


TASKS = List(
    name="disclosures",
    title=_("公开日历"),
    rows=lambda asked: Disclosure.objects.visible_to(asked.person).select_related("item", "place"),
    order=["due_on", "pk"],
    href=lambda row: reverse("powers_staff:task", args=[row.code]),
    fallback={"when": "around"},
    views=_task_views,
    columns=[
        Column(_("要公开的"), lambda d: d.heading, width=40),
        Column(_("村"), lambda d: d.place.spoken, sort="place__path"),
        Column(_("时段"), lambda d: d.period_name),
        Column(_("三务"), lambda d: d.get_affair_display()),
        Column(_("期限"), lambda d: d.due_on, cell=_due, sort="due_on"),
        Column(_("公开"), lambda d: d.published_on, shown=False),
        Column(_("现在"), lambda d: d.get_state_display()),
        Column(_("编号"), lambda d: d.code, shown=False),
    ],
    filters=[
        Filter("affair", _("三务"), Affair.choices, by_field("affair")),
        Filter("state", _("现在"), State.choices, by_field("state")),
        Filter(
            "late",
            _("期限"),
            [("1", LATE)],
            lambda rows, _value, asked: rows.overdue(local_day(asked.now)),
        ),
        Filter(
            "when",
            _("到期"),
            [("around", _("上个月到后两个月到期的")), ("all", _("全部时段"))],
            _around,
        ),
        Filter("place", _("村"), known=_place, narrow=_in_place),
        Filter("item", _("项目"), known=_item, narrow=by_field("item_code")),
        Filter(
            "first",
            _("到期"),
            known=_since,
            narrow=lambda rows, value, _asked: rows.filter(due_on__gte=value),
        ),
        Filter(
            "last",
            _("到期"),
            known=_until,
            narrow=lambda rows, value, _asked: rows.filter(due_on__lte=value),
        ),
        Filter(
            "soon", _("到期"), known=lambda v: _("七天里到期") if v == "1" else "", narrow=_soon
        ),
        Filter(
            "waits",
            _("现在"),
            known=lambda value: TODO if value == "write" else "",
            narrow=lambda rows, _value, _asked: rows.filter(
                state__in=[State.SCHEDULED, State.DRAFTING]
            ),
        ),
        Filter("figure", _("数字"), known=lambda v: FIGURES.get(v, ""), narrow=_figure),
    ],
    empty=_("没有符合的。县里在“清单”里开了公开日历以后，每个村这一期要公开的会自动列在这里。"),
)


RUNS = List(
    name="runs",
    title=_("权力运行"),
    rows=lambda asked: (
        PowerRun.objects.visible_to(asked.person)
        .select_related("item", "place")
        .annotate(taken=Count("steps", filter=Q(steps__at__isnull=False)), of=Count("steps"))
    ),
    order=["-begun_at", "-pk"],
    href=lambda row: reverse("powers_staff:run", args=[row.code]),
    views=[
        View(_("全部"), {}),
        *(
            View(s.label, {"state": s.value}, "red" if s == RunState.SUSPENDED else "")
            for s in RunState
        ),
    ],
    columns=[
        Column(_("什么事"), lambda run: run.title, width=36),
        Column(_("村"), lambda run: run.place.spoken, sort="place__path"),
        Column(_("清单里的"), lambda run: run.item.name, width=28),
        Column(
            _("金额"),
            lambda run: run.amount,
            cell=lambda run: run.money or "—",
            sort="amount",
            fen=True,
        ),
        Column(_("办了几步"), lambda run: f"{run.taken} / {run.of}"),
        Column(
            _("现在"),
            lambda run: run.get_state_display(),
            tone=lambda run: "late" if run.state == RunState.SUSPENDED else "",
        ),
        Column(_("开始"), lambda run: local_day(run.begun_at), sort="begun_at"),
        Column(_("编号"), lambda run: run.code, shown=False),
    ],
    filters=[Filter("state", _("现在"), RunState.choices, by_field("state"))],
    empty=_(
        "还没有。修路、招标、发补偿款这样的事，从“开始办一件事”起，每一步都有人、有材料、有期限。"
    ),
)


ASKED = [
    ("mine", _("等我回答")),
    ("open", _("没答的")),
    ("late", _("过期的")),
    ("answered", _("答了的")),
]


def _by_answer(rows: Any, value: str, asked: Asked) -> Any:
    if value == "mine":
        return questions_for(asked.person)
    if value == "open":
        return rows.open()
    if value == "late":
        return rows.open().filter(promised_at__lt=asked.now)
    return rows.filter(state__in=[QuestionState.ANSWERED, QuestionState.RATED])


def _clock(question: Question) -> object:
    late = question.is_open and question.due_at < clock.now()
    at = dates.moment(question.due_at)
    return format_html('<span class="t-overdue">{}</span>', at) if late else at


def _standing(question: Question) -> str:
    rated = f" · {question.get_rating_display()}" if question.rating else ""
    return f"{question.get_state_display()}{rated}"


QUESTIONS = List(
    name="questions",
    title=_("提问"),
    rows=lambda asked: Question.objects.visible_to(asked.person).select_related(
        "place", "disclosure__item"
    ),
    order=lambda asked: (
        ["-answered_at", "pk"] if asked.chosen.get("state") == "answered" else ["due_at", "pk"]
    ),
    href=lambda row: reverse("powers_staff:question", args=[row.code]),
    fallback={"state": "open"},
    views=[
        View(label, {"state": value}, "red" if value == "late" else "") for value, label in ASKED
    ],
    columns=[
        Column(
            _("提问"),
            lambda q: q.shown_text if q.answered_at else "",
            cell=lambda q: Truncator(q.shown_text).chars(50),
            width=50,
        ),
        Column(_("村"), lambda q: q.place.spoken),
        Column(
            _("问的是"),
            lambda q: q.disclosure.heading,
            cell=lambda q: Truncator(q.disclosure.heading).chars(24),
            width=36,
        ),
        Column(_("由谁答"), lambda q: q.get_level_display()),
        Column(_("期限"), lambda q: q.due_at, cell=_clock, width=18),
        Column(_("现在"), _standing),
        Column(_("回答"), lambda q: q.answer, width=50, shown=False),
        Column(_("编号"), lambda q: q.code, shown=False),
    ],
    filters=[Filter("state", _("现在"), ASKED, _by_answer)],
    empty=_("没有。村民在公开的任何一行都能提问，问了会列在这里。"),
)
