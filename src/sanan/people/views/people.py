"""The system administrator's pages: persons and their positions, organisations, keys, messages."""

import secrets
from datetime import datetime, time

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sanan.kit.errors import Refused
from sanan.kit.paging import page_number
from sanan.kit.words import clean_line
from sanan.people import actions, queries
from sanan.people.access import me, needs
from sanan.people.enums import OrgKind, Role
from sanan.people.forms import staff as forms
from sanan.people.models import ApiToken, Notice, Position
from sanan.people.rules import Verb
from sanan.people.views.say import refuse

A_PAGE = 50
MOST_CHOICES = 1000


@needs(Verb.SEE_PERSONS)
def persons(request: HttpRequest) -> HttpResponse:
    """Everyone with a position in my places."""
    form = forms.PersonSearch(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = queries.persons(
        me(request),
        Verb.SEE_PERSONS,
        words=wanted.get("q", ""),
        role=wanted.get("role", ""),
    )
    pages = Paginator(found, A_PAGE)
    page = pages.get_page(page_number(request.GET.get("page")))
    return render(request, "people/persons.html", {"form": form, "page": page})


@needs(Verb.ADD_PERSON)
def new_person(request: HttpRequest) -> HttpResponse:
    """Set up an account; its first password is shown once."""
    form = forms.NewPerson(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = secrets.token_urlsafe(12)
        try:
            person = actions.add_person(**form.cleaned_data, password=password, by=me(request))
        except Refused as refused:
            refuse(form, refused)
        else:
            return render(
                request, "people/password_made.html", {"person": person, "password": password}
            )
    return render(request, "people/new_person.html", {"form": form})


@needs(Verb.SEE_PERSONS)
def person(request: HttpRequest, ref: str) -> HttpResponse:
    """One person: positions with their dates; appoints on POST."""
    found = get_object_or_404(queries.persons(me(request), Verb.SEE_PERSONS), ref=ref)
    form = forms.NewPosition(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.appoint(
                person=found,
                by=me(request),
                **{**form.cleaned_data, "role": Role(form.cleaned_data["role"])},
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            said = _("%(name)s 从 %(day)s起担任%(role)s。") % {
                "name": found.name,
                "day": made.since_on,
                "role": made.get_role_display(),
            }
            messages.info(request, said)
            return redirect("people_person", ref=ref)
    held = list(found.positions.all())
    today = timezone.localdate()
    return render(
        request,
        "people/person.html",
        {
            "person": found,
            "positions": held,
            "form": form,
            "today": today,
            "all_orgs": queries.orgs(me(request))[:MOST_CHOICES],
        },
    )


@needs(Verb.APPOINT)
def end_position(request: HttpRequest, ref: str, position: int) -> HttpResponse:
    """Let a position end."""
    found = get_object_or_404(queries.persons(me(request), Verb.SEE_PERSONS), ref=ref)
    held = get_object_or_404(Position, person=found, pk=position)
    form = forms.EndPosition(request.POST or None, initial={"until_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_position(position=held, by=me(request), **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("people_person", ref=ref)
    return render(
        request, "people/end_position.html", {"person": found, "position": held, "form": form}
    )


@needs(Verb.ADD_PERSON)
@require_POST
def new_password(request: HttpRequest, ref: str) -> HttpResponse:
    """Give a person who forgot theirs a new password, shown once."""
    found = get_object_or_404(queries.persons(me(request), Verb.ADD_PERSON), ref=ref)
    password = secrets.token_urlsafe(12)
    actions.set_password(person=found, password=password, by=me(request))
    return render(request, "people/password_made.html", {"person": found, "password": password})


@needs(Verb.ADD_ORG)
def orgs(request: HttpRequest) -> HttpResponse:
    """Organisations in my places; adds one on POST."""
    form = forms.NewOrg(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "kind": OrgKind(form.cleaned_data["kind"])}
        try:
            made = actions.add_org(**given, by=me(request))
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("people_org", code=made.code)
    words = clean_line(request.GET.get("q", ""))[:40]
    pages = Paginator(queries.orgs(me(request), words=words), A_PAGE)
    page = pages.get_page(page_number(request.GET.get("page")))
    return render(
        request,
        "people/orgs.html",
        {
            "form": form,
            "page": page,
            "words": words,
            "all_orgs": queries.orgs(me(request))[:MOST_CHOICES],
        },
    )


@needs(Verb.SET_DUTY)
def org(request: HttpRequest, code: str) -> HttpResponse:
    """One organisation: its people, its duty list; sets a line on POST."""
    found = get_object_or_404(queries.orgs(me(request)), code=code)
    form = forms.DutyLine(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_duty(org=found, **form.cleaned_data, by=me(request))
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("people_org", code=code)
    held = Position.objects.on(timezone.localdate()).filter(org=found).select_related("person")
    duties = found.duties.order_by("category")
    return render(
        request,
        "people/org.html",
        {"org": found, "form": form, "positions": held.order_by("role"), "duties": duties},
    )


@needs(Verb.ISSUE_TOKEN)
def tokens(request: HttpRequest) -> HttpResponse:
    """Keys of programs; makes one on POST, whose text is shown once."""
    form = forms.NewToken(request.POST or None)
    text = ""
    mine = queries.persons(me(request), Verb.ISSUE_TOKEN)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        ends_at = timezone.make_aware(datetime.combine(given["ends_on"], time(23, 59)))
        try:
            person = get_object_or_404(mine, pk=given["username"].pk)
            _token, text = actions.issue_token(
                person=person,
                name=given["name"],
                place=given["place"],
                verbs=given["verbs"],
                ends_at=ends_at,
                by=me(request),
            )
            form = forms.NewToken()
        except Refused as refused:
            refuse(form, refused)
    rows = ApiToken.objects.filter(person__in=mine).select_related("person", "place")
    return render(
        request,
        "people/tokens.html",
        {"form": form, "tokens": rows.order_by("-made_at"), "text": text},
    )


@needs(Verb.ISSUE_TOKEN)
@require_POST
def revoke_token(request: HttpRequest, ref: str) -> HttpResponseBase:
    """End a key."""
    mine = queries.persons(me(request), Verb.ISSUE_TOKEN)
    found = get_object_or_404(ApiToken, ref=ref, person__in=mine)
    actions.revoke_token(token=found, by=me(request))
    return redirect("people_tokens")


@needs(Verb.RESEND)
def troubles(request: HttpRequest) -> HttpResponse:
    """Messages that did not go out, with the provider's word why."""
    pages = Paginator(queries.troubled_notices(), A_PAGE)
    page = pages.get_page(page_number(request.GET.get("page")))
    return render(request, "people/troubles.html", {"page": page})


@needs(Verb.RESEND)
@require_POST
def resend(request: HttpRequest, notice: int) -> HttpResponseBase:
    """Try a message again."""
    actions.resend(notice=get_object_or_404(Notice, pk=notice), by=me(request))
    messages.info(request, _("马上再发一次。"))
    return redirect("people_troubles")
