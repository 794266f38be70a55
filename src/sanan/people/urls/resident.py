from django.urls import path

from sanan.people.views import door, outcomes, settings

app_name = "people"
urlpatterns = [
    path("door/confirm/", door.confirm, name="door_confirm"),
    path("door/wechat/events/", outcomes.wechat, name="wechat_events"),
    path("door/<slug:name>/", door.away, name="door"),
    path("door/<slug:name>/back/", door.back, name="door_back"),
    path("me/settings/", settings.show, name="settings"),
    path("me/settings/identity/<slug:ref>/unlink/", settings.unlink, name="unlink"),
    path("me/settings/roads/", settings.choose, name="choose_roads"),
    path("me/settings/roads/<slug:ref>/end/", settings.end, name="end_road"),
    path("me/settings/mailbox/", settings.mailbox, name="add_mailbox"),
    path("me/settings/mailbox/<str:token>/", settings.confirm_mailbox, name="mailbox"),
    path("me/settings/browser/", settings.browser, name="add_browser"),
]
