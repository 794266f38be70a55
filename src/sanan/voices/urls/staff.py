from django.urls import path

from sanan.voices.views import order, staff

app_name = "voices_staff"
urlpatterns = [
    path("", staff.rooms, name="rooms"),
    path("open/", staff.open_room, name="open"),
    path("review/", order.review, name="review"),
    path("appeals/<slug:ref>/", order.decide, name="decide"),
    path("search/", staff.search, name="search"),
    path("words/", order.words, name="words"),
    path("words/<int:pk>/drop/", order.drop_word, name="drop_word"),
    path("<str:code>/", staff.room, name="room"),
    path("<str:code>/say/", staff.say, name="say"),
    path("<str:code>/since/", staff.since, name="since"),
    path("<str:code>/seen/", staff.seen, name="seen"),
    path("<str:code>/case/", staff.raise_case, name="raise_case"),
    path("<str:code>/announce/", order.announce, name="announce"),
    path("<str:code>/relay/", order.relay, name="relay"),
    path("<str:code>/members/", order.members, name="members"),
    path("<str:code>/members.xlsx", order.members_sheet, name="members_sheet"),
    path("<str:code>/members/<slug:ref>/<slug:verb>/", order.member_do, name="member_do"),
    path("<str:code>/rules/", order.set_rules, name="set_rules"),
    path("<str:code>/import/", order.import_, name="import"),
    path("<str:code>/import/link/", order.link, name="link"),
    path("<str:code>/import/<int:pk>/unlink/", order.unlink, name="unlink"),
    path("<str:code>/door/", order.door, name="door"),
    path("<str:code>/door.svg", order.door_svg, name="door_svg"),
    path("<str:code>/door/new/", order.new_door, name="new_door"),
    path("<str:code>/m/<slug:ref>/", staff.message, name="message"),
    path("<str:code>/m/<slug:ref>/<slug:verb>/", staff.do, name="do"),
]
