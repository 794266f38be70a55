"""Forms of the desk: what may be picked is offered by the page that knows it."""

import pytest

from sanan.places.models import Place
from sanan.process.forms import DeskForm, line, picked

pytestmark = pytest.mark.django_db


class Pick(DeskForm):
    """A place and a word."""

    place = picked("地点", Place)
    word = line("说明", required=False)


def test_only_what_the_page_offers_can_be_picked():
    here, there = (
        Place.objects.add_root({"name": name, "kind": "county", "code": code})
        for name, code in (("德化县", "350526000000"), ("永春县", "350525000000"))
    )
    offered = Place.objects.filter(pk=here.pk)
    for place, fine in ((here, True), (there, False)):
        form = Pick({"place": place.pk}, offers={"place": offered})
        assert form.is_valid() is fine
    assert not Pick({"place": here.pk}).is_valid()
