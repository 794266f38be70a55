from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("sanan.web.urls")),
    path("", include("sanan.cases.urls.resident")),
    path("staff/", include("allauth.urls")),
]
