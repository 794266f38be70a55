from django.urls import path

from sanan.volunteers.views import mine, resident

app_name = "volunteers"
urlpatterns = [
    path("at/<slug:code>/", resident.village, name="village"),
    path("at/<slug:code>/register/", resident.register, name="register"),
    path("activity/<slug:code>/", resident.activity, name="activity"),
    path("activity/<slug:code>/sign-up/", resident.sign_up, name="sign_up"),
    path("activity/<slug:code>/give-up/", resident.give_up, name="give_up"),
    path("here/<slug:token>/", resident.here, name="here"),
    path("team/<slug:code>/", resident.team, name="team"),
    path("team/<slug:code>/join/", resident.join_team, name="join"),
    path("team/<slug:code>/part/", resident.part, name="part"),
    *resident.CHECKS.urls(),
    path("mine/", mine.mine, name="mine"),
    path("mine/about/", mine.about, name="about"),
    path("mine/leave/", mine.leave, name="leave"),
    path("mine/claim/", mine.claim, name="claim"),
    path("mine/ask/", mine.ask, name="ask"),
    path("mine/papers/<slug:number>.pdf", mine.paper, name="paper"),
    *mine.SERVICES.urls(),
]
