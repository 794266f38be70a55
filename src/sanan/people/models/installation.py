from django.db import models


class Installation(models.Model):
    """What this database is for: one row, once it holds the demo county or generated cases.

    The passwords of such a database are printed by the demo, so it never serves real work.
    """

    demo_since = models.DateTimeField()

    classified = {"internal": ["id", "demo_since"]}

    def __str__(self) -> str:
        return f"demo since {self.demo_since:%F}"
