"""For whoever reports: choose, write, receipt, dialogue. No account, no session, no CSRF cookie.

A forged request from another site gains nothing here: no cookie gives anyone any right, and what a
dialogue needs stands in the form itself (ADR 25). Requests that a browser marks as cross-site are
turned away by `middleware.unlinked`.
"""

import base64
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from sanan.kit import clock
from sanan.kit.errors import Invalid, Missing, Refused
from sanan.sealed import actions
from sanan.sealed.actions.intake import readers
from sanan.sealed.crypto import at_rest
from sanan.sealed.crypto.at_rest import UnreadableError
from sanan.sealed.enums import About
from sanan.sealed.forms.resident import (
    ChooseForm,
    WordsForm,
    WriteForm,
    keys_of,
    plain_letter,
    route_of,
    route_token,
    sealed_letter,
    tidy_receipt,
)
from sanan.sealed.models import Body, Report
from sanan.sealed.queries import dialogue, routes
from sanan.sealed.views.pace import slow_down
from sanan.sealed.views.uploads import take

VISIT = timedelta(minutes=40)
View = Callable[..., HttpResponse]


def private(view: View) -> View:
    """Without cookies, and with every refusal said on a page of this room."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if request.method == "POST":
                take(request)
            return view(request, *args, **kwargs)
        except Refused as no:
            return render(request, "sealed/refused.html", {"refusal": no}, status=no.status)

    return csrf_exempt(sensitive_post_parameters()(guarded))


@require_http_methods(["GET", "HEAD", "POST"])
@private
def first(request: HttpRequest) -> HttpResponse:
    """Whom it is about, before anything is written; a POST leads to the page to write on."""
    form = ChooseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _to_write(request, form)
    context = {
        "form": form,
        "wheres": routes.wheres(),
        "abouts": About.choices,
        "where": request.POST.get("where", ""),
        "about": request.POST.get("about", ""),
    }
    return render(request, "sealed/choose.html", context, status=422 if form.errors else 200)


def _to_write(request: HttpRequest, form: ChooseForm) -> HttpResponse:
    given = form.cleaned_data
    up = given["up"] or 0
    bodies = routes.route(given["where"], About(given["about"]), up=up)
    chosen = {
        "where": given["where"].spoken,
        "where_code": given["where"].code,
        "about": About(given["about"]).label,
        "about_code": given["about"],
        "next_up": up + 1,
    }
    if not bodies:
        return render(request, "sealed/elsewhere.html", chosen)
    return _write_page(request, bodies, chosen)


def _write_page(
    request: HttpRequest,
    bodies: list[Body],
    chosen: dict[str, Any],
    *,
    form: WriteForm | None = None,
    wrong: str = "",
) -> HttpResponse:
    context = {
        **chosen,
        "form": form,
        "wrong": wrong,
        "body": bodies[0],
        "above": bodies[1:],
        "route": route_token(bodies),
        "keys": orjson.dumps(keys_of(bodies)).decode(),
        "once": get_random_string(32),
    }
    return render(request, "sealed/write.html", context, status=422 if form or wrong else 200)


@require_POST
@private
def write(request: HttpRequest) -> HttpResponse:
    """Take it in and show the receipt, once."""
    bodies = route_of(request.POST.get("route", ""))
    slow_down(request)
    once = request.POST.get("once", "")[:64]
    letter = sealed_letter(request.POST, request.FILES)
    named = request.POST.get("named") == "1"
    if letter is None:
        form = WriteForm(request.POST)
        chosen = {k: request.POST.get(k, "")[:80] for k in ("where", "about")}
        if not form.is_valid():
            return _write_page(request, bodies, chosen, form=form)
        try:
            letter = plain_letter(form.header(), request.FILES.getlist("files"), bodies)
        except Invalid as no:
            return _write_page(request, bodies, chosen, form=form, wrong=str(no.sentence))
        named = form.named
    made = actions.receive(bodies=bodies, letter=letter, named=named, once=once)
    groups = [made.receipt[i : i + 4] for i in range(0, 16, 4)]
    context = {"groups": groups, "body": bodies[0], "above": bodies[1:], "named": named}
    return render(request, "sealed/receipt.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def ask(request: HttpRequest) -> HttpResponse:
    """Give the receipt; the same work and the same size, whether it is right or wrong."""
    if request.method != "POST":
        return render(request, "sealed/ask.html")
    receipt = tidy_receipt(request.POST.get("receipt", ""))
    if not receipt:
        wrong = _("回执是 16 位数字。请一位一位再看一遍。")
        return render(request, "sealed/ask.html", {"wrong": wrong})
    slow_down(request)
    report, key = dialogue.find(receipt)
    if report is None:
        wrong = _("没有这个回执。请对照您抄下的，一位一位再看一遍。")
        return render(request, "sealed/ask.html", {"wrong": wrong})
    return _dialogue(request, report, key)


@require_POST
@private
def say(request: HttpRequest) -> HttpResponse:
    """Add something to one's report."""
    report, key = _visited(request.POST.get("visit", ""))
    slow_down(request)
    once = request.POST.get("once", "")[:64]
    letter = sealed_letter(request.POST, request.FILES)
    if letter is None:
        form = WordsForm(request.POST)
        if not form.is_valid():
            return _dialogue(request, report, key, wrong=_("请写一句话。"))
        try:
            files = request.FILES.getlist("files")
            letter = plain_letter(form.header(), files, readers(report))
        except Invalid as no:
            return _dialogue(request, report, key, wrong=str(no.sentence))
    actions.add(report=report, letter=letter, once=once)
    return _dialogue(request, report, key, said=True)


@require_POST
@private
def look(request: HttpRequest) -> HttpResponse:
    """Large type or the other language, for this visit only."""
    response = HttpResponseRedirect("/sealed/")
    if request.POST.get("care") in {"0", "1"}:
        response.set_cookie("care", request.POST["care"], samesite="Lax", httponly=True)
    if request.POST.get("lang") in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, request.POST["lang"], samesite="Lax", httponly=True
        )
    return response


def _dialogue(
    request: HttpRequest, report: Report, key: bytes, *, wrong: str = "", said: bool = False
) -> HttpResponse:
    bodies = readers(report)
    context = {
        "report": report,
        "lines": dialogue.lines(report, key),
        "promised": dialogue.promised(report),
        "visit": _visit(report, key, clock.now() + VISIT),
        "keys": orjson.dumps(keys_of(bodies)).decode(),
        "once": get_random_string(32),
        "kept_text": request.POST.get("text", "") if wrong else "",
        "wrong": wrong,
        "said": said,
    }
    return render(request, "sealed/dialogue.html", context)


def _visit(report: Report, key: bytes, until: datetime) -> str:
    """What keeps this visit open instead of a cookie: sealed, in the page, for forty minutes."""
    told = {"report": report.pk, "key": base64.b64encode(key).decode(), "until": until.timestamp()}
    return base64.urlsafe_b64encode(at_rest.lock("visit", orjson.dumps(told))).decode()


def _visited(token: str) -> tuple[Report, bytes]:
    try:
        told = orjson.loads(at_rest.unlock("visit", base64.urlsafe_b64decode(token)))
    except (UnreadableError, ValueError):
        told = {"until": 0}
    report = None
    if told["until"] > clock.now().timestamp():
        found = Report.objects.filter(pk=told["report"]).select_related("body__org__place")
        report = found.first()
    if report is None:
        raise Missing(_("这一页放得太久了。请用回执重新打开，再写一遍。"), "visit")
    return report, base64.b64decode(told["key"])
