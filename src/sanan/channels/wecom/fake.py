"""A group's robot as it answers, on this machine: key, sizes, and twenty messages a minute."""

from dataclasses import dataclass, field

import orjson

from sanan.channels.serve import Answer, Asked, Fake

MOST_A_MINUTE = 20
MOST_BYTES = {"text": 2048, "markdown": 4096}


@dataclass
class FakeRobot(Fake):
    """One robot; `next_minute` lets it take twenty more."""

    key: str = "693a91f6-test"
    taken: list[tuple[str, str]] = field(default_factory=list)
    this_minute: int = 0

    def at(self, address: str) -> str:
        """The robot's address with its key."""
        return f"{address}/cgi-bin/webhook/send?key={self.key}"

    def next_minute(self) -> None:
        """Let a minute pass."""
        self.this_minute = 0

    def answer(self, asked: Asked) -> Answer:
        """What the provider says: always status 200, with its own error code."""
        code, said = self._take(asked)
        return 200, {"errcode": code, "errmsg": said}

    def _take(self, asked: Asked) -> tuple[int, str]:
        if asked.path != "/cgi-bin/webhook/send" or asked.query.get("key") != self.key:
            return 93000, "invalid webhook url"
        body = orjson.loads(asked.body)
        kind = body.get("msgtype")
        if kind not in MOST_BYTES:
            return 40008, "invalid message type"
        content = str(body.get(kind, {}).get("content", ""))
        if not content:
            return 44004, "content is empty"
        if len(content.encode()) > MOST_BYTES[kind]:
            return 40058, "content exceed max length"
        if self.this_minute >= MOST_A_MINUTE:
            return 45009, "api freq out of limit"
        self.this_minute += 1
        self.taken.append((kind, content))
        return 0, "ok"
