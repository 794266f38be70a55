"""The session archive of the county's own WeCom groups, and who in them agreed to be kept.

Written from the provider's public pages (document 91774, 91782): messages come by `seq`, at most
1,000 at once, for five days; the provider hands them out only through a compiled library, so a
small gateway beside that library answers here over HTTP, with the messages decrypted and in the
provider's own fields. Who agreed is asked of `/cgi-bin/msgaudit/check_room_agree`: an outside
contact (an id that begins with `wm` or `wo`) is kept only where `agree_status` is `Agree`.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from django.conf import settings

from sanan.channels.sms.transport import NotSent

MOST = 1000
TIMEOUT = 10.0
BUSY = {-1, 10001, 10002, 10003}
AGREED = {"Agree", "Default_Agree"}
OUTSIDE = ("wm", "wo")
ROBOT = "wb"


@dataclass(frozen=True, slots=True)
class Kept:
    """One archived text: who (an opaque id), what, when; `recalls` is the id of one taken back."""

    seq: int
    id: str
    sender: str
    text: str
    at: datetime
    recalls: str = ""

    @property
    def outside(self) -> bool:
        """Whether a person outside the county's own staff said it."""
        return self.sender.startswith(OUTSIDE)


@dataclass(frozen=True, slots=True)
class Pulled:
    """What one pull gave: texts of the group in order, how many others, and where to go on."""

    kept: list[Kept] = field(default_factory=list)
    passed: int = 0
    cursor: int = 0
    more: bool = False


class Archive(Protocol):
    """A road to archived sessions."""

    def pull(self, chat: str, after: int) -> Pulled:
        """What the group `chat` said after `after`; raises `NotSent`."""

    def agreed(self, chat: str) -> frozenset[str]:
        """The outside contacts of the group who agreed to be kept; raises `NotSent`."""


@dataclass(frozen=True, slots=True)
class GatewayArchive:
    """The gateway at `address` (no trailing slash); `token` is a secret and is never logged."""

    address: str
    token: str

    def pull(self, chat: str, after: int) -> Pulled:
        """One helping of at most 1,000 of all groups' messages; those of `chat` are given."""
        said = self._ask("/cgi-bin/msgaudit/getchatdata", {"seq": after, "limit": MOST})
        rows = said.get("chatdata", [])
        found = [kept for row in rows if (kept := _kept(row, chat))]
        cursor = max([after, *(int(row["seq"]) for row in rows)])
        return Pulled(found, len(rows) - len(found), cursor, more=len(rows) >= MOST)

    def agreed(self, chat: str) -> frozenset[str]:
        """Those whose last word was yes."""
        said = self._ask("/cgi-bin/msgaudit/check_room_agree", {"roomid": chat})
        rows = said.get("agreeinfo", [])
        # The provider spells the field this way.
        return frozenset(
            str(row.get("exteranalopenid", "")) for row in rows if row.get("agree_status") in AGREED
        )

    def _ask(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        import httpx  # large, and only wanted where something is asked

        try:
            answer = httpx.post(
                f"{self.address}{path}",
                params={"access_token": self.token},
                json=body,
                timeout=TIMEOUT,
            )
            said: dict[str, Any] = answer.json()
            code = int(said.get("errcode", -1))
        except (httpx.HTTPError, ValueError, AttributeError, TypeError):
            # The error's own text holds the address with its token, so it goes no further.
            raise NotSent("wecom.unreachable", again=True) from None
        if code:
            raise NotSent(f"wecom.{code}", again=code in BUSY)
        return said


def _kept(row: dict[str, Any], chat: str) -> Kept | None:
    message = row.get("msg", {})
    if message.get("roomid") != chat or str(message.get("from", "")).startswith(ROBOT):
        return None
    recalled = str(message.get("revoke", {}).get("pre_msgid", ""))
    text = str(message.get("text", {}).get("content", ""))
    if message.get("action") == "recall" and recalled:
        text = ""
    elif message.get("action") != "send" or message.get("msgtype") != "text" or not text.strip():
        return None
    return Kept(
        seq=int(row["seq"]),
        id=str(message["msgid"]),
        sender=str(message.get("from", "")),
        text=text,
        at=datetime.fromtimestamp(int(message["msgtime"]) / 1000, UTC),
        recalls=recalled,
    )


class NoArchive:
    """Where none is set up: everything is refused, visibly."""

    def pull(self, chat: str, after: int) -> Pulled:  # noqa: ARG002
        """Raise `NotSent`."""
        raise NotSent("wecom.not_set_up", again=False)

    def agreed(self, chat: str) -> frozenset[str]:  # noqa: ARG002
        """Raise `NotSent`."""
        raise NotSent("wecom.not_set_up", again=False)


def archive() -> Archive:
    """The gateway of `SANAN_WECOM_ARCHIVE`; off where it is empty."""
    address: str = settings.WECOM_ARCHIVE
    if not address:
        return NoArchive()
    return GatewayArchive(address.rstrip("/"), settings.WECOM_ARCHIVE_TOKEN)
