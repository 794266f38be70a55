"""What the clock calls: the copy of the record's newest part, and the backup when it is due."""

import hashlib
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_noop

from sanan.kit import clock
from sanan.kit.clock import at_or_now
from sanan.kit.errors import Refused
from sanan.ledger import actions as ledger
from sanan.people.actions import tell
from sanan.people.enums import Role
from sanan.people.queries import holders
from sanan.transfer import keys
from sanan.upkeep import recovery, state
from sanan.upkeep.backup import MARK, check_place, lock_keys
from sanan.upkeep.doctor import Level, examine
from sanan.upkeep.restore import TAIL

MACHINE = "/staff/upkeep/"
DANGER = gettext_noop("这台机器有 %(count)s 件事要马上处理，先看“%(what)s”。")
NIGHT = range(1, 5)
PATIENCE = timedelta(hours=12)
VERIFIED_EVERY = timedelta(days=7)
TOLD_EVERY = timedelta(minutes=1)
AGAIN = timedelta(hours=1)


def tail() -> None:
    """Every few seconds: the newest part of the record, and keys that are new, into the place of backups."""
    place = Path(settings.BACKUP or "/nowhere")
    if not (settings.BACKUP and (place / MARK).exists()):
        return
    if settings.LOG:
        ledger.copy_record(place / TAIL)
    if recovery.known() and (now := _keys_now()) != state.read().get("locked"):
        lock_keys(place)
        state.keep(locked=now)
    last = state.moment("mirrored_at")
    if last is None or not timedelta() <= clock.now() - last < TOLD_EVERY:
        state.keep(mirrored_at=clock.now().isoformat())


def _keys_now() -> str:
    """Changes when a key does, or the recovery key; says nothing of them."""
    public = (Path(settings.KEYS) / recovery.PUBLIC).read_bytes()
    return hashlib.sha256(public + keys.encode(keys.ours())).hexdigest()[:16]


def backup() -> None:
    """Begin the backup in a process of its own when it is due; a second one at once ends by itself."""
    if not (settings.BACKUP and due()):
        return
    state.keep(begun_at=clock.now().isoformat())
    try:
        check_place(Path(settings.BACKUP))
    except Refused as refused:
        now = clock.now().isoformat()
        state.keep(failed=str(refused.sentence), failed_code=refused.code, failed_at=now)
        return
    line = ["backup", settings.BACKUP, "--due", *(["--verify"] if _to_verify() else [])]
    subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "sanan.config", *line],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        preexec_fn=lambda: os.nice(10),  # noqa: PLW1509 - nothing is locked in the child
    )


def alarm(*, at: datetime | None = None) -> int:
    """Every day: tell the system administrators where something is dangerous; how many were told.

    Said again while it is unread it is counted there and not told anew.
    """
    moment = at_or_now(at)
    bad = [finding for finding in examine(at=moment) if finding.level == Level.BAD]
    if not bad or settings.DEMO:
        return 0
    words = {"what": bad[0].title, "count": len(bad)}
    people = holders([Role.TENANT_ADMIN], at=moment)
    return len(tell(people=people, say=DANGER, words=words, link=MACHINE, at=moment))


def due(*, at: datetime | None = None) -> bool:
    """Whether a backup is due: in the night after `SANAN_BACKUP_HOURS`, or half a day later at once."""
    moment = at_or_now(at)
    begun = state.moment("begun_at")
    if begun and timedelta() <= moment - begun < AGAIN:
        return False
    last = state.moment("at")
    if last is None or last > moment:
        return True
    age, every = moment - last, timedelta(hours=settings.BACKUP_HOURS)
    if timezone.localtime(moment).hour in NIGHT:
        return age >= every - PATIENCE / 2
    return age >= every + PATIENCE


def _to_verify() -> bool:
    last = state.moment("verified_at")
    return last is None or clock.now() - last >= VERIFIED_EVERY
