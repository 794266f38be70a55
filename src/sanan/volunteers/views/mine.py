"""A volunteer's own pages: hours, records, corrections, certificates."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.kit import clock
from sanan.volunteers import actions
from sanan.volunteers.forms.resident import About, Ask, Claim, Question
from sanan.volunteers.models import Service, Volunteer
from sanan.volunteers.queries import near, papers
from sanan.volunteers.rules import SERVICE
from sanan.volunteers.views import access

Page = Callable[..., HttpResponse]


def mine_only(view: Page) -> Page:
    """For a registered volunteer; others are shown how to become one."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        volunteer = access.volunteer(request)
        if volunteer is None:
            person = access.resident(request)
            context = {"person": person, "place": person.home if person else None}
            return render(request, "volunteers/resident/nobody.html", context)
        return view(request, volunteer, *args, **kwargs)

    return shown


@never_cache
@require_safe
@mine_only
def mine(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    """My hours, where I go, what waits for my word, my certificates."""
    context = {
        "volunteer": volunteer,
        "place": volunteer.place,
        "mine": near.mine(volunteer, clock.now()),
    }
    return render(request, "volunteers/resident/mine.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@mine_only
def about(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    """What is kept about me; change it, or leave."""
    names = ("skills", "sex", "birth_on", "id_kind")
    start = {name: getattr(volunteer, name) for name in names}
    form = About(request.POST or None, initial=start)
    if (
        request.method == "POST"
        and form.is_valid()
        and access.tried(
            form,
            lambda: actions.amend(volunteer=volunteer, by=volunteer.person, **form.cleaned_data),
        )
    ):
        messages.info(request, _("已经改好。"))
        return redirect("volunteers:mine")
    context = {"volunteer": volunteer, "place": volunteer.place, "form": form}
    notes = volunteer.notes.select_related("org")
    status = 422 if form.errors else 200
    return render(
        request, "volunteers/resident/about.html", {**context, "notes": notes}, status=status
    )


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Stop being a volunteer."""
    volunteer = access.needed(request)
    actions.leave(volunteer=volunteer, by=volunteer.person)
    messages.info(request, _("已经退出。证件、生日和特长都删掉了;服务记录留着,证明照样能核对。"))
    return redirect("volunteers:mine")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@mine_only
def claim(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    """Say what I did that nobody recorded."""
    orgs = near.teams_for(volunteer)
    form = Claim(request.POST or None, orgs=orgs)
    if (
        request.method == "POST"
        and form.is_valid()
        and access.tried(
            form,
            lambda: actions.claim(
                person=volunteer.person,
                place=form.cleaned_data["org"].place,
                **form.cleaned_data,
            ),
        )
    ):
        messages.info(request, _("已经报给队伍。他们确认以后才算数。"))
        return redirect("volunteers:mine")
    status = 422 if form.errors else 200
    context = {"form": form, "place": volunteer.place}
    return render(request, "volunteers/resident/claim.html", context, status=status)


@never_cache
@require_safe
@mine_only
def service(request: HttpRequest, volunteer: Volunteer, ref: str) -> HttpResponse:
    """One record: right, or not?"""
    return _service_page(request, near.own_service(volunteer.person, ref))


def _service_page(
    request: HttpRequest, found: Service, form: Question | None = None
) -> HttpResponse:
    able = SERVICE.allowed(found, found.person)
    names = ("began_at", "ended_at", "breaks", "travel")
    start = {name: getattr(found, name) for name in names}
    context = {
        "service": found,
        "place": found.place,
        "corrections": sorted(found.corrections.all(), key=lambda each: -each.pk),
        "may_agree": "agree" in able,
        "may_withdraw": "withdraw" in able,
        "form": form or Question(initial=start) if "question" in able else None,
    }
    status = 422 if form is not None else 200
    return render(request, "volunteers/resident/service.html", context, status=status)


@require_POST
def agree(request: HttpRequest, ref: str) -> HttpResponse:
    """It is right."""
    person = access.needed(request).person
    actions.agree(service=near.own_service(person, ref), by=person)
    messages.info(request, _("谢谢,这次服务已经算进您的时长。"))
    return redirect("volunteers:mine")


@require_POST
def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    """Take back what I said."""
    person = access.needed(request).person
    actions.withdraw(service=near.own_service(person, ref), by=person)
    return redirect("volunteers:mine")


@require_POST
def question(request: HttpRequest, ref: str) -> HttpResponse:
    """It is not right: ask for other times."""
    person = access.needed(request).person
    found = near.own_service(person, ref)
    form = Question(request.POST)
    if not form.is_valid() or not access.tried(
        form, lambda: actions.question(service=found, by=person, **form.cleaned_data)
    ):
        return _service_page(request, near.own_service(person, ref), form)
    messages.info(request, _("已经提给队伍。答复以前记录不变,答复了会告诉您。"))
    return redirect("volunteers:service", ref)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@mine_only
def ask(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    """Ask for a certificate; free."""
    orgs = near.recorders_of(volunteer.person)
    today = timezone.localdate()
    start = {"since_on": today.replace(month=1, day=1), "until_on": today}
    form = Ask(request.POST or None, orgs=orgs, initial=start)
    if (
        request.method == "POST"
        and form.is_valid()
        and access.tried(
            form,
            lambda: actions.ask_certificate(
                volunteer=volunteer, by=volunteer.person, **form.cleaned_data
            ),
        )
    ):
        messages.info(request, _("已经申请。开好了会发消息告诉您,在这里下载。"))
        return redirect("volunteers:mine")
    status = 422 if form.errors else 200
    context = {"form": form, "place": volunteer.place, "any": orgs.exists()}
    return render(request, "volunteers/resident/ask.html", context, status=status)


@never_cache
@require_safe
def paper(request: HttpRequest, number: str) -> HttpResponse:
    """My certificate, to print and have sealed."""
    volunteer = access.needed(request)
    return as_pdf(papers.pdf(papers.paper_of(near.own_certificate(volunteer, number))), number)


def as_pdf(content: bytes, name: str) -> HttpResponse:
    """A paper to keep."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
