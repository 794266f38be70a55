from django.urls import path
from django.views.generic import RedirectView

from sanan.services.views import helpers, resident

app_name = "services"
urlpatterns = [
    path("at/<slug:code>/", resident.village, name="village"),
    path("at/<slug:code>/order/", resident.order, name="order"),
    path("at/<slug:code>/wish/", resident.wish, name="wish"),
    path("at/<slug:code>/register/", helpers.register, name="register"),
    path("at/<slug:code>/partner/<slug:kind>/", resident.report, name="report"),
    path("placed/<slug:code>/", resident.placed, name="placed"),
    path("track/", RedirectView.as_view(pattern_name="slips:track", permanent=True), name="track"),
    *resident.FOLLOWED.urls(),
    path("help/", helpers.mine, name="help"),
    path("help/<slug:code>/leave/", helpers.leave, name="leave"),
    path("help/<slug:code>/contact/", helpers.contact, name="contact"),
    *helpers.HELP.urls(),
]
