"""The village room on a phone: reading, speaking, searching, handing over, appealing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from sanan.kit import clock
from sanan.kit.errors import Invalid, Refused
from sanan.people.actions import spend_attempt
from sanan.voices import actions
from sanan.voices import rules as rules_of
from sanan.voices.enums import Kind, State
from sanan.voices.forms import resident as forms
from sanan.voices.models import Member, Message, Room
from sanan.voices.queries import desk, feed, membership
from sanan.voices.queries import search as finding
from sanan.voices.queries.wording import labels
from sanan.voices.views import access, streams, uploads


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """My rooms; the one room at once where there is one."""
    person = access.resident(request)
    if person is None:
        return redirect(f"{reverse('room:enter')}?next={reverse('room:mine')}")
    held = list(person.rooms.select_related("room__place").order_by("-since_at"))
    current = [member for member in held if member.ended_at is None]
    if len(current) == 1 and len(held) == 1:
        return redirect("room:room", current[0].room.place.code)
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
        return redirect("room:room", found.place.code)
    return _room(request, member)


def _door(request: HttpRequest, place: Any, found: Room | None) -> HttpResponse:
    person = access.resident(request)
    at_home = bool(person and person.home and found and found.place.contains(person.home))
    context = {
        "place": found.place if found else place,
        "room": found,
        "person": person,
        "at_home": at_home,
        "members": found.members.current().count() if found else 0,
        "enter": f"{reverse('room:enter')}?next={request.path}",
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
    upto, mute = membership.ends_at(member), membership.mute_of(member, now)
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
        "base_at": reverse("room:room", args=[found.place.code]),
        "unread": unread,
        "pinned": feed.pinned(found),
        "members": found.members.current().count(),
        "refusal": rules_of.why_not_say(member, mute, member.person.home),
        "mute": mute,
        "form": form or forms.SayForm(),
        "said": said,
        "reply_to": reply_to,
        "most": forms.MOST_BODY,
        "way": streams.live(request, found, member.person, staff=False) if upto is None else {},
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
    return redirect(f"{reverse('room:room', args=[member.room.place.code])}#now")


def _fresh(message: Message) -> Message:
    return Message.objects.select_related(*feed.WITH, "member").get(pk=message.pk)


@never_cache
@require_GET
def since(request: HttpRequest, code: str) -> HttpResponse:
    """What is new after a count, for pages without a stream; and a fresh pass for one."""
    member = access.member_here(request, code)
    if membership.ends_at(member) is not None:
        return JsonResponse({"messages": [], "live": "", "rev": 0, "over": True})
    rev = _number(request.GET.get("rev", ""))
    found = feed.since(member.room, viewer=member, rev=rev)
    way = streams.live(request, member.room, member.person, staff=False)
    return JsonResponse(
        {
            "messages": [feed.as_data(message, staff=False) for message in found],
            "rev": found[-1].rev if found else max(rev, member.room.last_rev),
            "live": way["live"],
        }
    )


@require_POST
def seen(request: HttpRequest, code: str) -> HttpResponse:
    """My page has shown the messages up to this number."""
    member = access.member_here(request, code)
    number = min(_number(request.POST.get("seq", "")), member.room.last_seq)
    actions.mark_read(room=member.room, by=member.person, seq=number)
    return HttpResponse(status=204)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


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


@never_cache
@require_safe
def message(request: HttpRequest, code: str, ref: str) -> HttpResponse:
    """One message with what can be done about it."""
    member = access.member_here(request, code)
    found = _mine_or_shown(member, ref)
    upto = membership.ends_at(member)
    own = found.member_id == member.pk
    context = {
        "place": member.room.place,
        "room": member.room,
        "member": member,
        "message": found,
        "around": feed.without(
            feed.feed(member.room, viewer=member, around=found, upto=upto), found
        ),
        "own": own,
        "can_raise": own
        and found.case_id is None
        and found.kind == Kind.SAID
        and found.state in {State.SHOWN, State.HELD},
        "can_appeal": own and found.state in {State.REMOVED, State.REFUSED, State.HELD},
        "appeal": getattr(found, "appeal", None) if own else None,
        "refusal": membership.why_not_say(member, clock.now()),
        "viewer": member.ref,
        "base_at": reverse("room:room", args=[member.room.place.code]),
        "way": {"files": streams.live(request, member.room, member.person, staff=False)["files"]},
    }
    return render(request, "voices/resident/message.html", context)


def _mine_or_shown(member: Member, ref: str) -> Message:
    found = membership.message_of(member.room, ref)
    upto = membership.ends_at(member)
    hidden = found.state in {State.HELD, State.REFUSED} and found.member_id != member.pk
    if hidden or (upto is not None and found.seq > upto):
        raise membership.no_message()
    return found


@require_POST
def raise_case(request: HttpRequest, code: str, ref: str) -> HttpResponse:
    """Hand what I said over: it becomes a case of mine."""
    member = access.member_here(request, code)
    found = _mine_or_shown(member, ref)
    case = actions.raise_case(room=member.room, messages=[found], by=member.person)
    messages.info(
        request,
        _("已经交办，编号 %(code)s。办理的答复会回到群里，“我说过的事”里也能看。")
        % {"code": case.code},
    )
    return redirect("room:message", code, ref)


@require_POST
def appeal(request: HttpRequest, code: str, ref: str) -> HttpResponse:
    """Say that taking my message out was wrong."""
    member = access.member_here(request, code)
    found = _mine_or_shown(member, ref)
    actions.appeal(member=member, message=found, text=request.POST.get("text", ""))
    messages.info(request, _("申诉已经收到。由另一个人来看，答复写在这里。"))
    return redirect("room:message", code, ref)


@require_POST
def appeal_mute(request: HttpRequest, code: str) -> HttpResponse:
    """Say that keeping me silent is wrong."""
    member = access.member_here(request, code)
    mute = membership.mute_of(member, clock.now())
    if mute is None:
        raise Refused(_("您现在可以发言，不用申诉。"), "not_muted")
    actions.appeal(member=member, mute=mute, text=request.POST.get("text", ""))
    messages.info(request, _("申诉已经收到。由另一个人来看，答复写在这里。"))
    return redirect("room:room", code)


@require_POST
def leave(request: HttpRequest, code: str) -> HttpResponse:
    """Go of one's own accord."""
    member = access.member_here(request, code)
    actions.leave(member=member, by=member.person)
    messages.info(request, _("已经退出。以前说过的还在；想回来，再扫一次村里的二维码。"))
    return redirect("room:room", code)
