"""The pages of a process: one page for a thing, and one address for each of its verbs.

    TASKS = Pages(DISCLOSURE, "tasks", template="powers/staff/task.html", find=_task, show=_task_values,
                  forms={"sign": FreeNote, "submit": Nothing}, gate=desk())
    urlpatterns = [*TASKS.urls(), …]

`/…/tasks/<code>/` is the thing; `/…/tasks/<code>/sign/` opens the form of that verb beside it and,
posted, does it. One policy of refusal for all: input that is not in order comes back with 422 and
what was typed; what the rules refuse comes back on the page of the thing as it stands now, with
403 or 409 and the sentence; what is hidden is not there; who was too fast is told when to come back.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanan.kit.errors import Refused
from sanan.people import access, visitor
from sanan.people.models import Person
from sanan.process.declare import Process, Relation, Sentence, Verb
from sanan.process.forms import VerbForm

Thing = TypeVar("Thing", bound=models.Model)
View = Callable[..., HttpResponseBase]
Gate = Callable[[Any], Any]
PASSED_ON = {404, 429}
"""Refusals that are no answer on the page of the thing: nothing is there, or it came too fast."""


class FormMaker(Protocol):
    """A `VerbForm`, or what makes one of a thing and a person."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...


@dataclass(frozen=True, slots=True)
class Actor:
    """Who stands before the page, and what is already known of how they stand to the thing."""

    person: Person | None
    relation: Relation | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """One verb on the page of a thing: its form where it may be used, else the sentence why not."""

    verb: Verb
    href: str
    form: Form | None = None
    refusal: Sentence = ""
    open: bool = False
    key: str = ""

    @property
    def moves(self) -> bool:
        """Whether the thing stands elsewhere afterwards."""
        return self.verb.target is not None

    @property
    def label(self) -> Sentence:
        """What the form wants its button to say, else the verb's name."""
        return getattr(self.form, "label", "") or self.verb.label

    @property
    def name(self) -> str:
        return self.verb.name


def staff(request: HttpRequest, _thing: Any) -> Actor:
    """The member of staff signed in."""
    return Actor(access.me(request))


