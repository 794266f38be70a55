from django.db import models

from sanan.kit import tokens
from sanan.people.models import Person
from sanan.places.models import Place


class ShelfState(models.TextChoices):
    SHOWN = "shown", "摆着"
    TAKEN = "taken", "取走了"
    CLOSED = "closed", "收起来了"


def new_code() -> str:
    return tokens.opaque(10)


class Shelf(models.Model):
    """One thing on the shelf."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    owner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    what = models.CharField(max_length=300)
    tags = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=ShelfState)

    classified = {"public": ["id", "code", "place", "what", "tags", "state"], "internal": ["owner"]}

    def __str__(self) -> str:
        return self.what
