from django.urls import path

from sanan.honours.views import staff

app_name = "honours_staff"
urlpatterns = [
    path("", staff.board, name="board"),
    path("schemes/new/", staff.new_scheme, name="new_scheme"),
    *staff.SCHEMES.urls(),
    path("nominations/new/", staff.nominate, name="nominate"),
    path("nominations/<str:code>/certificate.pdf", staff.certificate, name="certificate"),
    *staff.NOMINATIONS.urls(),
    path("awards/", staff.awards, name="awards"),
    path("tolerances/", staff.tolerances, name="tolerances"),
    path("tolerances/new/", staff.propose, name="propose"),
    *staff.TOLERANCES.urls(),
    path("import/", staff.upload, name="import"),
    path("import/<str:token>/", staff.look, name="import_look"),
    path("import/<str:token>/done/", staff.done, name="import_done"),
    path("import/<str:token>/rejected.xlsx", staff.rejected, name="import_rejected"),
]
