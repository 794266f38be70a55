"""A process: the whole life of one kind of thing, declared once.

    SHELF = Process("shelf", Shelf, states=State, verbs=[
        Verb("open", (), State.OPEN, label=_("摆出来"), roles=KEEPERS),
        Verb("close", [State.OPEN], State.CLOSED, label=_("收起来"), roles=KEEPERS, relations=[OWNER]),
    ])

The table is the whole rule: `check` is asked before and under the lock of every change, pages ask
`allowed` for their buttons and `reason` for the sentence beside a disabled one, `docs/processes.md`
and the charts are printed from it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from sanan.kit.clock import at_or_now
from sanan.kit.errors import Forbidden, Refused
from sanan.kit.tones import Tone
from sanan.people import queries as people
from sanan.people.enums import Role
from sanan.people.models import Org, Person

if TYPE_CHECKING:
    from sanan.process.step import Step

Sentence = str | Promise
Thing = TypeVar("Thing", bound=models.Model)
Action = TypeVar("Action", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, eq=False)
class Relation:
    """How somebody stands to a thing, when it is no role at a place: its owner, whoever carries it.

    `stands` tells it of a thing and a person (None: nobody is signed in). Without it only the
    caller can know, by a query code or as the clock, and claims it (`relation=`).
    `whose` tells everyone else whose step it is, `roles` without which of them nobody stands so to
    anything. A relation is itself alone, in every language: its
    sentence is no part of what it is known by.
    """

    name: str
    stands: Callable[[Any, Person | None], bool] | None = None
    whose: Sentence = ""
    roles: Collection[Role] = ()

    def __str__(self) -> str:
        return self.name


ANYONE = Relation("anyone", lambda _thing, _by: True)
"""Open to everybody, also without an account."""
SYSTEM = Relation("system", whose=_("这一步由系统自己做。"))
"""What follows by itself: a period that ran out, a step of another thing; claimed by the caller."""
OPERATOR = Relation("operator")
"""The command line or the demo, whose operator may do everything to its database: claimed, it may
use every verb that the state allows."""


@dataclass(frozen=True, slots=True)
class Verb:
    """From which states (none: it begins the thing) to which (None: it stays, or the action says).

    A person may act who holds one of `roles` at or above the thing's place, or stands in one of
    `relations` to it. `when` may still give the refusal of a thing that is not ready at that
    moment, on top of state and person. `label` is the word on the button, `told` how the story says it (default: the
    label); `whose` the sentence for someone whose step it is not; `public` whether those whom the
    thing concerns read its line; `suits` tells of which things it is a verb at all.
    """

    name: str
    sources: Collection[str]
    target: str | None = None
    label: Sentence = ""
    roles: Collection[Role] = ()
    relations: Collection[Relation] = ()
    told: Sentence = ""
    whose: Sentence = ""
    when: "Callable[[Any, Person | None, datetime], Refused | None] | None" = None
    public: bool = False
    suits: Callable[[Any], bool] | None = None

    def __post_init__(self) -> None:
        for name in ("sources", "roles", "relations"):
            object.__setattr__(self, name, frozenset(getattr(self, name)))

    def __str__(self) -> str:
        return self.name

    @property
    def begins(self) -> bool:
        """Whether there is no thing before it."""
        return not self.sources


NOT_YOURS = _("这一步不由您来办。")
ELSEWHERE = _("现在是“%(state)s”，不能这样办。请刷新页面看最新进展。")


Counts = Mapping[str, Callable[[Mapping[str, Any]], int]]
"""By event, how many things its entry's content speaks of."""


