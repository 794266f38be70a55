from django.urls import path

from . import views

app_name = "shelves_staff"
urlpatterns = [path("", views.board, name="board"), *views.MANY.urls(), *views.SHELVES.urls()]
