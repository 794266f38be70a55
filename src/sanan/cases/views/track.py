"""Following it: by query code, without an account."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sanan.cases import actions  # noqa: F401 - they do the verbs
from sanan.cases.forms.resident import (
    AddForm,
    NotFixedForm,
    ObjectForm,
    RateForm,
    ReopenForm,
    TrackForm,
    WithdrawForm,
)
from sanan.cases.models import Case
from sanan.cases.queries import track
from sanan.cases.rules import APPELLANT, CASE
from sanan.cases.views import appellant
from sanan.insight.private import partial
from sanan.kit import clock, vault
from sanan.people import visitor
from sanan.process.pages import Actor, Pages, bare


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Give the query code; a wrong one costs a try and tells nothing."""
    form = TrackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        visitor.slow_down(request, "query-code", burst=20, per_minute=6)
        found = track.by_query_code(form.cleaned_data["code"])
        if found is not None:
            response = redirect("cases:case", found.code)
            appellant.FOLLOWED.follow(request, response, found.code)
            return response
        for address in filter(None, (find(form.cleaned_data["code"]) for find in track.ELSEWHERE)):
            return redirect(address)
        form.add_error("code", _("没有这个查询码。请对照回执，一位一位再看一遍，一共 12 位数字。"))
    mine = Case.objects.filter(code__in=appellant.FOLLOWED.codes(request)).order_by("-opened_at")
    context = {"form": form, "mine": mine, "wrong": form.errors}
    status = 422 if form.errors else 200
    return render(request, "cases/resident/track.html", context, status=status)


@require_POST
def forget(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's shape of a view
    """This phone follows nothing any more."""
    response = redirect("cases:track")
    appellant.FOLLOWED.forget(response)
    return response


def _shown(_request: HttpRequest, case: Case) -> dict[str, Any]:
    """The story of one case."""
    return {
        "place": case.village or case.place,
        "story": track.story(case, at=clock.now()),
        "record": track.record(case),
        "phone": partial.phone(vault.unlock(case.contact_locked)),
    }


def _to_its_end(_request: HttpRequest, case: Case, _verb: str) -> str:
    return f"{CASES.address(case)}#now"


CASES: Pages[Case] = Pages(
    process=CASE,
    room="cases",
    prefix="track",
    name="case",
    template="cases/resident/case.html",
    find=appellant.case_of,
    show=_shown,
    forms={
        "rate": RateForm,
        "not_fixed": NotFixedForm,
        "reopen": ReopenForm,
        "object": ObjectForm,
        "add": AddForm,
        "withdraw": WithdrawForm,
    },
    who=lambda _request, _case: Actor(None, APPELLANT),
    frame=bare,
    after=_to_its_end,
)
"""Whoever raised it, by their query code: nobody's name stands in its story."""
