"""Sending to a browser's push service: RFC 8030, encrypted by RFC 8291, signed by VAPID (RFC 8292).

The encryption is written out here, because the libraries for it bring a second HTTP client and an
event loop, or no wheel (ADR 48); tests hold it against the example of RFC 8291.
"""

import base64
import hashlib
import os
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import orjson
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from sanan.channels.call import NoAnswer, ask
from sanan.channels.sms.transport import NotSent
from sanan.kit import clock

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""The order of P-256: a private key is a number below it."""
RECORD = 4096
DAY = 24 * 60 * 60
HALF_A_DAY = DAY // 2
TAKEN = frozenset({200, 201, 202})
OVER = frozenset({404, 410})
TOO_MANY, SERVER_ERROR = 429, 500
POINT, AUTH = 65, 16


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a browser gave: the address of its push service, its public key, its secret."""

    endpoint: str
    p256dh: bytes
    auth: bytes = field(repr=False)

    @classmethod
    def read(cls, text: str) -> "Subscription":
        """From a browser's JSON; raises `ValueError` for what is none or leads where it must not."""
        try:
            said: Any = orjson.loads(text)
            keys = said["keys"]
            found = cls(str(said["endpoint"]), _plain(keys["p256dh"]), _plain(keys["auth"]))
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), found.p256dh)
        except (TypeError, KeyError, ValueError) as wrong:
            raise ValueError("no subscription") from wrong
        if len(found.p256dh) != POINT or len(found.auth) != AUTH or not is_known(found.endpoint):
            raise ValueError("no subscription")
        return found


@dataclass(frozen=True, slots=True)
class Sender:
    """This installation as push services know it: a key, and whom they may write to."""

    key: ec.EllipticCurvePrivateKey = field(repr=False)
    contact: str

    @classmethod
    def from_settings(cls) -> "Sender":
        """The sender that the settings name."""
        return cls(key_of(settings.PUSH_KEY), settings.PUSH_CONTACT)

    @property
    def public(self) -> str:
        """The key that browsers are given when they subscribe."""
        return coded(_point(self.key.public_key()))

    def send(self, to: Subscription, said: dict[str, str], *, urgent: bool = False) -> str:
        """Hand over; answers where the service keeps it, raises `NotSent`."""
        if not is_known(to.endpoint):
            raise NotSent("push.unknown_service", again=False, gone=True)
        headers = {
            "authorization": f"vapid t={self._token(to.endpoint)}, k={self.public}",
            "content-encoding": "aes128gcm",
            "ttl": str(DAY),
            "urgency": "high" if urgent else "normal",
        }
        body = encrypt(
            orjson.dumps(said), to, key=ec.generate_private_key(ec.SECP256R1()), salt=os.urandom(16)
        )
        try:
            status, _answer = ask("POST", to.endpoint, content=body, headers=headers)
        except NoAnswer:
            raise NotSent("push.unreachable", again=True) from None
        if status not in TAKEN:
            again = status == TOO_MANY or status >= SERVER_ERROR
            raise NotSent(f"push.{status}", again=again, gone=status in OVER)
        return str(status)

    def _token(self, endpoint: str) -> str:
        """A token for that service alone, for half a day (RFC 8292 §2)."""
        from joserfc import jwt  # only wanted where something is sent
        from joserfc.jwk import ECKey

        parts = urlsplit(endpoint)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": int(clock.now().timestamp()) + HALF_A_DAY,
            "sub": self.contact,
        }
        made: str = jwt.encode({"alg": "ES256"}, claims, ECKey.import_key(_pem(self.key)))
        return made


def is_known(endpoint: str) -> bool:
    """Whether an address belongs to a push service that the settings name: nobody sends us elsewhere."""
    try:
        parts = urlsplit(endpoint)
        host = (parts.hostname or "").lower()
    except ValueError:
        return False
    if parts.scheme != "https" and host not in settings.PUSH_PLAIN_HOSTS:
        return False
    return any(host == known or host.endswith(f".{known}") for known in settings.PUSH_HOSTS)


def key_of(secret: str) -> ec.EllipticCurvePrivateKey:
    """The signing key that a secret text stands for, always the same."""
    number = int.from_bytes(hashlib.sha512(b"push:" + secret.encode()).digest(), "big")
    return ec.derive_private_key(number % (ORDER - 1) + 1, ec.SECP256R1())


def encrypt(
    text: bytes, to: Subscription, *, key: ec.EllipticCurvePrivateKey, salt: bytes
) -> bytes:
    """One record of `aes128gcm` that only this browser opens (RFC 8291 §3.4, RFC 8188 §2)."""
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), to.p256dh)
    ours = _point(key.public_key())
    shared = key.exchange(ec.ECDH(), theirs)
    material = _derived(shared, to.auth, b"WebPush: info\0" + to.p256dh + ours, 32)
    secret = _derived(material, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(material, salt, b"Content-Encoding: nonce\0", 12)
    head = salt + RECORD.to_bytes(4, "big") + bytes([len(ours)]) + ours
    return head + AESGCM(secret).encrypt(nonce, text + b"\x02", None)


def coded(data: bytes) -> str:
    """URL-safe base64 without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _plain(text: object) -> bytes:
    if not isinstance(text, str):
        raise TypeError
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)
