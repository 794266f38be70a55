from django.urls import path

from sanan.files import views

app_name = "files"
urlpatterns = [
    path("pieces/", views.begin_recording, name="pieces"),
    path("pieces/<str:name>/", views.recording, name="piece"),
    path("files/<slug:ref>/", views.media, name="media"),
    path("files/<slug:ref>/why/", views.why, name="why"),
    # Addresses that are out in the world.
    path("media/<slug:ref>", views.moved, name="moved_case"),
    path("room/file/<slug:ref>/", views.moved, name="moved_message"),
    path("powers/file/<slug:ref>/", views.moved, name="moved_power"),
    path("staff/powers/files/<slug:ref>/", views.moved_inside, name="moved_original"),
    path(
        "staff/books/warnings/<slug:code>/evidence/<slug:ref>/",
        views.moved_inside,
        name="moved_evidence",
    ),
]
