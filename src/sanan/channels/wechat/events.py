"""What WeChat tells afterwards of a template message (TEMPLATESENDJOBFINISH).

Written from the provider's public pages: a POST of XML to an address given there, signed by SHA-1
over the token, a timestamp and a nonce. Only the three values that are wanted are read, by pattern:
no stranger's XML is parsed.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sanan.kit import clock

SKEW = timedelta(minutes=5)
MOST = 16 * 1024
DELIVERED = "success"
BLOCKED = "failed:user block"
_VALUE = r"<{0}>(?:<!\[CDATA\[)?([^<\]]{{1,80}})(?:\]\]>)?</{0}>"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a message ended: its `receipt`, and the provider's word."""

    receipt: str
    status: str

    @property
    def delivered(self) -> bool:
        """Whether it reached the reader."""
        return self.status == DELIVERED

    @property
    def blocked(self) -> bool:
        """Whether the reader refuses messages of this account."""
        return self.status == BLOCKED


def signature(token: str, timestamp: str, nonce: str) -> str:
    """The provider's signature of a call."""
    return hashlib.sha1("".join(sorted([token, timestamp, nonce])).encode()).hexdigest()  # noqa: S324 - the provider's choice


def is_signed(query: Mapping[str, str], token: str) -> bool:
    """Whether a call is the provider's, made within five minutes; never without a token of ours."""
    timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
    if not token or not re.fullmatch(r"[0-9]{1,12}", timestamp):
        return False
    age = abs(clock.now().timestamp() - int(timestamp))
    given = query.get("signature", "").encode(errors="replace")
    right = signature(token, timestamp, nonce).encode()
    return age <= SKEW.total_seconds() and hmac.compare_digest(given, right)


def outcome(body: bytes) -> Outcome | None:
    """What the call tells of a message; None where it is about something else."""
    text = body[:MOST].decode(errors="replace")
    event, receipt, status = (_value(name, text) for name in ("Event", "MsgID", "Status"))
    if event != "TEMPLATESENDJOBFINISH" or not receipt.isdecimal() or not status:
        return None
    return Outcome(receipt, status)


def _value(name: str, text: str) -> str:
    found = re.search(_VALUE.format(name), text)
    return found.group(1).strip() if found else ""
