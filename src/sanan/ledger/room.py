"""What this room tells the house about itself."""

from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import DAY, MINUTE, SECONDS, Job, Room

ROOM = Room(
    name="ledger",
    title=_("记录"),
    order=10,
    urls=[("log/", "sanan.ledger.urls.log"), ("record/", "sanan.ledger.urls.record")],
    jobs=[
        Job("sanan.ledger.tasks:publish", SECONDS),
        Job("sanan.ledger.tasks:tick", MINUTE),
        Job("sanan.ledger.tasks:retain", DAY),
    ],
    commands=["sanan.ledger.commands.record:ledger", "sanan.ledger.commands.witness:witness"],
)
