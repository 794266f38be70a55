"""A resident's settings: which accounts elsewhere are theirs, how and when they want to be told."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.channels import roads as outside
from sanan.channels.identity.provider import label
from sanan.kit.errors import Refused, TooMany
from sanan.people import actions, queries, visitor
from sanan.people.forms.roads import BrowserForm, MailboxForm, RoadsForm
from sanan.people.models import Person
from sanan.people.views.say import refuse

Own = Callable[..., HttpResponseBase]


def own(view: Own) -> Own:
    """For a resident who has signed in; others are led to sign in and come back."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        person = visitor.resident(request)
        if person is None:
            return redirect(f"{reverse('slips:me')}?next={reverse('people:settings')}")
        return view(request, person, *args, **kwargs)

    return page


@never_cache
@require_safe
@own
def show(request: HttpRequest, person: Person) -> HttpResponse:
    """Everything on one page."""
    return _page(request, person)


@require_POST
@own
def unlink(request: HttpRequest, person: Person, ref: str) -> HttpResponseBase:
    """Let an account elsewhere open nothing here any more."""
    identity = get_object_or_404(queries.identities(person), ref=ref)
    actions.unlink_identity(identity=identity, by=person)
    said = {"name": label(identity.provider)}
    messages.info(request, _("已解除绑定：不能再用%(name)s登录了。") % said)
    return redirect("people:settings")


@never_cache
@require_POST
@own
def choose(request: HttpRequest, person: Person) -> HttpResponseBase:
    """The order of the roads and the quiet hours."""
    form = RoadsForm(request.POST, ready=queries.ready(person))
    if not form.is_valid():
        return _page(request, person, form=form)
    try:
        choice = actions.choose_roads(person=person, **form.given())
    except Refused as refused:
        refuse(form, refused)
        return _page(request, person, form=form)
    first = choice.channels()[0].label
    messages.info(request, _("记下了：先用%(road)s告诉您，送不到就换下一种。") % {"road": first})
    return redirect("people:settings")


@never_cache
@require_POST
@own
def mailbox(request: HttpRequest, person: Person) -> HttpResponseBase:
    """A mailbox; a link goes there first."""
    form = MailboxForm(request.POST)
    if form.is_valid():
        try:
            actions.add_mailbox(person=person, address=form.cleaned_data["mail"])
        except TooMany:
            raise
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.info(request, _("确认邮件发出去了。打开信里的网址，这个邮箱才算数。"))
            return redirect("people:settings")
    return _page(request, person, mail=form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_mailbox(request: HttpRequest, token: str) -> HttpResponseBase:
    """The link in a mail; a button confirms, since mail programs open links by themselves."""
    road = actions.mailbox_of(token)
    done = road is not None and request.method == "POST"
    if road is not None and done:
        actions.confirm_mailbox(road=road)
    values = {"road": road, "done": done}
    return render(request, "people/mailbox.html", values, status=200 if road else 404)


@never_cache
@require_POST
@own
def browser(request: HttpRequest, person: Person) -> HttpResponseBase:
    """This browser agreed to be told."""
    form = BrowserForm(request.POST)
    if form.is_valid():
        try:
            given = form.cleaned_data["subscription"]
            actions.add_browser(person=person, subscription=given)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.info(request, _("好了：有新进展，这个浏览器会提醒您。"))
            return redirect("people:settings")
    return _page(request, person, push=form)


@require_POST
@own
def end(request: HttpRequest, person: Person, ref: str) -> HttpResponseBase:
    """Send nothing to this address any more."""
    road = get_object_or_404(queries.my_roads(person), ref=ref)
    actions.end_road(road=road, why=actions.CHOSEN, by=person)
    said = {"road": road.get_channel_display()}
    messages.info(request, _("停了：不再用这个%(road)s告诉您。") % said)
    return redirect("people:settings")


def _page(
    request: HttpRequest,
    person: Person,
    *,
    form: RoadsForm | None = None,
    mail: MailboxForm | None = None,
    push: BrowserForm | None = None,
) -> HttpResponse:
    tied = list(queries.identities(person))
    known = {identity.provider for identity in tied}
    agent, there = request.headers.get("user-agent", ""), outside.configured()
    ready = queries.ready(person)
    wrong = any(each is not None and each.errors for each in (form, mail, push))
    values = {
        "identities": [(identity, label(identity.provider)) for identity in tied],
        "doors": [door for door in queries.doors(agent) if door.name not in known],
        "there": there,
        "form": form or RoadsForm(ready=ready, initial=queries.chosen(person)),
        "mail": mail or MailboxForm(),
        "push": push or BrowserForm(),
        "push_key": queries.push_key() if "push" in there else "",
        "roads": queries.my_roads(person),
        "ended": queries.ended_roads(person),
        "tied_to_wechat": "wechat" in known,
    }
    return render(request, "people/settings.html", values, status=422 if wrong else 200)
