"""Relaying a call: a resident asks someone in office to call back, and sees no number."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sanan.kit import phones, words
from sanan.kit.clock import at_or_now
from sanan.kit.errors import Missing
from sanan.ledger.actions import record
from sanan.people.actions.notices import notify
from sanan.people.enums import OPEN_ROLES, Event
from sanan.people.models import Position

MOST = 300
ASKED = gettext_noop("有居民请您回电 %(phone)s。%(text)s")


def ask_call(
    *, position_id: int, phone: str, text: str = "", at: datetime | None = None
) -> Position:
    """Tell whoever holds this position to call `phone`, with the words that were left.

    The number stands only in the notice to that person. Raises `Missing` where nobody holds the
    position today or it is none that residents see, `Invalid` for a wrong number.
    """
    moment, number = at_or_now(at), phones.personal(phone)
    held = Position.objects.on(timezone.localdate(moment)).filter(
        pk=position_id, role__in=OPEN_ROLES, person__is_active=True
    )
    position = held.select_related("person").first()
    if position is None:
        raise Missing(_("这位同志现在不在这个岗位上。请另选一位。"), "no_position")
    said = words.clip(words.clean(text), MOST)
    with transaction.atomic():
        notify(to=position.person, say=ASKED, words={"phone": number, "text": said}, at=moment)
        record(
            event=Event.ASK_CALL,
            subject=position.person.ref,
            content={"from": phones.hashed(number), "text": said, "position": position.pk},
            at=moment,
        )
    return position
