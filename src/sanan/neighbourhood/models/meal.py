from typing import Self

from django.db import models
from django.db.models import F, Q

from sanan.neighbourhood.enums import BOOKERS, Door, MealState, Way
from sanan.neighbourhood.models.centre import Centre, new_code
from sanan.people.models import Person
from sanan.people.queries import below
from sanan.places.models import Place


class SubsidyTier(models.Model):
    """How much of a meal is paid for whoever has reached an age, in fen, from a day on."""

    centre = models.ForeignKey(Centre, models.CASCADE, related_name="tiers")
    from_age = models.PositiveSmallIntegerField()
    subsidy = models.PositiveIntegerField()
    since_on = models.DateField()

    classified = {"public": ["id", "centre", "from_age", "subsidy", "since_on"]}

    class Meta:
        ordering = ["-since_on", "-from_age"]
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "from_age", "since_on"], name="neighbourhood_tier_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_age}+ {self.subsidy}"


class DinerQuerySet(models.QuerySet["Diner"]):
    def visible_to(self, person: Person | None) -> Self:
        """By posts at or above the centre."""
        return self.filter(below(person, BOOKERS))


class Diner(models.Model):
    """An elder who eats with a centre. `address` is where a meal is brought."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="diners")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    born_on = models.DateField()
    address = models.CharField(max_length=120, blank=True)
    phone_locked = models.CharField(max_length=300, blank=True)
    phone_hash = models.CharField(max_length=64, blank=True)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    joined_on = models.DateField()
    left_on = models.DateField(null=True)

    objects = DinerQuerySet.as_manager()

    classified = {
        "internal": ["id", "code", "centre", "place", "joined_on", "left_on"],
        "personal": ["name", "born_on", "address", "phone_locked", "phone_hash", "person"],
    }

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "name", "born_on"],
                name="neighbourhood_diner_once",
                condition=Q(left_on__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Meal(models.Model):
    """What is cooked on a day: for how much (fen), how many at most, ordered until when."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="meals")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    day = models.DateField()
    title = models.CharField(max_length=60)
    price = models.PositiveIntegerField()
    most = models.PositiveSmallIntegerField()
    until_at = models.DateTimeField()
    made_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    classified = {
        "public": ["code", "centre", "place", "day", "title", "price", "most", "until_at"],
        "internal": ["id", "made_at", "by"],
    }

    class Meta:
        ordering = ["-day", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "day", "title"], name="neighbourhood_meal_once"
            ),
            models.CheckConstraint(condition=Q(most__gte=1), name="neighbourhood_meal_most"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%F} {self.title}"


class MealOrderQuerySet(models.QuerySet["MealOrder"]):
    def visible_to(self, person: Person | None) -> Self:
        """By posts at or above the centre."""
        return self.filter(below(person, BOOKERS))

    def standing(self) -> Self:
        """Not given up."""
        return self.exclude(state=MealState.CANCELLED)

    def eaten(self) -> Self:
        """Those that reached their elder: only these are subsidised."""
        return self.filter(state__in=[MealState.FETCHED, MealState.BROUGHT])


class MealOrder(models.Model):
    """One meal of one elder. What it costs and what of it is paid stand as they were when ordered.

    `subsidy` and `price` are in fen; the elder pays the difference. `bringer` takes it to the door.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    meal = models.ForeignKey(Meal, models.PROTECT, related_name="orders")
    diner = models.ForeignKey(Diner, models.PROTECT, related_name="orders")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=MealState, default=MealState.ORDERED)
    way = models.CharField(max_length=6, choices=Way)
    door = models.CharField(max_length=6, choices=Door)
    price = models.PositiveIntegerField()
    subsidy = models.PositiveIntegerField()
    ordered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    bringer = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = MealOrderQuerySet.as_manager()

    classified = {
        "internal": [
            "id",
            "code",
            "meal",
            "place",
            "state",
            "way",
            "door",
            "price",
            "subsidy",
            "ordered_at",
            "entered_by",
            "bringer",
            "ended_at",
        ],
        "personal": ["diner"],
    }

    class Meta:
        ordering = ["meal__day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(subsidy__lte=F("price")), name="neighbourhood_meal_subsidy"
            ),
            models.UniqueConstraint(
                fields=["meal", "diner"],
                name="neighbourhood_meal_of_diner_once",
                condition=~Q(state=MealState.CANCELLED),
            ),
            models.CheckConstraint(
                condition=~Q(state=MealState.BROUGHT) | Q(bringer__isnull=False),
                name="neighbourhood_meal_brought_by",
            ),
        ]
        indexes = [models.Index(fields=["place", "state"], name="neighbourhood_meal_state")]

    def __str__(self) -> str:
        return self.code

    @property
    def own(self) -> int:
        """What the elder pays, in fen."""
        return self.price - self.subsidy
