from django.db import models

from sanan.people.models import Person


class SavedView(models.Model):
    """A list that someone keeps: a name and the filters of its URL."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=500)

    classified = {"internal": ["id", "person", "name", "query"]}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="cases_view_once")]

    def __str__(self) -> str:
        return self.name
