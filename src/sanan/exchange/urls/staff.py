from django.urls import path

from sanan.exchange.views import handing, setup, staff

app_name = "exchange_staff"
urlpatterns = [
    path("", staff.board, name="board"),
    path("letters/", staff.letters, name="letters"),
    *staff.LETTERS.urls(),
    path("same/", staff.same, name="same"),
    path("hand-in/", handing.hand_in, name="hand_in"),
    path("hand-in/<str:token>/", handing.look, name="hand_in_look"),
    path("files/<int:pk>/", handing.handed, name="handed"),
    path("words/", setup.words, name="words"),
    path("words/<int:pk>/drop/", setup.drop_word, name="drop_word"),
    path("systems/new/", setup.new_system, name="new_system"),
    path("systems/<slug:code>/", setup.system, name="system"),
    path("systems/<slug:code>/end/", setup.end_system, name="end_system"),
    path("subscriptions/", setup.subscriptions, name="subscriptions"),
    path("subscriptions/<str:code>/", setup.subscription, name="subscription"),
]
