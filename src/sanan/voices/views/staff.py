"""Rooms at the desk: the list, one room, what can be done to a message."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
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
from sanan.process.forms import Nothing
from sanan.process.pages import Pages, one_form
from sanan.voices import actions, rules
from sanan.voices.enums import CLERKS, KEEPERS, SPEAKERS, Reading, State
from sanan.voices.forms import resident as shared
from sanan.voices.forms import staff as forms
from sanan.voices.models import Message, Room
from sanan.voices.queries import desk, feed
from sanan.voices.queries import search as finding
from sanan.voices.queries.wording import labels
from sanan.voices.rules import MESSAGE
from sanan.voices.views import access, streams, uploads
from sanan.voices.views.access import me, my_room, page

MOST_CHOSEN = 100


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
        "staff": True,
        "unread_here": unread,
        "pinned": feed.pinned(found),
        "can_speak": bool(rules.office_of(found.place, me(request))),
        "can_raise": people.holds(me(request), CLERKS, path=found.place.path),
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
    return streams.news(request, my_room(request, code), me(request), None)


@require_POST
@access.desk()
def seen(request: HttpRequest, code: str) -> HttpResponse:
    """My page has shown the messages up to this number."""
    return streams.read_up_to(request, my_room(request, code), me(request))


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


@require_http_methods(["GET", "HEAD", "POST"])
@access.desk(*CLERKS)
def raise_case(request: HttpRequest, code: str) -> HttpResponse:
    """Make one case of the chosen messages, seen first as they will be quoted."""
    found = my_room(request, code)
    sent = request.POST if request.method == "POST" else request.GET
    rows = Message.objects.filter(room=found, ref__in=sent.getlist("message")[:MOST_CHOSEN])
    chosen = list(rows.select_related("room__place", "member__person").order_by("seq"))
    if not chosen:
        messages.info(request, _("请先在消息前打勾。"))
        return redirect("voices_staff:room", code)
    refs = [message.ref for message in chosen]
    form = forms.PickedForm(request.POST or None, thing=chosen, initial={"message": refs})
    return one_form(
        request,
        form,
        lambda given: actions.raise_case(
            message=chosen[0], others=chosen[1:], title=given["title"], by=me(request)
        ),
        lambda case: f"/staff/cases/{case.code}/",
        "case",
        {"room": found, "place": found.place, "quoted": [*map(feed.quoted_line, chosen)]},
        frame=page,
    )


def _message(request: HttpRequest, ref: str) -> Message:
    seen = Message.objects.visible_to(me(request))
    related = (*feed.WITH, "member__person", "appeal")
    return get_object_or_404(seen.select_related(*related), ref=ref)


def _around(_request: HttpRequest, found: Message) -> dict[str, Any]:
    return {
        "room": found.room,
        "place": found.room.place,
        "around": feed.without(feed.feed(found.room, viewer=None, around=found), found),
        "staff": True,
        "story": desk.story(MESSAGE, found),
        "appeal": getattr(found, "appeal", None),
        "way": streams.still(staff=True),
        "tab": "",
    }


def _go_on(request: HttpRequest, message: Message, verb: str) -> str:
    if verb == "raise_case" and message.case:
        said = _("已立为事项 %(code)s，原话和照片都带上了。")
        messages.info(request, said % {"code": message.case.code})
    return MESSAGES.address(message)


def _has_sense(message: Message, verb: str) -> bool:
    """Whether the verb has anything to do with a message like this, now or at another time."""
    senses = {
        "dismiss": message.reading == Reading.PROPOSED,
        "pass": message.state == State.HELD,
        "refuse": message.state == State.HELD,
        "stand": message.reported_at is not None,
        "pin": message.pinned_at is None,
        "unpin": message.pinned_at is not None,
    }
    return senses.get(verb, True)


MESSAGES = Pages(
    process=MESSAGE,
    room="voices_staff",
    prefix="m",
    name="message",
    template="message",
    find=_message,
    show=_around,
    forms={
        "raise_case": forms.RaiseForm,
        "dismiss": Nothing,
        "pass": Nothing,
        "refuse": forms.ReasonForm,
        "stand": forms.StandForm,
        "remove": forms.ReasonForm,
        "pin": Nothing,
        "unpin": Nothing,
    },
    gate=access.desk(),
    frame=page,
    after=_go_on,
    shown=_has_sense,
)


@require_safe
@access.desk()
def moved(_request: HttpRequest, ref: str, **_where: str) -> HttpResponse:
    """Where a message stood under its room before."""
    return redirect("voices_staff:message", ref, permanent=True)
