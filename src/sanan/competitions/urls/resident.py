from django.urls import path

from sanan.competitions.views import resident

app_name = "competitions"
urlpatterns = [
    *resident.CHECKS.urls(),
    path("contests/<str:code>/enter/", resident.enter, name="enter"),
    path("contests/<str:code>/live/", resident.live, name="live"),
    path("contests/<str:code>/scores/", resident.scores, name="scores"),
    path("contests/<str:code>/scores-<int:number>.jsonl", resident.rows, name="rows"),
    *resident.CONTESTS.urls(),
    path("entries/<str:code>/", resident.entry, name="entry"),
    path("mine/<str:token>/certificate.pdf", resident.my_certificate, name="my_certificate"),
    path("mine/<str:token>/milestones/<str:code>/", resident.my_milestone, name="my_milestone"),
    *resident.MINE.urls(),
    path("campaigns/<str:code>/", resident.campaign, name="campaign"),
    path("<str:code>/", resident.village, name="village"),
]
