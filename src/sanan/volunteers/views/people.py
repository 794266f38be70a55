"""Volunteers, teams and certificates at the desk."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.insight.private import partial
from sanan.kit import vault
from sanan.people.actions import reveal
from sanan.people.queries import below, posts
from sanan.volunteers import actions, rules
from sanan.volunteers.enums import DESK, READERS, Paper
from sanan.volunteers.forms import staff as forms
from sanan.volunteers.models import Certificate, Service, Team, Volunteer
from sanan.volunteers.queries import hours as count
from sanan.volunteers.queries import papers
from sanan.volunteers.views.access import desk, me, my_places, page, tried
from sanan.volunteers.views.mine import as_pdf

SHOWN = 60


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*DESK)
def enrol(request: HttpRequest) -> HttpResponse:
    """Someone who came in person."""
    form = forms.Enrol(request.POST or None, places=my_places(request))
    if request.method == "POST" and form.is_valid():
        made = tried(form, lambda: actions.enrol(by=me(request), **form.cleaned_data))
        if made:
            return redirect("volunteers_staff:person", made.code)
    return page(request, "enrol", {"form": form}, status=422 if form.errors else 200)


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


PERSON: dict[str, tuple[Any, Any]] = {
    "note": (_("记培训、表彰或评价"), forms.NoteForm),
    "issue": (_("开服务记录证明"), forms.Issue),
}


def _person_page(
    request: HttpRequest, found: Volunteer, wrong: dict[str, Any] | None = None
) -> HttpResponse:
    runs = bool(set(DESK) & {post.role for post in posts(me(request))})
    today = timezone.localdate()
    start = {"on": today, "since_on": today.replace(month=1, day=1), "until_on": today}
    shown = [
        (name, label, (wrong or {}).get(name) or make(person=me(request), initial=start))
        for name, (label, make) in PERSON.items()
    ]
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
        "forms": shown if runs and found.left_at is None else [],
    }
    return page(request, "person", values, status=422 if wrong else 200)


@require_POST
@desk(*DESK)
def person_do(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """One verb on one volunteer."""
    found = _volunteer(request, code)
    if verb not in PERSON:
        raise Http404
    form = PERSON[verb][1](request.POST, person=me(request))
    act: Callable[..., Any] = actions.note if verb == "note" else actions.certify
    if not form.is_valid() or not tried(
        form, lambda: act(volunteer=found, by=me(request), **form.cleaned_data)
    ):
        return _person_page(request, found, {verb: form})
    return redirect("volunteers_staff:person", code)


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
    return page(request, "phone", {"volunteer": found, "number": number})


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


@require_safe
@desk(*READERS)
def certificate(request: HttpRequest, number: str) -> HttpResponse:
    """One certificate: issue it, decline it, revoke it."""
    return _certificate_page(request, _certificate(request, number))


PAPER: dict[str, tuple[Any, Any, Paper, Any]] = {
    "issue": (_("开具"), forms.IssueAsked, Paper.ASKED, actions.issue),
    "decline": (_("不开具"), forms.Because, Paper.ASKED, actions.refuse_certificate),
    "revoke": (_("撤销"), forms.Because, Paper.ISSUED, actions.revoke),
}


def _certificate_page(
    request: HttpRequest, found: Certificate, wrong: dict[str, Any] | None = None
) -> HttpResponse:
    runs = rules.may_run(found.org.place, me(request))
    shown = [
        (name, label, (wrong or {}).get(name) or make(auto_id=f"id_{name}_%s"))
        for name, (label, make, state, _act) in PAPER.items()
        if runs and found.state == state
    ]
    issued = found.state in {Paper.ISSUED, Paper.REVOKED}
    values = {
        "certificate": found,
        "issued": issued,
        "outdated": found.state == Paper.ISSUED and papers.outdated(found),
        "address": papers.verify_path(found),
        "forms": shown,
        "team": Team.objects.filter(org=found.org).first(),
    }
    return page(request, "certificate", values, status=422 if wrong else 200)


@require_POST
@desk(*DESK)
def certificate_do(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """One verb on one certificate."""
    found = _certificate(request, number)
    if verb not in PAPER:
        raise Http404
    form = PAPER[verb][1](request.POST, auto_id=f"id_{verb}_%s")
    act = PAPER[verb][3]
    if not form.is_valid() or not tried(
        form, lambda: act(certificate=found, by=me(request), **form.cleaned_data)
    ):
        return _certificate_page(request, _certificate(request, number), {verb: form})
    return redirect("volunteers_staff:certificate", number)


@require_safe
@desk(*READERS)
def paper(request: HttpRequest, number: str) -> HttpResponse:
    """The certificate to print, sign and seal."""
    found = _certificate(request, number)
    if found.state not in {Paper.ISSUED, Paper.REVOKED}:
        raise Http404
    return as_pdf(papers.pdf(papers.paper_of(found)), number)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*READERS)
def teams(request: HttpRequest) -> HttpResponse:
    """Teams; a POST adds what a certificate says about one."""
    form = forms.NewTeam(request.POST or None, person=me(request))
    if request.method == "POST" and form.is_valid():
        made = tried(form, lambda: actions.register_team(by=me(request), **form.cleaned_data))
        if made:
            return redirect("volunteers_staff:team", made.org.code)
    rows = Team.objects.visible_to(me(request)).select_related("org__place").order_by("org__name")
    values = {"rows": rows, "form": form}
    return page(request, "teams", values, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*READERS)
def team(request: HttpRequest, code: str) -> HttpResponse:
    """A team and its members."""
    rows = Team.objects.visible_to(me(request)).select_related("org__place")
    found = get_object_or_404(rows, org__code=code)
    names = ("head", "phone", "register_no", "about", "since_on")
    start = {name: getattr(found, name) for name in names}
    form = forms.TeamForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        org = found.org
        made = tried(
            form, lambda: actions.register_team(org=org, by=me(request), **form.cleaned_data)
        )
        if made:
            return redirect("volunteers_staff:team", code)
    members = Volunteer.objects.staying().filter(
        memberships__org=found.org, memberships__until_at=None
    )
    values = {
        "team": found,
        "form": form,
        "members": members.select_related("person", "place").order_by("person__name")[:500],
        "runs": Team.objects.filter(below(me(request), DESK, "org__place"), pk=found.pk).exists(),
    }
    return page(request, "team", values, status=422 if form.errors else 200)