class Process(Generic[Thing]):
    """The life of `model`'s rows; `name` is the first word of their ledger events.

    `states` are the choices of the field `field`; `ref` the field by which the record and
    addresses know a thing; `thing` the keyword under which actions take it; `joins` what is read
    with its row under the lock; `path` the place it belongs to. `whose` and `elsewhere` (with
    `%(state)s`) are the sentences of the two ordinary refusals. `before` is judged ahead of person
    and state; `lock` is taken ahead of the row, where several rows move together. `unit` tells the
    organisation whose step it is; `insert` writes the row of a new thing (default: its `save`).
    Without `story` no line is written; `told` gives event and content of the entry where the
    ordinary ones, with every new value, would say too much. For the audit (`process.audit`):
    `refreshed` are columns that are filled in without an entry of the thing, `batches` the events
    that make many things under one entry, `leaves` those that take many away when their time is
    over, each with how many its content names.
    `more` gives verbs that others bring for some of the things, asked for once everything is
    loaded; iteration, charts and matrices show the process's `own`. `tones` names the states that
    are green, amber or red on residents' pages; the others are grey.
    """

    def __init__(
        self,
        name: str,
        model: type[Thing],
        *,
        states: type[models.TextChoices],
        verbs: Iterable[Verb],
        title: Sentence,
        thing: str = "",
        field: str = "state",
        ref: str = "code",
        joins: tuple[str, ...] = ("place",),
        path: Callable[[Thing], str] | None = None,
        whose: Sentence = NOT_YOURS,
        elsewhere: Sentence = ELSEWHERE,
        before: Callable[[Verb, Thing, Person | None], Refused | None] | None = None,
        lock: Callable[[Thing], object] | None = None,
        unit: Callable[[Verb, Thing], Org | None] = lambda _verb, _thing: None,
        insert: Callable[[Thing], object] | None = None,
        story: bool = True,
        told: "Callable[[Step[Thing], list[str]], tuple[str, Mapping[str, Any]]] | None" = None,
        refreshed: tuple[str, ...] = (),
        batches: Counts | None = None,
        leaves: Counts | None = None,
        more: Callable[[], Iterable[Verb]] = tuple,
        tones: Mapping[Tone, Iterable[str]] | None = None,
    ) -> None:
        self.name, self.model, self.states, self.title = name, model, states, title
        self.thing, self.field, self.ref, self.joins = thing or name, field, ref, joins
        self.path = path or (lambda thing: cast("Any", thing).place.path)
        self.whose, self.elsewhere = whose, elsewhere
        self.before, self.lock, self.story, self.told = before, lock, story, told
        self.unit, self.insert = unit, insert
        self.refreshed, self.batches, self.leaves = refreshed, batches or {}, leaves or {}
        self.own, self.more = {verb.name: verb for verb in verbs}, more
        self.actions: dict[str, Callable[..., Any]] = {}
        self._tones = {state: tone for tone, some in (tones or {}).items() for state in some}

    def __repr__(self) -> str:
        return f"<Process {self.name}>"

    def tone(self, state: str) -> Tone:
        """The colour of a state: what `tones` says of it, else grey."""
        return self._tones.get(state, Tone.REST)

    @cached_property
    def verbs(self) -> dict[str, Verb]:
        """Every verb by its name. Raises `ImproperlyConfigured` where two have one name."""
        found = dict(self.own)
        for verb in self.more():
            if found.setdefault(verb.name, verb) is not verb:
                raise ImproperlyConfigured(f"{self.name}: two verbs {verb.name}")
        return found

    def __getitem__(self, verb: str) -> Verb:
        """The rule of a verb; `KeyError` for a verb that the table does not have."""
        return self.verbs[verb]

    def __iter__(self) -> Iterator[Verb]:
        return iter(self.own.values())

    def state_of(self, thing: Thing) -> str:
        """Where a thing stands."""
        return str(getattr(thing, self.field))

    def check(
        self,
        verb: str,
        thing: Thing,
        by: Person | None,
        *,
        relation: Relation | None = None,
        at: datetime | None = None,
    ) -> None:
        """Allow, or raise the refusal whose sentence says why."""
        no = self.reason(verb, thing, by, relation=relation, at=at)
        if no is not None:
            raise no

    def allowed(
        self, thing: Thing, by: Person | None, *, relation: Relation | None = None
    ) -> list[str]:
        """The verbs that this person may use on this thing now, in the table's order."""
        return [
            verb.name
            for verb in self.verbs.values()
            if not verb.begins and self.reason(verb.name, thing, by, relation=relation) is None
        ]

    def reason(
        self,
        verb: str,
        thing: Thing,
        by: Person | None,
        *,
        relation: Relation | None = None,
        at: datetime | None = None,
    ) -> Refused | None:
        """Why not at that moment (now), or None where it is allowed.

        The person is judged ahead of the state. `relation` is how the caller already knows the
        actor to stand: by query code, as the system.
        """
        rule = self.verbs[verb]
        if self.before is not None and (no := self.before(rule, thing, by)) is not None:
            return no
        if not self.may(rule, thing, by, relation):
            return Forbidden(self._whose(rule), "not_yours")
        if rule.sources and self.state_of(thing) not in rule.sources:
            state = self.states(self.state_of(thing)).label
            return Refused(cast("str", self.elsewhere) % {"state": state}, "wrong_state")
        return rule.when(thing, by, at_or_now(at)) if rule.when is not None else None

    def may(
        self, rule: Verb, thing: Thing, by: Person | None, relation: Relation | None = None
    ) -> bool:
        """Whether it is this person's step at all, whatever the state."""
        if rule.suits is not None and not rule.suits(thing):
            return False
        if relation is not None and (relation in rule.relations or relation is OPERATOR):
            return True
        if by is not None and not by.is_active:
            return False
        if rule.roles and people.holds(by, rule.roles, path=self.path(thing)):
            return True
        return any(each.stands is not None and each.stands(thing, by) for each in rule.relations)

    def could(self, rule: Verb, person: Person) -> bool:
        """Whether it may be this person's step for some thing, by the posts that they hold."""
        held = {post.role for post in people.posts(person)}
        return bool(held & set(rule.roles)) or any(
            each.stands is not None and (not each.roles or held & set(each.roles))
            for each in rule.relations
        )

    def _whose(self, rule: Verb) -> Sentence:
        told = (each.whose for each in rule.relations if each.whose and not rule.roles)
        return rule.whose or next(told, self.whose)

    def action(self, verb: str) -> Callable[[Action], Action]:
        """Mark the function that does `verb`, so that pages, bulk and matrices find it.

        It takes the thing under the process's keyword, `by`, `at` and the verb's particulars.
        """
        if verb not in self.own and verb not in self.verbs:
            raise KeyError(verb)

        def mark(function: Action) -> Action:
            self.actions[verb] = function
            return function

        return mark

    def step(
        self,
        verb: str,
        thing: Thing,
        *,
        by: Person | None,
        at: datetime | None = None,
        relation: Relation | None = None,
    ) -> "AbstractContextManager[Step[Thing]]":
        """One change of one thing, in one transaction; see `step.stepping`."""
        from sanan.process.step import stepping

        return stepping(self, self.verbs[verb], thing, by=by, at=at, relation=relation)

    def begin(
        self,
        verb: str,
        thing: Thing,
        *,
        by: Person | None,
        at: datetime | None = None,
        relation: Relation | None = None,
    ) -> "AbstractContextManager[Step[Thing]]":
        """The first change, which makes the thing (given unsaved); see `step.beginning`."""
        from sanan.process.step import beginning

        return beginning(self, self.verbs[verb], thing, by=by, at=at, relation=relation)

    def begin_many(
        self,
        verb: str,
        things: Sequence[Thing],
        *,
        by: Person | None,
        at: datetime | None = None,
        relation: Relation | None = None,
        said: Callable[[Thing], str] = lambda _thing: "",
    ) -> None:
        """Many things made at once, a line and an entry each; see `step.beginning_many`."""
        from sanan.process.step import beginning_many

        beginning_many(self, self.verbs[verb], things, by=by, at=at, relation=relation, said=said)
