from django.urls import path, re_path

from sanan.exchange.views import open311

app_name = "open311"
FORM = r"\.(?P<form>json|xml)$"
CODE = r"(?P<code>[0-9A-Za-z._-]{1,60}?)"
urlpatterns = [
    re_path(rf"^discovery{FORM}", open311.discovery, name="discovery"),
    re_path(rf"^v2/discovery{FORM}", open311.discovery, name="v2_discovery"),
    re_path(rf"^v2/services{FORM}", open311.services, name="services"),
    re_path(rf"^v2/services/{CODE}{FORM}", open311.service, name="service"),
    re_path(rf"^v2/requests{FORM}", open311.requests, name="requests"),
    re_path(rf"^v2/requests/{CODE}{FORM}", open311.request, name="request"),
    re_path(rf"^v2/tokens/(?P<token>[0-9A-Za-z:._-]{{1,120}}?){FORM}", open311.token, name="token"),
    path("v2/<path:rest>", open311.nothing, name="nothing"),
]
