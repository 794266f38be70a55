"""The yardstick: the least that Django can do on the same database, behind the same server.

Three inserts in one transaction, a list of a hundred rows, and an empty answer, without middleware.
"""

import os
import runpy

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from sanan.config.reception import Reception
from sanan.config.serve import THREADS

if not settings.configured:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanan.config.settings")
    _ours = runpy.run_module("sanan.config.settings")
    settings.configure(
        DATABASES=_ours["DATABASES"],
        SECRET_KEY="none",  # noqa: S106 - guards nothing here
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        USE_TZ=True,
    )
    django.setup()

from django.db import connection, models, transaction


class Row(models.Model):
    """A row of the yardstick's own table."""

    title = models.CharField(max_length=200)
    text = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    objects: models.Manager["Row"] = models.Manager()

    class Meta:
        app_label = "bare"
        db_table = "bench_bare"

    def __str__(self) -> str:
        return self.title


def prepare() -> None:
    """Make the table, with a hundred rows for the list."""
    with connection.schema_editor() as editor:
        editor.create_model(Row)
    Row.objects.bulk_create([Row(title=f"第{n}件", text="水管漏了" * 20) for n in range(100)])


def three_inserts(request: HttpRequest) -> JsonResponse:
    """What any way of creating a case must at least cost."""
    text = request.body.decode()
    with transaction.atomic():
        made = [Row.objects.create(title="反映", text=text) for _ in range(3)]
    return JsonResponse({"id": made[0].pk})


def hundred(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """What any list of a hundred must at least cost."""
    rows = Row.objects.order_by("pk").values("id", "title", "at")[:100]
    return JsonResponse({"rows": list(rows)})


def nothing(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """What any answer must at least cost."""
    return HttpResponse(b"{}", content_type="application/json")


urlpatterns = [path("three", three_inserts), path("hundred", hundred), path("nothing", nothing)]
application = Reception(get_wsgi_application(), threads=THREADS)

if __name__ == "__main__":
    prepare()
