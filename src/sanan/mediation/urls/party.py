from django.urls import path

from sanan.mediation.views import party

app_name = "mediation"
urlpatterns = [
    *party.CHECKS.urls(),
    *party.PARTIES.urls(),
    path("<str:code>/", party.village, name="village"),
]