@dataclass(frozen=True, kw_only=True)
class Pages(Generic[Thing]):
    """The pages of one process for one kind of reader.

    `find` gives the thing of an address to whoever may see it, else raises 404; `show` what its
    page shows besides. `forms` are the verbs offered here, in order, with their forms. `gate`
    stands before every page. `who` says who acts; `frame` renders. `name` is the url name of the
    thing's page, `<name>_do` that of its verbs; `room` the namespace both stand in. `key` is the
    field by which addresses know the thing (default: the process's `ref`). `after` may give another
    address to go to when a verb is done. `paced` says of a verb how often it may be tried at once
    from one connection, rightly or not; a minute later a few more may. `shown` leaves
    out verbs that have no sense for this thing, whatever its state.

    Where a thing has many verbs, `first` names those whose form may stand open by itself, the first
    that may be used now; the others are links to theirs (`process/_verbs.html`, `_open.html`), and
    none of their forms is made. `keys` are the keys of the keyboard. `kept` are the parameters that
    every address here carries on, such as the list one came from; `onward` is asked ahead of the
    verb where to go when it is done; where it knows, the next page says what became of this thing.
    """

    process: Process[Thing]
    room: str
    prefix: str
    name: str
    template: str
    find: Callable[[HttpRequest, str], Thing]
    forms: Mapping[str, FormMaker]
    show: Callable[[HttpRequest, Thing], Mapping[str, Any]] = lambda _request, _thing: {}
    gate: Gate = lambda view: view
    acting: Gate | None = None
    who: Callable[[HttpRequest, Thing], Actor] = staff
    frame: Callable[..., HttpResponse] = access.page
    after: Callable[[HttpRequest, Thing, str], str] | None = None
    key: str = ""
    paced: Mapping[str, int] = field(default_factory=dict)
    shown: Callable[[Thing, str], bool] = field(default=lambda _thing, _verb: True)
    first: Collection[str] | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    kept: Sequence[str] = ()
    onward: Callable[[HttpRequest, Thing, str], str] = lambda _request, _thing, _verb: ""

    def urls(self) -> list[URLPattern]:
        """The addresses: `<prefix>/<code>/` and `<prefix>/<code>/<verb>/`.

        Raises `ImproperlyConfigured` for a verb that is offered here and done nowhere.
        """
        if undone := sorted(set(self.forms) - set(self.process.actions)):
            raise ImproperlyConfigured(f"{self.process.name}: no action for {', '.join(undone)}")
        base = f"{self.prefix}/" if self.prefix else ""
        page = never_cache(require_safe(self.gate(self.page)))
        do = never_cache(
            require_http_methods(["GET", "HEAD", "POST"])((self.acting or self.gate)(self.do))
        )
        return [
            path(f"{base}<str:code>/", page, name=self.name),
            path(f"{base}<str:code>/<str:verb>/", do, name=f"{self.name}_do"),
        ]

    def page(self, request: HttpRequest, code: str) -> HttpResponse:
        """The thing, its story, and what can be done now."""
        return self.render(request, self.find(request, code))

    def do(self, request: HttpRequest, code: str, verb: str) -> HttpResponse:
        """One verb: its form beside the thing, or doing it."""
        if verb not in self.forms:
            raise Http404
        thing = self.find(request, code)
        actor = self.who(request, thing)
        if request.method != "POST":
            return self.offer(request, thing, actor, verb)
        if verb in self.paced:
            visitor.slow_down(request, f"{self.process.name}-{verb}", burst=self.paced[verb])
        form = self.form(request, thing, actor, verb, sent=True)
        if form.remarks():
            return self.render(request, thing, {verb: form})
        if not form.is_valid():
            return self.render(request, thing, {verb: form}, status=422)
        onward = self.onward(request, thing, verb)
        try:
            with visitor.once(request):
                self.act(verb, thing, actor, form)
        except Refused as no:
            if no.status in PASSED_ON:
                raise
            form.refuse(no)
            return self.render(request, self.find(request, code), {verb: form}, status=no.status)
        return redirect(self._next(request, thing, verb, onward))

    def offer(self, request: HttpRequest, thing: Thing, actor: Actor, verb: str) -> HttpResponse:
        """A verb asked for by its address: its form open beside the thing, or why it cannot be.

        Where one form stands open at a time, a page that is already there asks for that alone.
        """
        no = self.process.reason(verb, thing, actor.person, relation=actor.relation)
        form = self.form(request, thing, actor, verb) if no is None else None
        if self.first is None or not request.headers.get("HX-Request"):
            return self.render(request, thing, {verb: form})
        return render(
            request,
            "process/_open.html",
            {
                self.process.thing: thing,
                "opened": self._button(request, thing, verb, form, no, stands=True),
            },
        )

    def act(self, verb: str, thing: Thing, actor: Actor, form: VerbForm) -> Any:
        """Do the verb with what the form gives."""
        do = self.process.actions[verb]
        known = {"relation": actor.relation} if actor.relation is not None else {}
        return do(**{self.process.thing: thing}, by=actor.person, **known, **form.given())

    def form(
        self, request: HttpRequest, thing: Thing, actor: Actor, verb: str, *, sent: bool = False
    ) -> Any:
        """The verb's form, empty or as it was sent."""
        data = (request.POST, request.FILES) if sent else ()
        return self.forms[verb](
            *data,
            thing=thing,
            person=actor.person,
            auto_id=f"id_{verb}_%s",
            initial=request.GET.dict(),
        )

    def render(
        self,
        request: HttpRequest,
        thing: Thing,
        opened: Mapping[str, Any] | None = None,
        *,
        status: int = 200,
        **more: Any,
    ) -> HttpResponse:
        """The page of the thing, with the forms that are open on it."""
        buttons = self.buttons(request, thing, opened)
        values = {
            self.process.thing: thing,
            "process": self.process,
            "buttons": [b for b in buttons if not b.refusal],
            "refused": _by_sentence(b for b in buttons if b.refusal),
            "opened": next((b for b in buttons if b.open), None),
            "may": [b.name for b in buttons if not b.refusal],
            **self.show(request, thing),
            **more,
        }
        return self.frame(request, self.template, values, status=status)

    def buttons(
        self, request: HttpRequest, thing: Thing, opened: Mapping[str, Any] | None = None
    ) -> list[Button]:
        """The verbs of this person, in order, and why those of another time cannot be used now.

        A verb that is somebody else's is not shown at all, unless it was asked for: `opened` has
        its form, or None where it is to be said why there is none.
        """
        actor, asked, found = self.who(request, thing), opened or {}, []
        first = next(iter(asked), "")
        for name in self.forms:
            if name not in asked and not self.shown(thing, name):
                continue
            no = self.process.reason(name, thing, actor.person, relation=actor.relation)
            if no is not None and name not in asked:
                if no.code != "not_yours":
                    found.append(self._button(request, thing, name, None, no))
                continue
            form = asked.get(name)
            if self.first is None and name not in asked:
                form = self.form(request, thing, actor, name)
            elif opened is None and not first and name in (self.first or ()):
                first, form = name, self.form(request, thing, actor, name)
            found.append(self._button(request, thing, name, form, no, stands=name == first))
        return found

    def _button(
        self,
        request: HttpRequest,
        thing: Thing,
        verb: str,
        form: Any,
        no: Refused | None,
        *,
        stands: bool = False,
    ) -> Button:
        """A form says itself why it was refused; without one the button does."""
        refusal = no.sentence if no is not None and form is None else ""
        href = f"{self.address(thing, verb)}{self._kept(request)}"
        key = self.keys.get(verb, "")
        return Button(self.process[verb], href, form, refusal, open=stands, key=key)

    def _kept(self, request: HttpRequest) -> str:
        told = {name: request.GET[name] for name in self.kept if request.GET.get(name)}
        return f"?{urlencode(told)}" if told else ""

    def address(self, thing: Thing, verb: str = "") -> str:
        """Where the thing is, or its verb."""
        code = getattr(thing, self.key or self.process.ref)
        if verb:
            return reverse(f"{self.room}:{self.name}_do", args=[code, verb])
        return reverse(f"{self.room}:{self.name}", args=[code])

    def _next(self, request: HttpRequest, thing: Thing, verb: str, onward: str) -> str:
        wanted = request.POST.get("next", "")
        if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
            return wanted
        if onward:
            state = self.process.states(self.process.state_of(thing)).label
            told = _("%(thing)s：%(state)s。") % {"thing": thing, "state": state}
            messages.info(request, told, fail_silently=True)
            return onward
        if self.after:
            return self.after(request, thing, verb)
        return f"{self.address(thing)}{self._kept(request)}"


