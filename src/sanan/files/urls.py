from django.urls import path

from sanan.files import views

app_name = "files"
urlpatterns = [
    path("files/<slug:ref>/", views.media, name="media"),
    path("files/<slug:ref>/why/", views.why, name="why"),
    # Addresses that are out in the world.
    path("media/<slug:ref>", views.moved, name="moved_case"),
    path("room/file/<slug:ref>/", views.moved, name="moved_message"),
]
