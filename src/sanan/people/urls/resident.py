from django.urls import path

from sanan.people.views import door, settings

app_name = "people"
urlpatterns = [
    path("door/confirm/", door.confirm, name="door_confirm"),
    path("door/<slug:name>/", door.away, name="door"),
    path("door/<slug:name>/back/", door.back, name="door_back"),
    path("me/settings/", settings.show, name="settings"),
    path("me/settings/identity/<slug:ref>/unlink/", settings.unlink, name="unlink"),
]
