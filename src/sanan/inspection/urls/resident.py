from django.urls import path

from sanan.inspection.views import resident

app_name = "inspection"
urlpatterns = [
    path("notice/<str:token>/", resident.notice, name="notice"),
    path("notice/<str:token>/say/", resident.say, name="say"),
    *resident.ITEMS.urls(),
    path("<str:code>/", resident.village, name="village"),
]
