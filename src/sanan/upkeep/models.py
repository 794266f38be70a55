"""What the clock has done, known to every machine of the installation."""

from datetime import datetime

from django.db import models


class Turn(models.Model):
    """When a job of the night last came to its end, on whichever machine."""

    job = models.CharField(max_length=120, unique=True)
    done_at = models.DateTimeField()

    classified = {"internal": ["id", "job", "done_at"]}

    def __str__(self) -> str:
        return f"{self.job} {self.done_at:%F %H:%M}"


def turns(*, at: datetime) -> dict[str, datetime]:
    """When each was done; one of a clock that ran ahead counts as not done."""
    return dict(Turn.objects.filter(done_at__lte=at).values_list("job", "done_at"))
