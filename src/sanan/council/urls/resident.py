from django.urls import path

from sanan.council.views import resident, resident_joint, seat

app_name = "council"
urlpatterns = [
    path("topic/<slug:code>/", resident.topic, name="topic"),
    path("topic/<slug:code>/mine/", resident.raised, name="raised"),
    path("topic/<slug:code>/opinion/", resident.opinion, name="opinion"),
    path("topic/<slug:code>/statement/", resident.statement, name="statement"),
    path("topic/<slug:code>/rate/", resident.rate, name="rate"),
    path("meeting/<slug:code>/", resident.meeting, name="meeting"),
    path("resolution/<slug:code>/", resident.resolution, name="resolution"),
    path("key/<slug:key>/", seat.key, name="key"),
    path("seat/<slug:code>/", seat.seat, name="seat"),
    path("seat/<slug:code>/here/", seat.here, name="here"),
    path("seat/<slug:code>/claim/", seat.claim, name="claim_seat"),
    path("seat/<slug:code>/ballot/", seat.ballot, name="ballot"),
    path("seat/<slug:code>/take-back/", seat.take_back, name="take_back"),
    path("here/<slug:token>/", seat.door, name="door"),
    path("at/<slug:code>/", resident.village, name="village"),
    path("at/<slug:code>/propose/", resident.propose, name="propose"),
    path("at/<slug:code>/joint/", resident_joint.joint, name="joint"),
    path("at/<slug:code>/deeds/", resident_joint.deeds, name="deeds"),
    path("work/<slug:code>/", resident_joint.work, name="work"),
    path("work/<slug:code>/rate/", resident_joint.rate_work, name="rate_work"),
]
