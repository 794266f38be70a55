from django.db import models


class QueryCode(models.Model):
    """That a thing has a query code: the figures themselves are derived, and stored nowhere.

    `kind` and `ref` name the thing as its room does; `turn` tells which figures were free.
    """

    kind = models.CharField(max_length=20)
    ref = models.CharField(max_length=40)
    turn = models.PositiveSmallIntegerField(default=0)
    hash = models.CharField(max_length=64, unique=True)

    classified = {"internal": ["id", "kind", "ref", "turn"], "personal": ["hash"]}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "ref"], name="slips_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"
