"""Aliyun as it answers, on this machine: checks the signature by itself and keeps what it took.

The same tests run against this and the console (tests/channels); its signature check is tested with
the provider's own published example.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import quote

import orjson

from sanan.channels.serve import Answer, Asked, Fake
from sanan.kit import clock

SKEW = timedelta(minutes=15)
_AUTHORIZATION = re.compile(
    r"ACS3-HMAC-SHA256 Credential=(?P<key>[^,]+),SignedHeaders=(?P<names>[^,]+),"
    r"Signature=(?P<signature>[0-9a-f]{64})"
)
_NUMBER = re.compile(r"1[3-9]\d{9}")


@dataclass
class FakeAliyun(Fake):
    """An account and its two templates. `fail_with` makes the next answers refusals."""

    key_id: str = "test-key-id"
    secret: str = "test-key-secret"
    sign_name: str = "三安"
    templates: dict[str, str] = field(default_factory=lambda: {"SMS_1": "code", "SMS_2": "text"})
    taken: list[tuple[str, str]] = field(default_factory=list)
    nonces: set[str] = field(default_factory=set)

    def answer(self, asked: Asked) -> Answer:
        """What the provider says to this request."""
        wrong = self._signature_fault(asked)
        if wrong:
            return 400, {"Code": wrong, "Message": wrong, "RequestId": "R-1"}
        code = self._fault(asked.query)
        if code:
            return 200, {"Code": code, "Message": code, "RequestId": "R-1"}
        param = orjson.loads(asked.query["TemplateParam"])
        said = str(param[self.templates[asked.query["TemplateCode"]]])
        self.taken.append((asked.query["PhoneNumbers"], said))
        return 200, {"Code": "OK", "Message": "OK", "BizId": "900", "RequestId": "R-1"}

    def _signature_fault(self, asked: Asked) -> str:
        found = _AUTHORIZATION.fullmatch(asked.headers.get("authorization", ""))
        if found is None:
            return "IncompleteSignature"
        if found["key"] != self.key_id:
            return "InvalidAccessKeyId.NotFound"
        date = datetime.fromisoformat(asked.headers["x-acs-date"])
        if abs(clock.now() - date) > SKEW:
            return "InvalidTimeStamp.Expired"
        nonce = asked.headers["x-acs-signature-nonce"]
        if nonce in self.nonces:
            return "SignatureNonceUsed"
        self.nonces.add(nonce)
        right = signature(self.secret, asked, found["names"].split(";"))
        return "" if hmac.compare_digest(right, found["signature"]) else "SignatureDoesNotMatch"

    def _fault(self, query: dict[str, str]) -> str:
        if not _NUMBER.fullmatch(query.get("PhoneNumbers", "")):
            return "isv.MOBILE_NUMBER_ILLEGAL"
        if query.get("SignName") != self.sign_name:
            return "isv.SMS_SIGNATURE_ILLEGAL"
        variable = self.templates.get(query.get("TemplateCode", ""))
        if variable is None:
            return "isv.SMS_TEMPLATE_ILLEGAL"
        try:
            param = orjson.loads(query.get("TemplateParam", ""))
        except orjson.JSONDecodeError:
            return "isv.INVALID_JSON_PARAM"
        return "" if param.get(variable) else "isv.TEMPLATE_MISSING_PARAMETERS"


def signature(secret: str, asked: Asked, names: list[str]) -> str:
    """Method V3, worked out from the request as it came in."""
    pairs = sorted((quote(k, safe="-_.~"), quote(v, safe="-_.~")) for k, v in asked.query.items())
    canonical = (
        f"POST\n{asked.path}\n"
        + "&".join(f"{k}={v}" for k, v in pairs)
        + "\n"
        + "".join(f"{name}:{asked.headers[name].strip()}\n" for name in names)
        + "\n"
        + ";".join(names)
        + "\n"
        + hashlib.sha256(asked.body).hexdigest()
    )
    to_sign = "ACS3-HMAC-SHA256\n" + hashlib.sha256(canonical.encode()).hexdigest()
    return hmac.new(secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
