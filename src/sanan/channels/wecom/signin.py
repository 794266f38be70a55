"""Signing in by WeCom (企业微信), inside its application.

Written from the provider's public pages: web authorisation with `snsapi_privateinfo`, then
`/cgi-bin/gettoken`, `/cgi-bin/auth/getuserinfo`, `/cgi-bin/auth/getuserdetail`. Only members of the
enterprise have a `userid`; their number is the one that the enterprise's directory has confirmed.
"""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from sanan.channels.call import NoAnswer, ask_json
from sanan.channels.identity.provider import Claim, Handshake, NotClaimed

BUSY = -1


@dataclass(frozen=True, slots=True)
class WeCom:
    """An application of an enterprise; `page` and `api` are addresses without a path."""

    corp: str
    agent: str
    secret: str = field(repr=False)
    page: str = "https://open.weixin.qq.com"
    api: str = "https://qyapi.weixin.qq.com"

    @classmethod
    def from_settings(cls) -> "WeCom":
        """The application that the settings name."""
        return cls(**settings.IDENTITY["wecom"], **settings.IDENTITY_HOSTS["wecom"])

    def away(self, shake: Handshake) -> str:
        """The provider's page for this visit."""
        asked = {
            "appid": self.corp,
            "redirect_uri": shake.back,
            "response_type": "code",
            "scope": "snsapi_privateinfo",
            "state": shake.state,
            "agentid": self.agent,
        }
        return f"{self.page}/connect/oauth2/authorize?{urlencode(asked)}#wechat_redirect"

    def claim(self, code: str, shake: Handshake) -> Claim:  # noqa: ARG002 - the shape of every provider
        """Who came back; a visitor who is no member is nobody."""
        account = {"corpid": self.corp, "corpsecret": self.secret}
        token = str(self._asked("GET", "gettoken", account).get("access_token", ""))
        who = {"access_token": token, "code": code}
        told = self._asked("GET", "auth/getuserinfo", who)
        subject, ticket = str(told.get("userid") or ""), told.get("user_ticket")
        if not subject:
            raise NotClaimed("not_a_member")
        if not ticket:
            return Claim(subject=subject)
        body = {"user_ticket": ticket}
        more = self._asked("POST", "auth/getuserdetail", {"access_token": token}, json=body)
        if more.get("userid") != subject:
            raise NotClaimed("other_subject")
        phone = str(more.get("mobile") or "")
        return Claim(subject=subject, phone=phone, confirmed=bool(phone))

    def _asked(self, method: str, name: str, query: dict[str, str], **given: Any) -> dict[str, Any]:
        try:
            _status, said = ask_json(
                method, f"{self.api}/cgi-bin/{name}?{urlencode(query)}", **given
            )
            code = int(said.get("errcode", 0))
        except (NoAnswer, ValueError, TypeError):
            raise NotClaimed("unreachable", again=True) from None
        if code:
            raise NotClaimed(f"wecom.{code}", again=code == BUSY)
        return said
