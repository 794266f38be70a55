"""The logs, one a year: their folders, keys and newest checkpoints."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from sanan.ledger.log import publish
from sanan.ledger.log.checkpoint import OpenedCheckpoint
from sanan.ledger.log.errors import KeyFormError
from sanan.ledger.log.folder import LogFolder
from sanan.ledger.log.keys import Algorithm, Signer, Verifier, read_skey, read_vkey
from sanan.ledger.models import Log


@dataclass(frozen=True, slots=True)
class Witness:
    """Someone else's witness that this installation asks: its public key and its address."""

    verifier: Verifier
    url: str

    @property
    def name(self) -> str:
        """The name on its key."""
        return self.verifier.name


def year_of(at: datetime) -> int:
    """The calendar year here; each year has its own log and key."""
    return timezone.localtime(at).year


def origin_of(year: int) -> str:
    """The name of a year's log: the host of the site, or SANAN_LOG_NAME, and the year."""
    name = settings.LOG_NAME or urlsplit(settings.SITE_URL).hostname or "sanan"
    return f"{name}/{year}"


def folder(year: int) -> LogFolder:
    """Where a year's log is published from."""
    return LogFolder(Path(settings.LOG_ROOT) / str(year))


def key_path(year: int) -> Path:
    """The file with a year's private key, unless the environment has it."""
    return _key_path(settings.LOG_KEYS, year)


def _key_path(keys: str | Path, year: int) -> Path:
    return Path(keys) / f"log-{year}"


def verifier(log: Log) -> Verifier:
    """A log's public key, read."""
    return _verifier(log.vkey)


def signer(log: Log) -> Signer:
    """A log's private key, from SANAN_LOG_KEY or its file.

    Raises KeyFormError where it is missing or another than the log began with.
    """
    found = _signer(log.origin, settings.LOG_KEY, settings.LOG_KEYS, log.year)
    if found.verifier.vkey != log.vkey:
        raise KeyFormError(f"the private key at hand is not the one {log.origin} began with")
    return found


def head(log: Log) -> OpenedCheckpoint | None:
    """The newest published checkpoint, its signature checked."""
    return publish.head(folder(log.year), verifier(log))


def all_logs() -> list[Log]:
    """Newest first."""
    return list(Log.objects.order_by("-year"))


def witnesses() -> Sequence[Witness]:
    """The witnesses of SANAN_LOG_WITNESSES: `vkey address`, more after commas."""
    return _witnesses(tuple(settings.LOG_WITNESSES))


def witness_keys() -> list[Verifier]:
    """Their public keys."""
    return [witness.verifier for witness in witnesses()]


def given_key(origin: str, text: str) -> Signer | None:
    """The key of this log among those in the environment."""
    keys = (read_skey(each) for each in text.replace(",", " ").split())
    return next((k for k in keys if k.name == origin and k.algorithm is Algorithm.ED25519), None)


@lru_cache(maxsize=32)
def _verifier(vkey: str) -> Verifier:
    return read_vkey(vkey)


@lru_cache(maxsize=32)
def _signer(origin: str, given: str, keys: str | Path, year: int) -> Signer:
    if found := given_key(origin, given):
        return found
    path = _key_path(keys, year)
    try:
        return read_skey(path.read_text())
    except OSError as error:
        raise KeyFormError(f"the private key of {origin} is not at hand: {path}") from error


@lru_cache(maxsize=8)
def _witnesses(lines: tuple[str, ...]) -> tuple[Witness, ...]:
    parts = [line.split() for line in lines if line.strip()]
    return tuple(Witness(read_vkey(vkey), url.rstrip("/")) for vkey, url in parts)
