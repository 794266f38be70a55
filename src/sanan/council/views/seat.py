"""A member's own seat in a meeting: by the phone on the roll, or by the key on their slip."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.council import actions
from sanan.council.actions.keys import key_of, seat_by_phone
from sanan.council.enums import Choice, Way
from sanan.council.models import Meeting, Seat, Vote, VoterKey
from sanan.council.queries import community, roll
from sanan.council.rules import MEMBER
from sanan.council.rules.quorum import TABLE
from sanan.council.views import access
from sanan.kit.errors import Refused
from sanan.people import visitor
from sanan.people.models import Person

KEYS = visitor.Followed("council-keys")
"""Which opened keys this phone holds."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def key(request: HttpRequest, key: str) -> HttpResponse:
    """The key on a slip: opened by a press, so that no preview of the address uses it up."""
    visitor.slow_down(request, "council-key", burst=30)
    found = key_of(key)
    if request.method == "POST":
        used = actions.use_key(key=key)
        response = redirect("council:seat", used.meeting.code)
        KEYS.follow(request, response, str(used.pk))
        return response
    if str(found.pk) in KEYS.codes(request):
        return redirect("council:seat", found.meeting.code)
    context = {"meeting": found.meeting, "place": found.meeting.council.place, "key": key}
    return render(request, "council/resident/key.html", context)


def _mine(request: HttpRequest, meeting: Meeting) -> Seat | None:
    """The seat of whoever is signed in, or whose key this phone has opened for this meeting."""
    person = access.resident(request)
    if person is None and isinstance(request.user, Person):
        person = request.user
    seats = meeting.council.seats.on(meeting.day).select_related("council__place")
    mine = seats.filter(person=person).first() if person else None
    if mine is not None:
        return mine
    held = [int(code) for code in KEYS.codes(request) if code.isdecimal()]
    opened = VoterKey.objects.filter(pk__in=held, meeting=meeting, opened_at__isnull=False)
    return seats.filter(pk__in=opened.values("seat")).first()


def _meeting(code: str) -> Meeting:
    return community.public_meeting(code)


def _seated(request: HttpRequest, meeting: Meeting) -> Seat:
    found = _mine(request, meeting)
    if found is None:
        raise Refused(
            _("名册上没有找到您。请用表决码，或找工作人员在纸上签、在纸上投。"), "no_seat"
        )
    return found


@never_cache
@require_safe
def seat(request: HttpRequest, code: str) -> HttpResponse:
    """My own page of a meeting: sign in, vote."""
    meeting = _meeting(code)
    found = _mine(request, meeting)
    context: dict[str, Any] = {"meeting": meeting, "seat": found}
    context["place"] = meeting.council.place
    if found is None:
        context["person"] = access.resident(request)
        context["waiting"] = seat_by_phone(meeting, context["person"])
        return render(request, "council/resident/door.html", context)
    votes = meeting.votes.open().select_related("topic").order_by("pk")
    said = {
        ballot.vote_id: ballot
        for vote in votes
        for ballot in vote.door_ballots.filter(seat=found, way=Way.ONLINE)
    }
    context |= {
        "signed": found.attendance.filter(meeting=meeting).exists(),
        "agenda": meeting.agenda.select_related("topic"),
        "votes": [(vote, said.get(vote.pk)) for vote in votes],
        "choices": Choice.choices,
        "remote": TABLE[found.council.kind].remote,  # type: ignore[index] # the column holds a Kind
    }
    return render(request, "council/resident/seat.html", context)


@require_POST
def here(request: HttpRequest, code: str) -> HttpResponse:
    """Sign in to a meeting."""
    meeting = _meeting(code)
    mine = _seated(request, meeting)
    actions.sign_in(meeting=meeting, seat=mine, way=Way.QR, relation=MEMBER)
    messages.info(request, _("已签到。"))
    return redirect("council:seat", code)


@never_cache
@require_POST
def claim(request: HttpRequest, code: str) -> HttpResponse:
    """The seat of my number is mine: said by whoever is signed in, with the name on the roll."""
    meeting = _meeting(code)
    person = access.resident(request)
    if person is None:
        raise Refused(_("请先用手机号登录。"), "no_person")
    actions.claim_seat(meeting=meeting, name=request.POST.get("name", ""), person=person)
    messages.info(request, _("核对好了，这一席是您的。现在可以签到、表决。"))
    return redirect("council:seat", code)


def _vote(request: HttpRequest, meeting: Meeting) -> Vote:
    return get_object_or_404(meeting.votes, code=request.POST.get("vote", ""))


@require_POST
def ballot(request: HttpRequest, code: str) -> HttpResponse:
    """Vote, or change one's vote before the close."""
    meeting = _meeting(code)
    mine, vote = _seated(request, meeting), _vote(request, meeting)
    choice = request.POST.get("choice", "")
    voice = actions.cast(vote=vote, seat=mine, choice=choice, relation=MEMBER)  # type: ignore[arg-type] # judged there
    said = _("您的一票已经记下，截止以前可以改。结果截止以后公布。")
    if voice.disagrees:
        said = _("您的纸票（或举手）写的不一样。两个工作人员会核对，定下哪一张算数。")
    messages.info(request, said)
    return redirect("council:seat", code)


@require_POST
def take_back(request: HttpRequest, code: str) -> HttpResponse:
    """Take one's vote back before the close."""
    meeting = _meeting(code)
    mine, vote = _seated(request, meeting), _vote(request, meeting)
    actions.take_back(vote=vote, seat=mine, relation=MEMBER)
    messages.info(request, _("已经收回。截止以前还可以再投。"))
    return redirect("council:seat", code)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, token: str) -> HttpResponse:
    """The code at the door: who is signed in by phone signs in at once, others by their key."""
    meeting = roll.meeting_by_door(token)
    if request.method == "POST":
        return here(request, meeting.code)
    context = {
        "meeting": meeting,
        "seat": _mine(request, meeting),
        "person": access.resident(request),
        "place": meeting.council.place,
    }
    context["waiting"] = seat_by_phone(meeting, access.resident(request))
    return render(request, "council/resident/door.html", context)
