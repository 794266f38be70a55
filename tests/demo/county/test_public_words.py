"""No number that leads to a person stands on a page that everyone reads, whoever typed it there."""

import pytest
from django.db import transaction

import canary
from sanan.places.models import Place

FIRST = ["/", "/record/", "/log/", "/projects/oc4ids.json", "/api/v1/cases/"]


@pytest.mark.django_db
@pytest.mark.usefixtures("county")
def test_no_column_of_words_shows_a_stranger_a_number_of_a_person():
    villages = Place.objects.filter(kind="village", code__startswith="350525").order_by("code")
    starts = [*FIRST, *(f"/village/{place.code}/" for place in villages)]
    with transaction.atomic():
        written = canary.write()
        assert len(written) > 200
        shown = canary.shown(starts, written)
        transaction.set_rollback(True)
    assert shown == {}
