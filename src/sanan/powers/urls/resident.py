from django.urls import path

from sanan.powers.views import resident

app_name = "powers"
urlpatterns = [
    path("at/<slug:code>/", resident.village, name="village"),
    path("at/<slug:code>/late/", resident.late, name="late"),
    path("at/<slug:code>/asked/", resident.asked, name="asked"),
    path("at/<slug:code>/handled/", resident.handled, name="handled"),
    path("at/<slug:code>/rated/", resident.rated, name="rated"),
    *resident.RUNS.urls(),
    path("item/<slug:code>/", resident.item, name="item"),
    *resident.MINE.urls(),
    path("<slug:code>/", resident.disclosure, name="disclosure"),
    path("<slug:code>/v<int:number>/", resident.version, name="version"),
    path("<slug:code>/ask/", resident.ask, name="ask"),
    path("<slug:code>/read/", resident.read, name="read"),
]
