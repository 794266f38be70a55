"""Somebody's server as it takes webhooks, on this machine: checks each signature by itself."""

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Any

import orjson

from sanan.channels.serve import Answer, Asked, Fake


@dataclass
class FakeSubscriber(Fake):
    """Keeps what it took, each delivery once; `fail_with` makes the next answers refusals."""

    secret: str
    taken: list[dict[str, Any]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    doubles: int = 0

    def answer(self, asked: Asked) -> Answer:
        """What it says to this request."""
        signed = f"{asked.headers.get('x-sanan-timestamp', '')}.".encode() + asked.body
        right = hmac.new(self.secret.encode(), signed, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(f"v1={right}", asked.headers.get("x-sanan-signature", "")):
            return 401, {"error": "signature"}
        ref = asked.headers.get("x-sanan-delivery", "")
        if ref in self.seen:
            self.doubles += 1
        else:
            self.seen.add(ref)
            self.taken.append(orjson.loads(asked.body))
        return 200, {}
