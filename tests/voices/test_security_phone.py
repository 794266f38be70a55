"""A cadre who comes into the room by phone is a neighbour there, whatever their office."""

import pytest

from sanan.kit.errors import Forbidden
from sanan.people.models import Person
from sanan.voices import actions
from sanan.voices.models import Room
from sanan.voices.queries import membership

from .conftest import NOW

pytestmark = pytest.mark.django_db


def test_by_phone_a_cadre_keeps_no_room_and_removes_nothing(cast):
    said = cast.says(cast.member(), "桥头水管漏水")
    came = Person.objects.get(pk=cast.secretary.pk).without_posts()
    assert not Room.objects.visible_to(came).exists()
    with pytest.raises(Forbidden):
        actions.remove(message=said, why="fraud", note="不想让人看", by=came, at=NOW)
    mine = actions.join(
        room=cast.room, by=came, nickname="老徐", name="徐金水", door=cast.room.door
    )
    found = membership.member_of(cast.room, came)
    assert (found, found.person.by_phone) == (mine, True)
    with pytest.raises(Forbidden):
        actions.remove(message=said, why="fraud", note="不想让人看", by=found.person, at=NOW)
    actions.remove(message=said, why="fraud", note="核实是骗人的", by=cast.secretary, at=NOW)
