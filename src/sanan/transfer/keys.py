"""The secrets of an installation: written only when asked for, and then under a passphrase.

They stand in no table. Whoever holds the export and the keys holds everything, so the two travel
apart. The export itself says only how a key can be known again: by a slow hash of it.
"""

import json
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.conf import settings

from sanan.kit.errors import Invalid, Refused

SECRET, SEALED, FORMER, LOG = (
    "SANAN_SECRET_KEY",
    "SANAN_SEALED_KEY",
    "SANAN_SECRET_KEY_FALLBACKS",
    "SANAN_LOG_KEY",
)
WITHOUT = {
    SECRET: (
        "phone numbers and other locked contact details cannot be read, residents are not known "
        "again by their number, query codes and printed record addresses stop working"
    ),
    SEALED: "no sealed report can ever be read again",
    LOG: "the public record can be read and checked, but nothing new can be signed in the old log",
}
_PURPOSE = b"sanan keys v1"
_COST = 2**16
_SHORTEST = 12


@dataclass(frozen=True, slots=True)
class Keys:
    """The secrets; the log's by the name of their file."""

    secret: str
    sealed: str
    former: tuple[str, ...]
    log: Mapping[str, str]

    def named(self) -> dict[str, str]:
        """Those that this installation needs, by the name of their setting."""
        return {SECRET: self.secret, SEALED: self.sealed}


def ours() -> Keys:
    """The keys of this installation."""
    folder = Path(settings.LOG_KEYS)
    kept = sorted(folder.glob("log-*")) if folder.is_dir() else []
    log = {path.name: path.read_text(encoding="utf-8").strip() for path in kept}
    if settings.LOG_KEY:
        log["environment"] = settings.LOG_KEY
    former = tuple(settings.SECRET_KEY_FALLBACKS)
    return Keys(settings.SECRET_KEY, settings.SEALED_KEY, former, log)


def write(path: Path, passphrase: str, keys: Keys) -> None:
    """Lock the keys into a new file that only its owner may read.

    Raises Invalid for a passphrase that is too short, Refused where the file is there already.
    """
    if len(passphrase) < _SHORTEST:
        raise Invalid(f"A passphrase has at least {_SHORTEST} characters.", "short_passphrase")
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    box = AESGCM(_stretched(passphrase, salt)).encrypt(nonce, encode(keys), _PURPOSE)
    held = {"what": "keys of a Sanan installation (scrypt, AES-256-GCM)", "version": 1}
    parts = {"salt": salt, "nonce": nonce, "box": box}
    held |= {name: b64encode(value).decode() for name, value in parts.items()}
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise Refused(f"{path} is there already. Name another file for the keys.") from error
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(json.dumps(held, indent=1) + "\n")
        out.flush()
        os.fsync(out.fileno())


def read(path: Path, passphrase: str) -> Keys:
    """Unlock a file of keys.

    Raises Invalid for another passphrase, or a file that is none.
    """
    try:
        held: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        salt, nonce, box = (b64decode(held[name]) for name in ("salt", "nonce", "box"))
        return decode(AESGCM(_stretched(passphrase, salt)).decrypt(nonce, box, _PURPOSE))
    except InvalidTag as error:
        raise Invalid(
            f"The passphrase does not open {path.name}. Try again; nothing was changed.",
            "wrong_passphrase",
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid(f"{path.name} is not a file of keys.", "no_keys") from error


def encode(keys: Keys) -> bytes:
    """The keys as JSON, to be locked at once."""
    plain = {SECRET: keys.secret, SEALED: keys.sealed, FORMER: keys.former, LOG: dict(keys.log)}
    return json.dumps(plain).encode()


def decode(data: bytes) -> Keys:
    """The keys that `encode` wrote; ValueError, KeyError or TypeError where it is something else."""
    plain = json.loads(data)
    return Keys(plain[SECRET], plain[SEALED], tuple(plain[FORMER]), plain[LOG])


def marks(keys: Keys) -> dict[str, str]:
    """By what each key is known again, without giving it away."""
    return {name: _mark(key, secrets.token_bytes(16)) for name, key in keys.named().items()}


def missing(known: Mapping[str, str], keys: Keys, log_keys: list[str]) -> dict[str, str]:
    """What will not work with these keys, by the name of the key; empty where all are right.

    `log_keys` names the logs whose private key is not at hand.
    """
    named = keys.named()
    wrong = [name for name, mark in known.items() if not _fits(named.get(name, ""), mark)]
    return {name: WITHOUT[name] for name in [*wrong, *([LOG] if log_keys else [])]}


def check_free(keys: Keys) -> None:
    """Refuse keys that the environment of this place would overrule."""
    for name, key in keys.named().items():
        if (given := os.environ.get(name)) and given != key:
            raise Refused(
                f"The environment sets another {name} than the one that moves. Take it out of the "
                "environment (the key will stand in SANAN_KEYS), then import again.",
                "other_key",
            )


def install(keys: Keys) -> list[str]:
    """Put the keys where this installation looks for them; what is left to be done by hand."""
    var, todo = Path(settings.KEYS), []
    for name, (setting, key) in {
        "secret": (SECRET, keys.secret),
        "sealed-key": (SEALED, keys.sealed),
    }.items():
        if not os.environ.get(setting):
            _replace(var / name, key)
    for name, key in keys.log.items():
        if name == "environment":
            _replace(var / "log-key", key)
            todo.append(f"set {LOG} to the content of {var / 'log-key'}, then delete that file")
        else:
            _replace(Path(settings.LOG_KEYS) / name, key + "\n")
    if keys.former and not settings.SECRET_KEY_FALLBACKS:
        _replace(var / "secret-former", ",".join(keys.former))
        todo.append(
            f"set {FORMER} to the content of {var / 'secret-former'}, then delete that file"
        )
    return todo


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(path)


def _mark(key: str, salt: bytes) -> str:
    return f"{salt.hex()}:{_stretched(key, salt)[:8].hex()}"


def _fits(key: str, mark: str) -> bool:
    return _mark(key, bytes.fromhex(mark.partition(":")[0])) == mark


def _stretched(word: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=_COST, r=8, p=1).derive(word.encode())
