"""Beginning a year's log: its key, then its row."""

import os
import secrets
from datetime import datetime
from pathlib import Path

from django.conf import settings

from sanan.kit.clock import at_or_now
from sanan.ledger.log.keys import Algorithm, Signer, read_skey
from sanan.ledger.models import Log
from sanan.ledger.queries import logs


def open_log(year: int, *, at: datetime | None = None) -> Log:
    """The log of a year, begun if it was not; its key is made where none is at hand.

    The origin and the public key are fixed by the first who begins it, whatever settings say later.
    Raises KeyFormError for an unreadable key.
    """
    found = Log.objects.filter(year=year).first()
    if found is not None:
        return found
    origin = logs.origin_of(year)
    signer = logs.given_key(origin, settings.LOG_KEY) or make_key(origin, logs.key_path(year))
    fresh = {"origin": signer.name, "vkey": signer.verifier.vkey, "began_at": at_or_now(at)}
    return Log.objects.get_or_create(year=year, defaults=fresh)[0]


def make_key(origin: str, path: Path) -> Signer:
    """The private key in this file, made first where there is none; readable to its owner only.

    Two processes that make it at once end with the same key: the file appears whole or not at all.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = Signer(origin, Algorithm.ED25519, secrets.token_bytes(32))
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(fresh.skey + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
    return read_skey(path.read_text())
