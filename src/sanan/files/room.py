"""What this room tells the house about itself."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import DAY, Job, Room

ROOM = Room(
    name="files",
    title=_("文件"),
    order=15,
    urls=[("", "sanan.files.urls")],
    jobs=[
        Job("sanan.files.tasks:sweep", DAY),
        Job("sanan.files.tasks:sweep_pieces", timedelta(hours=1)),
    ],
)
