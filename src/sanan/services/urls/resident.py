from django.urls import path

from sanan.services.views import helpers, resident

app_name = "services"
urlpatterns = [
    path("at/<slug:code>/", resident.village, name="village"),
    path("at/<slug:code>/order/", resident.order, name="order"),
    path("at/<slug:code>/wish/", resident.wish, name="wish"),
    path("at/<slug:code>/register/", helpers.register, name="register"),
    path("at/<slug:code>/partner/<slug:kind>/", resident.report, name="report"),
    path("placed/<slug:code>/", resident.placed, name="placed"),
    path("open/<str:token>/", resident.opened, name="open"),
    path("track/", resident.track, name="track"),
    path("track/<slug:code>/", resident.followed, name="case"),
    path("track/<slug:code>/<slug:verb>/", resident.act, name="act"),
    path("help/", helpers.mine, name="help"),
    path("help/<slug:code>/", helpers.order, name="help_order"),
    path("help/<slug:code>/leave/", helpers.leave, name="leave"),
    path("help/<slug:code>/<slug:verb>/", helpers.act, name="help_act"),
]