def asker(relation: Relation | None = None) -> Callable[[HttpRequest, Any], Actor]:
    """A resident, signed in or not; the address itself may tell how they stand to the thing."""
    return lambda request, _thing: Actor(visitor.resident(request), relation)


def bare(
    request: HttpRequest, template: str, values: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """A resident's page: the shell's frame needs nothing more."""
    return render(request, template, dict(values), status=status)


def _by_sentence(buttons: Any) -> list[tuple[Sentence, list[Button]]]:
    """What cannot be done now, each reason said once."""
    found: dict[str, list[Button]] = {}
    for button in buttons:
        found.setdefault(str(button.refusal), []).append(button)
    return list(found.items())


def one_form(
    request: HttpRequest,
    form: Any,
    act: Callable[[dict[str, Any]], Any],
    go: Callable[[Any], str],
    template: str,
    values: Mapping[str, Any] | None = None,
    *,
    frame: Callable[..., HttpResponse] = access.page,
) -> HttpResponse:
    """A page that is one form: shown, sent back with what is wrong, or done and gone on from.

    `act` takes what the form gives and returns what was made; `go` says where that is. The form is
    made by the caller, bound where the request is a POST.
    """
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                with visitor.once(request):
                    made = act(
                        form.given() if isinstance(form, VerbForm) else dict(form.cleaned_data)
                    )
            except Refused as no:
                if no.status in PASSED_ON:
                    raise
                form.refuse(no)
                status = no.status
            else:
                return redirect(go(made))
        else:
            status = 422
    return frame(request, template, {"form": form, **(values or {})}, status=status)
