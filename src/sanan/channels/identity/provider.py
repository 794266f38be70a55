"""What every provider of an identity can do, and which ones this installation has.

A provider says who somebody is there, and which telephone number it has confirmed. It opens no
account and knows none: that is `people`'s.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Handshake:
    """The secrets of one visit to a provider, all random; a browser's session keeps them."""

    state: str
    nonce: str
    verifier: str
    back: str
    """The address that the provider sends the browser back to, whole."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Whom a provider says it is: `subject` never changes there.

    `phone` is as the provider wrote it, and `confirmed` whether it says that it has confirmed it.
    """

    subject: str
    phone: str = ""
    confirmed: bool = False


class NotClaimed(Exception):
    """The provider vouches for nobody. `code` holds nothing personal; `again` where trying may help."""

    def __init__(self, code: str, *, again: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.again = again


class Provider(Protocol):
    """A road by which somebody signs in."""

    def away(self, shake: Handshake) -> str:
        """Where the browser is sent; raises `NotClaimed`."""

    def claim(self, code: str, shake: Handshake) -> Claim:
        """Who came back with `code`; raises `NotClaimed`."""


NAMES: Mapping[str, str | Promise] = {
    "oidc": _("统一身份认证"),
    "wechat": _("微信"),
    "dingtalk": _("钉钉"),
    "wecom": _("企业微信"),
}
"""What buttons call them; of `oidc` the installation may say its own (`SANAN_OIDC_NAME`)."""
TELLS_NO_PHONE = frozenset({"wechat"})
"""Whose claim holds no number: there the visitor confirms theirs by our own code, once."""
INSIDE = {"wechat": "MicroMessenger", "wecom": "wxwork"}
"""Providers whose page opens only inside their own application, and how its browser is known."""


def configured() -> list[str]:
    """The names of the providers that the settings name in full."""
    return [name for name in NAMES if begun(name) and not missing(name)]


def missing(name: str) -> list[str]:
    """Which settings of a provider are empty while others are not."""
    given: Mapping[str, str] = settings.IDENTITY[name]
    empty = [each for each, value in given.items() if not value]
    return empty if len(empty) < len(given) else []


def half_set() -> Iterator[tuple[str, str, list[str]]]:
    """Providers of which only some settings are given, with the variables that are missing."""
    for name in NAMES:
        if empty := missing(name):
            yield "sign-in", label(name), [f"SANAN_{name}_{each}".upper() for each in empty]


def begun(name: str) -> bool:
    """Whether any setting of a provider is given."""
    return any(settings.IDENTITY[name].values())


def label(name: str) -> str:
    """What its button says."""
    return settings.OIDC_NAME if name == "oidc" and settings.OIDC_NAME else str(NAMES[name])


def provider(name: str) -> Provider:
    """The provider of this name; raises `KeyError` for one that is not set up."""
    if name not in configured():
        raise KeyError(name)
    if name == "oidc":
        from sanan.channels.oidc.client import Oidc

        return Oidc.from_settings()
    if name == "wechat":
        from sanan.channels.wechat.signin import WeChat

        return WeChat.from_settings()
    if name == "dingtalk":
        from sanan.channels.dingtalk.signin import DingTalk

        return DingTalk.from_settings()
    from sanan.channels.wecom.signin import WeCom

    return WeCom.from_settings()
