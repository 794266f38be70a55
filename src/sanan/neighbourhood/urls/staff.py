from django.urls import path

from sanan.neighbourhood.views import staff

app_name = "neighbourhood_staff"
urlpatterns = [
    path("", staff.board, name="board"),
    path("centres/new/", staff.plan, name="plan"),
    path("centres/<str:code>/facilities/new/", staff.add_facility, name="add_facility"),
    *staff.CENTRES.urls(),
    *staff.FACILITIES.urls(),
]
