"""Who comes in: staff by their posts, residents by their phone, their invitation, or nothing."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from sanan.cases.enums import READING_ROLES
from sanan.council.actions.topics import voter_of
from sanan.council.enums import DESK, MEMBERS, PROPOSERS, READERS
from sanan.kit.errors import Invalid
from sanan.people import access, visitor
from sanan.people.enums import Role
from sanan.places.models import PlaceQuerySet
from sanan.process.enums import Satisfaction

OPINION = visitor.Mark("opinion")
desk = access.desk_of(*READERS)
me, resident = access.me, visitor.resident
page = access.pages_of(
    "council/staff",
    {"desk": DESK, "propose": PROPOSERS, "cases": READING_ROLES, "read": READERS, "joint": MEMBERS},
)


def my_places(request: HttpRequest, roles: tuple[Role, ...]) -> PlaceQuerySet:
    """Villages and estates at or under the places where this person holds one of `roles`."""
    return access.my_places(request, roles, "village", "estate")


def voter(request: HttpRequest) -> str:
    """Under what this visitor's opinions are kept; empty where they have none yet."""
    person = resident(request)
    if person is not None:
        return voter_of("person", person.ref)
    mark = OPINION.of(request)
    return voter_of("phone", mark) if mark else ""


def remembered(request: HttpRequest, response: HttpResponse) -> tuple[HttpResponse, str]:
    """The same response, keeping a random mark on the phone where there is none, and the voter."""
    person = resident(request)
    if person is not None:
        return response, voter_of("person", person.ref)
    return response, voter_of("phone", OPINION.keep(request, response))


def known(request: HttpRequest) -> bool:
    """Whether a phone code vouches for this visitor, so that they are counted, and once."""
    return resident(request) is not None


def say_counted(request: HttpRequest, thanks: str) -> None:
    """Tell a visitor that it was noted, and one without a sign-in what makes it count."""
    apart = _("您没有登录，所以另外列出，不算在公开的人数里；用手机号登录以后再点一次就算数。")
    messages.info(request, thanks if known(request) else f"{thanks}{apart}")


def rated(request: HttpRequest, where: str, rate: Callable[..., object]) -> HttpResponse:
    """A resident's verdict on what became of something: `rate(voter=, satisfaction=, text=)`."""
    said = request.POST.get("satisfaction", "")
    if said not in Satisfaction.values:
        raise Invalid(_("请选一个：满意、基本满意、一般、不满意。"), "satisfaction")
    visitor.slow_down(request, "council-rate", burst=20, per_minute=10)
    response, who = remembered(request, redirect(where))
    rate(
        voter=who,
        satisfaction=Satisfaction(said),
        text=request.POST.get("text", ""),
        known=known(request),
    )
    say_counted(request, _("谢谢，您的评价已经记下。再评一次会替换这一次。"))
    return response
