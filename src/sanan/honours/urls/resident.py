from django.urls import path

from sanan.honours.views import resident

app_name = "honours"
urlpatterns = [
    *resident.CHECKS.urls(),
    *resident.NOMINEES.urls(),
    path("<str:code>/", resident.village, name="village"),
]
