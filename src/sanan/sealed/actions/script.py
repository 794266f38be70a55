"""The scripts that a reporter's browser is given: their hash stands in the public record.

Whoever reports trusts the script that locks their words. So each version is entered once, where it is
first served, under a name that is its hash: a script that nobody entered, or that is not made from the
published source, can be noticed by anyone who keeps what their own browser was given.
"""

import base64
import hashlib
from datetime import datetime
from pathlib import Path

from django.contrib.staticfiles import finders

from sanan.kit.clock import at_or_now
from sanan.ledger import actions as ledger
from sanan.ledger.models import Entry
from sanan.sealed.enums import Event
from sanan.sealed.models import Body

SCRIPTS = ("web/sealed.js", "web/resident.js")


def script_name() -> str:
    """The entry's name: `script.` and SHA-256 of the scripts one after the other, in base32."""
    found = hashlib.sha256()
    for name in SCRIPTS:
        found.update(Path(str(finders.find(name))).read_bytes())
    told = base64.b32encode(found.digest()).decode().rstrip("=").lower()
    return f"{Event.SCRIPT}.{told}"


def enter_script(*, at: datetime | None = None) -> Entry | None:
    """Enter the scripts in the record where the last ones entered were others, once anybody receives."""
    name = script_name()
    last = Entry.objects.filter(event__startswith=f"{Event.SCRIPT}.").order_by("-pk").first()
    if (last and last.event == name) or not Body.objects.filter(
        confirmed_at__isnull=False
    ).exists():
        return None
    return ledger.record(event=name, subject="script", content={}, at=at_or_now(at))
