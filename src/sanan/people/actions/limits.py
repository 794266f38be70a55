"""How often one source may try one thing."""

from datetime import datetime

from django.db.models import F, FloatField, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from sanan.kit import tokens
from sanan.kit.clock import at_or_now
from sanan.kit.errors import TooMany
from sanan.people.models import Attempt


def spend_attempt(
    *,
    purpose: str,
    source: str,
    burst: int,
    per_minute: float,
    at: datetime | None = None,
) -> None:
    """Take one token from the bucket of `source` for `purpose`, or raise `TooMany`.

    The bucket holds `burst` tokens and regains `per_minute`. `source` (an address, a number) is
    kept only as a keyed hash. Call it outside a transaction that the refusal would undo: one
    statement on either database, so that a hundred at once cannot take the same token. Makes no
    entry in the record: nothing but the count has changed.
    """
    now = at_or_now(at).timestamp()
    each = 60 / per_minute
    hashed = tokens.keyed_hash("attempt", source)
    for _try in range(2):
        if _take(purpose, hashed, now=now, each=each, burst=burst):
            return
        _row, made = Attempt.objects.get_or_create(
            purpose=purpose, source=hashed, defaults={"full_at": now + each}
        )
        if made:
            return
    _refuse(_wait(purpose, hashed, now=now, each=each, burst=burst))


def return_attempt(*, purpose: str, source: str, per_minute: float) -> None:
    """Give back the token that a try took which turned out to be in order.

    So an office behind one address is not held up by its own staff, while every failure still
    counts; and no success empties the bucket for an attacker's next round.
    """
    hashed = tokens.keyed_hash("attempt", source)
    row = Attempt.objects.filter(purpose=purpose, source=hashed)
    row.update(full_at=F("full_at") - Value(60 / per_minute, output_field=FloatField()))


def keep_attempt(*, purpose: str, source: str, minutes: float, at: datetime | None = None) -> None:
    """What the token was taken for is done: give none for so long from now."""
    row = Attempt.objects.filter(purpose=purpose, source=tokens.keyed_hash("attempt", source))
    row.update(full_at=at_or_now(at).timestamp() + 60 * minutes)


def _take(purpose: str, hashed: str, *, now: float, each: float, burst: int) -> bool:
    free = Attempt.objects.filter(
        purpose=purpose, source=hashed, full_at__lte=now + each * (burst - 1)
    )
    then = Greatest(F("full_at"), Value(now), output_field=FloatField()) + Value(each)
    return free.update(full_at=then) == 1


def _wait(purpose: str, hashed: str, *, now: float, each: float, burst: int) -> int:
    full_at: float = Attempt.objects.values_list("full_at", flat=True).get(
        purpose=purpose, source=hashed
    )
    return max(1, round(full_at - each * (burst - 1) - now + 0.5))


def _refuse(seconds: int) -> None:
    if seconds <= 60:
        sentence = ngettext(
            "您试得太快了。请过 %(wait)s 秒再试。", "您试得太快了。请过 %(wait)s 秒再试。", seconds
        ) % {"wait": seconds}
    else:
        minutes = -(-seconds // 60)
        sentence = _("您试得太多了。请过 %(wait)s 分钟再试。") % {"wait": minutes}
    raise TooMany(sentence, retry_after=seconds)
