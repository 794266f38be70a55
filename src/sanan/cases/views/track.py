"""Following it: by query code, without an account."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.cases import actions
from sanan.cases.forms.resident import RateForm, TrackForm, WithdrawForm, WordsForm
from sanan.cases.models import Case
from sanan.cases.queries import track
from sanan.cases.rules import APPELLANT
from sanan.cases.views import appellant
from sanan.insight.private import partial
from sanan.kit import clock, vault
from sanan.kit.errors import Missing, Refused
from sanan.people import visitor
from sanan.process.enums import Satisfaction


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


@never_cache
@require_safe
def case(request: HttpRequest, code: str) -> HttpResponse:
    """The story of one case, and at its end what can be done now."""
    return _page(request, _found(request, code))


@require_POST
def forget(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's shape of a view
    """This phone follows nothing any more."""
    response = redirect("cases:track")
    appellant.FOLLOWED.forget(response)
    return response


@never_cache
@require_POST
def act(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Add, answer, rate, say "not fixed", reopen, object, withdraw."""
    case = _found(request, code)
    if verb not in _ACTS:
        raise Missing(_("没有这一步。"), "no_verb")
    kind, do = _ACTS[verb]
    form = kind(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, case, verb=verb, form=form, status=422)
    try:
        do(case, form)
    except Refused as error:
        form.add_error(None, str(error.sentence))
        return _page(request, case, verb=verb, form=form, status=error.status)
    return redirect(f"/track/{case.code}/#now")


def _found(request: HttpRequest, code: str) -> Case:
    return appellant.case_of(request, code)


def _page(
    request: HttpRequest,
    case: Case,
    *,
    verb: str = "",
    form: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "case": case,
        "place": case.village or case.place,
        "story": track.story(case, by=None, at=clock.now()),
        "opened": track.moment(case.opened_at),
        "due": track.day(case.due_at),
        "record": track.record(case),
        "phone": partial.phone(vault.unlock(case.contact_locked)),
        "satisfactions": Satisfaction.choices,
        "verb": verb,
        "form": form,
    }
    return render(request, "cases/resident/case.html", context, status=status)


def _add(case: Case, form: Any) -> None:
    actions.add(case=case, text=form.cleaned_data["text"], uploads=form.uploads, relation=APPELLANT)


def _not_fixed(case: Case, form: Any) -> None:
    actions.not_fixed(
        case=case, text=form.cleaned_data["text"], uploads=form.uploads, relation=APPELLANT
    )


def _reopen(case: Case, form: Any) -> None:
    actions.reopen(
        case=case, text=form.cleaned_data["text"], uploads=form.uploads, relation=APPELLANT
    )


def _object(case: Case, form: Any) -> None:
    actions.object_to(case=case, text=form.cleaned_data["text"], relation=APPELLANT)


def _rate(case: Case, form: Any) -> None:
    actions.rate(case=case, **form.answers(), relation=APPELLANT)


def _withdraw(case: Case, form: Any) -> None:
    actions.withdraw(case=case, reason=form.cleaned_data["text"], relation=APPELLANT)


_ACTS: Mapping[str, tuple[type[forms.Form], Callable[[Case, Any], None]]] = {
    "add": (WordsForm, _add),
    "not_fixed": (WordsForm, _not_fixed),
    "reopen": (WordsForm, _reopen),
    "object": (WordsForm, _object),
    "rate": (RateForm, _rate),
    "withdraw": (WithdrawForm, _withdraw),
}
