"""A push service and the browser behind it, on this machine: checks the token, opens the message.

The browser's half is written by itself from RFC 8291 and RFC 8292, with HMAC instead of a library's
HKDF, and is held against the example of RFC 8291.
"""

import base64
import hashlib
import hmac
import os
import re
from dataclasses import dataclass, field

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sanan.channels.serve import Answer, Asked, Fake
from sanan.kit import clock

DAY = 24 * 60 * 60
MOST = 4096
_VAPID = re.compile(r"vapid t=(?P<token>[^,]+), ?k=(?P<key>[\w-]+)")


@dataclass
class FakePush(Fake):
    """One browser's subscription; `gone` answers 410 as after somebody took permission back."""

    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    auth: bytes = field(default_factory=lambda: os.urandom(16))
    sender: str = ""
    gone: bool = False
    address: str = ""
    taken: list[dict[str, str]] = field(default_factory=list)

    def at(self, address: str) -> str:
        """Its address stands in what a browser tells when it subscribed."""
        self.address = address
        return address

    def subscription(self) -> str:
        """What the browser tells the page when it subscribed."""
        point = _point(self.key.public_key())
        keys = {"p256dh": _coded(point), "auth": _coded(self.auth)}
        return orjson.dumps({"endpoint": f"{self.address}/s/1", "keys": keys}).decode()

    def answer(self, asked: Asked) -> Answer:
        """What the service says (RFC 8030 §5)."""
        if self.gone:
            return 410, b""
        wrong = self._token_fault(asked)
        if wrong:
            return 403, wrong.encode()
        if not asked.headers.get("ttl", "").isdecimal():
            return 400, b"ttl"
        if len(asked.body) > MOST or asked.headers.get("content-encoding") != "aes128gcm":
            return 413, b"body"
        self.taken.append(orjson.loads(opened(asked.body, self.key, self.auth)))
        return 201, b""

    def _token_fault(self, asked: Asked) -> str:
        found = _VAPID.fullmatch(asked.headers.get("authorization", ""))
        if found is None or (self.sender and found["key"] != self.sender):
            return "key"
        head, body, signature = found["token"].split(".")
        raw = _plain(signature)
        made = encode_dss_signature(
            int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
        )
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _plain(found["key"]))
        try:
            key.verify(made, f"{head}.{body}".encode(), ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return "signature"
        claims = orjson.loads(_plain(body))
        left = claims["exp"] - clock.now().timestamp()
        if claims["aud"] != self.address or not 0 < left <= DAY:
            return "claims"
        return "" if claims.get("sub", "").startswith(("mailto:", "https:")) else "sub"


def opened(body: bytes, key: ec.EllipticCurvePrivateKey, auth: bytes) -> bytes:
    """What the browser reads (RFC 8291 §3.4 from the receiver's side)."""
    salt, size = body[:16], body[20]
    theirs, sealed = body[21 : 21 + size], body[21 + size :]
    sender = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
    shared = key.exchange(ec.ECDH(), sender)
    info = b"WebPush: info\0" + _point(key.public_key()) + theirs
    material = _hmac(_hmac(auth, shared), info + b"\x01")
    begun = _hmac(salt, material)
    secret = _hmac(begun, b"Content-Encoding: aes128gcm\0\x01")[:16]
    nonce = _hmac(begun, b"Content-Encoding: nonce\0\x01")[:12]
    return AESGCM(secret).decrypt(nonce, sealed, None).rstrip(b"\0").removesuffix(b"\x02")


def _hmac(key: bytes, data: bytes) -> bytes:
    return hmac.new(key, data, hashlib.sha256).digest()


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


def _coded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _plain(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
