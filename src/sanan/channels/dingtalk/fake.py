"""DingTalk as it answers, on this machine: codes that work once, tokens, the person signed in."""

import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import orjson

from sanan.channels.serve import Answer, Asked, Fake, Onward


@dataclass
class FakeDingTalk(Fake):
    """One application and the person who is signed in there."""

    client_id: str = "ding-test"
    secret: str = "ding-test-secret"
    person: dict[str, Any] = field(
        default_factory=lambda: {
            "nick": "林",
            "unionId": "z21HjQ",
            "openId": "123",
            "mobile": "13800012001",
            "stateCode": "86",
        }
    )
    codes: set[str] = field(default_factory=set)
    held: set[str] = field(default_factory=set)

    def answer(self, asked: Asked) -> Answer:
        """What the provider says."""
        pages = {
            "/oauth2/auth": self._page,
            "/v1.0/oauth2/userAccessToken": self._token,
            "/v1.0/contact/users/me": self._me,
        }
        page = pages.get(asked.path)
        return page(asked) if page else (404, {"code": "InvalidAction.NotFound"})

    def _page(self, asked: Asked) -> Answer:
        query = asked.query
        if query.get("client_id") != self.client_id or query.get("response_type") != "code":
            return 400, {"code": "invalidClientId"}
        code = secrets.token_hex(16)
        self.codes.add(code)
        back = urlencode({"authCode": code, "state": query.get("state", "")})
        return 302, Onward(f"{query['redirect_uri']}?{back}")

    def _token(self, asked: Asked) -> Answer:
        body = orjson.loads(asked.body)
        if (body.get("clientId"), body.get("clientSecret")) != (self.client_id, self.secret):
            return 400, {"code": "invalidClientIdOrSecret"}
        if body.get("grantType") != "authorization_code" or body.get("code") not in self.codes:
            return 400, {"code": "invalidParameter.authCode.notFound"}
        self.codes.discard(body["code"])
        token = secrets.token_hex(16)
        self.held.add(token)
        return 200, {"accessToken": token, "refreshToken": "r", "expireIn": 7200, "corpId": "c"}

    def _me(self, asked: Asked) -> Answer:
        if asked.headers.get("x-acs-dingtalk-access-token") not in self.held:
            return 401, {"code": "InvalidAuthentication"}
        return 200, self.person
