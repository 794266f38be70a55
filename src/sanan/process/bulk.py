"""One verb for many things: a preview of what will change and what will not, then each by itself.

    MANY = Bulk(pages=TASKS, forms={"archive": Nothing}, chosen=_chosen, told=_told, back="powers_staff:tasks")
    urlpatterns = [*MANY.urls(), *TASKS.urls(), …]

A list sends what is chosen, under the name by which actions take the thing, to
`/…/tasks/bulk/<verb>/`. Nothing happens there before `go`; `try` does everything with what was
written and undoes it again, so that it tells what the rules find on the locked rows.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from sanan.kit.errors import Refused
from sanan.people import access
from sanan.people.models import Person
from sanan.process.declare import Sentence, Verb
from sanan.process.forms import VerbForm
from sanan.process.pages import FormMaker, Pages, Thing

MOST = 300
"""How many things one request takes."""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Thing]):
    """What became of one thing, or would; `no` is the sentence of a refusal."""

    thing: Thing
    href: str
    title: str
    more: str
    no: Sentence = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A verb for what is chosen, where it is sent, and of how many it is the time and the person."""

    verb: Verb
    href: str
    fits: int = 0


@dataclass(frozen=True, kw_only=True)
class Bulk(Generic[Thing]):
    """The verbs of `pages` that are used on many things at once.

    `forms` are their forms, made with the first of the things; an empty field may leave each as it
    is (`VerbForm.given_for`). `chosen` gives those of the named things that the person may see,
    `told` a title and what stands softly behind it; `back` is the url name of the list, and `every`
    gives the names of all things on it, as far as `MOST` + 1, for the query that it sends along.
    """

    pages: Pages[Thing]
    forms: Mapping[str, FormMaker]
    chosen: Callable[[HttpRequest, list[str]], Iterable[Thing]]
    told: Callable[[Thing], tuple[str, str]]
    back: str
    every: Callable[[HttpRequest, str], list[str]] = lambda _request, _query: []
    template: str = "process/bulk.html"

    def urls(self) -> list[URLPattern]:
        """The address of each verb, to stand before those of the pages.

        Raises `ImproperlyConfigured` for a verb that is offered here and done nowhere.
        """
        if undone := sorted(set(self.forms) - set(self.pages.process.actions)):
            raise ImproperlyConfigured(f"{self.pages.name}: no action for {', '.join(undone)}")
        view = never_cache(require_POST(self.pages.gate(self.do)))
        name = f"{self.pages.name}_bulk"
        return [path(f"{self.pages.prefix}/bulk/<str:verb>/", view, name=name)]

    def offered(self, person: Person, states: Collection[str] | None = None) -> list[Choice]:
        """The verbs that this person could use on things in these states (any)."""
        process = self.pages.process
        return [
            Choice(process[name], self._address(name))
            for name in self.forms
            if process.could(process[name], person)
            and (states is None or set(states) & set(process[name].sources))
        ]

    def do(self, request: HttpRequest, verb: str) -> HttpResponse:
        """Preview one verb; with `go` do it, with `try` rehearse it exactly."""
        codes = self.named(request)
        over, codes = len(codes) > MOST, codes[:MOST]
        if verb not in self.forms or not (things := list(self.chosen(request, codes))):
            raise Http404
        keep, sent = "go" in request.POST, bool({"go", "try"} & set(request.POST))
        person = self.pages.who(request, things[0]).person
        form = self.forms[verb](request.POST if sent else None, thing=things[0], person=person)
        form.settle_many(things)
        valid = sent and form.is_valid()
        found = [
            self._outcome(
                each,
                form,
                self._try(request, verb, each, form, keep=keep)
                if valid
                else self._refusal(request, verb, each),
            )
            for each in things
        ]
        values = {
            "verb": self.pages.process[verb],
            "done": valid and keep,
            "tried": valid and not keep,
            "form": form,
            "things": things,
            "thing_name": self.pages.process.thing,
            "codes": codes,
            "most": MOST if over else None,
            "will": [one for one in found if not one.no],
            "will_not": [one for one in found if one.no],
            "others": [one for one in self._fitting(request, things) if one.verb.name != verb],
            "query": request.POST.get("back", ""),
            "back": f"{reverse(self.back)}{_query(request.POST.get('back', ''))}",
        }
        status = 422 if sent and not valid else 200
        return access.page(request, self.template, values, status=status)

    def named(self, request: HttpRequest) -> list[str]:
        """The names that were sent: of what was ticked, or of the whole list."""
        if request.POST.get("every"):
            return self.every(request, request.POST.get("back", ""))
        return request.POST.getlist(self.pages.process.thing)

    def _fitting(self, request: HttpRequest, things: list[Thing]) -> list[Choice]:
        """The verbs whose time it is for some of the things, and whose person this is."""
        process, found = self.pages.process, []
        actors = [self.pages.who(request, each) for each in things]
        for name in self.forms:
            verb = process[name]
            fits = sum(
                process.state_of(each) in verb.sources
                and process.may(verb, each, actor.person, actor.relation)
                for each, actor in zip(things, actors, strict=True)
            )
            if fits:
                found.append(Choice(verb, self._address(name), fits))
        return found

    def _refusal(self, request: HttpRequest, verb: str, thing: Thing) -> Sentence:
        actor = self.pages.who(request, thing)
        no = self.pages.process.reason(verb, thing, actor.person, relation=actor.relation)
        return no.sentence if no else ""

    def _try(
        self, request: HttpRequest, verb: str, thing: Thing, form: Any, *, keep: bool
    ) -> Sentence:
        actor, do = self.pages.who(request, thing), self.pages.process.actions[verb]
        known = {"relation": actor.relation} if actor.relation is not None else {}
        named = {self.pages.process.thing: thing}
        return attempt(
            lambda: do(**named, by=actor.person, **known, **form.given_for(thing)), keep=keep
        )

    def _outcome(self, thing: Thing, form: VerbForm, no: Sentence) -> Outcome[Thing]:
        title, more = self.told(thing)
        goes = "" if no else form.goes(thing)
        return Outcome(thing, self.pages.address(thing), title, goes or more, no)

    def _address(self, verb: str) -> str:
        return reverse(f"{self.pages.room}:{self.pages.name}_bulk", args=[verb])


def attempt(do: Callable[..., object], *, keep: bool, **given: Any) -> Sentence:
    """Do it with what is given, in a transaction of its own, undone again unless `keep`; the sentence of a refusal."""
    try:
        with transaction.atomic():
            do(**given)
            transaction.set_rollback(not keep)
    except Refused as no:
        return no.sentence
    return ""


def _query(text: str) -> str:
    return text if text.startswith("?") else ""
