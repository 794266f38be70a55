"""No page of the desk links where its reader is told that nothing is there."""

import re

import pytest
from django.urls import reverse

from sanan.people.enums import Role
from sanan.people.models import Person, Position

from .conftest import SINCE

LINK = re.compile(r'href="(/staff/neighbourhood/[^"#]*)"')


@pytest.mark.parametrize(
    "role", [Role.LEADER, Role.DISPATCHER, Role.VILLAGE_CADRE, Role.GRID_WORKER]
)
def test_every_link_leads_somewhere(yard, desk, role):
    person = Person.objects.create(username="reader", name="reader")
    Position.objects.create(person=person, role=role, place=yard.county, since_on=SINCE)
    client, seen = desk(person), set()
    waiting = [reverse("neighbourhood_staff:board")]
    while waiting:
        path = waiting.pop()
        bare = path.split("?")[0]
        if bare in seen or "/circle/" in bare:
            continue
        seen.add(bare)
        page = client.get(path.replace("&amp;", "&"))
        assert page.status_code == 200, path
        if page["Content-Type"].startswith("text/html"):
            waiting += LINK.findall(page.content.decode())
    assert len(seen) >= 4
