"""The security administrator's pages: locks, sessions, accounts, the three administrators."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sanan.kit.errors import Refused
from sanan.kit.paging import page_number
from sanan.kit.words import clean_line
from sanan.people import actions, queries
from sanan.people.access import me, needs
from sanan.people.actions.accounts import LONGEST_LOCK, MOST_FAILURES
from sanan.people.enums import Role
from sanan.people.forms import staff as forms
from sanan.people.models import Person
from sanan.people.rules import Verb
from sanan.people.views.say import refuse

A_PAGE = 50


@needs(Verb.SEE_SAFETY)
def safety(request: HttpRequest) -> HttpResponse:
    """Who is locked, who is signed in, and which rules hold."""
    page = Paginator(queries.sessions(me(request)), A_PAGE).get_page(
        page_number(request.GET.get("page"))
    )
    policies = {
        "second_factor": settings.STAFF_SECOND_FACTOR,
        "idle": settings.STAFF_IDLE_MINUTES,
        "failures": MOST_FAILURES,
        "locked": int(LONGEST_LOCK.total_seconds() // 60),
        "secure": settings.SECURE,
    }
    locks = queries.locks(me(request))
    return render(
        request, "people/safety.html", {"page": page, "locks": locks, "policies": policies}
    )


@needs(Verb.SEE_SAFETY)
def accounts(request: HttpRequest) -> HttpResponse:
    """Accounts of staff, to stop one or to take a lost second factor away."""
    words = clean_line(request.GET.get("q", ""))[:40]
    found = queries.persons(me(request), Verb.SEE_SAFETY, words=words).filter(
        username__isnull=False
    )
    page = Paginator(found, A_PAGE).get_page(page_number(request.GET.get("page")))
    return render(request, "people/accounts.html", {"page": page, "words": words})


@needs(Verb.UNLOCK)
@require_POST
def unlock(request: HttpRequest, lock: int) -> HttpResponseBase:
    """Let a locked name try again."""
    found = get_object_or_404(queries.locks(me(request)), pk=lock)
    actions.unlock(lock=found, by=me(request))
    return redirect("people_safety")


@needs(Verb.SIGN_OUT_OTHERS)
@require_POST
def sign_out(request: HttpRequest, ref: str) -> HttpResponseBase:
    """End all sessions of a person."""
    person = _person(request, ref)
    actions.sign_out_all(person=person, by=me(request))
    messages.info(request, _("%(name)s 已经在所有地方退出。") % {"name": person.name})
    return redirect("people_safety")


@needs(Verb.DEACTIVATE)
@require_POST
def set_active(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Stop an account, or let it go on."""
    active = request.POST.get("active") == "1"
    actions.set_active(person=_person(request, ref), active=active, by=me(request))
    return redirect("people_accounts")


@needs(Verb.RESET_SECOND_FACTOR)
@require_POST
def reset_factor(request: HttpRequest, ref: str) -> HttpResponse:
    """Take a lost second factor away, and give the code with which a new one is set up."""
    person = _person(request, ref)
    actions.reset_second_factor(person=person, by=me(request))
    return _code(request, person)


@needs(Verb.GIVE_FACTOR_CODE)
@require_POST
def factor_code(request: HttpRequest, ref: str) -> HttpResponse:
    """A code with which a person sets up their first second factor, shown once."""
    return _code(request, _person(request, ref))


def _code(request: HttpRequest, person: Person) -> HttpResponse:
    code = actions.give_factor_code(person=person, by=me(request))
    groups = [code[:5], code[5:]]
    context = {"person": person, "groups": groups}
    return render(request, "people/factor_code.html", context)


@needs(Verb.APPOINT_ADMIN)
def admins(request: HttpRequest) -> HttpResponse:
    """The three administrators; appoints one on POST."""
    form = forms.NewAdmin(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.appoint(
                person=given["username"],
                role=Role(given["role"]),
                place=given["place"],
                since_on=given["since_on"],
                by=me(request),
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("people_admins")
    rows = queries.three_admins(me(request))
    return render(request, "people/admins.html", {"form": form, "positions": rows})


@needs(Verb.APPOINT_ADMIN)
def end_admin(request: HttpRequest, position: int) -> HttpResponse:
    """Let one of the three administrators end."""
    held = get_object_or_404(queries.three_admins(me(request)), pk=position)
    form = forms.EndPosition(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_position(position=held, by=me(request), **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("people_admins")
    return render(
        request,
        "people/end_position.html",
        {"person": held.person, "position": held, "form": form, "safety": True},
    )


def _person(request: HttpRequest, ref: str) -> Person:
    return get_object_or_404(queries.persons(me(request), Verb.SEE_SAFETY), ref=ref)
