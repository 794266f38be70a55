"""The inner layer: content under a random key, that key wrapped for each reader's public key.

    content = nonce (12) ‖ AES-256-GCM(content key, padded, aad = purpose)
    wrap    = ephemeral public key (65) ‖ AES-256-GCM(kek, content key, nonce = 0)
    kek     = HKDF-SHA-256(ECDH P-256, info = "sanan.sealed/wrap@v1" ‖ ephemeral ‖ recipient)

The same as `web/sealed.js` does with WebCrypto; P-256 because every browser in use has it. A key
encryption key is used once, so its nonce may be constant.
"""

import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sanan.sealed.crypto.at_rest import NONCE, UnreadableError

KEY, PUBLIC, PRIVATE, TAG = 32, 65, 32, 16
WRAP = PUBLIC + KEY + TAG
_CURVE = ec.SECP256R1()
_INFO = b"sanan.sealed/wrap@v1"
_ZERO = bytes(NONCE)


@dataclass(frozen=True, slots=True)
class Pair:
    """A key pair: 32 bytes to keep, 65 bytes (uncompressed point) to show."""

    private: bytes
    public: bytes


def new_pair() -> Pair:
    """A fresh P-256 pair."""
    made = ec.generate_private_key(_CURVE)
    number = made.private_numbers().private_value
    return Pair(number.to_bytes(PRIVATE, "big"), _encoded(made.public_key()))


def public_of(private: bytes) -> bytes:
    """The public half; raises `UnreadableError` where `private` is no key."""
    return _encoded(_private(private).public_key())


def wrap(content_key: bytes, public: bytes) -> bytes:
    """Make `content_key` readable to whoever holds the private half of `public`; 113 bytes."""
    once = ec.generate_private_key(_CURVE)
    shown = _encoded(once.public_key())
    shared = once.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, public))
    return shown + AESGCM(_kek(shared, shown, public)).encrypt(_ZERO, content_key, None)


def unwrap(wrapped: bytes, private: bytes) -> bytes:
    """The content key; raises `UnreadableError`."""
    mine = _private(private)
    shown, rest = wrapped[:PUBLIC], wrapped[PUBLIC:]
    try:
        other = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, shown)
        shared = mine.exchange(ec.ECDH(), other)
        kek = _kek(shared, shown, _encoded(mine.public_key()))
        return AESGCM(kek).decrypt(_ZERO, rest, None)
    except (InvalidTag, ValueError) as error:
        raise UnreadableError from error


def is_wrap(data: bytes) -> bool:
    """Whether `data` has the shape of a wrap."""
    if len(data) != WRAP:
        return False
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, data[:PUBLIC])
    except ValueError:
        return False
    return True


def seal(content_key: bytes, padded: bytes, purpose: str) -> bytes:
    """Encrypt content."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(content_key).encrypt(nonce, padded, purpose.encode())


def unseal(content_key: bytes, sealed: bytes, purpose: str) -> bytes:
    """Decrypt content; raises `UnreadableError`."""
    try:
        return AESGCM(content_key).decrypt(sealed[:NONCE], sealed[NONCE:], purpose.encode())
    except (InvalidTag, ValueError) as error:
        raise UnreadableError from error


def _private(private: bytes) -> ec.EllipticCurvePrivateKey:
    try:
        return ec.derive_private_key(int.from_bytes(private, "big"), _CURVE)
    except ValueError as error:
        raise UnreadableError from error


def _encoded(public: ec.EllipticCurvePublicKey) -> bytes:
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _kek(shared: bytes, shown: bytes, public: bytes) -> bytes:
    return HKDF(SHA256(), KEY, salt=None, info=_INFO + shown + public).derive(shared)
