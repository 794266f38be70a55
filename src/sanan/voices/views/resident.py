"""The village room on a phone: reading, speaking, searching, handing over, appealing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
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
from sanan.people.actions import spend_attempt
from sanan.process.forms import Nothing
from sanan.process.pages import Pages, asker, bare, one_form
from sanan.process.queries import timeline
from sanan.voices import actions
from sanan.voices.enums import Standing, State
from sanan.voices.forms import resident as forms
from sanan.voices.models import Member, Message, Mute, Room
from sanan.voices.queries import desk, feed, membership
from sanan.voices.queries import search as finding
from sanan.voices.queries.wording import labels
from sanan.voices.rules import MEMBER, MESSAGE
from sanan.voices.rules.members import why_not_say
from sanan.voices.views import access, coming, streams, uploads


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """My rooms; the one room at once where there is one."""
    person = access.resident(request)
    if person is None:
        return redirect(coming.signing_in(reverse("voices:mine")))
    held = list(person.rooms.select_related("room__place").order_by("-since_at"))
    current = [member for member in held if member.state == Standing.IN]
    if len(current) == 1 and len(held) == 1:
        return redirect("voices:room", current[0].room.place.code)
    unread = feed.unread([member.room for member in held], person)
    rows = [(member, unread[member.room_id]) for member in held]
    return render(request, "voices/resident/mine.html", {"rows": rows, "person": person})


@never_cache
@require_safe
def room(request: HttpRequest, code: str) -> HttpResponse:
    """The room: what was said, and the place to say something."""
    place = access.place_of(code)
    found = membership.room_at(place)
    member = membership.member_of(found, access.resident(request)) if found else None
    if found is None or member is None:
        return _door(request, place, found)
    if found.place.code != code:
        return redirect("voices:room", found.place.code)
    return _room(request, member)


def _door(request: HttpRequest, place: Any, found: Room | None) -> HttpResponse:
    person = access.resident(request)
    at_home = bool(person and person.home and found and found.place.contains(person.home))
    context = {
        "place": found.place if found else place,
        "room": found,
        "person": person,
        "at_home": at_home,
        "mine": membership.row_of(found, person) if found else None,
        "members": found.members.current().count() if found else 0,
        "enter": coming.signing_in(request.path),
    }
    return render(request, "voices/resident/door.html", context)


def _room(
    request: HttpRequest,
    member: Member,
    *,
    form: forms.SayForm | None = None,
    said: Refused | None = None,
) -> HttpResponse:
    found, now = member.room, clock.now()
    if actions.bring_answers(room=found, at=now):
        found.refresh_from_db()
    upto, mute = membership.ends_at(member), Mute.objects.of(member, now)
    piece = feed.feed(found, viewer=member, before=request.GET.get("before", ""), upto=upto)
    unread = feed.unread([found], member.person)[found.pk]
    reply_to = _named(
        found, request.GET.get("reply") or (form.data.get("reply_to") if form else "")
    )
    context = {
        "place": found.place,
        "room": found,
        "member": member,
        "feed": piece,
        "first_new": feed.first_new(piece, found.last_seq - unread if unread else None),
        "unread": unread,
        "pinned": feed.pinned(found),
        "members": found.members.current().count(),
        "refusal": why_not_say(member, mute),
        "mute": mute,
        "form": form or forms.SayForm(),
        "said": said,
        "reply_to": reply_to,
        "most": forms.MOST_BODY,
        "way": streams.still(staff=False)
        if upto is not None
        else streams.live(request, found, member.person, staff=False),
        "labels": labels(),
        "viewer": member.ref,
    }
    if upto is None and not piece.newer:
        actions.mark_read(room=found, by=member.person, seq=found.last_seq, at=now)
    wrong = said is not None or bool(form and form.errors)
    status = said.status if said else 422 if wrong else 200
    response = render(request, "voices/resident/room.html", context, status=status)
    return streams.opened_to_live(request, response)


def _named(found: Room, ref: str | None) -> Message | None:
    return Message.objects.filter(room=found, ref=ref, state=State.SHOWN).first() if ref else None


@never_cache
@require_POST
@uploads.takes_files
def say(request: HttpRequest, code: str) -> HttpResponse:
    """Say something. A script gets the message as data, a page without one the room again."""
    member = access.member_here(request, code)
    form = forms.SayForm(request.POST, request.FILES)
    wants_data = request.headers.get("Accept", "").startswith("application/json")
    spend_attempt(purpose="room-say", source=member.ref, burst=40, per_minute=40)
    try:
        if not form.is_valid():
            raise Invalid(form.sentence, "form")
        made = actions.say(
            room=member.room,
            member=member,
            text=form.cleaned_data["text"],
            uploads=form.uploads,
            reply_to=_named(member.room, form.cleaned_data["reply_to"]),
            token=form.cleaned_data["token"],
        )
    except Refused as refusal:
        if wants_data:
            told = {"sentence": str(refusal.sentence), "field": refusal.field}
            return JsonResponse(told, status=refusal.status)
        return _room(request, member, form=form, said=refusal)
    if wants_data:
        return JsonResponse(feed.as_data(_fresh(made), staff=False))
    if made.state == State.HELD:
        messages.info(request, _("已经收到。里面有要先看一看的词，村里看过就显示。"))
    return redirect(f"{reverse('voices:room', args=[member.room.place.code])}#now")


def _fresh(message: Message) -> Message:
    return Message.objects.select_related(*feed.WITH, "member").get(pk=message.pk)


@never_cache
@require_GET
def since(request: HttpRequest, code: str) -> HttpResponse:
    """What is new after a count, for pages without a stream; and a fresh pass for one."""
    member = access.member_here(request, code)
    if membership.ends_at(member) is not None:
        return JsonResponse({"messages": [], "live": "", "rev": 0, "over": True})
    return streams.news(request, member.room, member.person, member)


@require_POST
def seen(request: HttpRequest, code: str) -> HttpResponse:
    """My page has shown the messages up to this number."""
    member = access.member_here(request, code)
    return streams.read_up_to(request, member.room, member.person)


@never_cache
@require_safe
def search(request: HttpRequest, code: str) -> HttpResponse:
    """Find what was said, by words, person, day, topic."""
    member = access.member_here(request, code)
    form = forms.SearchForm(request.GET)
    asked = form.asked()
    upto = membership.ends_at(member)
    rows = [] if asked.empty else finding.find([member.room], asked)
    rows = [m for m in rows if upto is None or m.seq <= upto]
    context = {
        "place": member.room.place,
        "room": member.room,
        "form": form,
        "asked": asked,
        **desk.found_page(rows, request.GET),
        "topics": desk.topics(),
    }
    return render(request, "voices/resident/search.html", context)


@require_safe
def rules(request: HttpRequest, code: str) -> HttpResponse:
    """The rules of this room; open to everyone, so that they are read before joining."""
    place = access.place_of(code)
    found = membership.room_at(place)
    context = {"place": found.place if found else place, "room": found}
    return render(request, "voices/resident/rules.html", context)


def _message(request: HttpRequest, ref: str) -> Message:
    """A message that I may read, or my own."""
    related = (*feed.WITH, "member__person")
    found = Message.objects.filter(ref=ref).select_related(*related).first()
    if found is None:
        raise membership.no_message()
    member = access.member_in(request, found.room)
    upto = membership.ends_at(member)
    hidden = found.state in {State.HELD, State.REFUSED} and found.member_id != member.pk
    if hidden or (upto is not None and found.seq > upto):
        raise membership.no_message()
    return found


def _around(request: HttpRequest, found: Message) -> dict[str, Any]:
    member = access.member_in(request, found.room)
    upto, own = membership.ends_at(member), found.member_id == member.pk
    mute = Mute.objects.of(member, clock.now())
    piece = feed.feed(found.room, viewer=member, around=found, upto=upto)
    return {
        "place": found.room.place,
        "room": found.room,
        "around": feed.without(piece, found),
        "own": own,
        "can_appeal": own and found.state in {State.REMOVED, State.REFUSED, State.HELD},
        "appeal": getattr(found, "appeal", None) if own else None,
        "form": forms.AppealForm(),
        "refusal": why_not_say(member, mute),
        "viewer": member.ref,
        "way": streams.still(staff=False),
    }


def _told(request: HttpRequest, message: Message, verb: str) -> str:
    """A word on what was done; what was taken back stands in the room no more."""
    if verb == "hand_over" and message.case:
        said = _("已经交办，编号 %(code)s。办理的答复会回到群里，“我说过的事”里也能看。")
        messages.info(request, said % {"code": message.case.code})
    if verb == "report":
        messages.info(request, _("已经告诉村里。有人看过就答复您。"))
    if verb == "take_back":
        return f"{reverse('voices:room', args=[message.room.place.code])}#now"
    return MESSAGES.address(message)


MESSAGES = Pages(
    process=MESSAGE,
    room="voices",
    prefix="m",
    name="message",
    template="voices/resident/message.html",
    find=_message,
    show=_around,
    forms={
        "hand_over": forms.HandOverForm,
        "take_back": Nothing,
        "report": forms.ReportForm,
    },
    who=asker(),
    frame=bare,
    after=_told,
    paced={"report": 10},
)


@require_safe
def moved(_request: HttpRequest, ref: str, **_where: str) -> HttpResponse:
    """Where a message stood under its room before."""
    return redirect("voices:message", ref, permanent=True)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, ref: str) -> HttpResponse:
    """Say that taking my message out was wrong."""
    found = _message(request, ref)
    member = access.member_in(request, found.room)
    return _appeal(request, member, MESSAGES.address(found), message=found)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def appeal_mute(request: HttpRequest, code: str) -> HttpResponse:
    """Say that keeping me silent is wrong."""
    member = access.member_here(request, code)
    mute = Mute.objects.of(member, clock.now())
    if mute is None:
        raise Refused(_("您现在可以发言，不用申诉。"), "not_muted")
    return _appeal(request, member, reverse("voices:room", args=[code]), mute=mute)


def _appeal(request: HttpRequest, member: Member, back: str, **about: Any) -> HttpResponse:
    def go(_made: Any) -> str:
        messages.info(request, _("申诉已经收到。由另一个人来看，答复写在这里。"))
        return back

    return one_form(
        request,
        forms.AppealForm(request.POST or None),
        lambda given: actions.appeal(member=member, **about, **given),
        go,
        "voices/resident/appeal.html",
        {"place": member.room.place, **about},
        frame=bare,
    )


def _mine(request: HttpRequest, ref: str) -> Member:
    rows = Member.objects.filter(person=access.resident(request), ref=ref)
    return get_object_or_404(rows.select_related("room__place", "person__home"))


MEMBERS = Pages(
    process=MEMBER,
    room="voices",
    prefix="mine",
    name="member",
    template="voices/resident/member.html",
    find=_mine,
    show=lambda _request, member: {
        "place": member.room.place,
        "story": [told for told in timeline(MEMBER, member) if told.line.public],
    },
    forms={"leave": forms.LeaveForm},
    who=asker(),
    frame=bare,
)
