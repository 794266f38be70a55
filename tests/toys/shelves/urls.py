from django.urls import path

from . import views

app_name = "shelves_staff"
urlpatterns = [
    path("", views.board, name="board"),
    path("list/", views.SHELF_LIST.view, name="list"),
    *views.MANY.urls(),
    *views.SHELVES.urls(),
]
