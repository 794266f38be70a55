from django.urls import path

from sanan.api.views import api

urlpatterns = [path("", api.urls)]
