from django.urls import path

from sanan.ledger.views import record

app_name = "record"
urlpatterns = [
    path("", record.record, name="record"),
    path("check/", record.check, name="check"),
    path("<slug:token>/", record.entry, name="entry"),
    path("<slug:token>/receipt.tlog-proof", record.proof, name="proof"),
    path("<slug:token>/promise.txt", record.promise, name="promise"),
    path("<slug:token>/words.txt", record.words, name="words"),
]
