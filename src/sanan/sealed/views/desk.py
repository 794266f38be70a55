"""An officer's desk: what awaits, one report, what to do with it; the auditor's list of openings."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from sanan.kit import clock
from sanan.kit.errors import Refused
from sanan.kit.numbers import whole
from sanan.kit.paging import page_number
from sanan.process.pages import Pages
from sanan.sealed import actions
from sanan.sealed.enums import DESK, WATCH
from sanan.sealed.forms import staff
from sanan.sealed.forms.staff import Passphrase
from sanan.sealed.models import Report
from sanan.sealed.queries import desk as reads
from sanan.sealed.rules import REPORT
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


@require_POST
@desk(*DESK)
def open_report(request: HttpRequest, code: str) -> HttpResponse:
    """Read it, with the passphrase; the answer is the page itself and is kept nowhere."""
    found = _found(request, code)
    form = Passphrase(request.POST)
    if not form.is_valid():
        return REPORTS.render(request, found, opening=form, status=422)
    try:
        read = actions.open_report(
            report=found, by=me(request), passphrase=form.cleaned_data["passphrase"]
        )
    except Refused as no:
        form.add_error("passphrase", str(no.sentence))
        return REPORTS.render(request, found, opening=form, status=no.status)
    return REPORTS.render(request, found, read=read)


@require_POST
@desk(*DESK)
def fetch(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One attachment, with the passphrase: always a download, never shown in the page."""
    found = _found(request, code)
    form = Passphrase(request.POST)
    if not form.is_valid():
        return REPORTS.render(request, found, opening=form, status=422)
    try:
        file = actions.fetch(
            report=found,
            number=number,
            by=me(request),
            passphrase=form.cleaned_data["passphrase"],
        )
    except Refused as no:
        form.add_error("passphrase", str(no.sentence))
        return REPORTS.render(request, found, opening=form, status=no.status)
    response = HttpResponse(file.content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = _attachment(file.name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _attachment(name: str) -> str:
    return str(content_disposition_header(as_attachment=True, filename=name))


@require_safe
@desk(*WATCH)
def openings(request: HttpRequest) -> HttpResponse:
    """Who opened what when, by random codes; never what it says."""
    before = whole(request.GET.get("before", ""))
    rows, follows = reads.openings(before=before, most=100)
    return page(request, "openings", {"rows": rows, "follows": follows})


def _found(request: HttpRequest, code: str) -> Report:
    seen = Report.objects.visible_to(me(request)).select_related("body__org__place")
    return get_object_or_404(seen, code=code)


def _shown(_request: HttpRequest, found: Report) -> dict[str, Any]:
    """One report, shut: its clocks, and the form that opens it."""
    today = timezone.localdate(clock.now())
    return {
        "dues": [(due, due.late(today)) for due in running(found)],
        "opening": Passphrase(auto_id="open-%s"),
        "messages_count": found.messages.count(),
    }


def _onward(request: HttpRequest, found: Report, _verb: str) -> str:
    """Back to the report, or to the inbox where it is not this officer's any more."""
    still = Report.objects.visible_to(me(request)).filter(pk=found.pk).exists()
    return REPORTS.address(found) if still else reverse("sealed_staff:inbox")


REPORTS = Pages(
    process=REPORT,
    room="sealed_staff",
    prefix="",
    name="report",
    template="report",
    find=_found,
    show=_shown,
    forms={
        "assess": staff.Assess,
        "start_check": staff.Note,
        "conclude": staff.Outcome,
        "reply": staff.Reply,
        "note": staff.Note,
        "transfer": staff.Transfer,
        "recuse": staff.Recuse,
    },
    gate=desk(*DESK),
    frame=page,
    after=_onward,
)
