"""Somebody's server as it takes webhooks, on this machine: checks each signature by itself."""

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson

from sanan.channels.serve import Answer, Asked, serving


@dataclass
class FakeSubscriber:
    """Keeps what it took, each delivery once; `fail_with` makes the next answers refusals."""

    secret: str
    taken: list[dict[str, Any]] = field(default_factory=list)
    fail_with: list[Answer] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    doubles: int = 0

    @contextmanager
    def running(self) -> Iterator[str]:
        """Serve; yields the address."""
        with serving(self.answer) as address:
            yield address

    def answer(self, asked: Asked) -> Answer:
        """What it says to this request."""
        if self.fail_with:
            return self.fail_with.pop(0)
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
