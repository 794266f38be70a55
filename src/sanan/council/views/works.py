"""Projects and deeds at the desk: the plan, its steps, what became of it."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.council import actions, rules
from sanan.council.enums import DESK, MEMBERS, WorkKind, WorkState
from sanan.council.forms import joint as forms
from sanan.council.models import Milestone, Work
from sanan.council.queries import community
from sanan.council.queries import works as reads
from sanan.council.rules import WORK
from sanan.council.views.access import desk, me, my_places, page
from sanan.council.views.joint import committees
from sanan.council.views.sheets import workbook
from sanan.kit.rounding import yuan
from sanan.process.forms import Nothing
from sanan.process.pages import Pages, one_form
from sanan.process.queries import timeline


def _chosen(request: HttpRequest) -> tuple[Any, dict[str, str]]:
    found = Work.objects.visible_to(me(request))
    said = {name: request.GET.get(name, "") for name in ("kind", "state", "year")}
    if said["kind"] in WorkKind.values:
        found = found.filter(kind=said["kind"])
    if said["state"] in WorkState.values:
        found = found.filter(state=said["state"])
    if said["year"].isascii() and said["year"].isdecimal() and len(said["year"]) == 4:
        found = found.filter(year=int(said["year"]))
    return found, said


@require_safe
@desk(*MEMBERS)
def works(request: HttpRequest) -> HttpResponse:
    """Projects and deeds with how far each is."""
    found, said = _chosen(request)
    mine = Work.objects.visible_to(me(request))
    values = {
        "rows": reads.lines(found, timezone.localdate())[:500],
        "said": said,
        "kinds": WorkKind.choices,
        "states": WorkState.choices,
        "years": sorted(set(mine.values_list("year", flat=True).order_by()), reverse=True),
        "query": request.GET.urlencode(),
    }
    return page(request, "works", values)


@require_safe
@desk(*MEMBERS)
def works_sheet(request: HttpRequest) -> HttpResponse:
    """The same as an Excel file."""
    found, _said = _chosen(request)
    columns = {
        _("年份"): "work.year",
        _("序号"): "work.number",
        _("类别"): "work.get_kind_display",
        _("办什么事"): "work.title",
        _("地点"): "work.place.spoken",
        _("负责单位"): "work.org.name",
        _("预算"): "cost",
        _("办成几步"): "done",
        _("共几步"): "steps",
        _("下一步"): "next_on",
        _("现在"): "work.get_state_display",
        _("结果"): "work.result",
    }
    return workbook(request, "works", columns, reads.lines(found, timezone.localdate()))


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*DESK)
def new_work(request: HttpRequest, kind: str) -> HttpResponse:
    """A project or a deed."""
    if kind not in WorkKind.values:
        raise Http404
    named = WorkKind(kind)
    form = forms.WorkForm(
        request.POST or None,
        kind=named,
        places=my_places(request, DESK),
        committees=committees(request),
    )
    return one_form(
        request,
        form,
        lambda given: actions.plan_work(kind=named, by=me(request), **given),
        WORKS.address,
        "new_work",
        {"kind": named},
        frame=page,
    )


def _work(request: HttpRequest, code: str) -> Work:
    found = Work.objects.visible_to(me(request)).select_related("org", "place", "committee__place")
    return get_object_or_404(found, code=code)


def _stages(request: HttpRequest, found: Work, wrong: Mapping[int, Any]) -> list[tuple[Any, Any]]:
    """Each step, with the form that says it is done where this person may."""
    reaches = WORK.reason("reach", found, me(request)) is None
    stages = reads.stages_of(found, timezone.localdate(), staff=True)

    def form_of(milestone: Milestone) -> Any:
        if not reaches or milestone.done_on is not None:
            return None
        return wrong.get(milestone.pk) or forms.Reach(auto_id=f"id_reach{milestone.pk}_%s")

    return [(stage, form_of(stage.milestone)) for stage in stages]


def _work_values(request: HttpRequest, found: Work) -> dict[str, Any]:
    return {
        "budget": yuan(found.budget) if found.budget else "",
        "villages": found.villages.order_by("path"),
        "stages": _stages(request, found, {}),
        "story": timeline(WORK, found, public=True),
        "ratings": community.ratings_of(found),
        "runs": rules.may_run(found.place, me(request)),
    }


WORKS = Pages(
    process=WORK,
    room="council_staff",
    prefix="works",
    name="work",
    template="work",
    find=_work,
    show=_work_values,
    gate=desk(*MEMBERS),
    frame=page,
    shown=lambda work, verb: verb != "detach" or any(file.is_here for file in work.files),
    forms={
        "start": Nothing,
        "report": forms.Report,
        "finish": forms.Result,
        "stop": forms.Stop,
        "detach": forms.Detach,
    },
)


@require_POST
@desk(*MEMBERS)
def reach(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """A step is done."""
    found = _work(request, code)
    milestone = get_object_or_404(Milestone, work=found, position=number)
    form = forms.Reach(request.POST, request.FILES, auto_id=f"id_reach{milestone.pk}_%s")
    if not form.is_valid():
        stages = _stages(request, found, {milestone.pk: form})
        return WORKS.render(request, found, status=422, stages=stages)
    milestone.work = found
    actions.reach(milestone=milestone, by=me(request), **form.cleaned_data)
    return redirect("council_staff:work", found.code)
