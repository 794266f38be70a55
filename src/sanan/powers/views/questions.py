"""Questions at the desk, the figures, and what is printed."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from sanan.kit import clock
from sanan.kit.errors import Refused
from sanan.kit.periods import Period
from sanan.lists.pages import Lists
from sanan.people import access
from sanan.powers import actions
from sanan.powers.enums import CADRES, COUNTY, SUPERVISORS, TOWNSHIP, PaperKind
from sanan.powers.forms import staff as forms
from sanan.powers.models import Paper, Question
from sanan.powers.queries import lists, papers
from sanan.powers.queries.figures import figures as figures_of
from sanan.powers.rules.questions import QUESTION
from sanan.powers.views.access import desk, me, my_places, page, today
from sanan.process.forms import Nothing
from sanan.process.pages import Pages
from sanan.process.queries import timeline

PRINTERS = (*CADRES, *SUPERVISORS, *TOWNSHIP, *COUNTY)


QUESTION_LIST = Lists(listed=lists.QUESTIONS, template="questions", gate=desk(), frame=page)
"""Questions that I see: mine to answer, open, late, answered."""


def _question(request: HttpRequest, code: str) -> Question:
    found = Question.objects.visible_to(me(request)).select_related("disclosure__item", "place")
    return get_object_or_404(found, code=code)


QUESTIONS = Pages(
    process=QUESTION,
    room="powers_staff",
    prefix="questions",
    name="question",
    template="question",
    find=_question,
    show=lambda request, found: {
        "beside": QUESTION_LIST.beside(request, found),
        "late": found.is_open and found.due_at < clock.now(),
        "story": timeline(QUESTION, found),
    },
    forms={"answer": forms.Answer, "acknowledge": Nothing},
    gate=desk(),
    frame=page,
)


@require_safe
@desk()
def figures(request: HttpRequest) -> HttpResponse:
    """The figures of a stretch of days, each with its meaning and its list."""
    day = today()
    period = Period.read(request.GET.get("period") or "quarter", day)
    found = figures_of(me(request), period.first, period.last, clock.now(), day)
    return page(request, "figures", {"figures": found, "period": period})


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*PRINTERS)
def print_(request: HttpRequest) -> HttpResponse:
    """One click: the board or the letter of the last quarter; any other days by hand."""
    places = my_places(request, PRINTERS)
    first = _last_quarter(today())
    form = forms.Paper(
        request.POST or None, places=places, initial={"first": first, "last": today()}
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        kind = PaperKind.LETTER if "letter" in request.POST else PaperKind.BOARD
        try:
            made = actions.issue(kind=kind, by=me(request), **form.cleaned_data)
        except Refused as no:
            form.add_error(None, str(no.sentence))
            status = no.status
        else:
            return redirect("powers_staff:paper", made.code)
    elif request.method == "POST":
        status = 422
    mine = Paper.objects.filter(place__in=places).select_related("place", "by")
    values = {"form": form, "papers": mine.order_by("-made_at")[:30]}
    return page(request, "print", values, status=status)


def _last_quarter(day: date) -> date:
    """The first day of the quarter before this one."""
    months = day.year * 12 + (day.month - 1) // 3 * 3 - 3
    return date(months // 12, months % 12 + 1, 1)


@require_safe
@desk(*PRINTERS)
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """The pages."""
    places = my_places(request, PRINTERS)
    found = get_object_or_404(
        Paper.objects.filter(place__in=places).select_related("place"), code=code
    )
    return access.paper(request, papers.pdf(found), f"{found.kind}-{found.code}.pdf")
