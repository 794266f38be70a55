"""Signing in by DingTalk (OAuth 2.0), and by a private installation of the same shape (政务钉钉).

Written from the provider's public pages: the page `/oauth2/auth`, `POST /v1.0/oauth2/userAccessToken`,
`GET /v1.0/contact/users/me` with the header `x-acs-dingtalk-access-token`. An account there is made
by a telephone number that DingTalk has confirmed.
"""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from sanan.channels.call import OK, NoAnswer, ask_json
from sanan.channels.identity.provider import Claim, Handshake, NotClaimed

MAINLAND = "86"
SERVER_ERROR = 500


@dataclass(frozen=True, slots=True)
class DingTalk:
    """An application registered there; `page` and `api` are addresses without a path."""

    client_id: str
    secret: str = field(repr=False)
    page: str = "https://login.dingtalk.com"
    api: str = "https://api.dingtalk.com"

    @classmethod
    def from_settings(cls) -> "DingTalk":
        """The application that the settings name."""
        return cls(**settings.IDENTITY["dingtalk"], **settings.IDENTITY_HOSTS["dingtalk"])

    def away(self, shake: Handshake) -> str:
        """The provider's page for this visit."""
        asked = {
            "redirect_uri": shake.back,
            "response_type": "code",
            "client_id": self.client_id,
            "scope": "openid",
            "state": shake.state,
            "prompt": "consent",
        }
        return f"{self.page}/oauth2/auth?{urlencode(asked)}"

    def claim(self, code: str, shake: Handshake) -> Claim:  # noqa: ARG002 - the shape of every provider
        """Who came back with the `authCode`."""
        body = {
            "clientId": self.client_id,
            "clientSecret": self.secret,
            "code": code,
            "grantType": "authorization_code",
        }
        token = self._asked("POST", "/v1.0/oauth2/userAccessToken", json=body).get("accessToken")
        held = {"x-acs-dingtalk-access-token": str(token or "")}
        told = self._asked("GET", "/v1.0/contact/users/me", headers=held)
        subject, phone = str(told.get("unionId") or ""), str(told.get("mobile") or "")
        if not subject:
            raise NotClaimed("no_subject")
        at_home = str(told.get("stateCode") or MAINLAND).lstrip("+") == MAINLAND
        return Claim(subject=subject, phone=phone, confirmed=bool(phone) and at_home)

    def _asked(self, method: str, path: str, **given: Any) -> dict[str, Any]:
        try:
            status, said = ask_json(method, f"{self.api}{path}", **given)
        except NoAnswer as none:
            raise NotClaimed(none.code, again=True) from None
        if status != OK:
            raise NotClaimed(str(said.get("code", status))[:60], again=status >= SERVER_ERROR)
        return said
