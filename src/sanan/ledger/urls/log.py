from django.urls import path

from sanan.ledger.views import log

app_name = "log"
urlpatterns = [
    path("<int:year>/<path:path>", log.file, name="file"),
    path("<path:path>", log.newest, name="newest"),
]
