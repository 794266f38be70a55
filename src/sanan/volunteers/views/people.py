"""Volunteers, teams and certificates at the desk."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.insight.private import partial
from sanan.kit import vault
from sanan.people import access
from sanan.people.actions import reveal
from sanan.people.queries import below, posts
from sanan.process.pages import Pages, one_form
from sanan.process.queries import timeline
from sanan.volunteers import actions
from sanan.volunteers.enums import DESK, READERS, Paper
from sanan.volunteers.forms import staff as forms
from sanan.volunteers.models import Certificate, Service, Team, Volunteer
from sanan.volunteers.queries import hours as count
from sanan.volunteers.queries import papers
from sanan.volunteers.rules import CERTIFICATE
from sanan.volunteers.views.access import desk, me, my_places, page

SHOWN = 60


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*DESK)
def enrol(request: HttpRequest) -> HttpResponse:
    """Someone who came in person."""
    return one_form(
        request,
        forms.Enrol(request.POST or None, places=my_places(request)),
        lambda given: actions.enrol(by=me(request), **given),
        _address,
        "enrol",
        frame=page,
    )


def _address(volunteer: Volunteer) -> str:
    return reverse("volunteers_staff:person", args=[volunteer.code])


def _volunteer(request: HttpRequest, code: str) -> Volunteer:
    """Registered here, or served here: whoever recorded someone must be able to certify it."""
    found = get_object_or_404(Volunteer.objects.select_related("person", "place"), code=code)
    mine = Volunteer.objects.visible_to(me(request)).filter(pk=found.pk)
    served = Service.objects.visible_to(me(request)).filter(person=found.person)
    if not mine.exists() and not served.exists():
        raise Http404
    return found


@require_safe
@desk(*READERS)
def person(request: HttpRequest, code: str) -> HttpResponse:
    """One volunteer's record: basics masked, services, training, honours, certificates."""
    return _person_page(request, _volunteer(request, code))


def _person_page(
    request: HttpRequest, found: Volunteer, *, status: int = 200, **more: Any
) -> HttpResponse:
    runs = bool(set(DESK) & {post.role for post in posts(me(request))}) and found.left_at is None
    today = timezone.localdate()
    start = {"since_on": today.replace(month=1, day=1), "until_on": today}
    services = Service.objects.visible_to(me(request)).filter(person=found.person)
    certificates = Certificate.objects.visible_to(me(request)).filter(volunteer=found)
    values = {
        "volunteer": found,
        "phone": partial.phone(vault.unlock(found.person.phone_locked)),
        "minutes": count.minutes(found.person),
        "services": services.select_related("org").order_by("-began_at")[:SHOWN],
        "notes": found.notes.select_related("org"),
        "teams": found.memberships.filter(until_at=None).select_related("org"),
        "certificates": certificates.select_related("org").order_by("-asked_at"),
        "note": forms.NoteForm(person=me(request), initial={"on": today}) if runs else None,
        "certify": forms.Certify(person=me(request), initial=start) if runs else None,
        **more,
    }
    return page(request, "person", values, status=status)


def _beside(
    request: HttpRequest, code: str, name: str, make: Any, act: Callable[..., Any]
) -> HttpResponse:
    """One of the forms on a volunteer's page."""
    found = _volunteer(request, code)

    def frame(
        _request: HttpRequest, _name: str, values: dict[str, Any], *, status: int
    ) -> HttpResponse:
        return _person_page(request, found, status=status, **{name: values["form"]})

    return one_form(
        request,
        make(request.POST, person=me(request)),
        lambda given: act(volunteer=found, by=me(request), **given),
        lambda _made: _address(found),
        "person",
        frame=frame,
    )


@require_POST
@desk(*DESK)
def note(request: HttpRequest, code: str) -> HttpResponse:
    """A training, an honour, an evaluation."""
    return _beside(request, code, "note", forms.NoteForm, actions.note)


