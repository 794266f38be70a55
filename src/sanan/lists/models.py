from django.db import models

from sanan.people.models import Person


class KeptList(models.Model):
    """A list that someone keeps under a name: which one, and its address with what was chosen."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="kept_lists")
    of = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    address = models.CharField(max_length=500)

    classified = {"internal": ["id", "person", "of", "name", "address"]}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "of", "name"], name="lists_once")]

    def __str__(self) -> str:
        return self.name
