from django.urls import path

from sanan.neighbourhood.views import near, resident

app_name = "neighbourhood"
urlpatterns = [
    path("centres/<str:code>/calendar.ics", resident.centre_calendar, name="centre_calendar"),
    path(
        "facilities/<str:code>/calendar.ics", resident.facility_calendar, name="facility_calendar"
    ),
    path("near/<str:code>/", near.here, name="near"),
    path("centres/<str:code>/", resident.centre, name="centre"),
    path("facilities/<str:code>/", resident.facility, name="facility"),
    *resident.BOOKINGS.urls(),
    path("<str:code>/", resident.village, name="village"),
]
