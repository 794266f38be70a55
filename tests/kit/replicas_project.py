"""A project of one table on a primary and a replica: `replicas_project.py PRIMARY REPLICA PIDFILE`."""

import json
import os
import signal
import sys
import time
from pathlib import Path

import dj_database_url
import django
from django.conf import settings
from django.http import JsonResponse
from django.urls import path

from sanan.kit.replicas.addresses import databases

primary_url, replica_url, pid_file = sys.argv[1:]
primary = dict(dj_database_url.parse(primary_url))
replicas = databases(primary, [replica_url])
settings.configure(
    DATABASES={"default": primary, **replicas},
    DATABASE_ROUTERS=["sanan.kit.replicas.routing.Router"],
    REPLICAS=list(replicas),
    REPLICA_SECONDS=60.0,
    REPLICAS_NEVER=frozenset({"sessions"}),
    REPLICA_PROGRAMS=("/api/",),
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.sessions"],
    MIDDLEWARE=["sanan.kit.replicas.routing.reads"],
    ROOT_URLCONF="__main__",
    ALLOWED_HOSTS=["testserver"],
    SECRET_KEY="only for this",
    LOGGING_CONFIG=None,
)
django.setup()

from django.contrib.contenttypes.models import ContentType  # noqa: E402
from django.contrib.sessions.models import Session  # noqa: E402
from django.db import connection, connections, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from sanan.kit.replicas import routing, watching  # noqa: E402


def listed(_request):
    rows = ContentType.objects.order_by("model")
    return JsonResponse([rows.db, [row.model for row in rows]], safe=False)


def write(request):
    ContentType.objects.create(app_label="said", model=request.POST["model"])
    return JsonResponse({})


def passing(request):
    ContentType.objects.create(app_label="said", model="in passing")
    return listed(request)


def locked(request):
    with transaction.atomic():
        return listed(request)


def sessions(_request):
    rows = Session.objects.all()
    return JsonResponse([rows.db, list(rows)], safe=False)


urlpatterns = [
    path("list", listed),
    path("api/list", listed),
    path("write", write),
    path("passing", passing),
    path("locked", locked),
    path("sessions", sessions),
]


def main() -> None:
    with connection.schema_editor() as editor:
        for model in (ContentType, Session):
            editor.create_model(model)
    watch = watching.made()
    routing.watch = lambda: watch
    came(watch)
    said, me, stranger = {}, Client(), Client()
    said["a stranger"] = stranger.get("/list").json()

    on_replica("SELECT pg_wal_replay_pause()")
    me.post("/write", {"model": "mine"})
    watch.look()
    said["who wrote, before it came"] = me.get("/list").json()
    said["a stranger, before it came"] = stranger.get("/list").json()
    on_replica("SELECT pg_wal_replay_resume()")
    came(watch)
    said["who wrote, after it came"] = me.get("/list").json()

    said["after a write in the same request"] = stranger.get("/passing").json()
    came(watch)
    said["within a transaction"] = Client().get("/locked").json()
    said["who somebody is"] = Client().get("/sessions").json()
    program = Client(raise_request_exception=False)
    said["a program"] = program.get("/api/list").json()
    answer = program.post("/write", {"model": "of a program"})
    own = {"Sanan-Written": answer.headers["Sanan-Written"]}
    came(watch)
    said["a program that says what it wrote"] = program.get("/api/list", headers=own).json()
    program.cookies["written"] = "ffff"
    said["nonsense in the cookie"] = program.get("/list").json()

    said["faults"] = faults()
    die()
    for when in ("while the replica dies", "after it died"):
        answer = Client(raise_request_exception=False).get("/list")
        said[when] = [answer.status_code, *answer.json()]
    sys.stdout.write(json.dumps(said))


def came(watch: watching.Watch) -> None:
    """Look until the replica has come to where the primary is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_lsn()::text")
        here = watching.position(cursor.fetchone()[0])
    for _again in range(400):
        watch.look()
        if watch.choose(here):
            return
        time.sleep(0.02)
    raise TimeoutError(watch.seen)


def on_replica(statement: str) -> None:
    with connections["replica1"].cursor() as cursor:
        cursor.execute(statement)


def faults() -> dict[str, str | None]:
    nobody = primary_url.replace(f":{primary['PORT']}/", ":1/")
    wrong = {"itself": primary_url, "another": replica_url.replace("/sanan", "/other")}
    for name, url in {**wrong, "nobody": nobody}.items():
        settings.DATABASES[name] = databases(primary, [url])["replica1"]
        settings.REPLICAS.append(name)
    found = {name: seen.fault for name, seen in watching.looked().items()}
    for name in (*wrong, "nobody"):
        del settings.DATABASES[name]
    return found


def die() -> None:
    first = int(Path(pid_file).read_text().split()[0])
    below = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    for pid in [first, *map(int, below)]:
        os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
