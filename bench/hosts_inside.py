"""What `bench hosts` needs inside the installation: a room with members, and somebody of the staff."""

import json
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sanan.places.models import Place

MEMBERS = 4
USERNAME, WORD = "chenli", "only-for-the-drill-7"


def main() -> None:
    """Print the plan."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanan.config.settings")
    import django

    django.setup()
    from django.db import connection

    from bench.room_inside import _plan
    from sanan.places.models import Place

    plan = _plan(MEMBERS)
    _staff(Place.objects.filter(kind="county")[0])
    more = {
        "username": USERNAME,
        "password": WORD,
        "database_port": connection.settings_dict["PORT"],
    }
    sys.stdout.write(json.dumps({**plan, **more}) + "\n")


def _staff(county: "Place") -> None:
    from sanan.kit import clock
    from sanan.people.actions import add_person, appoint
    from sanan.people.enums import Role

    person = add_person(name="陈立", username=USERNAME, password=WORD, by=None)
    since = clock.now().date()
    appoint(person=person, role=Role.DISPATCHER, place=county, since_on=since, by=None)


if __name__ == "__main__":
    main()
