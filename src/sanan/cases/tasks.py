"""Background work of the cases room: ids in, one action, safe to run twice."""

from django_tasks import task

from sanan.cases import actions


def tick() -> None:
    """Called every minute by the clock (`sanan.config.periodic`)."""
    actions.tick()


@task()
def read_imported(first: int, last: int) -> int:
    """Let the reading room look at imported cases `first`–`last` (primary keys); how many."""
    return actions.read_imported(first=first, last=last)
