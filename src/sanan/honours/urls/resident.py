from django.urls import path

from sanan.honours.views import resident

app_name = "honours"
urlpatterns = [
    path("check/", resident.check, name="check"),
    path("check/<str:number>/", resident.checked, name="checked"),
    *resident.NOMINEES.urls(),
    path("<str:code>/", resident.village, name="village"),
]
