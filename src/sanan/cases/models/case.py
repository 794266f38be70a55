from collections.abc import Sequence
from functools import reduce
from operator import and_, or_
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.functional import cached_property

from sanan.cases.enums import (
    BOARD_ROLES,
    CHECKING,
    ENDED,
    HANDLING,
    OPEN,
    READING_ROLES,
    RUNNING,
    TRIAGE,
    Alarm,
    Anonymity,
    CloseKind,
    Door,
    Nature,
    State,
    Supervision,
    Urgency,
)
from sanan.cases.kinds import CONCERN, hidden, shown
from sanan.files.models import Files
from sanan.kit.statements import Shaped
from sanan.people import queries as people
from sanan.people.enums import HANDLING_ROLES, Role
from sanan.people.models import Org, Person, Shape, person_of, shape_of
from sanan.places.models import Place, beyond
from sanan.process.enums import Satisfaction
from sanan.process.models import TimelineEntry, TimelineQuerySet

PLACE_COLUMN = {"county": "county_id", "township": "township_id", "village": "village_id"}


class Category(models.Model):
    """What a case is about: two levels; the leaf carries its filing and closing condition."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    open_rule = models.CharField(max_length=200, blank=True)
    close_rule = models.CharField(max_length=200, blank=True)

    classified = {"public": ["id", "code", "name", "parent", "open_rule", "close_rule"]}

    class Meta:
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name


BEFORE_LEADERS = (
    Q(state__in=[State.EXTENSION_REQUESTED, State.SUSPENDED])
    | Q(supervision__gt=Supervision.NONE)
    | Q(return_count__gte=2)
)
"""What is put before a leader to decide or to push; of the rest leaders see boards (H5)."""


def lies_at(post: people.Post) -> Q:
    """Cases at or under the place of a position."""
    return _below(post.kind, post.place_id, post.path)


def _below(kind: str, place: int, path: str) -> Q:
    """Cases at or under a place, by the column that its level has; of a city that is all."""
    if kind == "city":
        return Q()
    if column := PLACE_COLUMN.get(kind):
        return Q(**{column: place})
    return Q(place__path__gte=path, place__path__lt=beyond(path))


def _work(person: Person) -> Q | None:
    """What the positions of a person show them; None where that is everything."""
    held = people.posts(person)
    seen = []
    for post in held:
        if post.role in READING_ROLES:
            if post.kind == "city":
                return None
            seen.append(lies_at(post))
        elif post.role == Role.LEADER:
            seen.append(lies_at(post) & BEFORE_LEADERS)
    orgs = _handles(person)
    if orgs:
        seen.append(Q(handler__in=orgs))
        seen.append(Q(pk__in=CaseOrg.objects.filter(org__in=orgs).values("case")))
    return reduce(or_, seen) if seen else Q(pk__in=[])


def _of_kinds(work: Q | None, person: Person) -> Q | None:
    """What the posts show, less what a kind hides from this person, and what a kind shows besides."""
    work = _of_posts(work, person)
    return work if work is None else reduce(or_, shown(person), work)


def _of_posts(work: Q | None, person: Person) -> Q | None:
    """What the posts show, less what a kind hides from this person."""
    less = hidden(person)
    return reduce(and_, [~each for each in less], work or ~Q(pk=None)) if less else work


MOST_BESIDE = 500


def _build_beside(shape: Shape, *values: Any) -> Any:
    person = person_of(shape, values)
    work, more = _of_posts(_work(person), person), shown(person)
    if work is None or not more:
        return Case.objects.none().values_list("pk")
    found = Case.objects.filter(reduce(or_, more)).exclude(work)
    return found.order_by().values_list("pk")[: MOST_BESIDE + 1]


_BESIDE = Shaped(_build_beside)


def beside_work(person: Person) -> list[int] | None:
    """The keys of what kinds show to this person beside what their posts do; None where many.

    Almost always nothing: then the list of their work goes along one index, as no list does that
    must look in two places. One statement, kept on the person, as their posts are.
    """
    found: list[int] | None = person.__dict__.get("_beside")
    if found is None:
        shape, values = shape_of(person)
        found = person.__dict__["_beside"] = [pk for (pk,) in _BESIDE(shape, *values)]
    return found if len(found) <= MOST_BESIDE else None


def _handles(person: Person) -> list[int]:
    """The organisations in which they handle work orders."""
    return [p.org_id for p in people.posts(person) if p.role in HANDLING_ROLES and p.org_id]


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, person: Person | None) -> Self:
        """What this person may see: by role over a subtree, by unit, or as its appellant.

        A unit sees also the cases that were merged into its own.
        """
        if person is None or not person.is_authenticated:
            return self.none()
        work = _of_kinds(_work(person), person)
        if work is None:
            return self
        followed = Q(pk__in=Case.objects.filter(master__handler__in=_handles(person)).values("pk"))
        return self.filter(Q(appellant=person) | work | followed)

    def at_work(self, person: Person) -> Self:
        """The same without what the person raised themselves, so that one index gives the list."""
        beside = beside_work(person)
        if beside is None:
            work = _of_kinds(_work(person), person)
            return self if work is None else self.filter(work)
        return self.of_posts(person, beside=beside)

    def of_posts(self, person: Person, *, beside: Sequence[int] = ()) -> Self:
        """What the posts of a person show, and `beside` it the cases with these keys."""
        held = person.__dict__
        if "_work" not in held:  # a page asks for many lists of the same person
            held["_work"] = _of_posts(_work(person), person)
        work: Q | None = held["_work"]
        if work is None:
            return self
        return self.filter(work | Q(pk__in=beside) if beside else work)

    def counted_for(self, person: Person) -> Self:
        """What the boards of this person count: more than they may read, so each row says `seen`."""
        posts = [lies_at(post) for post in people.posts(person) if post.role in BOARD_ROLES]
        read = self.model.objects.at_work(person).filter(pk=OuterRef("pk")).order_by()
        counted = self.filter(reduce(or_, posts)) if posts else self.none()
        return counted.annotate(seen=Exists(read))

    def within(self, place: Place) -> Self:
        """At or under a place."""
        return self.under(place.kind, place.pk, place.path)

    def under(self, kind: str, place: int, path: str) -> Self:
        """The same for a place of which only this is known."""
        return self.filter(_below(kind, place, path))

    def open(self) -> Self:
        """Not ended, and not merged into another."""
        return self.filter(state__in=OPEN)

    def awaiting_triage(self) -> Self:
        """Waiting for the dispatcher."""
        return self.filter(state__in=TRIAGE)

    def in_hand(self) -> Self:
        """With a handler."""
        return self.filter(state__in=HANDLING)

    def being_checked(self) -> Self:
        """Answered and not yet ended."""
        return self.filter(state__in=CHECKING)

    def published(self) -> Self:
        """Shown to the public, masked."""
        return self.filter(published_at__isnull=False)


class Case(models.Model):
    """One matter that someone raised.

    `text` is what was said, in their own words; `public_title` and `public_text` are the masked
    wording that a person released. `county`, `township`, `village` repeat the place's ancestors, so
    that lists of a county stay fast at a million cases. `*_due_at` are the clock's moments.
    """

    code = models.CharField(max_length=20, unique=True)
    query_hash = models.CharField(max_length=64, unique=True)
    idempotency = models.CharField(max_length=64, unique=True, null=True)
    external_source = models.CharField(max_length=40, blank=True)
    external_id = models.CharField(max_length=60, null=True)
    door = models.CharField(max_length=12, choices=Door)
    kind = models.CharField(max_length=24, default=CONCERN)
    nature = models.CharField(max_length=12, choices=Nature, default=Nature.HELP)
    state = models.CharField(max_length=20, choices=State, default=State.SUBMITTED)
    title = models.CharField(max_length=400)
    text = models.TextField()
    likes = models.IntegerField(default=0)

    place = models.ForeignKey(Place, models.PROTECT, related_name="cases")
    county = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    township = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+", db_index=False)
    village = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+", db_index=False)
    address = models.CharField(max_length=200, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)

    category = models.ForeignKey(
        Category, models.PROTECT, null=True, related_name="cases", db_index=False
    )
    suggested = models.JSONField(default=dict)
    urgency = models.CharField(max_length=10, choices=Urgency, default=Urgency.ORDINARY)
    supervision = models.PositiveSmallIntegerField(choices=Supervision, default=Supervision.NONE)

    anonymity = models.CharField(max_length=10, choices=Anonymity, default=Anonymity.MASKED)
    appellant = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="cases")
    contact_name = models.CharField(max_length=40, blank=True)
    contact_locked = models.CharField(max_length=300, blank=True)
    contact_hash = models.CharField(max_length=64, blank=True)
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="entered_cases")

    handler = models.ForeignKey(
        Org, models.PROTECT, null=True, related_name="cases", db_index=False
    )
    first_receiver = models.ForeignKey(Org, models.PROTECT, null=True, related_name="+")
    master = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged_cases")

    opened_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    contacted_at = models.DateTimeField(null=True)
    replied_at = models.DateTimeField(null=True)
    revisited_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    contact_due_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    running_due_at = models.GeneratedField(
        expression=models.Case(models.When(state__in=sorted(RUNNING), then="due_at")),
        output_field=models.DateTimeField(null=True),
        db_persist=True,
    )
    clock_from_at = models.DateTimeField(null=True)
    extension_days = models.PositiveSmallIntegerField(default=0)
    review_on = models.DateField(null=True)
    policy = models.CharField(max_length=40, blank=True)

    alarm = models.PositiveSmallIntegerField(choices=Alarm, default=Alarm.NONE)
    rework_count = models.PositiveSmallIntegerField(default=0)
    return_count = models.PositiveSmallIntegerField(default=0)
    extension_count = models.PositiveSmallIntegerField(default=0)
    objection_count = models.PositiveSmallIntegerField(default=0)
    reopen_count = models.PositiveSmallIntegerField(default=0)

    contacted_in_time = models.BooleanField(null=True)
    asked_contacted = models.BooleanField(null=True)
    asked_resolved = models.BooleanField(null=True)
    satisfaction = models.CharField(max_length=12, choices=Satisfaction, blank=True)
    close_kind = models.CharField(max_length=12, choices=CloseKind, blank=True)
    excluded = models.BooleanField(default=False)
    may_publish = models.BooleanField(default=True)
    indexed = models.BooleanField(default=False)

    public_title = models.CharField(max_length=400, blank=True)
    public_text = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True)

    objects = CaseQuerySet.as_manager()
    files = Files("case")

    classified = {
        "public": [
            "code",
            "state",
            "kind",
            "nature",
            "public_title",
            "public_text",
            "published_at",
            "place",
            "county",
            "township",
            "village",
            "category",
            "handler",
            "opened_at",
            "accepted_at",
            "dispatched_at",
            "signed_at",
            "contacted_at",
            "replied_at",
            "revisited_at",
            "closed_at",
            "due_at",
            "contact_due_at",
            "satisfaction",
            "close_kind",
            "likes",
        ],
        "internal": [
            "id",
            "idempotency",
            "external_source",
            "external_id",
            "door",
            "suggested",
            "urgency",
            "running_due_at",
            "supervision",
            "anonymity",
            "entered_by",
            "first_receiver",
            "master",
            "review_on",
            "clock_from_at",
            "extension_days",
            "may_publish",
            "indexed",
            "policy",
            "alarm",
            "rework_count",
            "return_count",
            "extension_count",
            "objection_count",
            "reopen_count",
            "contacted_in_time",
            "asked_contacted",
            "asked_resolved",
            "excluded",
        ],
        "personal": [
            "title",
            "text",
            "address",
            "lat",
            "lon",
            "appellant",
            "contact_name",
            "contact_locked",
            "contact_hash",
        ],
        "sensitive": [
            "query_hash",
        ],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["external_source", "external_id"],
                name="cases_external_once",
                condition=Q(external_id__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lon__isnull=True)
                | Q(lat__isnull=False, lon__isnull=False),
                name="cases_lat_with_lon",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.MERGED) | Q(master__isnull=False),
                name="cases_merged_has_master",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(HANDLING)) | Q(handler__isnull=False),
                name="cases_handling_has_unit",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CLOSED) | Q(closed_at__isnull=False),
                name="cases_closed_when",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | ~Q(public_text=""),
                name="cases_public_has_text",
            ),
        ]
        indexes = [
            models.Index(fields=["county", "state", "due_at"], name="cases_county_queue"),
            models.Index(
                fields=["contact_name"], name="cases_contact_name", condition=~Q(contact_name="")
            ),
            models.Index(fields=["county", "running_due_at"], name="cases_county_clock"),
            models.Index(fields=["township", "running_due_at"], name="cases_township_queue"),
            models.Index(fields=["village", "running_due_at"], name="cases_village_queue"),
            models.Index(fields=["handler", "state", "due_at"], name="cases_handler_queue"),
            models.Index(fields=["state", "due_at"], name="cases_queue"),
            models.Index(fields=["village", "-published_at"], name="cases_public"),
            models.Index(
                fields=["township", "-published_at"],
                name="cases_public_around",
                condition=Q(published_at__isnull=False),
            ),
            models.Index(
                fields=["county", "-published_at"],
                name="cases_public_county",
                condition=Q(published_at__isnull=False),
            ),
            models.Index(
                fields=["state", "closed_at"],
                name="cases_closed_on",
                condition=Q(closed_at__isnull=False),
            ),
            models.Index(
                fields=["-published_at"],
                name="cases_public_all",
                condition=Q(published_at__isnull=False),
            ),
            models.Index(
                fields=["county", "-published_at"],
                name="cases_public_located",
                condition=Q(published_at__isnull=False, lat__isnull=False),
            ),
            models.Index(fields=["village", "-opened_at"], name="cases_village_newest"),
            models.Index(fields=["county", "-opened_at"], name="cases_newest"),
            models.Index(
                fields=[
                    "county",
                    "revisited_at",
                    "township",
                    "excluded",
                    "kind",
                    "contacted_in_time",
                    "asked_resolved",
                    "satisfaction",
                ],
                name="cases_three_rates",
            ),
            models.Index(
                fields=["county", "opened_at", "category", "township"], name="cases_hot_categories"
            ),
            models.Index(
                fields=["county", "due_at", "state", "replied_at"], name="cases_closing_rates"
            ),
            models.Index(
                fields=["county", "closed_at"],
                name="cases_county_closed",
                condition=Q(closed_at__isnull=False),
            ),
            models.Index(
                fields=["village", "closed_at"],
                name="cases_village_closed",
                condition=Q(closed_at__isnull=False),
            ),
            models.Index(fields=["contact_hash", "opened_at"], name="cases_same_contact"),
            models.Index(fields=["id"], name="cases_unindexed", condition=Q(indexed=False)),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_open(self) -> bool:
        """Not ended and not merged."""
        return self.state in OPEN

    @property
    def is_ended(self) -> bool:
        """Closed, withdrawn or not accepted."""
        return self.state in ENDED

    @property
    def can_be_reached(self) -> bool:
        """Whether the appellant left any way to be called or written to."""
        return bool(self.contact_locked or self.appellant_id)

    @property
    def timeline(self) -> TimelineQuerySet:
        """Its story, the oldest line first."""
        return TimelineEntry.objects.of("case", self.pk).order_by("at", "pk")

    @cached_property
    def question(self) -> str:
        """What the unit asked of whoever raised it, and nobody has answered yet."""
        told = self.timeline.public().filter(verb__in=["ask", "add", "reply"]).last()
        return told.said if told is not None and told.verb == "ask" else ""

    @cached_property
    def followers(self) -> list["Case"]:
        """The cases that are or were merged into this one, the oldest first."""
        return list(self.merged_cases.order_by("opened_at"))

    @cached_property
    def co_handler_ids(self) -> frozenset[int]:
        """Units that assist."""
        return self._org_ids(CaseOrg.Part.ASSISTS)

    @cached_property
    def whistled_ids(self) -> frozenset[int]:
        """Departments called by a whistle that is not concluded."""
        return self._org_ids(CaseOrg.Part.WHISTLED)

    def _org_ids(self, part: "CaseOrg.Part") -> frozenset[int]:
        return frozenset(o.org_id for o in self._case_orgs if o.part == part)

    @cached_property
    def _case_orgs(self) -> list["CaseOrg"]:
        return list(self.orgs.all())


class CaseOrg(models.Model):
    """A unit beside the lead handler: it assists, or a whistle called it and it must report."""

    class Part(models.TextChoices):
        ASSISTS = "assists"
        WHISTLED = "whistled"

    case = models.ForeignKey(Case, models.CASCADE, related_name="orgs")
    org = models.ForeignKey(Org, models.PROTECT, related_name="assisted_cases")
    part = models.CharField(max_length=10, choices=Part)
    arrive_by = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    conclusion = models.CharField(max_length=500, blank=True)
    rating = models.PositiveSmallIntegerField(null=True)

    classified = {
        "internal": [
            "id",
            "case",
            "org",
            "part",
            "arrive_by",
            "arrived_at",
            "conclusion",
            "rating",
        ],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "org", "part"], name="cases_org_once")
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.part} {self.org}"
