"""Rooms at the desk: the list, one room, what can be done to a message."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from sanan.kit import clock
from sanan.kit.errors import Invalid, Refused
from sanan.kit.paging import page_number
from sanan.people import queries as people
from sanan.voices import actions, rules
from sanan.voices.enums import CLERKS, KEEPERS, SPEAKERS, Reason
from sanan.voices.forms import resident as shared
from sanan.voices.forms import staff as forms
from sanan.voices.models import Message, Room
from sanan.voices.queries import desk, feed, membership
from sanan.voices.queries import search as finding
from sanan.voices.queries.wording import labels
from sanan.voices.rules import Verb
from sanan.voices.views import access, streams, uploads
from sanan.voices.views.access import me, my_room, page


@require_safe
@access.desk()
def rooms(request: HttpRequest) -> HttpResponse:
    """The rooms of my places: what is unread, what waits."""
    q, only = request.GET.get("q", "")[:60], request.GET.get("waiting") == "1"
    number = page_number(request.GET.get("page"))
    rows, follows = desk.rooms(me(request), q=q, waiting=only, number=number)
    values = {
        "rows": rows,
        "follows": follows,
        "number": number,
        "q": q,
        "only": only,
        "waiting": desk.waiting(me(request)),
        "to_open": desk.to_open(me(request), q),
    }
    return page(request, "rooms", values)


@require_POST
@access.desk(*KEEPERS)
def open_room(request: HttpRequest) -> HttpResponse:
    """Open the room of a village."""
    place = access.place_of(request.POST.get("place", ""))
    rules.check_keeper(place, me(request))
    made = actions.open_room(place=place, by=me(request))
    return redirect("voices_staff:room", made.place.code)


@never_cache
@require_safe
@access.desk()
def room(request: HttpRequest, code: str) -> HttpResponse:
    """One room: what was said; choose messages, make a case of them."""
    return _room(request, my_room(request, code))


def _room(
    request: HttpRequest, found: Room, *, said: Refused | None = None, text: str = ""
) -> HttpResponse:
    now = clock.now()
    if actions.bring_answers(room=found, at=now):
        found.refresh_from_db()
    around = _named(found, request.GET.get("at", ""))
    piece = feed.feed(found, viewer=None, before=request.GET.get("before", ""), around=around)
    unread = feed.unread([found], me(request))[found.pk]
    values = {
        "room": found,
        "place": found.place,
        "feed": piece,
        "first_new": feed.first_new(piece, found.last_seq - unread if unread else None),
        "base_at": reverse("voices_staff:room", args=[found.place.code]),
        "staff": True,
        "unread_here": unread,
        "pinned": feed.pinned(found),
        "can_speak": rules.may_speak(found.place, me(request)),
        "can_keep": rules.may_keep(found.place, me(request)),
        "can_raise": _may(request, found, CLERKS),
        "said": said,
        "text": text,
        "reply_to": _named(found, request.GET.get("reply", "")),
        "at": around,
        "way": streams.live(request, found, me(request), staff=True),
        "labels": labels(),
        "tab": "room",
    }
    if not piece.newer:
        actions.mark_read(room=found, by=me(request), seq=found.last_seq, at=now)
    response = page(request, "room", values, status=said.status if said else 200)
    return streams.opened_to_live(request, response)


def _may(request: HttpRequest, found: Room, roles: Any) -> bool:
    return people.holds(me(request), roles, path=found.place.path)


def _named(found: Room, ref: str) -> Message | None:
    seen = Message.objects.filter(room=found, ref=ref).select_related(*feed.WITH, "member")
    return seen.first() if ref else None


@never_cache
@require_POST
@access.desk(*SPEAKERS, *KEEPERS)
@uploads.takes_files
def say(request: HttpRequest, code: str) -> HttpResponse:
    """Speak by name and office."""
    found = my_room(request, code)
    form = shared.SayForm(request.POST, request.FILES)
    try:
        if not form.is_valid():
            raise Invalid(form.sentence, "form")
        reply_to = _named(found, form.cleaned_data["reply_to"])
        actions.say_in_office(
            room=found,
            by=me(request),
            text=form.cleaned_data["text"],
            uploads=form.uploads,
            reply_to=reply_to,
            token=form.cleaned_data["token"],
        )
    except Refused as refusal:
        return _room(request, found, said=refusal, text=request.POST.get("text", ""))
    return redirect(f"{reverse('voices_staff:room', args=[code])}#now")


@never_cache
@require_GET
@access.desk()
def since(request: HttpRequest, code: str) -> HttpResponse:
    """What is new after a count, and a fresh pass for the stream."""
    found = my_room(request, code)
    text = request.GET.get("rev", "")
    rev = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
    rows = feed.since(found, viewer=None, rev=rev)
    way = streams.live(request, found, me(request), staff=True)
    return JsonResponse(
        {
            "messages": [feed.as_data(message, staff=True) for message in rows],
            "rev": rows[-1].rev if rows else max(rev, found.last_rev),
            "live": way["live"],
        }
    )


@require_POST
@access.desk()
def seen(request: HttpRequest, code: str) -> HttpResponse:
    """My page has shown the messages up to this number."""
    found, text = my_room(request, code), request.POST.get("seq", "")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
    actions.mark_read(room=found, by=me(request), seq=min(number, found.last_seq))
    return HttpResponse(status=204)


@require_safe
@access.desk()
def search(request: HttpRequest) -> HttpResponse:
    """Find what was said in the rooms of my places: words, village, person, days, topic."""
    form = shared.SearchForm(request.GET)
    asked = form.asked()
    code = request.GET.get("room", "")
    mine = Room.objects.visible_to(me(request)).select_related("place")
    offered = list(mine.order_by("place__path")[:500])
    wanted = [r for r in offered if not code or r.place.code == code]
    rows = [] if asked.empty else finding.find(wanted, asked, hidden=True)
    values = {
        "form": form,
        "asked": asked,
        "rooms": offered,
        "code": code,
        **desk.found_page(rows, request.GET.dict()),
        "topics": desk.topics(),
        "tab": "search",
    }
    values["older"] = urlencode(values["more"]) if values["more"] else ""
    return page(request, "search", values)


@require_POST
@access.desk(*CLERKS)
def raise_case(request: HttpRequest, code: str) -> HttpResponse:
    """Make one case of the chosen messages."""
    found = my_room(request, code)
    refs = request.POST.getlist("message")[:100]
    chosen = list(
        Message.objects.filter(room=found, ref__in=refs).select_related(
            "room__place", "member__person"
        )
    )
    case = actions.raise_case(
        room=found, messages=chosen, by=me(request), title=request.POST.get("title", "")
    )
    messages.info(request, _("已立为事项 %(code)s，原话和照片都带上了。") % {"code": case.code})
    if request.POST.get("back") == "review":
        return redirect("voices_staff:review")
    return redirect(f"/staff/cases/{case.code}/")


@require_safe
@access.desk()
def message(request: HttpRequest, code: str, ref: str) -> HttpResponse:
    """One message, its story, and what may be done to it."""
    found = my_room(request, code)
    return _message(request, membership.message_of(found, ref))


def _message(
    request: HttpRequest, found: Message, wrong: dict[Verb, forms.DeskForm] | None = None
) -> HttpResponse:
    able = rules.allowed(found, me(request))
    values = {
        "room": found.room,
        "place": found.room.place,
        "message": found,
        "around": feed.without(feed.feed(found.room, viewer=None, around=found), found),
        "staff": True,
        "base_at": reverse("voices_staff:room", args=[found.room.place.code]),
        "able": [str(verb) for verb in able],
        "reasons": [
            (v, LABELS[v], (wrong or {}).get(v) or _reason_form(v))
            for v in able
            if v in WITH_REASON
        ],
        "appeal": getattr(found, "appeal", None),
        "way": streams.live(request, found.room, me(request), staff=True),
        "tab": "",
    }
    return page(request, "message", values, status=422 if wrong else 200)


WITH_REASON = (Verb.REMOVE, Verb.REFUSE)
LABELS = {Verb.REMOVE: gettext_lazy("移除这条消息"), Verb.REFUSE: gettext_lazy("不放行")}


def _reason_form(verb: Verb, data: Any = None) -> forms.ReasonForm:
    return forms.ReasonForm(data, auto_id=f"id_{verb}_%s")


@require_http_methods(["POST"])
@access.desk()
def do(request: HttpRequest, code: str, ref: str, verb: str) -> HttpResponse:
    """Do one thing to one message."""
    found = membership.message_of(my_room(request, code), ref)
    chosen = Verb(verb) if verb in set(Verb) else None
    if chosen is None:
        raise membership.no_message()
    if chosen == Verb.RAISE:
        actions.raise_case(room=found.room, messages=[found], by=me(request))
    elif chosen in WITH_REASON:
        form = _reason_form(chosen, request.POST)
        if not form.is_valid():
            return _message(request, found, {chosen: form})
        given = {"why": Reason(form.cleaned_data["why"]), "note": form.cleaned_data["note"]}
        actions.VERBS[chosen](message=found, by=me(request), **given)
    else:
        actions.VERBS[chosen](message=found, by=me(request))
    if request.POST.get("back") == "review":
        return redirect(
            f"{reverse('voices_staff:review')}?{urlencode({'tab': request.POST.get('tab', '')})}"
        )
    return redirect("voices_staff:message", code, ref)
