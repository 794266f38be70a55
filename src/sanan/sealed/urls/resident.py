from django.urls import path

from sanan.sealed.views import resident

app_name = "sealed"
urlpatterns = [
    path("", resident.first, name="first"),
    path("write/", resident.write, name="write"),
    path("ask/", resident.ask, name="ask"),
    path("say/", resident.say, name="say"),
    path("look/", resident.look, name="look"),
]
