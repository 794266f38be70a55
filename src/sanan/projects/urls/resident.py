from django.urls import path

from sanan.projects.views import resident

app_name = "projects"
urlpatterns = [
    path("oc4ids.json", resident.oc4ids, name="oc4ids"),
    path("project/<str:code>/", resident.project, name="project"),
    path("<str:code>/", resident.village, name="village"),
]
