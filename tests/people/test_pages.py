"""Every administrator's page for every role, and what the pages do."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.people.conftest import PASSWORD, PHONE

from sanan.kit import clock, vault
from sanan.ledger.models import Entry
from sanan.people import actions
from sanan.people.enums import HANDLING_ROLES, Role
from sanan.people.models import ApiToken, Duty, Org, Person, Position
from sanan.places.models import Place

pytestmark = pytest.mark.django_db

TENANT = [
    "/staff/people/",
    "/staff/people/new/",
    "/staff/people/orgs/",
    "/staff/people/tokens/",
    "/staff/people/messages/",
]
SECURITY = [
    "/staff/people/safety/",
    "/staff/people/safety/accounts/",
    "/staff/people/safety/admins/",
]
AUDIT = ["/staff/record/", "/staff/record/reveals/"]
CHAIN = ["/staff/people/chain/", "/staff/people/chain/350599001001/"]
SEES_CHAIN = {
    Role.TENANT_ADMIN,
    Role.LEADER,
    Role.DISPATCHER,
    Role.VILLAGE_CADRE,
    Role.GRID_WORKER,
    Role.BUILDING_LEADER,
    Role.PARTY_CONTACT,
}


def key_for(person):
    """A key that a program was given for this person, in the county."""
    token, _text = actions.issue_token(
        person=person,
        name="程序",
        place=Place.objects.get(code="350599000000"),
        verbs=["read"],
        ends_at=clock.now() + timedelta(days=1),
        by=None,
    )
    return token


@pytest.fixture
def entered(client, staff, orgs):
    """A client signed in as someone with this role in the county."""

    def enter(role, username="", place=None):
        org = orgs.committee if role in HANDLING_ROLES else None
        client.force_login(staff(role, username, place=place, org=org))
        return client

    return enter


@pytest.mark.parametrize("role", list(Role))
def test_each_administrator_sees_their_own_pages_and_nobody_else_does(entered, role):
    client = entered(role)
    whose = [
        (TENANT, {Role.TENANT_ADMIN}),
        (SECURITY, {Role.SECURITY_ADMIN}),
        (AUDIT, {Role.AUDITOR}),
        (CHAIN, SEES_CHAIN),
    ]
    open_to = {path: roles for paths, roles in whose for path in paths}
    found = {path: client.get(path).status_code for path in open_to}
    assert found == {path: 200 if role in roles else 403 for path, roles in open_to.items()}


@pytest.mark.parametrize(
    "path", [*TENANT, *SECURITY, *AUDIT, *CHAIN, "/staff/account/", "/staff/sessions/"]
)
def test_a_stranger_is_sent_to_sign_in(client, places, path):
    response = client.get(path)
    assert (response.status_code, response["location"]) == (302, f"/staff/login/?next={path}")


def posts_of(person, lock, token, notice, position):
    """Every address that changes something, with whose it is."""
    return {
        "/staff/people/new/": Role.TENANT_ADMIN,
        f"/staff/people/{person.ref}/": Role.TENANT_ADMIN,
        f"/staff/people/{person.ref}/password/": Role.TENANT_ADMIN,
        f"/staff/people/{person.ref}/positions/{position.pk}/end/": Role.TENANT_ADMIN,
        "/staff/people/orgs/": Role.TENANT_ADMIN,
        "/staff/people/tokens/": Role.TENANT_ADMIN,
        f"/staff/people/tokens/{token.ref}/revoke/": Role.TENANT_ADMIN,
        f"/staff/people/messages/{notice.pk}/resend/": Role.TENANT_ADMIN,
        f"/staff/people/safety/locks/{lock.pk}/unlock/": Role.SECURITY_ADMIN,
        f"/staff/people/safety/{person.ref}/factor-code/": Role.SECURITY_ADMIN,
        f"/staff/people/safety/{person.ref}/sign-out/": Role.SECURITY_ADMIN,
        f"/staff/people/safety/{person.ref}/active/": Role.SECURITY_ADMIN,
        f"/staff/people/safety/{person.ref}/reset-factor/": Role.SECURITY_ADMIN,
        "/staff/people/safety/admins/": Role.SECURITY_ADMIN,
        "/staff/record/export/": Role.AUDITOR,
    }


@pytest.mark.parametrize(
    "role", [*sorted({Role.TENANT_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR}), Role.LEADER, None]
)
def test_nobody_changes_what_is_not_theirs(client, staff, person, role):
    someone = staff(Role.DISPATCHER)
    by = staff(role) if role else None
    for _try in range(5):
        lock = actions.note_failure(username="dispatcher1", source="here")
    token = key_for(someone)
    notice = actions.notify(phone=PHONE, say="x", channel="sms")
    if by:
        client.force_login(by)
    state = lambda: (  # noqa: E731
        Entry.objects.count(),
        Person.objects.filter(is_active=True).count(),
        ApiToken.objects.filter(revoked_at=None).count(),
    )
    before = state()
    for path, whose in posts_of(someone, lock, token, notice, someone.positions.get()).items():
        if whose != role:
            status = client.post(path, {"active": "0"}).status_code
            assert (path, status) == (path, 403 if role else 302)
    assert state() == before


def test_adding_someone_shows_a_password_once_that_opens(entered, places, django_user_model):
    client = entered(Role.TENANT_ADMIN)
    made = client.post(
        "/staff/people/new/", {"name": "新来的", "username": "NewBie", "phone": PHONE}
    )
    password = made.context["password"]
    someone = Person.objects.get(username="newbie")
    assert someone.check_password(password)
    assert password not in client.get(f"/staff/people/{someone.ref}/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"username": "有汉字"}, "username"),
        ({"username": "tenant_admin1"}, "username"),
        ({"phone": "123"}, "phone"),
        ({"name": ""}, "name"),
        ({"name": "长" * 41}, "name"),
    ],
)
def test_wrong_input_stays_in_the_form_with_a_sentence_beside_its_field(entered, wrong, field):
    client = entered(Role.TENANT_ADMIN)
    given = {"name": "新来的", "username": "newbie", **wrong}
    page = client.post("/staff/people/new/", given)
    assert page.status_code == 200
    assert set(page.context["form"].errors) == {field}
    assert given["username"] in page.content.decode()
    assert Person.objects.count() == 1


def test_appointing_and_ending_from_the_page(entered, person, places, orgs):
    client, someone = entered(Role.TENANT_ADMIN), person("lin")
    given = {"role": "village_cadre", "place": places.village.code, "since_on": "2026-01-01"}
    page = client.post(f"/staff/people/{someone.ref}/", given)
    assert set(page.context["form"].errors) == {"org"}
    for wrong in ({"place": "nowhere"}, {"org": "nobody"}, {"role": "auditor"}):
        assert client.post(f"/staff/people/{someone.ref}/", {**given, **wrong}).status_code == 200
    given["org"] = orgs.committee.code
    assert client.post(f"/staff/people/{someone.ref}/", given).status_code == 302
    held = Position.objects.get(person=someone)
    end = f"/staff/people/{someone.ref}/positions/{held.pk}/end/"
    assert client.get(end).status_code == 200
    assert client.post(end, {"until_on": "2026-03-01"}).status_code == 302
    held.refresh_from_db()
    assert f"{held.until_on}" == "2026-03-01"


def test_orgs_and_their_duties_from_the_page(entered, places, orgs):
    client = entered(Role.TENANT_ADMIN)
    given = {"name": "县住建局", "kind": "department", "place": places.county.code}
    made = client.post("/staff/people/orgs/", given)
    org = Org.objects.get(name="县住建局")
    assert made["location"] == f"/staff/people/orgs/{org.code}/"
    client.post(made["location"], {"category": "road", "text": "修路", "lead": "on"})
    assert Duty.objects.get(org=org).text == "修路"
    again = client.post("/staff/people/orgs/", given)
    assert set(again.context["form"].errors) == {"name"}


def test_a_key_is_shown_once(entered, person):
    client = entered(Role.TENANT_ADMIN)
    person("prog")
    given = {"username": "prog", "name": "县 12345", "place": "350599000000", "verbs": ["read"]}
    page = client.post("/staff/people/tokens/", {**given, "ends_on": "2099-12-31"})
    text = page.context["text"]
    assert text in page.content.decode()
    page = client.get("/staff/people/tokens/")
    assert text not in page.content.decode()
    token = ApiToken.objects.get()
    client.post(f"/staff/people/tokens/{token.ref}/revoke/")
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_an_administrator_of_one_village_finds_nobody_of_another(entered, staff, places):
    there = staff(Role.LEADER, "there", place=places.other)
    here = staff(Role.LEADER, "here", place=places.village)
    client = entered(Role.TENANT_ADMIN, place=places.village)
    page = client.get("/staff/people/").content.decode()
    assert ("here" in page, "there" in page) == (True, False)
    assert client.get(f"/staff/people/{there.ref}/").status_code == 404
    assert client.get(f"/staff/people/{here.ref}/").status_code == 200
    assert client.post(f"/staff/people/{there.ref}/password/").status_code == 404


def test_residents_are_not_listed_beside_staff(entered, places):
    Person.objects.create(nickname="邻居 ABCD", phone_hash="x")
    page = entered(Role.TENANT_ADMIN).get("/staff/people/")
    assert "邻居 ABCD" not in page.content.decode()


@pytest.mark.parametrize(
    "query",
    ["q=%00", "role=nobody", "page=999999999999999999", "page=-1", "page=x", "q=" + "长" * 500],
)
def test_odd_addresses_do_no_harm(entered, query):
    client = entered(Role.TENANT_ADMIN)
    for path in ("/staff/people/", "/staff/people/orgs/"):
        assert client.get(f"{path}?{query}").status_code == 200


@pytest.mark.parametrize("odd", ["%00", "nobody", "%ED%A0%80", "x" * 500, "%27%3B--"])
def test_what_is_not_there_is_not_found(entered, odd):
    client = entered(Role.TENANT_ADMIN)
    for path in ("/staff/people/{}/", "/staff/people/orgs/{}/", "/staff/people/chain/{}/"):
        assert client.get(path.format(odd)).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "event=x",
        "since=2026-99-99",
        "before=99999999999999999999999",
        "before=-1",
        "subject=%27%3B--",
        "until=9999-12-31",
    ],
)
def test_odd_searches_of_the_record_do_no_harm(entered, query):
    client = entered(Role.AUDITOR)
    for path in AUDIT:
        assert client.get(f"{path}?{query}").status_code == 200


def test_a_list_costs_the_same_for_one_and_for_many(entered, staff):
    client = entered(Role.TENANT_ADMIN)

    def cost(path):
        with CaptureQueriesContext(connection) as taken:
            client.get(path)
        return len(taken)

    paths = ["/staff/people/", "/staff/people/orgs/", "/staff/people/tokens/"]
    client.get(paths[0])  # the session's first request also writes when it was seen
    before = [cost(p) for p in paths]
    for number in range(5):
        someone = staff(Role.LEADER, f"p{number}")
        key_for(someone)
        actions.add_org(
            name=f"单位{number}", kind="department", place=someone.positions.get().place, by=None
        )
    assert [cost(p) for p in paths] == before


def test_the_security_administrator_unlocks_ends_sessions_and_stops_an_account(
    entered, staff, client
):
    someone = staff(Role.DISPATCHER)
    theirs = Client()
    theirs.post("/staff/login/", {"login": "dispatcher1", "password": PASSWORD})
    for _try in range(5):
        lock = actions.note_failure(username="dispatcher1", source="here")
    entered(Role.SECURITY_ADMIN)
    page = client.get("/staff/people/safety/").content.decode()
    assert page.count("dispatcher1") == 2
    client.post(f"/staff/people/safety/locks/{lock.pk}/unlock/")
    client.post(f"/staff/people/safety/{someone.ref}/sign-out/")
    assert theirs.get("/staff/account/").status_code == 302
    client.get("/staff/people/safety/")  # shows the message about it
    assert "dispatcher1" not in client.get("/staff/people/safety/").content.decode()
    client.post(f"/staff/people/safety/{someone.ref}/active/", {"active": "0"})
    someone.refresh_from_db()
    assert someone.is_active is False


def test_the_three_administrators_from_the_page(entered, person, places):
    client = entered(Role.SECURITY_ADMIN)
    person("lin")
    given = {"username": "lin", "place": places.county.code, "since_on": "2026-01-01"}
    client.post("/staff/people/safety/admins/", {**given, "role": "auditor"})
    page = client.post("/staff/people/safety/admins/", {**given, "role": "tenant_admin"})
    assert page.context["form"].non_field_errors() == [
        "系统、安全、审计三个管理员必须是三个人。请另选一位，或先让这位卸任。"
    ]
    held = Position.objects.get(person__username="lin")
    client.post(f"/staff/people/safety/admins/{held.pk}/end/", {"until_on": "2026-02-01"})
    held.refresh_from_db()
    assert held.until_on is not None


def test_the_auditor_finds_by_event_day_and_thing(entered, person):
    someone = person("lin")
    client = entered(Role.AUDITOR)

    def found(query):
        return [(e.event, e.subject) for e in client.get(f"/staff/record/?{query}").context["rows"]]

    assert ("person.add", someone.ref) in found("event=person.")
    assert found(f"event=person.add&subject={someone.ref}") == [("person.add", someone.ref)]
    assert found("event=case.") == []
    assert found("until=2020-01-01") == []
    assert found(f"subject={someone.ref}&since=2020-01-01") == [("person.add", someone.ref)]


def test_pages_of_the_record_meet_without_a_gap_or_a_repeat(entered, person, orgs):
    someone = person("lin")
    for _time in range(230):
        actions.sign_out_all(person=someone, by=None)
    client, seen, before = entered(Role.AUDITOR), [], ""
    while True:
        page = client.get(f"/staff/record/?before={before}").context
        seen += [e.pk for e in page["rows"]]
        if not page["older"]:
            break
        before = seen[-1]
    assert seen == sorted(Entry.objects.values_list("pk", flat=True), reverse=True)


def test_the_record_shows_nobody_s_content(entered, person):
    person("lin", "欧阳小明", phone=PHONE)
    page = entered(Role.AUDITOR).get("/staff/record/").content.decode()
    assert "欧阳小明" not in page
    assert PHONE not in page


def test_an_export_names_who_took_it_and_is_itself_written_down(entered, person):
    someone = person("lin")
    client = entered(Role.AUDITOR)
    before = Entry.objects.count()
    response = client.post("/staff/record/export/", {"event": "person.add"})
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("auditor1 于 ")
    assert lines[0].endswith("导出")
    assert any(someone.ref in line for line in lines[2:])
    assert all(",person.add," in line for line in lines[2:])
    assert Entry.objects.count() == before + 1
    assert Entry.objects.latest("id").event == "record.export"


def test_who_looked_behind_a_mask_stands_on_the_auditor_s_page(entered, person):
    actions.reveal(
        locked=vault.lock(PHONE),
        subject="C-1",
        field="phone",
        purpose="回访电话",
        by=person("lin", "林小燕"),
    )
    page = entered(Role.AUDITOR).get("/staff/record/reveals/").content.decode()
    for said in ("林小燕", "C-1", "回访电话"):
        assert said in page
    assert PHONE not in page


def test_the_chain_page_names_each_hole_and_hides_other_villages(entered, places, orgs):
    client = entered(Role.VILLAGE_CADRE, place=places.village)
    page = client.get("/staff/people/chain/E1/").content.decode()
    assert page.count("还没有党员楼长") == 2
    assert client.get(f"/staff/people/chain/{places.other.code}/").status_code == 404
    assert client.get(f"/staff/people/chain/{places.county.code}/").status_code == 404
    assert client.get("/staff/people/chain/none/").status_code == 404
