from django.urls import path

from sanan.voices.views import coming, resident

app_name = "voices"
urlpatterns = [
    path("", resident.mine, name="mine"),
    path("enter/", coming.enter, name="enter"),
    path("join/<slug:token>/", coming.join, name="join"),
    path("m/<str:ref>/appeal/", resident.appeal, name="appeal"),
    *resident.MESSAGES.urls(),
    *resident.MEMBERS.urls(),
    path("<slug:code>/", resident.room, name="room"),
    path("<slug:code>/come/", coming.join_home, name="come"),
    path("<slug:code>/ask/", coming.ask, name="ask"),
    path("<slug:code>/say/", resident.say, name="say"),
    path("<slug:code>/since/", resident.since, name="since"),
    path("<slug:code>/seen/", resident.seen, name="seen"),
    path("<slug:code>/search/", resident.search, name="search"),
    path("<slug:code>/rules/", resident.rules, name="rules"),
    path("<slug:code>/appeal/", resident.appeal_mute, name="appeal_mute"),
    path("<slug:code>/m/<slug:ref>/", resident.moved),
]
