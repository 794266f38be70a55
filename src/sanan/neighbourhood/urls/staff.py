from django.urls import path

from sanan.neighbourhood.urls.circle import STAFF
from sanan.neighbourhood.views import care, checks, staff

app_name = "neighbourhood_staff"
urlpatterns = [
    path("", staff.board, name="board"),
    *STAFF,
    path("centres/new/", staff.plan, name="plan"),
    path("centres/<str:code>/facilities/new/", staff.add_facility, name="add_facility"),
    path("centres/<str:code>/day/", staff.day, name="day"),
    path("centres/<str:code>/meals/", care.meals, name="meals"),
    path("centres/<str:code>/month/", care.month, name="month"),
    path("centres/<str:code>/programmes/", care.programmes, name="programmes"),
    path("centres/<str:code>/programmes/new/", care.announce, name="announce"),
    path("centres/<str:code>/use/", care.use, name="use"),
    path("centres/<str:code>/checks/new/", checks.begin, name="begin_check"),
    *staff.CENTRES.urls(),
    path("facilities/<str:code>/book/", staff.book, name="book"),
    path("facilities/<str:code>/weekly/", staff.weekly, name="weekly"),
    path("facilities/<str:code>/calendar/", staff.club_calendar, name="club_calendar"),
    *staff.FACILITIES.urls(),
    path("series/<str:code>/", staff.series, name="series"),
    path("bookings/", staff.BOOKING_LIST.view, name="bookings"),
    path("bookings/<str:code>/phone/", staff.phone, name="phone"),
    *staff.BOOKINGS.urls(),
    path("meals/<str:code>/order/", care.order_meal, name="order_meal"),
    *care.MEALS.urls(),
    path("homes/<str:code>/", care.home, name="home"),
    path("homes/<str:code>/enrol/", care.enrol, name="enrol"),
    path("children/<str:code>/guardians/new/", care.add_guardian, name="add_guardian"),
    path("children/<str:code>/in/", care.bring_in, name="bring_in"),
    path("children/<str:code>/look/", care.look, name="look"),
    *care.CHILDREN.urls(),
    *care.STAYS.urls(),
    *care.PROGRAMMES.urls(),
    path("import/", care.upload, name="import"),
    path("import/<str:token>/", care.preview, name="import_look"),
    path("import/<str:token>/done/", care.done, name="import_done"),
    path("import/<str:token>/rejected.xlsx", care.rejected, name="import_rejected"),
    path("checks/<str:code>/", checks.check, name="check"),
    path("checks/<str:code>/send/", checks.send, name="send_check"),
]
