from django.urls import path

from sanan.sealed.views import desk, keys

app_name = "sealed_staff"
urlpatterns = [
    path("", desk.inbox, name="inbox"),
    path("record/", desk.openings, name="openings"),
    path("officers/", keys.officers, name="officers"),
    path("keys/", keys.keys, name="keys"),
    path("keys/officer/<int:pk>/admit/", keys.admit, name="admit"),
    path("keys/officer/<int:pk>/revoke/", keys.revoke, name="revoke"),
    path("keys/found/<slug:code>/", keys.found, name="found"),
    path("keys/<slug:code>/confirm/", keys.confirm, name="confirm"),
    path("keys/<slug:code>/ask/", keys.ask, name="key_ask"),
    path("keys/<slug:code>/recover/", keys.recover, name="recover"),
    path("keys/<slug:code>/passphrase/", keys.change, name="change"),
    path("<slug:code>/open/", desk.open_report, name="open"),
    path("<slug:code>/file/<int:number>/", desk.fetch, name="fetch"),
    *desk.REPORTS.urls(),
]
