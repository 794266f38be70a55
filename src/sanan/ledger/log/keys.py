"""Ed25519 keys under a name, in the text forms of signed-note: vkey (public) and skey (private).

Two algorithms: plain note signatures (0x01) for the log, and timestamped checkpoint
cosignatures (0x04, tlog-cosignature) for witnesses.
"""

import hashlib
import re
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sanan.ledger.log.errors import FormError, KeyFormError
from sanan.ledger.log.lines import base64_bytes, base64_text

_KEY_SIZE = 32
_SIGNATURE_SIZE = 64
_TIME_SIZE = 8
_LAST = 2**63 - 1
_SKEY = "PRIVATE+KEY+"
_SHAPE = re.compile(r"([^+]+)\+([0-9a-f]{8})\+([0-9A-Za-z+/=]+)")


class Algorithm(IntEnum):
    """Signature type bytes (signed-note, "Signature types")."""

    ED25519 = 0x01
    COSIGNATURE = 0x04


@dataclass(frozen=True)
class Verifier:
    """A public key under a name; what a reader must be given to trust a log or a witness."""

    name: str
    algorithm: Algorithm
    public: bytes

    def __post_init__(self) -> None:
        check_name(self.name)
        if len(self.public) != _KEY_SIZE:
            raise KeyFormError(f"an Ed25519 public key has {_KEY_SIZE} bytes")

    @cached_property
    def key_id(self) -> bytes:
        """The first 4 bytes of SHA-256(name ‖ newline ‖ algorithm ‖ key) (signed-note)."""
        material = self.name.encode() + b"\n" + bytes([self.algorithm]) + self.public
        return hashlib.sha256(material).digest()[:4]

    @property
    def vkey(self) -> str:
        """The text form `name+id+base64(algorithm ‖ key)` (signed-note, "Verifier keys")."""
        data = base64_text(bytes([self.algorithm]) + self.public)
        return f"{self.name}+{self.key_id.hex()}+{data}"

    def holds(self, text: bytes, signature: bytes) -> bool:
        """Say whether `signature` (without its key id) is this key's over the note text."""
        if self.algorithm is Algorithm.COSIGNATURE:
            if len(signature) != _TIME_SIZE + _SIGNATURE_SIZE or signed_at(signature) > _LAST:
                return False
            text = _timed(text, signed_at(signature))
            signature = signature[_TIME_SIZE:]
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class Signer:
    """A private key under a name; comes from a file or the environment, never from the database."""

    name: str
    algorithm: Algorithm
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        check_name(self.name)
        if len(self.seed) != _KEY_SIZE:
            raise KeyFormError(f"an Ed25519 seed has {_KEY_SIZE} bytes")

    @cached_property
    def verifier(self) -> Verifier:
        """The public half."""
        public = self._key.public_key().public_bytes_raw()
        return Verifier(name=self.name, algorithm=self.algorithm, public=public)

    @property
    def skey(self) -> str:
        """The secret text form `PRIVATE+KEY+name+id+base64(algorithm ‖ seed)`, as Go writes it."""
        data = base64_text(bytes([self.algorithm]) + self.seed)
        return f"{_SKEY}{self.name}+{self.verifier.key_id.hex()}+{data}"

    def sign(self, text: bytes, *, at: int | None = None) -> bytes:
        """Sign a note text; a cosignature needs `at`, in whole seconds since 1970 UTC.

        Raises:
            ValueError: `at` is missing for a cosignature or given for a plain signature.
        """
        if (at is not None) != (self.algorithm is Algorithm.COSIGNATURE):
            raise ValueError("a cosignature carries a time, a plain signature carries none")
        if at is None:
            return self._key.sign(text)
        return at.to_bytes(_TIME_SIZE, "big") + self._key.sign(_timed(text, at))

    @cached_property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def read_vkey(vkey: str) -> Verifier:
    """Read a verifier key from its text form.

    Raises:
        KeyFormError: malformed, of an unknown algorithm, or with a key id that is not its own.
    """
    name, key_id, algorithm, public = _parts(vkey.strip())
    verifier = Verifier(name=name, algorithm=algorithm, public=public)
    if verifier.key_id.hex() != key_id:
        raise KeyFormError(f"the key id of {name} does not belong to its key")
    return verifier


def read_skey(skey: str) -> Signer:
    """Read a signer key from its secret text form.

    Raises:
        KeyFormError: as `read_vkey`; the message never repeats the key.
    """
    if not skey.startswith(_SKEY):
        raise KeyFormError("a signer key begins with " + _SKEY)
    name, key_id, algorithm, seed = _parts(skey.strip().removeprefix(_SKEY))
    signer = Signer(name=name, algorithm=algorithm, seed=seed)
    if signer.verifier.key_id.hex() != key_id:
        raise KeyFormError(f"the key id of {name} does not belong to its key")
    return signer


def signed_at(cosignature: bytes) -> int:
    """Give the moment inside a cosignature, in seconds since 1970 UTC (tlog-cosignature)."""
    return int.from_bytes(cosignature[:_TIME_SIZE], "big")


def check_name(name: str) -> None:
    """Refuse a key name that is empty or holds a space, a plus or a control character.

    Raises:
        KeyFormError: the name is one of these (signed-note, "Format").
    """
    if not name or any(char.isspace() or char == "+" or char < " " for char in name):
        raise KeyFormError(f"not a key name: {name!r}")


def _parts(text: str) -> tuple[str, str, Algorithm, bytes]:
    match = _SHAPE.fullmatch(text)
    if not match:
        raise KeyFormError("a key is name+id+base64")
    try:
        data = base64_bytes(match[3])
        algorithm = Algorithm(data[0])
    except (FormError, IndexError, ValueError) as error:
        raise KeyFormError(f"the key of {match[1]} is not an Ed25519 key") from error
    return match[1], match[2], algorithm, data[1:]


def _timed(text: bytes, at: int) -> bytes:
    """The message a timestamped cosignature signs (tlog-cosignature, Ed25519)."""
    return f"cosignature/v1\ntime {at}\n".encode() + text
