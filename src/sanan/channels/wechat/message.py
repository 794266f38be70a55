"""Template messages of a WeChat official account (公众号模板消息).

Written from the provider's public pages: `POST /cgi-bin/stable_token`, `POST
/cgi-bin/message/template/send`. A template there has named fields; ours has one for the sentence,
whose kind bounds its length (`thing` takes 20 characters), and the page opens at a tap.
"""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from sanan.channels.call import NoAnswer, ask_json
from sanan.channels.sms.transport import NotSent
from sanan.kit import words

TOKEN_OVER = frozenset({40001, 40014, 42001})
BUSY = -1
TOO_OFTEN = frozenset({45009, 45011})
NOT_THERE = frozenset({40003, 43004, 43019})
"""The account is unknown, not subscribed any more, or blocked us: this address is over."""
WAIT_WHEN_TOO_OFTEN = 60
THING = 20
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Templates:
    """An official account and its template; `api` is an address without a path."""

    app_id: str
    secret: str = field(repr=False)
    template: str
    field_name: str = "thing1"
    api: str = "https://api.weixin.qq.com"

    @classmethod
    def from_settings(cls) -> "Templates":
        """The account and the template that the settings name."""
        account = {**settings.IDENTITY["wechat"], **settings.WECHAT_TEMPLATE}
        return cls(**account, api=settings.IDENTITY_HOSTS["wechat"]["api"])

    def send(self, openid: str, text: str, link: str) -> str:
        """Hand over; answers the provider's `msgid`, raises `NotSent`."""
        most = THING if self.field_name.startswith("thing") else LONGEST
        body = {
            "touser": openid,
            "template_id": self.template,
            "url": link,
            "data": {self.field_name: {"value": words.clip(text, most)}},
        }
        said = self._send(body, self._token())
        if said.get("errcode") in TOKEN_OVER:
            said = self._send(body, self._token(anew=True))
        code = said.get("errcode", BUSY)
        if code:
            raise _refusal(int(code))
        return str(said.get("msgid", ""))

    def _token(self, *, anew: bool = False) -> str:
        """A token that other processes' calls do not end (`stable_token`)."""
        body = {
            "grant_type": "client_credential",
            "appid": self.app_id,
            "secret": self.secret,
            "force_refresh": anew,
        }
        said = self._asked("/cgi-bin/stable_token", body)
        if not said.get("access_token"):
            raise _refusal(int(said.get("errcode", BUSY)))
        return str(said["access_token"])

    def _send(self, body: dict[str, Any], token: str) -> dict[str, Any]:
        return self._asked(f"/cgi-bin/message/template/send?access_token={token}", body)

    def _asked(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            _status, said = ask_json("POST", f"{self.api}{path}", json=body)
            int(said.get("errcode", 0))
        except (NoAnswer, ValueError, TypeError):
            raise NotSent("wechat.unreachable", again=True) from None
        return said


def _refusal(code: int) -> NotSent:
    often = code in TOO_OFTEN
    return NotSent(
        f"wechat.{code}",
        again=often or code == BUSY,
        after=WAIT_WHEN_TOO_OFTEN if often else 0,
        gone=code in NOT_THERE,
    )
