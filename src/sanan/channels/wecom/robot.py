"""A group's robot: one secret web address that takes messages for the group.

Written from the provider's public page on group robots: POST JSON to
`/cgi-bin/webhook/send?key=…`; text up to 2,048 bytes, markdown up to 4,096; answer `errcode` 0,
93000 for a wrong key, 45009 beyond 20 messages a minute.
"""

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings

from sanan.channels.sms.transport import NotSent

TEXT_BYTES = 2048
MARKDOWN_BYTES = 4096
TOO_OFTEN = 45009
BUSY = -1
TIMEOUT = 5.0


class Robot(Protocol):
    """A road to a group."""

    def send(self, text: str, *, markdown: bool = False) -> None:
        """Say `text` in the group; raises `NotSent`."""


@dataclass(frozen=True, slots=True)
class GroupRobot:
    """The robot behind `address`, whose `key` parameter is a secret and is never logged."""

    address: str

    def send(self, text: str, *, markdown: bool = False) -> None:
        """Say `text`, cut to what the provider takes; raises `NotSent`."""
        import httpx  # large, and only wanted where something is sent

        kind, most = ("markdown", MARKDOWN_BYTES) if markdown else ("text", TEXT_BYTES)
        body = {"msgtype": kind, kind: {"content": fit(text, most)}}
        try:
            answer = httpx.post(self.address, json=body, timeout=TIMEOUT)
            said = answer.json()
            code = int(said.get("errcode", BUSY))
        except (httpx.HTTPError, ValueError, AttributeError, TypeError):
            # The error's own text holds the address, so it goes no further.
            raise NotSent("wecom.unreachable", again=True) from None
        if code:
            again = code in {BUSY, TOO_OFTEN}
            raise NotSent(f"wecom.{code}", again=again, after=60 if code == TOO_OFTEN else 0)


class NoRobot:
    """Where no group is set up: everything is refused, visibly."""

    def send(self, text: str, *, markdown: bool = False) -> None:  # noqa: ARG002
        """Raise `NotSent`."""
        raise NotSent("wecom.not_set_up", again=False)


def robot() -> Robot:
    """The group of `SANAN_WECOM_WEBHOOK`."""
    address: str = settings.WECOM_WEBHOOK
    return GroupRobot(address) if address else NoRobot()


def fit(text: str, most: int) -> str:
    """`text` cut to `most` bytes of UTF-8, never inside a character, ending in … where cut."""
    if len(text.encode()) <= most:
        return text
    return text.encode()[: most - 3].decode(errors="ignore") + "…"