@require_POST
@desk(*DESK)
def certify(request: HttpRequest, code: str) -> HttpResponse:
    """A certificate for someone who asked in person."""
    return _beside(request, code, "certify", forms.Certify, actions.certify)


@require_POST
@desk(*DESK)
def phone(request: HttpRequest, code: str) -> HttpResponse:
    """The whole number, for a stated purpose, noted in the record."""
    found = _volunteer(request, code)
    number = reveal(
        locked=found.person.phone_locked,
        subject=found.person.ref,
        field="phone",
        purpose=request.POST.get("purpose", ""),
        by=me(request),
    )
    return _person_page(request, found, number=number)


@require_safe
@desk(*READERS)
def certificates(request: HttpRequest) -> HttpResponse:
    """Certificates: asked for first, then the newest."""
    rows = Certificate.objects.visible_to(me(request)).select_related("org", "volunteer__person")
    state = request.GET.get("state", "")
    if state in Paper.values:
        rows = rows.filter(state=state)
    values = {"rows": rows.order_by("-asked_at")[:SHOWN], "states": Paper.choices, "state": state}
    return page(request, "certificates", values)


def _certificate(request: HttpRequest, number: str) -> Certificate:
    rows = Certificate.objects.visible_to(me(request))
    found = rows.select_related("org__place", "org__team", "volunteer__person", "issued_by")
    return get_object_or_404(found, number=number)


def _certificate_shown(_request: HttpRequest, found: Certificate) -> dict[str, Any]:
    """Whether it was issued, and whether the records still say what it says."""
    return {
        "issued": found.state in {Paper.ISSUED, Paper.REVOKED},
        "outdated": found.state == Paper.ISSUED and papers.outdated(found),
        "address": papers.verify_path(found),
        "team": Team.objects.filter(org=found.org).first(),
        "story": timeline(CERTIFICATE, found),
    }


PAPERS = Pages(
    process=CERTIFICATE,
    room="volunteers_staff",
    prefix="certificates",
    name="certificate",
    template="certificate",
    find=_certificate,
    show=_certificate_shown,
    forms={"issue": forms.Issue, "decline": forms.Because, "revoke": forms.Because},
    gate=desk(*READERS),
    acting=desk(*DESK),
    frame=page,
)


@require_safe
@desk(*READERS)
def paper(request: HttpRequest, number: str) -> HttpResponse:
    """The certificate to print, sign and seal."""
    found = _certificate(request, number)
    if found.state not in {Paper.ISSUED, Paper.REVOKED}:
        raise Http404
    return access.paper(request, papers.pdf(papers.paper_of(found)), f"{number}.pdf")


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*READERS)
def teams(request: HttpRequest) -> HttpResponse:
    """Teams; a POST adds what a certificate says about one."""
    rows = Team.objects.visible_to(me(request)).select_related("org__place").order_by("org__name")
    return one_form(
        request,
        forms.NewTeam(request.POST or None, person=me(request)),
        lambda given: actions.register_team(by=me(request), **given),
        lambda made: reverse("volunteers_staff:team", args=[made.org.code]),
        "teams",
        {"rows": rows},
        frame=page,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*READERS)
def team(request: HttpRequest, code: str) -> HttpResponse:
    """A team and its members."""
    rows = Team.objects.visible_to(me(request)).select_related("org__place")
    found = get_object_or_404(rows, org__code=code)
    names = ("head", "phone", "register_no", "about", "since_on")
    start = {name: getattr(found, name) for name in names}
    members = Volunteer.objects.staying().filter(
        memberships__org=found.org, memberships__until_at=None
    )
    values = {
        "team": found,
        "members": members.select_related("person", "place").order_by("person__name")[:500],
        "runs": Team.objects.filter(below(me(request), DESK, "org__place"), pk=found.pk).exists(),
    }
    return one_form(
        request,
        forms.TeamForm(request.POST or None, initial=start),
        lambda given: actions.register_team(org=found.org, by=me(request), **given),
        lambda made: reverse("volunteers_staff:team", args=[made.org.code]),
        "team",
        values,
        frame=page,
    )
