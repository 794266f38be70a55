from django.urls import path

from sanan.upkeep import views

app_name = "upkeep"
urlpatterns = [path("", views.machine, name="machine")]
