"""What the clock calls, as `module:function`, and how often; each is idempotent, takes nothing."""

from collections.abc import Mapping
from datetime import timedelta

SECONDS, MINUTE, DAY = timedelta(seconds=5), timedelta(minutes=1), timedelta(days=1)

PERIODIC: Mapping[str, timedelta] = {
    "sanan.ledger.tasks:publish": SECONDS,
    "sanan.cases.tasks:tick": MINUTE,
    "sanan.powers.tasks:tick": MINUTE,
    "sanan.powers.tasks:daily": DAY,
    "sanan.people.tasks:deliver_due": MINUTE,
    "sanan.ledger.tasks:tick": MINUTE,
    "sanan.people.tasks:audit_record": MINUTE,
    "sanan.sealed.tasks:settle": MINUTE,
    "sanan.voices.tasks:index": SECONDS,
    "sanan.voices.tasks:tick": MINUTE,
    "sanan.voices.tasks:retain": DAY,
    "sanan.people.tasks:tidy": DAY,
    "sanan.services.tasks:tick": MINUTE,
    "sanan.services.tasks:slips": DAY,
    "sanan.ledger.tasks:retain": DAY,
    "sanan.books.tasks:look": DAY,
}
