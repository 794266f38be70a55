"""How often someone may try, counted in this process's memory: no address is stored anywhere."""

import threading

from django.http import HttpRequest
from django.utils.translation import gettext as _

from sanan.kit import clock
from sanan.kit.errors import TooMany
from sanan.sealed.middleware import source_of

EVERYONE = "everyone"
MOST_KEPT = 10_000
_full_at: dict[str, float] = {}
_lock = threading.Lock()


def slow_down(request: HttpRequest, *, burst: int = 30, per_minute: float = 30) -> None:
    """Take a token of this visitor and one of all; raises `TooMany`.

    All together: the slow step costs 64 MiB and a tenth of a second, and must not be what stops
    the server. Guessing is hopeless anyway: there are 10^16 receipts.
    """
    _spend(source_of(request), burst, per_minute)
    _spend(EVERYONE, 60, 120)


def forget() -> None:
    """Begin anew, between tests."""
    with _lock:
        _full_at.clear()


def _spend(source: str, burst: int, per_minute: float) -> None:
    now, each = clock.now().timestamp(), 60 / per_minute
    with _lock:
        if len(_full_at) > MOST_KEPT:
            for key in [k for k, full in _full_at.items() if full <= now]:
                del _full_at[key]
        full = max(_full_at.get(source, 0.0), now)
        wait = full - each * (burst - 1) - now
        if wait <= 0:
            _full_at[source] = full + each
            return
    seconds = max(1, round(wait + 0.5))
    raise TooMany(_("试得太快了。请过 %(wait)s 秒再试。") % {"wait": seconds}, retry_after=seconds)
