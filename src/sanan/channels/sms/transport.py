"""What every road for text messages can do, and which one is in use."""

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Sms:
    """One message: `phone` of eleven figures, `text` as people read it.

    Where the message is a sign-in code, `code` repeats it, because providers want codes in a
    template of their own.
    """

    phone: str
    text: str
    code: str = ""


class NotSent(Exception):
    """The message was not taken. `code` is the provider's word; it holds nothing personal.

    `again` says whether trying later can help; `after` is how many seconds to leave at least; `gone`
    that this address will never take anything again.
    """

    def __init__(self, code: str, *, again: bool, after: int = 0, gone: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.again = again
        self.after = after
        self.gone = gone


class Transport(Protocol):
    """A road for text messages."""

    def send(self, sms: Sms) -> str:
        """Hand the message over; answers the provider's receipt, raises `NotSent`."""


def transport() -> Transport:
    """The road named by `SANAN_SMS_TRANSPORT`: `aliyun`, `none`, or in the demo `console`."""
    if settings.SMS_TRANSPORT == "aliyun":
        from sanan.channels.sms.aliyun import Aliyun

        return Aliyun.from_settings()
    if settings.SMS_TRANSPORT == "none" or (
        settings.SMS_TRANSPORT == "console" and not settings.DEMO
    ):
        from sanan.channels.sms.nowhere import Nowhere

        return Nowhere()
    if settings.SMS_TRANSPORT == "console":
        from sanan.channels.sms.console import Console

        return Console.from_settings()
    raise ValueError(f"SANAN_SMS_TRANSPORT: unknown transport {settings.SMS_TRANSPORT!r}")
