"""The desk: systems and their queues, letters that wait for somebody, and one matter from two doors."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanan.cases.actions import merge
from sanan.cases.models import Case
from sanan.exchange.enums import DESK, READERS, SETTERS, Direction, State
from sanan.exchange.forms.staff import LETTER_FORMS, WORDS, Join
from sanan.exchange.models import Message
from sanan.exchange.queries import desk as queries
from sanan.exchange.queries.words import missing
from sanan.exchange.rules import LETTER
from sanan.kit.dates import moment
from sanan.kit.errors import Refused
from sanan.kit.paging import page_number
from sanan.people import access
from sanan.process.pages import Pages
from sanan.process.queries import timeline

SHOWN = 50
MOMENTS = ("at", "due")
desk = access.desk_of(*DESK)
page = access.pages_of("exchange/staff", {"read": READERS, "set": SETTERS})
_both = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@desk()
def board(request: HttpRequest) -> HttpResponse:
    """Every system and its queue."""
    person = access.me(request)
    values = {"standings": queries.standings(person), "missing": missing(person)}
    return page(request, "board", values)


@require_safe
@desk(*READERS)
def letters(request: HttpRequest) -> HttpResponse:
    """Letters, those that wait for somebody first of all."""
    state, system = request.GET.get("state", ""), request.GET.get("system", "")
    said = request.GET.get("q", "").strip()[:60]
    rows = queries.letters(access.me(request), state=state, system=system, said=said)
    number = page_number(request.GET.get("page"))
    shown = list(rows[(number - 1) * SHOWN : number * SHOWN + 1])
    values = {
        "rows": shown[:SHOWN],
        "follows": len(shown) > SHOWN,
        "number": number,
        "state": state,
        "system": system,
        "said": said,
        "states": State.choices,
    }
    return page(request, "letters", values)


def _letter(request: HttpRequest, code: str) -> Message:
    rows = Message.objects.visible_to(access.me(request))
    return get_object_or_404(rows.select_related("system__place", "case", "batch"), ref=code)


def _told(name: str, value: str) -> str:
    """A moment as people read it; anything else as it came."""
    if name in MOMENTS:
        with suppress(ValueError):  # what could not be read was kept as it came
            return moment(datetime.fromisoformat(value))
    return value


def _shown(_request: HttpRequest, letter: Message) -> dict[str, Any]:
    said = letter.said
    named = {**WORDS, "raw": _("原样")} if letter.direction == Direction.IN else RESULT_WORDS
    facts = [(named[name], _told(name, said[name])) for name in named if said.get(name)]
    return {"facts": facts, "story": timeline(LETTER, letter)}


RESULT_WORDS = {
    "outside_id": gettext_lazy("对方编号"),
    "state": gettext_lazy("告诉对方的状态"),
    "text": gettext_lazy("答复"),
    "unit": gettext_lazy("承办单位"),
}
LETTERS = Pages(
    process=LETTER,
    room="exchange_staff",
    prefix="letters",
    name="letter",
    template="letter",
    find=_letter,
    show=_shown,
    forms=LETTER_FORMS,
    gate=desk(*READERS),
    frame=page,
)


@never_cache
@_both
@desk(*READERS)
def same(request: HttpRequest) -> HttpResponse:
    """Orders from outside beside what neighbours said of the same; joined by a person, never by itself."""
    if request.method == "POST":
        return _join(request)
    return page(request, "same", {"found": queries.same_matters(access.me(request))})


def _join(request: HttpRequest) -> HttpResponse:
    form, person = Join(request.POST), access.me(request)
    if not form.is_valid():
        raise Http404
    seen = Case.objects.visible_to(person).select_related("place")
    case, into = form.cases(seen)
    if case is None or into is None:
        raise Http404
    try:
        merge(case=case, into=into, by=person)
    except Refused as no:
        values = {"found": queries.same_matters(person), "refusal": no.sentence}
        return page(request, "same", values, status=no.status)
    told = _("已经并入 %(code)s，一起办理，办完各自答复。") % {"code": into.code}
    messages.success(request, told)
    return redirect("exchange_staff:same")
