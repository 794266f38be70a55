from django.urls import path

from sanan.council.views import resident, resident_joint, works

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
    path("at/<slug:code>/joint/", resident_joint.joint, name="joint"),
    path("at/<slug:code>/deeds/", resident_joint.deeds, name="deeds"),
    path("work/<slug:code>/", resident_joint.work, name="work"),
    path("work/<slug:code>/rate/", resident_joint.rate_work, name="rate_work"),
    path("papers/<slug:token>/", works.paper, name="paper_file"),
]
