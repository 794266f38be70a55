from django.urls import URLPattern, URLResolver, include, path

from sanan.kit.manifest import rooms

urlpatterns: list[URLPattern | URLResolver] = [
    path(prefix, include(module)) for room in rooms() for prefix, module in room.urls
]
