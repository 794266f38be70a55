from django.urls import path

from sanan.council.views import meetings, staff

app_name = "council_staff"
urlpatterns = [
    path("", staff.board, name="board"),
    path("topics/", staff.topics, name="topics"),
    path("topics/new/", staff.new_topic, name="new_topic"),
    path("topics/<str:code>/", staff.topic, name="topic"),
    path("topics/<str:code>/<str:verb>/", staff.topic_do, name="topic_do"),
    path("meetings/new/", meetings.new, name="new_meeting"),
    path("meetings/past/", meetings.past, name="past"),
    path("meetings/<str:code>/", meetings.meeting, name="meeting"),
    path("meetings/<str:code>/papers/<str:name>", meetings.paper, name="paper"),
    path("meetings/<str:code>/<str:verb>/", meetings.do, name="do"),
    path("votes/<str:code>/", meetings.vote, name="vote"),
    path("votes/<str:code>/<str:verb>/", meetings.vote_do, name="vote_do"),
    path("resolutions/<str:code>/", staff.resolution, name="resolution"),
    path("resolutions/<str:code>/publish/", staff.publish, name="publish"),
    path("resolutions/<str:code>/assign/", staff.assign, name="assign"),
    path("bodies/new/", staff.new_council, name="new_council"),
    path("bodies/<str:code>/", staff.council, name="council"),
    path("bodies/<str:code>/seat/", staff.add_seat, name="add_seat"),
    path("bodies/<str:code>/roll/", staff.set_roll, name="set_roll"),
    path("halls/", staff.halls, name="halls"),
    path("halls/<int:pk>/free/", staff.free, name="free"),
]
