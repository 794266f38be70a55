from django.urls import path

from sanan.analysis import views

app_name = "analysis_staff"
urlpatterns = [
    path("", views.board, name="board"),
    path("report/", views.report, name="report"),
    path("figure/", views.figure, name="figure"),
    path("sources/", views.sources, name="sources"),
]
