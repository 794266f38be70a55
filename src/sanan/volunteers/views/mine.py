"""A volunteer's own pages: hours, records, corrections, certificates."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.kit import clock, downloads
from sanan.process.forms import ResidentVerbForm
from sanan.process.pages import Pages, asker, bare, one_form
from sanan.process.queries import timeline
from sanan.volunteers import actions
from sanan.volunteers.forms.resident import About, Ask, Claim, Question
from sanan.volunteers.models import Service
from sanan.volunteers.queries import near, papers
from sanan.volunteers.rules import SERVICE
from sanan.volunteers.views import access

Page = Callable[..., HttpResponse]


def mine_only(view: Page) -> Page:
    """For a registered volunteer; others are shown how to become one."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if access.volunteer(request) is not None:
            return view(request, *args, **kwargs)
        if kwargs and request.method == "POST":
            raise Http404
        person = access.resident(request)
        context = {"person": person, "place": person.home if person else None}
        return render(request, "volunteers/resident/nobody.html", context)

    return shown


def _home(request: HttpRequest, told: str) -> Callable[[Any], str]:
    """Back to one's own page, with a word on what was done."""

    def go(_made: Any) -> str:
        messages.info(request, told)
        return reverse("volunteers:mine")

    return go


@never_cache
@require_safe
@mine_only
def mine(request: HttpRequest) -> HttpResponse:
    """My hours, where I go, what waits for my word, my certificates."""
    volunteer = access.needed(request)
    context = {
        "volunteer": volunteer,
        "place": volunteer.place,
        "mine": near.mine(volunteer, clock.now()),
    }
    return render(request, "volunteers/resident/mine.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@mine_only
def about(request: HttpRequest) -> HttpResponse:
    """What is kept about me; change it, or leave."""
    volunteer = access.needed(request)
    names = ("skills", "sex", "birth_on", "id_kind")
    start = {name: getattr(volunteer, name) for name in names}
    return one_form(
        request,
        About(request.POST or None, initial=start),
        lambda given: actions.amend(volunteer=volunteer, by=volunteer.person, **given),
        _home(request, _("已经改好。")),
        "volunteers/resident/about.html",
        {
            "volunteer": volunteer,
            "place": volunteer.place,
            "notes": volunteer.notes.select_related("org"),
        },
        frame=bare,
    )


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Stop being a volunteer."""
    volunteer = access.needed(request)
    actions.leave(volunteer=volunteer, by=volunteer.person)
    messages.info(request, _("已经退出。证件、生日和特长都删掉了；服务记录留着，证明照样能核对。"))
    return redirect("volunteers:mine")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@mine_only
def claim(request: HttpRequest) -> HttpResponse:
    """Say what I did that nobody recorded."""
    volunteer = access.needed(request)
    return one_form(
        request,
        Claim(request.POST or None, orgs=near.teams_for(volunteer)),
        lambda given: actions.claim(person=volunteer.person, place=given["org"].place, **given),
        _home(request, _("已经报给队伍。他们确认以后才算数。")),
        "volunteers/resident/claim.html",
        {"place": volunteer.place},
        frame=bare,
    )


def _service(request: HttpRequest, ref: str) -> Service:
    return near.own_service(access.needed(request).person, ref)


def _service_shown(_request: HttpRequest, found: Service) -> dict[str, Any]:
    """What was changed in it and what was said."""
    return {
        "place": found.place,
        "corrections": sorted(found.corrections.all(), key=lambda each: -each.pk),
        "story": timeline(SERVICE, found, public=True),
    }


DONE = {
    "agree": gettext_lazy("谢谢，这次服务已经算进您的时长。"),
    "withdraw": gettext_lazy("已经收回。"),
    "question": gettext_lazy("已经提给队伍。答复以前记录不变，答复了会告诉您。"),
}


def _after(request: HttpRequest, thing: Service, verb: str) -> str:
    messages.info(request, str(DONE[verb]))
    return SERVICES.address(thing) if verb == "question" else reverse("volunteers:mine")


SERVICES = Pages(
    process=SERVICE,
    room="volunteers",
    prefix="mine/services",
    name="service",
    template="volunteers/resident/service.html",
    find=_service,
    show=_service_shown,
    forms={"agree": ResidentVerbForm, "withdraw": ResidentVerbForm, "question": Question},
    gate=mine_only,
    who=asker(),
    frame=bare,
    after=_after,
)
"""One record of mine: right, or not?"""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@mine_only
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a certificate; free."""
    volunteer = access.needed(request)
    orgs = near.recorders_of(volunteer.person)
    today = timezone.localdate()
    start = {"since_on": today.replace(month=1, day=1), "until_on": today}
    return one_form(
        request,
        Ask(request.POST or None, orgs=orgs, initial=start),
        lambda given: actions.ask_certificate(volunteer=volunteer, by=volunteer.person, **given),
        _home(request, _("已经申请。开好了会发消息告诉您，在这里下载。")),
        "volunteers/resident/ask.html",
        {"place": volunteer.place, "any": orgs.exists()},
        frame=bare,
    )


@never_cache
@require_safe
def paper(request: HttpRequest, number: str) -> HttpResponse:
    """My certificate, to print and have sealed."""
    volunteer = access.needed(request)
    found = near.own_certificate(volunteer, number)
    return downloads.paper(papers.pdf(papers.paper_of(found)), f"{number}.pdf")
