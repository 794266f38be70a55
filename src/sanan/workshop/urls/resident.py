from django.urls import path

from sanan.workshop.views import resident

app_name = "workshop"
urlpatterns = [
    path("card/<str:token>/", resident.card, name="card"),
    path("card/<str:token>/<str:code>/", resident.wish, name="wish"),
    path("work/<str:code>/", resident.work, name="work"),
    path("pay/<str:code>/", resident.slip, name="slip"),
    path("pay/<str:code>/slip.pdf", resident.slip_paper, name="slip_paper"),
    path("enterprise/<str:token>/", resident.enterprise, name="enterprise"),
    *resident.RUNS.urls(),
    path("<str:code>/", resident.village, name="village"),
]
