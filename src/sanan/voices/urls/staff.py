from django.urls import path

from sanan.voices.views import keeping, members, moderation, staff

app_name = "voices_staff"
urlpatterns = [
    path("", staff.rooms, name="rooms"),
    path("open/", staff.open_room, name="open"),
    path("review/", moderation.review, name="review"),
    path("search/", staff.search, name="search"),
    path("words/", moderation.words, name="words"),
    path("words/<int:pk>/drop/", moderation.drop_word, name="drop_word"),
    *moderation.APPEALS.urls(),
    path("members/<str:ref>/reveal/", members.reveal, name="reveal"),
    *members.MEMBERS.urls(),
    *staff.MESSAGES.urls(),
    path("<str:code>/", staff.room, name="room"),
    path("<str:code>/say/", staff.say, name="say"),
    path("<str:code>/since/", staff.since, name="since"),
    path("<str:code>/seen/", staff.seen, name="seen"),
    path("<str:code>/case/", staff.raise_case, name="raise_case"),
    path("<str:code>/announce/", keeping.announce, name="announce"),
    path("<str:code>/relay/", keeping.relay, name="relay"),
    path("<str:code>/members/", members.members, name="members"),
    path("<str:code>/members.xlsx", members.members_sheet, name="members_sheet"),
    path("<str:code>/rules/", keeping.set_rules, name="set_rules"),
    path("<str:code>/import/", keeping.import_, name="import"),
    path("<str:code>/import/link/", keeping.link, name="link"),
    path("<str:code>/import/<int:pk>/unlink/", keeping.unlink, name="unlink"),
    path("<str:code>/door/", keeping.door, name="door"),
    path("<str:code>/door.svg", keeping.door_svg, name="door_svg"),
    path("<str:code>/door/new/", keeping.new_door, name="new_door"),
    path("<str:code>/m/<slug:ref>/", staff.moved),
]
