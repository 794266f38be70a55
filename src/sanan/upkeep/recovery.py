"""The recovery key: whoever holds it, on paper, opens the keys of an installation, and nobody else.

The machine knows only its public half (`SANAN_KEYS/recovery.pub`), so that neither the machine nor a
thief of the backups can open the locked keys. The lock is HPKE (RFC 9180: X25519, HKDF-SHA256,
AES-256-GCM).
"""

import base64
import hashlib
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from django.conf import settings

from sanan.kit.errors import Invalid, Refused
from sanan.transfer import keys
from sanan.transfer.keys import Keys

PUBLIC = "recovery.pub"
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_PURPOSE = b"sanan recovery v1"
_HEAD = b"keys of a Sanan installation, for its recovery key (HPKE), v1\n"
_LENGTH = 32
_CHECK = 3
_GROUP = 4


def begin(*, again: bool = False) -> str:
    """Make a recovery key, keep its public half; the secret half is given here and nowhere kept.

    Raises Refused where there is one already, unless it is made `again`.
    """
    path = Path(settings.KEYS) / PUBLIC
    if path.exists() and not again:
        raise Refused(
            f"There is a recovery key already ({path}). Where it was lost, make another with "
            "--again; the next backup is locked for the new one.",
            "key_there",
        )
    key = X25519PrivateKey.generate()
    raw, form = serialization.Encoding.Raw, serialization.PublicFormat.Raw
    draft = path.with_name(f".{PUBLIC}.{secrets.token_hex(6)}")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(f"{key.public_key().public_bytes(raw, form).hex()}\n")
    draft.replace(path)
    return _said(key.private_bytes_raw())


def known() -> bool:
    """Whether this installation has a recovery key."""
    return (Path(settings.KEYS) / PUBLIC).exists()


def lock(held: Keys) -> bytes:
    """The keys, locked for our recovery key."""
    public = bytes.fromhex((Path(settings.KEYS) / PUBLIC).read_text(encoding="ascii"))
    there = X25519PublicKey.from_public_bytes(public)
    return _HEAD + _SUITE.encrypt(keys.encode(held), there, _PURPOSE)


def unlock(path: Path, word: str) -> Keys:
    """The keys of a backup. Raises Invalid for another recovery key, or a file that is none."""
    key = X25519PrivateKey.from_private_bytes(_heard(word))
    try:
        _head, _, box = path.read_bytes().partition(_HEAD)
        return keys.decode(_SUITE.decrypt(box, key, _PURPOSE))
    except InvalidTag as error:
        raise Invalid(
            f"This recovery key does not open {path.name}. It is the key of another time or place; "
            "nothing was changed.",
            "wrong_key",
        ) from error
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise Invalid(f"{path} is not a file of locked keys, or is damaged.", "no_keys") from error


def _said(raw: bytes) -> str:
    """Groups of four letters and figures, the last of them a check against slips of the pen."""
    text = base64.b32encode(raw + hashlib.sha256(raw).digest()[:_CHECK]).decode().rstrip("=")
    return "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))


def _heard(word: str) -> bytes:
    text = "".join(each for each in word.upper() if each.isalnum())
    text = text.replace("0", "O").replace("1", "I").replace("8", "B")
    try:
        data = base64.b32decode(text + "=" * (-len(text) % 8))
        raw, check = data[:-_CHECK], data[-_CHECK:]
    except ValueError:
        raw, check = b"", b""
    if len(raw) != _LENGTH or hashlib.sha256(raw).digest()[:_CHECK] != check:
        raise Invalid(
            "This is no recovery key: letters are missing or were misread. Type it again as it "
            "stands on the paper.",
            "no_key",
        )
    return raw
