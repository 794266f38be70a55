"""Signing in by a WeChat official account (公众号网页授权), inside WeChat.

Written from the provider's public pages: the page `/connect/oauth2/authorize` with `snsapi_base`,
then `GET /sns/oauth2/access_token`. WeChat tells no telephone number here: whoever comes the first
time confirms theirs by our own code.
"""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.conf import settings

from sanan.channels.call import NoAnswer, ask_json
from sanan.channels.identity.provider import Claim, Handshake, NotClaimed

BUSY = -1


@dataclass(frozen=True, slots=True)
class WeChat:
    """An official account; `page` and `api` are addresses without a path."""

    app_id: str
    secret: str = field(repr=False)
    page: str = "https://open.weixin.qq.com"
    api: str = "https://api.weixin.qq.com"

    @classmethod
    def from_settings(cls) -> "WeChat":
        """The account that the settings name."""
        return cls(**settings.IDENTITY["wechat"], **settings.IDENTITY_HOSTS["wechat"])

    def away(self, shake: Handshake) -> str:
        """The provider's page for this visit; it asks nothing of whoever is inside WeChat."""
        asked = {
            "appid": self.app_id,
            "redirect_uri": shake.back,
            "response_type": "code",
            "scope": "snsapi_base",
            "state": shake.state,
        }
        return f"{self.page}/connect/oauth2/authorize?{urlencode(asked)}#wechat_redirect"

    def claim(self, code: str, shake: Handshake) -> Claim:  # noqa: ARG002 - the shape of every provider
        """Whose `openid` it is; never a number."""
        asked = {
            "appid": self.app_id,
            "secret": self.secret,
            "code": code,
            "grant_type": "authorization_code",
        }
        try:
            _status, said = ask_json(
                "GET", f"{self.api}/sns/oauth2/access_token?{urlencode(asked)}"
            )
            wrong = int(said.get("errcode", 0))
        except (NoAnswer, ValueError, TypeError):
            raise NotClaimed("unreachable", again=True) from None
        if wrong:
            raise NotClaimed(f"wechat.{wrong}", again=wrong == BUSY)
        subject = str(said.get("openid") or "")
        if not subject:
            raise NotClaimed("no_subject")
        return Claim(subject=subject)
