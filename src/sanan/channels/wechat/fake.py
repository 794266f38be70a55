"""A WeChat official account as it answers, on this machine: sign-in, tokens, template messages."""

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import orjson

from sanan.channels.serve import Answer, Asked, Fake, Onward
from sanan.kit import clock

MOST_IN_A_THING = 20


@dataclass
class FakeWeChat(Fake):
    """One account, its template, its followers; `openid` is who is inside WeChat now."""

    app_id: str = "wx-test"
    secret: str = "wx-test-secret"
    template: str = "T-1"
    events_token: str = "events-token"
    openid: str = "o6_bmjrPTlm6"
    followers: set[str] = field(default_factory=lambda: {"o6_bmjrPTlm6"})
    codes: set[str] = field(default_factory=set)
    token: str = ""
    taken: list[tuple[str, str, str]] = field(default_factory=list)
    down: bool = False

    def answer(self, asked: Asked) -> Answer:
        """What the provider says: status 200, with its own error code."""
        if self.down:
            return 502, b"<html>bad gateway</html>"
        if asked.path == "/connect/oauth2/authorize":
            return self._page(asked)
        pages = {
            "/sns/oauth2/access_token": self._who,
            "/cgi-bin/stable_token": self._stable,
            "/cgi-bin/message/template/send": self._send,
        }
        page = pages.get(asked.path)
        return 200, page(asked) if page else {"errcode": 40066, "errmsg": "invalid url"}

    def told_afterwards(self, msgid: int | str, status: str) -> tuple[dict[str, str], bytes]:
        """The query and the body with which the provider tells how a message ended."""
        moment, nonce = str(int(clock.now().timestamp())), secrets.token_hex(4)
        joined = "".join(sorted([self.events_token, moment, nonce]))
        signed = hashlib.sha1(joined.encode()).hexdigest()  # noqa: S324 - the provider's choice
        body = (
            "<xml><ToUserName><![CDATA[gh_test]]></ToUserName>"
            f"<FromUserName><![CDATA[{self.openid}]]></FromUserName>"
            f"<CreateTime>{moment}</CreateTime><MsgType><![CDATA[event]]></MsgType>"
            "<Event><![CDATA[TEMPLATESENDJOBFINISH]]></Event>"
            f"<MsgID>{msgid}</MsgID><Status><![CDATA[{status}]]></Status></xml>"
        )
        return {"signature": signed, "timestamp": moment, "nonce": nonce}, body.encode()

    def _page(self, asked: Asked) -> Answer:
        query = asked.query
        if query.get("appid") != self.app_id or query.get("scope") != "snsapi_base":
            return 400, {"errcode": 40013}
        code = secrets.token_hex(8)
        self.codes.add(code)
        back = urlencode({"code": code, "state": query.get("state", "")})
        return 302, Onward(f"{query['redirect_uri']}?{back}")

    def _who(self, asked: Asked) -> dict[str, Any]:
        query = asked.query
        if (query.get("appid"), query.get("secret")) != (self.app_id, self.secret):
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        if query.get("code") not in self.codes:
            return {"errcode": 40029, "errmsg": "invalid code"}
        self.codes.discard(query["code"])
        return {"access_token": "u", "expires_in": 7200, "openid": self.openid}

    def _stable(self, asked: Asked) -> dict[str, Any]:
        body = orjson.loads(asked.body)
        if (body.get("appid"), body.get("secret")) != (self.app_id, self.secret):
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        if body.get("force_refresh") or not self.token:
            self.token = secrets.token_hex(8)
        return {"access_token": self.token, "expires_in": 7200}

    def _send(self, asked: Asked) -> dict[str, Any]:
        if not self.token or asked.query.get("access_token") != self.token:
            return {"errcode": 40001, "errmsg": "invalid credential"}
        body = orjson.loads(asked.body)
        if body.get("template_id") != self.template:
            return {"errcode": 40037, "errmsg": "invalid template_id"}
        if body.get("touser") not in self.followers:
            return {"errcode": 43004, "errmsg": "require subscribe"}
        said = str(body.get("data", {}).get("thing1", {}).get("value", ""))
        if not said or len(said) > MOST_IN_A_THING:
            return {"errcode": 47003, "errmsg": "argument invalid! data.thing1.value"}
        self.taken.append((body["touser"], said, str(body.get("url", ""))))
        return {"errcode": 0, "errmsg": "ok", "msgid": len(self.taken)}
