"""A road that ends here: messages go to the log and to a file that the demo shows."""

import logging
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import orjson
from django.conf import settings

from sanan.channels.sms.transport import NotSent, Sms
from sanan.insight.private import partial
from sanan.kit import clock, phones, tokens

log = logging.getLogger(__name__)
KEPT = 200
APPEND, OWNER = os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600
MOST_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class Message:
    """A message as kept: the number masked, and hashed so that its owner finds it."""

    at: datetime
    phone: str
    phone_hash: str
    text: str


@dataclass(frozen=True, slots=True)
class Console:
    """Keeps the last messages in `path`, one JSON line each."""

    path: Path

    @classmethod
    def from_settings(cls) -> "Console":
        """In the folder for what this installation keeps."""
        return cls(Path(settings.VAR) / "sms.jsonl")

    def send(self, sms: Sms) -> str:
        """Keep and log; refuses what a provider would refuse."""
        if not phones.is_mobile(sms.phone):
            raise NotSent("bad_number", again=False)
        if not sms.text or len(sms.text) > MOST_CHARACTERS:
            raise NotSent("bad_text", again=False)
        line = orjson.dumps(
            {
                "at": clock.now(),
                "phone": partial.phone(sms.phone),
                "phone_hash": phones.hashed(sms.phone),
                "text": sms.text,
            }
        )
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(self.path, APPEND, OWNER), "ab") as file:
            file.write(line + b"\n")
        self._trim()
        log.warning("sms to %s kept in %s", partial.phone(sms.phone), self.path.name)
        return f"console-{tokens.opaque(10)}"

    def recent(self, *, phone: str = "", most: int = 20) -> list[Message]:
        """The last messages, newest first; with `phone` only those to it."""
        wanted = phones.hashed(phone) if phone else ""
        found = [m for m in self._all() if not wanted or m.phone_hash == wanted]
        return found[::-1][:most]

    def _all(self) -> list[Message]:
        if not self.path.exists():
            return []
        rows = (orjson.loads(line) for line in self.path.read_bytes().splitlines())
        return [
            Message(datetime.fromisoformat(r["at"]), r["phone"], r["phone_hash"], r["text"])
            for r in rows
        ]

    def _trim(self) -> None:
        lines = self.path.read_bytes().splitlines(keepends=True)
        if len(lines) > KEPT * 2:
            self.path.write_bytes(b"".join(lines[-KEPT:]))
