from django.urls import path

from sanan.api.views import api, docs

urlpatterns = [path("docs/", docs, name="api_docs"), path("", api.urls)]
