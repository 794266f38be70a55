"""`bin/sanan doctor`: what an IT clerk should know of an installation, each with what to do.

Nothing is changed and nothing leaves the machine. `BAD` is dangerous now, `CARE` should be seen to,
`GOOD` was looked at and is well.
"""

import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection

from sanan.config.safety import refusals
from sanan.kit import clock
from sanan.ledger.models import Audit, Entry, Log, Sighting
from sanan.people.models import Notice, Person
from sanan.transfer.writing import LAST_EXPORT
from sanan.upkeep import state

LEAST_FREE = 2 << 30
FREE_SHARE = 0.1
DAY = timedelta(days=1)
AUDIT_AGE = 2 * DAY
WITNESS_AGE = 2 * DAY
BACKUP_AGE = 8 * DAY
NIGHTLY_AGE = timedelta(hours=60)
TRIED_AGE = 14 * DAY


class Level(StrEnum):
    """How much a finding matters."""

    GOOD = "ok"
    CARE = "care"
    BAD = "BAD"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, how it is, and what to do about it."""

    what: str
    level: Level
    said: str
    to_do: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def examine(*, at: datetime | None = None) -> list[Finding]:
    """Everything, the settings first; what needs the database says so where there is none."""
    moment = clock.at_or_now(at)
    found = [*_settings(), *_files(), _space()]
    try:
        found += [_tables(), *_record(moment), *_people(), *_work(moment), *_backup(moment)]
    except DatabaseError as error:
        found.append(
            Finding(
                "database",
                Level.BAD,
                f"cannot be read ({type(error).__name__})",
                "Check DATABASE_URL and that the database runs, then bin/sanan migrate.",
            )
        )
    return found


def _settings() -> Iterator[Finding]:
    for sentence in refusals():
        yield Finding("start", Level.BAD, sentence)
    if settings.DEBUG:
        yield Finding(
            "debug",
            Level.BAD,
            "SANAN_DEBUG is on: an error shows settings and data to whoever caused it",
            "Take SANAN_DEBUG out of the environment and start again.",
        )
    if settings.SECURE:
        yield Finding("address", Level.GOOD, "https")
    else:
        yield Finding(
            "address",
            Level.CARE,
            f"SANAN_SITE_URL is {settings.SITE_URL}: passwords and codes travel readable",
            "Set it to the https address behind your TLS server, and SANAN_PROXY_HOPS with it.",
        )
    host = settings.SITE_URL.partition("://")[2].partition("/")[0].partition(":")[0]
    if "*" in settings.ALLOWED_HOSTS or host not in settings.ALLOWED_HOSTS:
        yield Finding(
            "hosts",
            Level.BAD if "*" in settings.ALLOWED_HOSTS else Level.CARE,
            f"SANAN_HOSTS is {','.join(settings.ALLOWED_HOSTS)}",
            f"Set SANAN_HOSTS to the names under which people come, here {host}.",
        )
    if settings.SMS_TRANSPORT == "none":
        yield Finding(
            "messages",
            Level.CARE,
            "no text message is sent: nobody can sign in by phone",
            "Set SANAN_SMS_TRANSPORT=aliyun and its keys when you have a contract.",
        )


def _files() -> Iterator[Finding]:
    var, keys = Path(settings.VAR).resolve(), Path(settings.KEYS).resolve()
    private = [keys, *keys.glob("*"), *var.glob("*.sqlite3*"), *var.glob("*.jsonl")]
    private += [Path(settings.LOG_KEYS), *Path(settings.LOG_KEYS).glob("log-*")]
    open_ = sorted({str(p) for p in private if p.exists() and p.stat().st_mode & 0o077})
    if open_:
        yield Finding(
            "permissions",
            Level.BAD,
            f"others on this machine may read {', '.join(open_)}",
            f"chmod -R go= {' '.join(open_)}",
        )
    else:
        yield Finding("permissions", Level.GOOD, "keys and database are readable to us only")
    if keys.is_relative_to(var) and not settings.DEMO:
        yield Finding(
            "keys",
            Level.CARE,
            f"the secrets lie in {keys}, within the folder that is backed up",
            "Move them to a folder of their own, name it in SANAN_KEYS, keep one copy elsewhere.",
        )


def _space() -> Finding:
    disk = shutil.disk_usage(settings.VAR)
    said = f"{disk.free / (1 << 30):.1f} GB free of {disk.total / (1 << 30):.1f}"
    if disk.free < LEAST_FREE or disk.free < disk.total * FREE_SHARE:
        return Finding("disk", Level.BAD, said, "Make room: a full disk refuses every new word.")
    return Finding("disk", Level.GOOD, said)


def _tables() -> Finding:
    try:
        call_command("migrate", check_unapplied=True, verbosity=0)
    except SystemExit:
        return Finding(
            "tables", Level.BAD, "a newer version wants other tables", "Run bin/sanan migrate."
        )
    return Finding("tables", Level.GOOD, f"up to date, on {connection.vendor}")


def _record(at: datetime) -> Iterator[Finding]:
    newest = Entry.objects.order_by("-pk").values_list("at", flat=True).first()
    if newest is not None and newest > at + timedelta(minutes=5):
        yield Finding(
            "clock",
            Level.BAD,
            f"the newest entry is of {newest:%F %H:%M}, which is still to come",
            "Set the machine's clock by a time server (chrony) and keep it so.",
        )
    log = Log.objects.order_by("-year").first()
    if log is None:
        yield Finding("record", Level.CARE, "nothing has been published yet", "Start the worker.")
        return
    audit = Audit.objects.order_by("-at").first()
    if audit is None or audit.at < at - AUDIT_AGE:
        when = f"the last was on {audit.at:%F}" if audit else "there was none"
        yield Finding(
            "audit", Level.CARE, f"{when}", "Leave the worker running at night, or ledger audit."
        )
    elif not audit.clean:
        yield Finding(
            "audit",
            Level.BAD,
            f"{audit.at:%F}: {audit.where} differs, {audit.detail}",
            "Change nothing; compare with a backup, and tell the audit administrators.",
        )
    else:
        yield Finding("audit", Level.GOOD, f"{audit.at:%F}: {audit.entries} entries, clean")
    yield _witnesses(at)


def _witnesses(at: datetime) -> Finding:
    if not settings.LOG_WITNESSES:
        return Finding(
            "witnesses",
            Level.CARE,
            "nobody outside cosigns the record, so that its keeper could show two of them",
            "Ask another body to run bin/sanan witness, and name it in SANAN_LOG_WITNESSES.",
        )
    seen = Sighting.objects.filter(seen_at__gte=at - WITNESS_AGE).count()
    if seen == 0:
        return Finding(
            "witnesses", Level.BAD, "none has cosigned for two days", "Ask those who run them."
        )
    return Finding("witnesses", Level.GOOD, f"{seen} cosigned within two days")


def _people() -> Iterator[Finding]:
    staff = Person.objects.filter(is_active=True, username__isnull=False)
    without = staff.exclude(pk__in=Authenticator.objects.values("user")).count()
    if not settings.STAFF_SECOND_FACTOR and not settings.DEMO:
        yield Finding(
            "second factor",
            Level.BAD,
            "SANAN_STAFF_SECOND_FACTOR is off: one guessed password opens the desk",
            "Take it out of the environment.",
        )
    elif without:
        yield Finding(
            "second factor",
            Level.CARE,
            f"{without} of {staff.count()} members of staff have none yet",
            "They enrol at their next sign-in, with the code that their administrator gives them.",
        )
    else:
        yield Finding("second factor", Level.GOOD, "every member of staff has one")


def _work(at: datetime) -> Iterator[Finding]:
    failed = Notice.objects.filter(state="failed").count()
    long_ago = at - timedelta(minutes=30)
    waiting = Notice.objects.due(long_ago).filter(made_at__lt=long_ago).count()
    if waiting:
        yield Finding(
            "worker",
            Level.BAD,
            f"{waiting} notices wait for more than half an hour",
            "Start bin/sanan worker (or bin/sanan up); look at its log if it runs.",
        )
    else:
        yield Finding("worker", Level.GOOD, "nothing waits")
    if failed:
        yield Finding(
            "notices",
            Level.CARE,
            f"{failed} could not be delivered",
            "See 消息 under 人员 (/staff/people/messages/); mend the transport, then send them again.",
        )


def _backup(at: datetime) -> Iterator[Finding]:
    """The newest of backup and export; whether it failed since, was tried out, and holds the keys."""
    held = state.read()
    place = held.get("place") or "DIR"
    mark = Path(settings.VAR) / LAST_EXPORT
    times = [datetime.fromtimestamp(mark.stat().st_mtime, tz=UTC)] if mark.exists() else []
    times += filter(None, [state.moment("at")])
    if held.get("failed"):
        yield Finding(
            "backup", Level.BAD, held["failed"], f"Then bin/sanan backup {place} --verify."
        )
        return
    if not times:
        yield Finding(
            "backup",
            Level.CARE,
            "none is known",
            "bin/sanan backup DIR --verify, on another disk, then set SANAN_BACKUP=DIR; "
            f"or touch {mark} after your own backup.",
        )
        return
    last, since = max(times), state.moment("verified_at")
    most = NIGHTLY_AGE if settings.BACKUP else BACKUP_AGE
    if last < at - most:
        level = Level.BAD if settings.BACKUP else Level.CARE
        yield Finding(
            "backup",
            level,
            f"the last is of {last:%F}",
            f"Mount its disk, see that the worker runs, then bin/sanan backup {place}.",
        )
    elif held and (since is None or since < at - TRIED_AGE):
        yield Finding(
            "backup",
            Level.CARE,
            f"{last:%F}, and none was tried out for two weeks",
            f"bin/sanan backup {place} --verify restores it apart and audits it.",
        )
    else:
        yield Finding("backup", Level.GOOD, f"{last:%F}")
    if held and not held.get("keys"):
        yield Finding(
            "recovery key",
            Level.CARE,
            "there is none: telephone numbers and sealed reports do not come back from a backup alone",
            "bin/sanan recovery new, and write it on paper.",
        )
