from django.urls import path

from sanan.lists import views

app_name = "lists"
urlpatterns = [
    path("<slug:of>/keep/", views.keep, name="keep"),
    path("kept/<int:pk>/forget/", views.forget, name="forget"),
]
