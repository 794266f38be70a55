from django.urls import path

from sanan.places import views

app_name = "places"
urlpatterns = [
    path("staff/places/", views.index, name="index"),
    path("staff/places/<str:code>/", views.place, name="place"),
    path("staff/places/<str:code>/add/", views.add, name="add"),
    path("staff/places/<str:code>/locate/", views.locate, name="locate"),
    path("staff/places/<str:code>/qr/", views.make_qr, name="make_qr"),
    path("staff/places/<str:code>/posters.pdf", views.posters, name="posters"),
    path("staff/posters/<str:token>/retire/", views.retire_qr, name="retire_qr"),
    path("staff/posters/<str:token>/poster.pdf", views.poster, {"kind": "pdf"}, name="poster_pdf"),
    path("staff/posters/<str:token>/poster.svg", views.poster, {"kind": "svg"}, name="poster_svg"),
    path("staff/posters/<str:token>/qr.svg", views.poster, {"kind": "qr"}, name="qr_svg"),
]
