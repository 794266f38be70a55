from django.urls import path

from sanan.services.views import desk, partner, staff

app_name = "services_staff"
urlpatterns = [
    path("", staff.board, name="board"),
    path("orders/", staff.orders, name="orders"),
    path("orders/new/", staff.new, name="new"),
    path("orders/orders.xlsx", staff.export, name="export"),
    path("orders/<str:code>/reveal/", staff.reveal, name="reveal"),
    *staff.ORDERS.urls(),
    path("menu/", desk.menu, name="menu"),
    path("menu/<str:code>/retire/", desk.retire, name="retire"),
    path("helpers/", desk.helpers, name="helpers"),
    path("helpers/<str:ref>/", desk.helper, name="helper"),
    path("helpers/<str:ref>/<str:verb>/", desk.helper_do, name="helper_do"),
    path("units/", desk.units, name="units"),
    path("units/<str:code>/", desk.unit, name="unit"),
    path("units/<str:code>/out/", desk.unit_out, name="unit_out"),
    path("slips/<str:name>", desk.slip, name="slip"),
    path("partner/", partner.cases, name="partner"),
    path("partner/outages/", partner.outages, name="outages"),
    path("partner/outages/<str:code>/back/", partner.take_back, name="take_back"),
    path("partner/<str:code>/", partner.case, name="partner_case"),
]
