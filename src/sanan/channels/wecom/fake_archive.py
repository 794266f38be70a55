"""The session archive as its gateway answers, on this machine: order, limits, consent, tokens.

The same tests run against this and the real shape (tests/channels/test_wecom_archive.py).
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from sanan.channels.serve import Answer, Asked, Fake

MOST = 1000


@dataclass
class FakeArchive(Fake):
    """The archive of one company; `agree` holds by group what each outside contact said."""

    token: str = "test-token"
    rows: list[dict[str, Any]] = field(default_factory=list)
    agree: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def say(self, chat: str, sender: str, text: str, at: datetime, **more: Any) -> str:
        """Let someone say something in a group; gives the message's id."""
        number = len(self.rows) + 1
        message = {
            "msgid": f"M{number}",
            "action": "send",
            "from": sender,
            "tolist": ["others"],
            "roomid": chat,
            "msgtime": int(at.timestamp() * 1000),
            "msgtype": "text",
            "text": {"content": text},
        } | more
        self.rows.append({"seq": number, "msgid": message["msgid"], "msg": message})
        return str(message["msgid"])

    def answer(self, asked: Asked) -> Answer:
        """Status 200 with the provider's own code, as it does."""
        if asked.query.get("access_token") != self.token:
            return 200, {"errcode": 40014, "errmsg": "invalid access_token"}
        body = orjson.loads(asked.body)
        self.asked.append((asked.path, body))
        if asked.path == "/cgi-bin/msgaudit/getchatdata":
            return 200, self._data(int(body["seq"]), int(body["limit"]))
        if asked.path == "/cgi-bin/msgaudit/check_room_agree":
            return 200, self._agreed(str(body["roomid"]))
        return 404, {"errcode": 404, "errmsg": "not found"}

    def _data(self, after: int, limit: int) -> dict[str, Any]:
        if limit > MOST:
            return {"errcode": 301052, "errmsg": "limit exceeds 1000"}
        rows = [row for row in self.rows if row["seq"] > after][:limit]
        return {"errcode": 0, "errmsg": "ok", "chatdata": rows}

    def _agreed(self, chat: str) -> dict[str, Any]:
        if chat not in self.agree:
            return {"errcode": 301053, "errmsg": "not an archived room"}
        rows = [
            {"status_change_time": 1562766651, "exteranalopenid": who, "agree_status": said}
            for who, said in self.agree[chat].items()
        ]
        return {"errcode": 0, "errmsg": "ok", "agreeinfo": rows}
