"""Orders and disclosures over HTTP: seen and done within what a key is for."""

from datetime import timedelta

import pytest

from sanan.api.things import OFFERS
from sanan.kit import clock
from sanan.kit.manifest import load
from sanan.people.models import ApiToken
from sanan.services.models import Order

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(site) -> Order:
    return Order.objects.create(
        code="F-1",
        query_hash="h",
        place=site.village,
        village=site.village,
        post="party",
        skill="repair",
        title="修水龙头",
        text="厨房漏水",
        contact_locked="locked",
        placed_at=clock.now(),
    )


def test_every_verb_of_a_person_has_its_call():
    from sanan.api.views import api

    offered = set(api.get_openapi_schema()["paths"])
    for offer in OFFERS:
        process = load(offer.process)
        for verb in process:
            by_people = {str(r) for r in verb.relations} - {"system"} or verb.roles
            path = f"/api/v1/{offer.name}/{{code}}/{verb.name}"
            assert (path in offered) == bool(not verb.begins and by_people), path


def test_an_order_is_seen_and_done_as_its_desk_does(site, order):
    listed = site.ask("GET", "/orders", who="dispatcher").json()
    assert [(each["code"], each["state"]) for each in listed["things"]] == [("F-1", "placed")]
    assert (
        site.ask("GET", f"/orders?cursor={listed['next']}", who="dispatcher").json()["things"] == []
    )
    one = site.ask("GET", "/orders/F-1", who="dispatcher").json()
    assert (one["more"]["title"], one["timeline"]) == ("修水龙头", [])
    assert "locked" not in str(one)
    assert site.ask(
        "POST", "/orders/F-1/cancel", {"reason": "不用了"}, who="dispatcher"
    ).json() == {
        "code": "F-1",
        "state": "cancelled",
    }
    assert (
        site.ask("GET", "/orders/F-1", who="dispatcher").json()["timeline"][0]["verb"] == "cancel"
    )
    again = site.ask("POST", "/orders/F-1/cancel", {"reason": "又"}, who="dispatcher")
    assert (again.status_code, again.json()["code"]) == (409, "wrong_state")


@pytest.mark.parametrize("what", [offer.name for offer in OFFERS])
def test_what_is_hidden_and_what_a_key_is_not_for(site, order, what):
    assert site.ask("GET", f"/{what}/F-1", who="stranger").status_code == 404
    assert site.ask("GET", "/orders/F-1", who="elsewhere").status_code == 404
    assert site.ask("GET", f"/{what}/F-1").status_code == 401
    assert site.ask("GET", f"/{what}?cursor=x", who="dispatcher").status_code == 422
    ApiToken.objects.update(verbs="read", ends_at=clock.now() + timedelta(days=1))
    assert site.ask("POST", "/orders/F-1/cancel", {}, who="dispatcher").status_code == 403
