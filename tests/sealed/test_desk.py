"""The officers' and the auditor's pages."""

import pytest

from sanan.sealed import actions
from sanan.sealed.enums import State
from sanan.sealed.models import Body, Officer, Report

from .conftest import NOW, SAID, WORDS

OTHER = "another long passphrase"


@pytest.fixture
def desk(house, enter):
    return enter(house.people["zeng"])


def test_from_the_inbox_to_the_outcome(house, desk):
    report = house.report(named=True, files=[({"name": "x"}, b"file")]).report
    assert report.code in desk.get("/staff/sealed/").content.decode()
    page = f"/staff/sealed/{report.code}/"
    assert "我要回避" in desk.get(page).content.decode()
    opened = desk.post(page + "open/", {"passphrase": WORDS}).content.decode()
    assert SAID in opened
    file = report.messages.get().attachments.get().pk
    fetched = desk.post(f"{page}file/{file}/", {"passphrase": WORDS})
    assert (fetched.content, fetched["Content-Type"]) == (b"file", "application/octet-stream")
    for verb, said in (
        ("reply", {"text": "已受理"}),
        ("assess", {"way": "check", "text": "可查"}),
        ("start_check", {"text": "开始"}),
        ("conclude", {"text": "属实"}),
    ):
        assert desk.post(f"{page}{verb}/", said).status_code == 302
    assert Report.objects.get().state == State.CONCLUDED
    assert report.code in desk.get("/staff/sealed/?done=1").content.decode()


def test_what_is_missing_is_said_and_nothing_moves(house, desk):
    report = house.opened()
    page = f"/staff/sealed/{report.code}/"
    assert desk.post(page + "reply/", {"text": " "}).status_code == 422
    assert desk.post(page + "assess/", {"text": "x", "way": "nowhere"}).status_code == 422
    assert desk.post(page + "start_check/", {"text": "x"}).status_code == 409
    assert desk.post(page + "burn/", {}).status_code == 404
    assert desk.post(page + "open/", {}).status_code == 422
    assert desk.post(page + "file/987654/", {"passphrase": WORDS}).status_code == 404
    assert Report.objects.get().state == State.OPENED


def test_recusing_leads_away_from_it(house, desk):
    report = house.report().report
    answer = desk.post(f"/staff/sealed/{report.code}/recuse/")
    assert answer["Location"] == "/staff/sealed/"
    assert desk.get(f"/staff/sealed/{report.code}/").status_code == 404


def test_the_ceremony_by_its_pages(bare, enter):
    zeng, pan = enter(bare.people["zeng"]), enter(bare.people["pan"])
    assert "生成县纪委监委的钥匙" in zeng.get("/staff/sealed/keys/").content.decode()
    twice = {"passphrase": WORDS, "again": WORDS}
    found = f"/staff/sealed/keys/found/{bare.orgs['county'].code}/"
    assert zeng.post(found, {**twice, "again": "x"}).status_code == 422
    shown = zeng.post(found, twice).content.decode()
    shares = [part.split("</code>")[0] for part in shown.split("<code>")[1:]]
    assert len(shares) == 3
    keys = f"/staff/sealed/keys/{Body.objects.get().code}/"
    wrong = zeng.post(keys + "confirm/", {"first": shares[0], "second": shares[0]})
    assert "同一份" in wrong.content.decode()
    zeng.post(keys + "confirm/", {"first": shares[0], "second": shares[1]})
    assert Body.objects.get().confirmed_at is not None
    other = {"passphrase": OTHER, "again": OTHER}
    pan.post(keys + "ask/", other)
    officer = Officer.objects.get(person=bare.people["pan"])
    admit = f"/staff/sealed/keys/officer/{officer.pk}/admit/"
    assert zeng.post(admit, {"passphrase": "wrong"}).status_code == 422
    assert zeng.post(admit, {"passphrase": WORDS}).status_code == 302
    pan.post(keys + "passphrase/", {"old": OTHER, "passphrase": WORDS, "again": WORDS})
    pan.post(f"/staff/sealed/keys/officer/{Officer.objects.first().pk}/revoke/")
    assert "用两份分片找回" in zeng.get("/staff/sealed/keys/").content.decode()
    zeng.post(keys + "recover/", {"first": shares[1], "second": shares[2], **other})
    standing = Officer.objects.active().values_list("person__username", flat=True)
    assert sorted(standing) == ["pan", "zeng"]


def test_the_auditor_sees_each_opening_and_no_content(house, enter):
    report = house.opened()
    page = enter(house.people["role-auditor"]).get("/staff/sealed/record/").content.decode()
    assert report.code in page
    assert "打开了一件举报" in page
    assert "zeng某" in page
    assert SAID not in page


def test_the_security_administrator_takes_a_key_away(house, enter):
    admin = enter(house.people["role-security_admin"])
    assert "收回zeng某的钥匙" in admin.get("/staff/sealed/officers/").content.decode()
    officer = house.bodies["county"].officers.get()
    admin.post(f"/staff/sealed/keys/officer/{officer.pk}/revoke/")
    assert not house.bodies["county"].officers.active().exists()


@pytest.mark.parametrize("path", ["/staff/sealed/", "/staff/sealed/record/", "/staff/sealed/keys/"])
def test_a_list_takes_as_many_statements_for_three_as_for_one(
    house, enter, path, django_assert_max_num_queries, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    who = house.people["role-auditor" if "record" in path else "zeng"]
    browser = enter(who)
    house.opened()
    browser.get(path)
    with CaptureQueriesContext(
        connection,
    ) as one:
        browser.get(path)
    for _each in range(2):
        house.opened()
    with CaptureQueriesContext(connection) as three:
        browser.get(path)
    assert len(one) == len(three)


def test_a_recovered_officer_replaces_their_old_key(house):
    shares = house.shares["county"]
    actions.recover(
        body=house.bodies["county"],
        by=house.people["zeng"],
        first=shares[0],
        second=shares[1],
        passphrase=OTHER,
        at=NOW,
    )
    assert Officer.objects.active().filter(person=house.people["zeng"]).count() == 1
