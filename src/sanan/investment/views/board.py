"""The board, the leader's page, the city's monthly table, the score, tasks and settings."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sanan.investment import actions
from sanan.investment.enums import READERS, VERIFIERS, Level
from sanan.investment.forms import staff as forms
from sanan.investment.models import Rules, Task
from sanan.investment.queries import board as reads
from sanan.investment.queries import city, score
from sanan.investment.queries.counting import Scope, Span, rules_of, span_of
from sanan.investment.rules import TASK
from sanan.investment.views.access import both, desk, me, my_places, page
from sanan.kit import clock
from sanan.kit.dates import local_day
from sanan.kit.downloads import excel
from sanan.people.actions import note_export
from sanan.places.models import Place
from sanan.process.pages import Pages, one_form
from sanan.process.queries import timeline

BOARD_KINDS = ("city", "county", "township")


def _today() -> date:
    return local_day(clock.now())


def _place(request: HttpRequest) -> Place:
    """The place asked for, or the highest that this person has. Raises `Http404`."""
    mine = my_places(request, READERS, BOARD_KINDS)
    code = request.GET.get("place", "")
    found: Place | None = mine.first()
    if code and code.isprintable():
        found = mine.filter(code=code).first()
    if found is None:
        raise Http404
    return found


def _scope(request: HttpRequest, span: Span | None = None) -> Scope:
    asked = span_of(request.GET.get("span", "")) or span_of(str(_today().year))
    return Scope(me(request), _place(request), span or asked)  # type: ignore[arg-type] # a year is a span


def _spans(today: date) -> list[tuple[str, str]]:
    """What may be looked at: this year and its halves and quarters, the year before."""
    year = today.year
    keys = [str(year), f"{year}H1", f"{year}H2", *(f"{year}Q{n}" for n in range(1, 5))]
    begun = [key for key in keys if (span := span_of(key)) is not None and span.first <= today]
    return [(key, span.name) for key in [*begun, str(year - 1)] if (span := span_of(key))]


@require_safe
@desk()
def board(request: HttpRequest) -> HttpResponse:
    """Figures against the year's tasks, the funnel, sizes, what is late."""
    scope, today = _scope(request), _today()
    progress, late = reads.tasks(scope), reads.late(scope, today)
    values = {
        "scope": scope,
        "spans": _spans(today),
        "places": my_places(request, READERS, BOARD_KINDS)[:40],
        "figures": reads.figures(scope, progress, late),
        "tasks": progress,
        "funnel": reads.funnel(scope),
        "sizes": [(level, reads.sizes(scope, str(level))) for level in Level],
        "rates": reads.rates(scope),
        "late": late,
        "now": clock.now(),
    }
    return page(request, "board", values)


@require_safe
@desk()
def brief(request: HttpRequest) -> HttpResponse:
    """A leader's page for the phone: sentences, figures, what is late."""
    scope, today = _scope(request), _today()
    progress, late = reads.tasks(scope), reads.late(scope, today)
    values = {
        "scope": scope,
        "spans": _spans(today)[:3],
        "sentences": city.brief(scope),
        "tasks": progress,
        "late": [each for each in late if each.late],
    }
    return page(request, "brief", values)


@require_safe
@desk()
def monthly(request: HttpRequest) -> HttpResponse:
    """The table for the city: January to a month; as Excel with `?xlsx`, whose taking is on record."""
    scope = _scope(request, _month(request.GET.get("month", ""), _today()))
    if "xlsx" in request.GET:
        content, rows = city.sheet(scope)
        what = {"list": "investment-city", "when": scope.span.key, "place": scope.place.code}
        note_export(what=what, rows=rows, by=me(request), at=clock.now())
        return excel(content, f"investment-{scope.span.key}")
    values = {
        "scope": scope,
        "month": f"{scope.span.year}-{scope.span.last.month:02d}",
        "months": [
            f"{scope.span.year}-{n:02d}" for n in range(1, _last_month(scope.span.year) + 1)
        ],
        "summary": city.summary(scope),
        "heads": city.heads(),
        "lines": list(city.lines(scope)),
    }
    return page(request, "monthly", values)


def _last_month(year: int) -> int:
    today = _today()
    return today.month if year == today.year else 12


def _month(text: str, today: date) -> Span:
    found = span_of(text) if len(text) == len("2026-06") else None
    last = found.last if found is not None else today
    return city.months(last.year, last.month)


@require_safe
@desk()
def scores(request: HttpRequest) -> HttpResponse:
    """The score of a year, item by item, each explained step by step."""
    scope = _scope(request)
    values = {"scope": scope, "spans": _spans(_today()), "score": score.of(scope)}
    return page(request, "score", values)


@require_safe
@desk()
def tasks(request: HttpRequest) -> HttpResponse:
    """The year's tasks and how far each is from its target."""
    scope = _scope(request)
    values = {"scope": scope, "tasks": reads.tasks(scope), "spans": _spans(_today())}
    return page(request, "tasks", values)


@never_cache
@both
@desk(*VERIFIERS)
def new_task(request: HttpRequest) -> HttpResponse:
    """What a year asks for."""
    places = my_places(request, VERIFIERS)
    initial = {"year": _today().year, "place": places.first()}
    form = forms.NewTask(request.POST or None, places=places, initial=initial)
    return one_form(
        request,
        form,
        lambda given: actions.targets.set_task(**given, by=me(request)),
        TASKS.address,
        "new_task",
        frame=page,
    )


def _task(request: HttpRequest, code: str) -> Task:
    rows = Task.objects.visible_to(me(request)).select_related("place")
    found: Task = get_object_or_404(rows, code=code)
    return found


def _task_shown(request: HttpRequest, task: Task) -> dict[str, Any]:
    span = span_of(str(task.year))
    scope = Scope(me(request), task.place, span)  # type: ignore[arg-type] # a year is a span
    done = scope.measure(task.metric, task.level)
    progress = reads.Progress(task, done, scope.href_of(task.metric, task.level))
    return {"progress": progress, "story": timeline(TASK, task)}


TASKS = Pages(
    process=TASK,
    room="investment_staff",
    prefix="tasks",
    name="task",
    template="task",
    find=_task,
    show=_task_shown,
    forms={"change": forms.ChangeTask, "lift": forms.Reason},
    gate=desk(),
    frame=page,
)


@require_safe
@desk()
def settings(request: HttpRequest) -> HttpResponse:
    """The settings in force, and the versions before them."""
    place = _county(request)
    rows = Rules.objects.filter(place=place).order_by("-version")
    return page(request, "settings", {"rules": rules_of(place), "place": place, "versions": rows})


def _county(request: HttpRequest) -> Place:
    found: Place | None = my_places(request, READERS, ("county",)).first()
    return found or _place(request)


@never_cache
@both
@desk(*VERIFIERS)
def new_settings(request: HttpRequest) -> HttpResponse:
    """The next version of the settings."""
    place = my_places(request, VERIFIERS, ("county",)).first()
    if place is None:
        messages.info(request, _("设置由县里来换。"))
        raise Http404
    form = forms.Settings(request.POST or None, request.FILES or None, now=rules_of(place))
    return one_form(
        request,
        form,
        lambda given: actions.targets.adopt(place=place, **given, by=me(request)),
        lambda _rules: reverse("investment_staff:settings"),
        "new_settings",
        {"place": place},
        frame=page,
    )
