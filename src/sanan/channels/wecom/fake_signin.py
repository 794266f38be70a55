"""WeCom's sign-in as it answers, on this machine: token, member, ticket, detail."""

import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import orjson

from sanan.channels.serve import Answer, Asked, Fake, Onward


@dataclass
class FakeWeCom(Fake):
    """One application of an enterprise and the member who is signed in; `member` off: a stranger."""

    corp: str = "ww-test"
    agent: str = "1000002"
    secret: str = "wecom-test-secret"
    person: dict[str, Any] = field(
        default_factory=lambda: {"userid": "lin", "mobile": "13800012001"}
    )
    member: bool = True
    token: str = "t-1"
    codes: set[str] = field(default_factory=set)
    tickets: set[str] = field(default_factory=set)

    def answer(self, asked: Asked) -> Answer:
        """What the provider says: status 200, with its own error code."""
        if asked.path == "/connect/oauth2/authorize":
            return self._page(asked)
        code, said = self._said(asked)
        return 200, {"errcode": code, "errmsg": "ok" if not code else "refused", **said}

    def _page(self, asked: Asked) -> Answer:
        query = asked.query
        if query.get("appid") != self.corp or query.get("scope") != "snsapi_privateinfo":
            return 400, {"errcode": 40013}
        code = secrets.token_hex(8)
        self.codes.add(code)
        back = urlencode({"code": code, "state": query.get("state", "")})
        return 302, Onward(f"{query['redirect_uri']}?{back}")

    def _said(self, asked: Asked) -> tuple[int, dict[str, Any]]:
        query = asked.query
        if asked.path == "/cgi-bin/gettoken":
            right = (query.get("corpid"), query.get("corpsecret")) == (self.corp, self.secret)
            return (0, {"access_token": self.token, "expires_in": 7200}) if right else (40001, {})
        if query.get("access_token") != self.token:
            return 40014, {}
        if asked.path == "/cgi-bin/auth/getuserinfo":
            return self._userinfo(query.get("code", ""))
        if asked.path == "/cgi-bin/auth/getuserdetail":
            ticket = orjson.loads(asked.body).get("user_ticket")
            return (0, dict(self.person)) if ticket in self.tickets else (40029, {})
        return 40066, {}

    def _userinfo(self, code: str) -> tuple[int, dict[str, Any]]:
        if code not in self.codes:
            return 40029, {}
        self.codes.discard(code)
        if not self.member:
            return 0, {"openid": "oAAA"}
        ticket = secrets.token_hex(8)
        self.tickets.add(ticket)
        return 0, {"userid": self.person["userid"], "user_ticket": ticket, "expires_in": 1800}
