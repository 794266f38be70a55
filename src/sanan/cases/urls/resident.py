from django.urls import path

from sanan.cases.views import resident, track, village

app_name = "cases"
urlpatterns = [
    path("", resident.say, name="say"),
    path("q/<slug:token>/", resident.from_qr, name="qr"),
    path("where/", resident.where, name="where"),
    path("alike/", resident.alike, name="alike"),
    path("said/<slug:code>/", resident.said, name="said"),
    *track.CASES.urls(),
    path("village/<slug:code>/", village.village, name="village"),
    path("public/<slug:code>/", village.public, name="public"),
    path("public/<slug:code>/follow/", village.follow, name="follow"),
    path("rates/<slug:code>/", village.rates, name="rates"),
    path("people/<slug:code>/", village.people, name="people"),
    path("people/<slug:code>/call/<int:position>/", village.call, name="call"),
]
