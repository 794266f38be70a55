from django.urls import path

from sanan.mediation.views import staff

app_name = "mediation_staff"
urlpatterns = [
    path("", staff.board, name="board"),
    path("new/", staff.take_in, name="take_in"),
    path("centres/new/", staff.open_centre, name="open_centre"),
    path("disputes/", staff.LIST.view, name="disputes"),
    path("disputes/<str:code>/agreement.docx", staff.agreement, name="agreement"),
    path("disputes/<str:code>/parties/<str:token>/slip.pdf", staff.slip, name="slip"),
    path("disputes/<str:code>/parties/<str:token>/reveal/", staff.reveal, name="reveal"),
    *staff.DISPUTES.urls(),
    path("<str:code>/windows/new/", staff.add_window, name="add_window"),
    path("<str:code>/duty/new/", staff.on_duty, name="on_duty"),
    path("<str:code>/mediators/new/", staff.add_mediator, name="add_mediator"),
    path("<str:code>/mediators/<int:pk>/end/", staff.end_mediator, name="end_mediator"),
    path("<str:code>/figures/", staff.year, name="figures"),
    path("<str:code>/figures/new/", staff.publish_figure, name="publish_figure"),
]
