from django.urls import path

from sanan.neighbourhood.urls.circle import STAFF
from sanan.neighbourhood.views import staff

app_name = "neighbourhood_staff"
urlpatterns = [
    path("", staff.board, name="board"),
    *STAFF,
    path("centres/new/", staff.plan, name="plan"),
    path("centres/<str:code>/facilities/new/", staff.add_facility, name="add_facility"),
    path("centres/<str:code>/day/", staff.day, name="day"),
    *staff.CENTRES.urls(),
    path("facilities/<str:code>/book/", staff.book, name="book"),
    path("facilities/<str:code>/weekly/", staff.weekly, name="weekly"),
    path("facilities/<str:code>/calendar/", staff.club_calendar, name="club_calendar"),
    *staff.FACILITIES.urls(),
    path("series/<str:code>/", staff.series, name="series"),
    path("bookings/", staff.BOOKING_LIST.view, name="bookings"),
    path("bookings/<str:code>/phone/", staff.phone, name="phone"),
    *staff.BOOKINGS.urls(),
]
