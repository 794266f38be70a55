"""Stuffing: what is published counts people who are known, once; phones without a sign-in stand apart."""

import pytest
from django.test import Client

from sanan.council import actions
from sanan.council.actions.topics import voter_of
from sanan.council.models import Opinion
from sanan.council.queries import community

from .conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(hall):
    return actions.state(topic=hall.admitted(), text="路灯先修再谈别的", at=NOW)


def test_forty_dropped_cookies_are_nobody(said):
    topic = said.topic
    for _ in range(40):
        sent = Client().post(
            f"/council/topic/{topic.code}/opinion/", {"statement": said.pk, "stance": "1"}
        )
        assert sent.status_code == 302
    assert Opinion.objects.filter(statement=said, known=False).count() == 40
    mood = community.mood(topic, "")
    assert (mood.voters, mood.apart, mood.said[0].agrees, mood.united) == (0, 40, 0, ())
    page = Client().get(f"/council/topic/{topic.code}/").content.decode()
    assert "另有 40 部没有登录的手机表了态" in page


def test_only_the_known_make_thirty_and_decide_what_unites(said):
    for n in range(30):
        actions.opine(statement=said, voter=voter_of("person", str(n)), stance=1, at=NOW)
    for n in range(100):
        stuffed = voter_of("phone", str(n))
        actions.opine(statement=said, voter=stuffed, stance=-1, known=False, at=NOW)
    mood = community.mood(said.topic, "")
    assert (mood.voters, mood.apart) == (30, 100)
    assert list(mood.united) == [("路灯先修再谈别的", 30, 30)]


def test_verdicts_of_the_unknown_are_a_number_apart(said):
    topic = said.topic
    topic.state = "done"
    topic.save(update_fields=["state"])
    actions.evaluate(topic=topic, voter="a", satisfaction="satisfied", at=NOW)
    for n in range(5):
        who = f"phone{n}"
        actions.evaluate(topic=topic, voter=who, satisfaction="unsatisfied", known=False, at=NOW)
    told = [(str(label), n) for label, n in community.ratings_of(topic)]
    assert told == [("满意", 1), ("另有没登录的手机", 5)]
