"""On a phone: what is on near me, signing up, being there, teams, checking a certificate."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.kit import clock
from sanan.kit.errors import Refused
from sanan.places import queries as places
from sanan.places.models import Place
from sanan.process.certificates import Checks
from sanan.process.pages import bare, one_form
from sanan.volunteers import actions
from sanan.volunteers.enums import Seat, Way
from sanan.volunteers.forms.resident import Join
from sanan.volunteers.models import Activity, SignUp, Volunteer
from sanan.volunteers.queries import near, papers
from sanan.volunteers.views import access


@require_safe
def village(request: HttpRequest, code: str) -> HttpResponse:
    """What is on where I live and around it."""
    place = places.by_code(code)
    context = {
        "place": place,
        "near": near.near(place, clock.now()),
        "volunteer": access.volunteer(request),
    }
    return render(request, "volunteers/resident/village.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, code: str) -> HttpResponse:
    """Become a volunteer; before that, sign in by phone."""
    place = places.by_code(code)
    person = access.resident(request)
    if person is not None and access.volunteer(request) is not None:
        return redirect("volunteers:mine")
    context = {"place": place, "person": person}
    if person is None:
        return render(request, "volunteers/resident/join.html", context)
    return one_form(
        request,
        Join(request.POST or None, known=person.name),
        lambda given: actions.register(person=person, place=place, **given),
        lambda _made: _welcome(request, place),
        "volunteers/resident/join.html",
        context,
        frame=bare,
    )


def _welcome(request: HttpRequest, place: Place) -> str:
    messages.info(request, _("您已经是志愿者了。下面选一个活动报名，或者等队伍联系您。"))
    return reverse("volunteers:village", args=[place.code])


@never_cache
@require_safe
def activity(request: HttpRequest, code: str) -> HttpResponse:
    """One activity: when, where, what, and whether I go."""
    found = near.public_activity(code)
    volunteer = access.volunteer(request)
    signup = _signup(found, volunteer)
    context = {
        "activity": found,
        "place": found.place,
        "volunteer": volunteer,
        "signup": signup,
        "line": near.place_in_line(signup) if signup and signup.seat == Seat.WAITING else 0,
        "full": bool(found.capacity) and found.going >= found.capacity,  # type: ignore[attr-defined]
        "over": found.ends_at <= clock.now(),
    }
    return render(request, "volunteers/resident/activity.html", context)


def _signup(found: Activity, volunteer: Volunteer | None) -> SignUp | None:
    if volunteer is None:
        return None
    mine = SignUp.objects.filter(activity=found, volunteer=volunteer).exclude(seat=Seat.LEFT)
    return mine.first()


@require_POST
def sign_up(request: HttpRequest, code: str) -> HttpResponse:
    """I am coming."""
    volunteer = access.needed(request)
    found = near.public_activity(code)
    made = actions.sign_up(activity=found, volunteer=volunteer, by=volunteer.person)
    if made.seat == Seat.WAITING:
        messages.info(request, _("名额满了，您在候补里。有人退出就轮到您，会发消息告诉您。"))
    else:
        messages.info(request, _("报上了。到时候请直接来；来不了请在这里退出。"))
    return redirect("volunteers:activity", code)


@require_POST
def give_up(request: HttpRequest, code: str) -> HttpResponse:
    """I am not coming after all."""
    volunteer = access.needed(request)
    found = near.public_activity(code)
    signup = _signup(found, volunteer)
    if signup is not None:
        actions.give_up(signup=signup, by=volunteer.person)
        messages.info(request, _("已经退出，位子让给了后面的人。"))
    return redirect("volunteers:activity", code)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def here(request: HttpRequest, token: str) -> HttpResponse:
    """The code at the place: a volunteer signed in by phone checks in with one press."""
    found = near.activity_by_door(token)
    volunteer = access.volunteer(request)
    if request.method == "POST":
        if volunteer is None:
            raise Refused(_("请先用手机号登录并登记，或找组织者在名单上签到。"), "no_volunteer")
        actions.check_in(activity=found, volunteer=volunteer, way=Way.QR, by=volunteer.person)
        messages.info(request, _("已签到。结束以后组织者会记时长，请您看一下对不对。"))
        return redirect("volunteers:activity", found.code)
    signup = _signup(found, volunteer)
    context = {
        "activity": found,
        "place": found.place,
        "person": access.resident(request),
        "volunteer": volunteer,
        "came": signup is not None and signup.came_at is not None,
    }
    return render(request, "volunteers/resident/here.html", context)


@never_cache
@require_safe
def team(request: HttpRequest, code: str) -> HttpResponse:
    """A team; to its members also the certificates that it publicises."""
    found = near.team_by_code(code)
    volunteer = access.volunteer(request)
    member = volunteer is not None and near.belongs(volunteer, found.org)
    now = clock.now()
    coming = Activity.objects.coming(now).filter(project__org=found.org)
    context = {
        "team": found,
        "place": found.org.place,
        "volunteer": volunteer,
        "member": member,
        "activities": coming.select_related("place").order_by("starts_at")[:20],
        "publicised": near.publicised(found.org, now) if member else [],
    }
    return render(request, "volunteers/resident/team.html", context)


@require_POST
def join_team(request: HttpRequest, code: str) -> HttpResponse:
    """Become a member."""
    volunteer = access.needed(request)
    found = near.team_by_code(code)
    actions.join(volunteer=volunteer, org=found.org, by=volunteer.person)
    return redirect("volunteers:team", code)


@require_POST
def part(request: HttpRequest, code: str) -> HttpResponse:
    """Leave a team."""
    volunteer = access.needed(request)
    found = near.team_by_code(code)
    actions.part(volunteer=volunteer, org=found.org, by=volunteer.person)
    return redirect("volunteers:team", code)


CHECKS = Checks(
    room="volunteers",
    title=gettext_lazy("核对志愿服务证明"),
    find=near.certificate_by_number,
    show=papers.answer,
    holds=gettext_lazy("这张证明有效"),
    void=gettext_lazy("这张证明已经撤销，不再有效"),
    aside=gettext_lazy("扫证明上的码，或者把编号写在这里。只看得到遮住的姓名、时间和单位。"),
    compare=gettext_lazy("请对照纸上的内容。对不上的，请打单位电话。"),
)
