"""A file of another system handed in at the desk: sent, rehearsed and looked at, taken, told."""

import io
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanan.exchange import actions
from sanan.exchange.enums import READERS, Means, State
from sanan.exchange.forms.staff import HandIn
from sanan.exchange.models import Batch, Message, System
from sanan.exchange.views.staff import desk, page
from sanan.imports import keeping
from sanan.kit import clock, words
from sanan.kit.downloads import excel
from sanan.kit.errors import Refused
from sanan.kit.sheets import write_sheet
from sanan.people import access
from sanan.people.actions import note_export

SHOWN = 100
AGAIN = gettext_lazy("收过了，不再收")
TONES = {State.DONE: "", State.HELD: "t-late", State.WAITING: "t-soon"}
_both = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@_both
@desk(*READERS)
def hand_in(request: HttpRequest) -> HttpResponse:
    """Which system it is from, and the file."""
    systems = System.objects.visible_to(access.me(request)).filter(ended_at__isnull=True)
    form = HandIn(request.POST or None, request.FILES or None, systems=systems.order_by("name"))
    if request.method == "POST" and form.is_valid():
        try:
            kept = _keep(request, form.cleaned_data)
            _rehearsed(request, kept)
        except Refused as no:
            form.refuse(no)
        else:
            return redirect("exchange_staff:hand_in_look", kept.token)
    return page(request, "hand_in", {"form": form}, status=422 if form.errors else 200)


@never_cache
@_both
@desk(*READERS)
def look(request: HttpRequest, token: str) -> HttpResponse:
    """What would become of each row; a POST takes the file in."""
    kept = keeping.kept(token, by=access.me(request).pk)
    if request.method == "POST":
        batch = actions.hand_in(
            system=_system(request, kept), path=kept.path, name=kept.name, by=access.me(request)
        )
        return redirect("exchange_staff:handed", batch.pk)
    rows = [_row(each.message, new=each.new) for each in _rehearsed(request, kept)]
    values = {
        "file": kept,
        "system": _system(request, kept),
        "rows": rows[:SHOWN],
        "more": max(0, len(rows) - SHOWN),
        "counts": _counts(rows),
    }
    return page(request, "hand_in_look", values)


@require_safe
@desk(*READERS)
def handed(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of a file's rows; with `?xlsx` as a sheet, whose taking stands on the record."""
    mine = System.objects.visible_to(access.me(request))
    batch = get_object_or_404(Batch.objects.select_related("system"), pk=pk, system__in=mine)
    found = batch.messages.select_related("case", "system").order_by("pk")
    rows = [_row(each, new=True) for each in found]
    if "xlsx" in request.GET:
        return _sheet(request, batch, rows)
    values = {
        "batch": batch,
        "rows": rows[:SHOWN],
        "more": max(0, len(rows) - SHOWN),
        "counts": _counts(rows),
        "before": max(0, batch.rows - len(rows)),
    }
    return page(request, "handed", values)


def _keep(request: HttpRequest, given: dict[str, Any]) -> keeping.Kept:
    sent = given["file"]
    return keeping.keep(
        name=words.clean_line(sent.name),
        blocks=sent.chunks(),
        size=sent.size,
        by=access.me(request).pk,
        source=given["system"].code,
        place=given["system"].place.code,
        at=clock.now(),
    )


def _system(request: HttpRequest, kept: keeping.Kept) -> System:
    return get_object_or_404(System.objects.visible_to(access.me(request)), code=kept.source)


def _rehearsed(request: HttpRequest, kept: keeping.Kept) -> Iterable[Any]:
    return actions.rehearse(
        system=_system(request, kept), path=kept.path, name=kept.name, by=access.me(request)
    )


def _row(message: Message, *, new: bool) -> dict[str, Any]:
    said = message.said
    return {
        "message": message,
        "number": message.outside_id,
        "what": words.clip(said.get("title") or said.get("text") or said.get("raw", ""), 60),
        "means": Means(message.means or Means.REQUEST).label,
        "state": message.get_state_display() if new else AGAIN,
        "tone": TONES.get(State(message.state), "") if new else "soft",
        "why": message.why,
        "held": new and message.state == State.HELD,
    }


def _counts(rows: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """How many rows come to the same, most first."""
    return Counter(str(row["state"]) for row in rows).most_common()


def _sheet(request: HttpRequest, batch: Batch, rows: list[dict[str, Any]]) -> HttpResponse:
    out, heads = (
        io.BytesIO(),
        [_("对方编号"), _("要我们做什么"), _("现在"), _("我们的编号"), _("说明")],
    )
    write_sheet(out, heads, _lines(rows), widths=[24, 16, 14, 18, 60])
    told = {"exchange": "file", "system": batch.system.code, "digest": batch.digest}
    note_export(what=told, rows=len(rows), by=access.me(request))
    return excel(out.getvalue(), f"{batch.system.code}-{batch.pk}")


def _lines(rows: list[dict[str, Any]]) -> Iterator[list[object]]:
    for row in rows:
        case = row["message"].case
        yield [
            row["number"],
            str(row["means"]),
            str(row["state"]),
            case.code if case else "",
            row["why"],
        ]
