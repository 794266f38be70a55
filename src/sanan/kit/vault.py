"""Keeping contact data unreadable in the database and its backups."""

import base64
import hashlib
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def _fernet() -> MultiFernet:
    return _with((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@cache
def _with(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet(
        Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"vault:" + key.encode()).digest()))
        for key in keys
    )


def lock(text: str) -> str:
    """Encrypt; an empty text stays empty."""
    return _fernet().encrypt(text.encode()).decode() if text else ""


def unlock(locked: str) -> str:
    """Decrypt; empty where nothing was kept or the key is gone."""
    if not locked:
        return ""
    try:
        return _fernet().decrypt(locked.encode()).decode()
    except InvalidToken:
        return ""
