"""What this room tells the house about itself."""

from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import Room

ROOM = Room(
    name="lists",
    title=_("列表"),
    order=17,
    urls=[("staff/lists/", "sanan.lists.urls")],
    events={
        "view.keep": _("存了一个视图"),
        "view.drop": _("删了一个视图"),
    },
)
