"""A judge's own page: all sheets that wait, filled in with or without network."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sanan.competitions import actions
from sanan.competitions.enums import JudgeState, SheetState, State
from sanan.competitions.forms.staff import Score
from sanan.competitions.models import Judge, ScoreSheet
from sanan.competitions.queries import judging as reads
from sanan.competitions.views.staff import everybody, page
from sanan.kit.errors import Refused
from sanan.people import access
from sanan.people.enums import Role

MOST_TOKEN = 64
KEEP = "X-Sanan-Keep"
"""Tells the offline worker that this page may be opened again without network, on this device."""


def _judge_page(
    request: HttpRequest,
    wrong: ScoreSheet | None = None,
    form: Score | None = None,
    status: int = 200,
) -> HttpResponse:
    person = access.me(request)
    rows = reads.my_sheets(person)
    cards = [
        (
            sheet,
            form
            if wrong is not None and form is not None and sheet.pk == wrong.pk
            else Score(sheet=sheet),
        )
        for sheet in rows
    ]
    judges = Judge.objects.filter(person=person).exclude(state=JudgeState.DISMISSED)
    values = {
        "cards": cards,
        "left": sum(sheet.state == SheetState.OPEN for sheet in rows),
        "judges": judges.exclude(competition__state=State.FINISHED).select_related("competition"),
        "wrong": wrong,
    }
    response = page(request, "judging", values, status=status)
    response[KEEP] = "1"
    return response


@never_cache
@require_safe
@everybody(Role.JUDGE)
def judging(request: HttpRequest) -> HttpResponse:
    """Every sheet of mine in a round that takes scores now."""
    return _judge_page(request)


@never_cache
@require_POST
@everybody(Role.JUDGE)
def send(request: HttpRequest, code: str) -> HttpResponseBase:
    """Hand a sheet in; a page without network sends it later, under the same token.

    A script is answered in JSON: 200 and what stands now, or the status and sentence of the refusal.
    """
    rows = ScoreSheet.objects.of_person(access.me(request)).filter(code=code)
    sheet = rows.select_related(
        "stage__rubric", "stage__competition__place", "entry", "judge__person"
    ).first()
    if sheet is None:
        raise Http404
    form = Score(request.POST, sheet=sheet)
    script = request.headers.get("Accept", "").startswith("application/json")
    try:
        if not form.is_valid():
            return _answer(request, sheet, form, 422, script=script)
        base = request.POST.get("base", "")
        actions.submit_sheet(
            sheet=sheet,
            **form.given(),
            token=request.POST.get("token", "")[:MOST_TOKEN],
            base=int(base)
            if base.isascii() and base.isdigit() and len(base) < MOST_TOKEN // 8
            else None,
            by=access.me(request),
        )
    except Refused as no:
        form.refuse(no)
        return _answer(request, sheet, form, no.status, script=script)
    if script:
        told = {"state": sheet.get_state_display(), "version": sheet.version}
        return JsonResponse(told)
    return redirect(f"{reverse('competitions_staff:judging')}#sheet-{sheet.code}")


def _answer(
    request: HttpRequest, sheet: ScoreSheet, form: Score, status: int, *, script: bool
) -> HttpResponseBase:
    if script:
        wrongs = {name: [str(each) for each in found] for name, found in form.errors.items()}
        return JsonResponse({"wrongs": wrongs}, status=status)
    return _judge_page(request, sheet, form, status)
