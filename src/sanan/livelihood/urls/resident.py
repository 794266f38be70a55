from django.urls import path

from sanan.livelihood.views import resident

app_name = "livelihood"
urlpatterns = [
    *resident.CHECKS.urls(),
    path("jobs/at/<str:code>/", resident.jobs, name="jobs"),
    path("jobs/<str:code>/", resident.job, name="job"),
    *resident.APPLICATION_PAGES.urls(),
    *resident.CYCLE_PAGES.urls(),
    path("draws/<str:code>/", resident.draw, name="draw"),
    path("draws/<str:code>/draw.json", resident.draw_file, name="draw_file"),
    *resident.HOME_PAGES.urls(),
    path("<str:code>/", resident.village, name="village"),
]
