from django.urls import path

from sanan.slips import views

app_name = "slips"
urlpatterns = [
    path("track/", views.track, name="track"),
    path("track/forget/", views.forget, name="forget"),
    path("me/", views.me, name="me"),
    path("me/code/", views.code, name="code"),
    path("me/out/", views.out, name="out"),
    path("me/<slug:kind>/<slug:ref>/slip.pdf", views.slip, name="slip"),
]
