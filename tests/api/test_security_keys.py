"""A program does what its key is for, where it is for, and nothing else."""

import pytest

from sanan.people.models import ApiToken
from sanan.places.models import Place

pytestmark = pytest.mark.django_db


def key_of(username):
    return ApiToken.objects.filter(person__username=username)


def test_a_key_for_reading_changes_nothing(site):
    code = site.say()["code"]
    key_of("许文").update(verbs="read")
    assert site.ask("GET", f"/cases/{code}", who="dispatcher").status_code == 200
    answer = site.ask("POST", f"/cases/{code}/accept", {}, who="dispatcher")
    assert (answer.status_code, answer.json()["code"]) == (403, "key_verb")


def test_a_key_for_one_verb_does_that_one_and_reads_nothing(site):
    code = site.say()["code"]
    key_of("许文").update(verbs="accept")
    assert site.ask("POST", f"/cases/{code}/accept", {}, who="dispatcher").status_code == 200
    assert site.ask("GET", "/cases", who="dispatcher").status_code == 403
    assert (
        site.ask("POST", f"/cases/{code}/note", {"text": "x"}, who="dispatcher").status_code == 403
    )


def test_a_key_for_one_village_shows_nothing_of_the_next(site):
    town = Place.objects.get(code="350526100000")
    near = Place.objects.add_child(
        town, {"name": "浔中村", "kind": "village", "code": "350526100202"}
    )
    here, there = site.say()["code"], site.say("路面塌了", place_code=near.code)["code"]
    key_of("许文").update(place=site.village)
    listed = [c["code"] for c in site.ask("GET", "/cases", who="dispatcher").json()["cases"]]
    assert listed == [here]
    for method, path in (("GET", ""), ("POST", "/accept")):
        answer = site.ask(method, f"/cases/{there}{path}", {}, who="dispatcher")
        assert answer.status_code == 404


def test_forty_posts_with_somebody_elses_number_send_three_messages_without_their_words(
    site, settings, tmp_path
):
    from sanan.channels.sms.console import Console
    from sanan.people import actions

    settings.VAR, settings.SMS_TRANSPORT = tmp_path, "console"
    settings.ANONYMOUS_PROGRAMS = 0
    goad = "点 http://sanan.evil/ 领补贴"
    for n in range(40):
        site.say(f"{goad} {n}", contact="13800005678")
    actions.deliver_due()
    sent = [m.text for m in Console.from_settings().recent(most=100)]
    assert len(sent) == 3
    assert not any("evil" in text for text in sent)
    assert all("查询码" in text for text in sent)
