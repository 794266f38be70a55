"""What is going on where I live: public cases, how they are answered, whom to turn to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.cases import actions
from sanan.cases.forms.resident import CallForm
from sanan.cases.models import Case
from sanan.cases.queries import neighbourhood, track
from sanan.cases.views import appellant
from sanan.kit import clock, dates
from sanan.kit.errors import Missing
from sanan.kit.paging import page_number
from sanan.kit.periods import Period
from sanan.people import visitor
from sanan.people.actions import ask_call
from sanan.people.forms.resident import PhoneNumberForm
from sanan.people.queries import village_people
from sanan.people.queries.village import Neighbour
from sanan.places import queries as places

SHOWN = 20


@require_safe
def village(request: HttpRequest, code: str) -> HttpResponse:
    """Public masked cases of a place, searchable; or those of them that a figure counts."""
    place = places.by_code(code)
    words = request.GET.get("q", "").strip()[:100]
    figure = request.GET.get("figure", "")
    period = Period.read(request.GET.get("month"), neighbourhood.today())
    cases = neighbourhood.searched(track.public_cases(place), words)
    counted = neighbourhood.figure_cases(place, period, figure) if figure else None
    if counted is not None:
        cases = cases.filter(pk__in=counted.values("pk"))
    number, now = page_number(request.GET.get("page")), clock.now()
    rows = list(cases[(number - 1) * SHOWN : number * SHOWN + 1])
    context = {
        "place": place,
        "q": words,
        "map": neighbourhood.on_map(place, cases, now),
        "rows": [
            (c, track.stands_for_all(c), track.tone(c, now), dates.day(c.opened_at))
            for c in rows[:SHOWN]
        ],
        "more": len(rows) > SHOWN,
        "number": number,
        "figure": figure,
        "month": period.key,
        "counted": counted.count() if counted is not None else None,
        "shown": cases.count() if counted is not None else None,
    }
    return render(request, "cases/resident/village.html", context)


@require_safe
def public(request: HttpRequest, code: str) -> HttpResponse:
    """One public case, masked."""
    case = _public(code)
    return _page(request, case, PhoneNumberForm())


@require_POST
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Follow it instead of saying it again: by account, or by a number that only SMS reads."""
    case = _public(code)
    person = appellant.person(request)
    form = PhoneNumberForm(request.POST)
    if person is None and not form.is_valid():
        return _page(request, case, form, status=422)
    visitor.slow_down(request, "phone-given", burst=10, per_minute=2)
    phone = "" if person else form.cleaned_data["phone"]
    actions.follow(case=case, person=person, phone=phone)
    messages.info(request, _("记下了。这件事有答复、办结的时候，会告诉您。"))
    return redirect("cases:public", case.code)


@require_safe
def rates(request: HttpRequest, code: str) -> HttpResponse:
    """The three rates of a month, each with what it means; each figure opens what it counts."""
    place = places.by_code(code)
    today = neighbourhood.today()
    period = Period.read(request.GET.get("month") or f"{today:%Y-%m}", today)
    base, found = neighbourhood.three_rates(place, period)
    context = {
        "place": place,
        "period": period,
        "months": neighbourhood.months(today),
        "base": base,
        "rates": found,
        "figures": neighbourhood.month(place, period),
    }
    return render(request, "cases/resident/rates.html", context)


@require_safe
def people(request: HttpRequest, code: str) -> HttpResponse:
    """Whom to turn to: names and duties, never a number."""
    place = places.by_code(code)
    context = {"place": place, "people": village_people(place)}
    return render(request, "cases/resident/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest, code: str, position: int) -> HttpResponse:
    """Ask someone in office to call back; neither side's number is shown on a page."""
    place = places.by_code(code)
    wanted = _someone(code, position)
    form = CallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        visitor.slow_down(request, "phone-given", burst=10, per_minute=2)
        ask_call(
            position_id=position, phone=form.cleaned_data["phone"], text=form.cleaned_data["text"]
        )
        messages.info(request, _("已经转告%(name)s，请留意来电。") % {"name": wanted.name})
        return redirect("cases:people", place.code)
    context = {"place": place, "someone": wanted, "form": form}
    status = 422 if form.errors else 200
    return render(request, "cases/resident/call.html", context, status=status)


def _someone(code: str, position: int) -> Neighbour:
    """Someone in office in this very village: no other position can be reached from here."""
    here = village_people(places.by_code(code))
    inside = [n for b in here.buildings for n in (*b.leaders, *b.contacts)]
    for each in (*here.cadres, *inside):
        if each.position_id == position:
            return each
    raise Missing(_("这位同志现在不在这个岗位上。请另选一位。"), "no_position")


def _public(code: str) -> Case:
    case = Case.objects.select_related(*track.SELECTED).published().filter(code=code).first()
    if case is None:
        raise Missing(_("没有找到这件事，或者它没有公开。"), "no_case")
    return case


def _page(
    request: HttpRequest, case: Case, form: PhoneNumberForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "case": case,
        "place": case.village or case.place,
        "story": track.public_story(case, at=clock.now()),
        "form": form,
        "person": appellant.person(request),
    }
    return render(request, "cases/resident/public.html", context, status=status)
