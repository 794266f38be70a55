from django.urls import path

from sanan.neighbourhood.views import resident

app_name = "neighbourhood"
urlpatterns = [
    path("centres/<str:code>/", resident.centre, name="centre"),
    path("<str:code>/", resident.village, name="village"),
]
