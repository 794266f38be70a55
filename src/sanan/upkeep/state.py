"""What is known of backups on this machine: a small file under SANAN_VAR, read by `doctor`."""

import json
import os
import secrets
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

FILE = "backups.json"
RESTORING = "restoring.json"
"""Stands under SANAN_VAR while an installation is being restored: it must not be served."""
UPGRADING = "upgrading.json"
"""Stands under SANAN_VAR while tables are changed: the old ones are in the backup that it names."""


def read(file: str = FILE) -> dict[str, Any]:
    """What was kept; nothing where there is no file, or none that can be read."""
    try:
        held = json.loads((Path(settings.VAR) / file).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return held if isinstance(held, dict) else {}


def keep(*, file: str = FILE, **said: Any) -> None:
    """Keep this beside what is kept already; whole or not at all."""
    path = Path(settings.VAR) / file
    draft = path.with_name(f".{file}.{secrets.token_hex(6)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(json.dumps({**read(file), **said}, ensure_ascii=False, indent=1, default=str))
    draft.replace(path)


def forget(file: str) -> None:
    """Take the file away."""
    (Path(settings.VAR) / file).unlink(missing_ok=True)


def moment(name: str) -> datetime | None:
    """A moment that was kept: `at`, `verified_at`, `failed_at`, `mirrored_at`."""
    said = read().get(name)
    return datetime.fromisoformat(said) if said else None


def is_upgrading() -> bool:
    """Whether an upgrade began here and has not come to its end."""
    return (Path(settings.VAR) / UPGRADING).exists()


def is_restoring() -> bool:
    """Whether a restoring began here and has not come to its end."""
    return (Path(settings.VAR) / RESTORING).exists()
