from django.urls import path

from sanan.api.views import api, docs, openapi

urlpatterns = [
    path("docs/", docs, name="api_docs"),
    path("openapi.json", openapi),
    path("", api.urls),
]
