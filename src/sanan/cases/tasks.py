"""Background work of the cases room: ids in, one action, safe to run twice."""

from django_tasks import task

from sanan.cases import actions
from sanan.places.models import Place


def tick() -> None:
    """Called every minute by the clock (`sanan.config.periodic`)."""
    actions.tick()
    actions.mine_due()
    actions.learn_due()


def take_up() -> None:
    """Called every second by the clock: what came in is read and made findable."""
    actions.take_up()


@task()
def read_imported(first: int, last: int) -> int:
    """Let the reading room look at imported cases `first`–`last` (primary keys); how many."""
    done: int = actions.read_imported(first=first, last=last)
    return done


@task()
def reread(county_id: int) -> int:
    """Read a county's waiting cases again with the model it uses now; how many were read."""
    done: int = actions.reread(county=Place.objects.get(pk=county_id))
    return done


@task()
def mine_hot(place_id: int, days: int = 365) -> int:
    """Look for hot issues among a place's cases of so many days; how many were found."""
    mining = actions.mine_hot(place=Place.objects.get(pk=place_id), days=days)
    return mining.issues.count()
