"""What machines ask this machine: whether it lives, whether it is ready, and its figures.

`/healthz` says that the process answers; `/readyz` that it can work (database, tables, disk), without
saying to strangers what is wrong; `/metrics` gives figures in OpenMetrics' text form, to whoever asks
from this machine itself, past every proxy, or with `SANAN_METRICS_TOKEN`.
"""

import hmac
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Case as Choose
from django.db.models import Min, When
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django_tasks_db.models import DBTaskResult

from sanan.cases.enums import OPEN, TRIAGE
from sanan.cases.models import Case
from sanan.kit import clock
from sanan.kit.replicas import watching as replicas
from sanan.ledger.models import Audit, Entry
from sanan.people.models import Notice
from sanan.upkeep import requests, state

LEAST_FREE = 200 << 20
"""With less room than this on the disk nothing new is to be taken in."""
LOOPBACK = frozenset({"127.0.0.1", "::1"})
OPENMETRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8"
Answer = Callable[[HttpRequest], HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as it is now; `name` without the prefix, its unit at its end."""

    name: str
    told: str
    value: float

    @property
    def lines(self) -> str:
        """As OpenMetrics has it."""
        name = f"sanan_{self.name}"
        return f"# TYPE {name} gauge\n# HELP {name} {self.told}\n{name} {self.value:g}\n"


class probes:  # noqa: N801 - Django calls middleware like a function
    """Answers before everything else: a probe has no session, no language, and comes by any name."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        view = VIEWS.get(request.path_info)
        asks = view is not None and request.method in {"GET", "HEAD"}
        answer = view(request) if view and asks else None
        if answer is None:
            return self._answered(request)
        answer["Cache-Control"] = "no-store"
        return answer

    def _answered(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        answer = self.get_response(request)
        requests.note(request, answer.status_code, time.perf_counter() - began)
        return answer


def health(_request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return _plain("ok\n")


def ready(_request: HttpRequest) -> HttpResponse:
    """Whether work can be done here now: 200, or 503."""
    return _plain("ready\n") if not troubles() else _plain("not ready\n", status=503)


def metrics(request: HttpRequest) -> HttpResponse | None:
    """The figures; None for whoever may not see them, as if nothing were there."""
    if not _may_measure(request):
        return None
    text = "".join([*(figure.lines for figure in figures()), *_requests()]) + "# EOF\n"
    return HttpResponse(text, content_type=OPENMETRICS)


VIEWS: dict[str, Callable[[HttpRequest], HttpResponse | None]] = {
    "/healthz": health,
    "/readyz": ready,
    "/metrics": metrics,
}


def troubles() -> list[str]:
    """Why no work can be done here now."""
    from sanan.upkeep.upgrade import pending  # with pyarrow, 28 MB of every web worker

    found = []
    if state.is_restoring() or state.is_upgrading():
        found.append("restoring")
    if shutil.disk_usage(settings.VAR).free < LEAST_FREE:
        found.append("disk")
    try:
        if not _Tables.known_good and pending():
            found.append("tables")
        else:
            _Tables.known_good = True
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
    except DatabaseError:
        found.append("database")
    return found


class _Tables:
    """That this process has seen the tables up to date; they do not go back while it runs."""

    known_good = False


def figures() -> Iterator[Figure]:
    """Everything that is measured; where the database is dead, that it is."""
    disk = shutil.disk_usage(settings.VAR)
    yield Figure("disk_free_bytes", "Room on the disk of SANAN_VAR.", disk.free)
    yield Figure("disk_total_bytes", "Size of the disk of SANAN_VAR.", disk.total)
    now = clock.now()
    for name, told in (
        ("at", "backup was taken"),
        ("verified_at", "backup was tried out"),
        ("mirrored_at", "copy of the record was made"),
    ):
        if moment := state.moment(name):
            age = (now - moment).total_seconds()
            yield Figure(f"backup_{name}_age_seconds", f"Since the last {told}.", age)
    failed = int(bool(state.read().get("failed")))
    if settings.REPLICAS:
        seen = replicas.watch().seen.values()
        read = sum(each.fault is None for each in seen)
        yield Figure("replicas", "Replicas that the settings name.", len(settings.REPLICAS))
        yield Figure("replicas_read", "Replicas that are read from now.", read)
    yield Figure("backup_failed", "1 where the last backup could not be taken.", failed)
    try:
        found = list(_counted())
    except DatabaseError:
        found = []
    yield Figure("database_up", "1 where the database answers.", int(bool(found)))
    yield from found


def _requests() -> Iterator[str]:
    return (f"{line}\n" for line in requests.counted().lines())


def _counted() -> Iterator[Figure]:
    yield Figure("database_bytes", "Size of the database.", _database_size())
    last = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    waiting = Entry.objects.filter(position__isnull=True).count()
    yield Figure("record_entries", "Entries ever written.", last)
    yield Figure("record_entries_waiting", "Entries not published yet.", waiting)
    for kept, status in (("waiting", "READY"), ("running", "RUNNING"), ("failed", "FAILED")):
        number = DBTaskResult.objects.filter(status=status).count()
        yield Figure(f"tasks_{kept}", f"Background tasks {kept}.", number)
    yield _oldest_task()
    for kept_in, states in (("triage", TRIAGE), ("hand", OPEN - TRIAGE)):
        number = Case.objects.filter(state__in=states).count()
        yield Figure(f"cases_in_{kept_in}", f"Cases in {kept_in} that are not done.", number)
    late = Case.objects.open().filter(due_at__lt=clock.now()).count()
    yield Figure("cases_late", "Cases that are not done and past their day.", late)
    for kept in ("waiting", "failed"):
        number = Notice.objects.filter(state=kept).count()
        yield Figure(f"notices_{kept}", f"Notices {kept}.", number)
    if audit := Audit.objects.order_by("-at").first():
        age = (clock.now() - audit.at).total_seconds()
        yield Figure("audit_age_seconds", "Since the record was read again.", age)
        yield Figure("audit_clean", "1 where it agreed with itself.", int(audit.clean))


def _oldest_task() -> Figure:
    """How long the task that is longest due has waited."""
    now = clock.now()
    at_once = When(
        run_after__gt=now, then="enqueued_at"
    )  # its "no time given" is the last there is
    since = Min(Choose(at_once, default="run_after"))
    first = DBTaskResult.objects.ready().aggregate(first=since)["first"]
    age = max((now - first).total_seconds(), 0) if first else 0
    return Figure("tasks_oldest_seconds", "How long the oldest task that is due has waited.", age)


def _may_measure(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN:
        return hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
    near = request.META.get("REMOTE_ADDR") in LOOPBACK
    return near and not any(name in request.headers for name in ("X-Forwarded-For", "Forwarded"))


def _plain(text: str, *, status: int = 200) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)


def _database_size() -> int:
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        return sum(path.stat().st_size for path in Path(name).parent.glob(f"{Path(name).name}*"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])
