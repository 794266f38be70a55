"""An officer's desk: what awaits, one report, what to do with it; the auditor's list of openings."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sanan.kit import clock
from sanan.kit.errors import Missing, Refused
from sanan.kit.paging import page_number
from sanan.sealed import actions, rules
from sanan.sealed.actions.desk import Read
from sanan.sealed.enums import DESK, WATCH
from sanan.sealed.forms.staff import FORMS, LABELS, Passphrase
from sanan.sealed.models import Report
from sanan.sealed.queries import desk as reads
from sanan.sealed.rules import Verb
from sanan.sealed.rules.clocks import running
from sanan.sealed.views.access import desk, me, page

SHOWN = 30


@require_safe
@desk(*DESK)
def inbox(request: HttpRequest) -> HttpResponse:
    """What awaits this officer."""
    number = page_number(request.GET.get("page"))
    done = request.GET.get("done") == "1"
    rows = reads.inbox(
        me(request),
        timezone.localdate(clock.now()),
        done=done,
        skip=(number - 1) * SHOWN,
        most=SHOWN + 1,
    )
    mine = reads.keys_of(me(request))
    values = {
        "rows": rows[:SHOWN],
        "several": len(mine) > 1,
        "number": number,
        "follows": len(rows) > SHOWN,
        "done": done,
        "opens": any(keys.can_open for keys in mine),
    }
    return page(request, "inbox", values)


@require_safe
@desk(*DESK)
def report(request: HttpRequest, code: str) -> HttpResponse:
    """One report, shut."""
    return _report(request, _found(request, code))


@require_POST
@desk(*DESK)
def open_report(request: HttpRequest, code: str) -> HttpResponse:
    """Read it, with the passphrase; the answer is the page itself and is kept nowhere."""
    found = _found(request, code)
    form = Passphrase(request.POST)
    if not form.is_valid():
        return _report(request, found, opening=form, status=422)
    try:
        read = actions.open_report(
            report=found, by=me(request), passphrase=form.cleaned_data["passphrase"]
        )
    except Refused as no:
        form.add_error("passphrase", str(no.sentence))
        return _report(request, found, opening=form, status=no.status)
    return _report(request, found, read=read)


@require_POST
@desk(*DESK)
def fetch(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One attachment, with the passphrase: always a download, never shown in the page."""
    found = _found(request, code)
    form = Passphrase(request.POST)
    if not form.is_valid():
        return _report(request, found, opening=form, status=422)
    try:
        file = actions.fetch(
            report=found,
            number=number,
            by=me(request),
            passphrase=form.cleaned_data["passphrase"],
        )
    except Refused as no:
        form.add_error("passphrase", str(no.sentence))
        return _report(request, found, opening=form, status=no.status)
    response = HttpResponse(file.content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = _attachment(file.name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _attachment(name: str) -> str:
    return str(content_disposition_header(as_attachment=True, filename=name))


@require_POST
@desk(*DESK)
def do(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Reply, note, assess, check, conclude, transfer, recuse."""
    found = _found(request, code)
    if verb not in {str(v) for v in FORMS}:
        raise Missing(_("没有这一步。"), "no_verb")
    wanted = Verb(verb)
    form = FORMS[wanted](request.POST)
    if not form.is_valid():
        return _report(request, found, doing=wanted, form=form, status=422)
    try:
        getattr(actions, str(wanted))(report=found, by=me(request), **form.cleaned_data)
    except Refused as no:
        form.add_error(no.field if no.field in form.fields else None, str(no.sentence))
        return _report(request, found, doing=wanted, form=form, status=no.status)
    still = Report.objects.visible_to(me(request)).filter(pk=found.pk).exists()
    return redirect("sealed_staff:report", code) if still else redirect("sealed_staff:inbox")


@require_safe
@desk(*WATCH)
def openings(request: HttpRequest) -> HttpResponse:
    """Who opened what when, by random codes; never what it says."""
    before = request.GET.get("before", "")
    number = int(before) if before.isascii() and before.isdecimal() else None
    rows, follows = reads.openings(before=number, most=100)
    return page(request, "openings", {"rows": rows, "follows": follows})


def _found(request: HttpRequest, code: str) -> Report:
    seen = Report.objects.visible_to(me(request)).select_related("body__org__place")
    return get_object_or_404(seen, code=code)


def _report(
    request: HttpRequest,
    found: Report,
    *,
    read: list[Read] | None = None,
    opening: forms.Form | None = None,
    doing: Verb | None = None,
    form: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    allowed = rules.allowed(found, me(request))
    verbs: list[dict[str, Any]] = [
        {
            "verb": str(verb),
            "label": LABELS[verb],
            "form": form
            if verb == doing and form is not None
            else FORMS[verb](auto_id=f"{verb}-%s"),
            "open": verb == doing,
        }
        for verb in FORMS
        if verb in allowed
    ]
    today = timezone.localdate(clock.now())
    values = {
        "report": found,
        "dues": [(due, due.late(today)) for due in running(found)],
        "read": read,
        "opening": opening or Passphrase(auto_id="open-%s"),
        "verbs": verbs,
        "messages_count": found.messages.count(),
    }
    return page(request, "report", values, status=status)
