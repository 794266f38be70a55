"""What the clock calls, as `module:function`, and how often; each is idempotent, takes nothing."""

from collections.abc import Mapping
from datetime import timedelta

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)

PERIODIC: Mapping[str, timedelta] = {
    "sanan.cases.tasks:tick": MINUTE,
    "sanan.people.tasks:deliver_due": MINUTE,
    "sanan.people.tasks:tidy": DAY,
}
