from django.urls import path

from sanan.council.views import resident

app_name = "council"
urlpatterns = [
    path("topic/<slug:code>/", resident.topic, name="topic"),
    path("topic/<slug:code>/opinion/", resident.opinion, name="opinion"),
    path("topic/<slug:code>/statement/", resident.statement, name="statement"),
    path("topic/<slug:code>/rate/", resident.rate, name="rate"),
    path("meeting/<slug:code>/", resident.meeting, name="meeting"),
    path("resolution/<slug:code>/", resident.resolution, name="resolution"),
    path("seat/<slug:token>/", resident.seat, name="seat"),
    path("seat/<slug:token>/here/", resident.here, name="here"),
    path("seat/<slug:token>/ballot/", resident.ballot, name="ballot"),
    path("here/<slug:token>/", resident.door, name="door"),
    path("at/<slug:code>/", resident.village, name="village"),
    path("at/<slug:code>/propose/", resident.propose, name="propose"),
]
