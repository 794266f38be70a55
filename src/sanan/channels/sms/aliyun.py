"""Aliyun's short message service (dysmsapi 2017-05-25), by its HTTPS interface.

Written from the provider's public pages: operation `SendSms`, signature method V3
(ACS3-HMAC-SHA256), error codes. Messages go by templates registered there beforehand: one for
codes with the variable `code`, one for notices with the variable `text`.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import orjson
from django.conf import settings

from sanan.channels.sms.transport import NotSent, Sms
from sanan.kit import clock, tokens, words

ALGORITHM = "ACS3-HMAC-SHA256"
ACTION = "SendSms"
VERSION = "2017-05-25"
TIMEOUT = 5.0
# What passes by itself; every other refusal needs a person.
PASSING = frozenset({"isp.RAM_PERMISSION_DENY.THROTTLING", "isp.SYSTEM_ERROR", "SystemError"})
THROTTLED = ("Throttling", "isv.BUSINESS_LIMIT_CONTROL")
SERVER_ERROR = 500
WAIT_WHEN_THROTTLED = 60


@dataclass(frozen=True, slots=True)
class Aliyun:
    """A signed account there. `endpoint` is without a path; `text_most` bounds one variable."""

    key_id: str
    secret: str = field(repr=False)
    sign_name: str
    code_template: str
    notice_template: str
    endpoint: str = "https://dysmsapi.aliyuncs.com"
    text_most: int = 300

    @classmethod
    def from_settings(cls) -> "Aliyun":
        """The account that the settings name."""
        given: dict[str, Any] = dict(settings.SMS_ALIYUN)
        return cls(**given)

    def send(self, sms: Sms) -> str:
        """Hand over; answers the provider's `BizId`, raises `NotSent`."""
        query = {
            "PhoneNumbers": sms.phone,
            "SignName": self.sign_name,
            "TemplateCode": self.code_template if sms.code else self.notice_template,
            "TemplateParam": orjson.dumps(
                {"code": sms.code} if sms.code else {"text": words.clip(sms.text, self.text_most)}
            ).decode(),
        }
        answer = self._call(query)
        code = str(answer.get("Code", "no_code"))
        if code != "OK":
            raise _refusal(code)
        return str(answer.get("BizId", ""))

    def _call(self, query: Mapping[str, str]) -> dict[str, Any]:
        import httpx  # large, and only wanted where something is sent

        headers = signed(
            key_id=self.key_id,
            secret=self.secret,
            host=httpx.URL(self.endpoint).netloc.decode(),
            action=ACTION,
            version=VERSION,
            query=query,
            at=clock.now(),
            nonce=tokens.opaque(32),
        )
        url = f"{self.endpoint}/?{canonical_query(query)}"
        try:
            response = httpx.post(url, headers=headers, timeout=TIMEOUT)
            said = orjson.loads(response.content)
        except (httpx.HTTPError, orjson.JSONDecodeError):
            # The error's own text holds the address and with it the number, so it goes no further.
            raise NotSent("unreachable", again=True) from None
        if not isinstance(said, dict):
            raise NotSent("unreadable", again=True)
        if response.status_code >= SERVER_ERROR:
            raise NotSent(str(said.get("Code", "server_error")), again=True)
        return said


def _refusal(code: str) -> NotSent:
    throttled = code.startswith(THROTTLED)
    return NotSent(
        code,
        again=throttled or code in PASSING,
        after=WAIT_WHEN_THROTTLED if throttled else 0,
    )


def signed(
    *,
    key_id: str,
    secret: str,
    host: str,
    action: str,
    version: str,
    query: Mapping[str, str],
    at: datetime,
    nonce: str,
) -> dict[str, str]:
    """The headers of a POST without a body, signed by method V3."""
    payload = hashlib.sha256(b"").hexdigest()
    headers = {
        "host": host,
        "x-acs-action": action,
        "x-acs-content-sha256": payload,
        "x-acs-date": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": nonce,
        "x-acs-version": version,
    }
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    request = "\n".join(["POST", "/", canonical_query(query), lines, names, payload])
    digest = hashlib.sha256(request.encode()).hexdigest()
    signature = hmac.new(secret.encode(), f"{ALGORITHM}\n{digest}".encode(), hashlib.sha256)
    return {
        **headers,
        "authorization": (
            f"{ALGORITHM} Credential={key_id},SignedHeaders={names},"
            f"Signature={signature.hexdigest()}"
        ),
    }


def canonical_query(query: Mapping[str, str]) -> str:
    """Sorted pairs, percent-encoded as RFC 3986 says."""
    return "&".join(f"{_encode(k)}={_encode(v)}" for k, v in sorted(query.items()))


def _encode(text: str) -> str:
    return quote(text, safe="-_.~")
