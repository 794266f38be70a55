"""The city's hotline at the other end, with the words of its own; its orders come from the journeys."""

from datetime import datetime, timedelta

from sanan.demo.cast import Cast
from sanan.exchange import actions
from sanan.exchange.enums import Road, Side
from sanan.exchange.models import System

COUNTY, CODE = "350526000000", "hotline-12345"
BEGUN = timedelta(days=60)


def load_exchange(cast: Cast, now: datetime) -> None:
    """The hotline, set up by the county's administrator; once."""
    if System.objects.exists():
        return
    actions.add_system(
        code=CODE,
        name="泉州市12345热线",
        side=Side.HOTLINE,
        place=cast.place(COUNTY),
        road=Road.PULL,
        by=cast.person("chenli"),
        at=now - BEGUN,
    )
