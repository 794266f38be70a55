"""Open311 GeoReport v2: what must hold is written from the standard; where its schema stands beside
the checkout the whole schema is asked as well, and somebody else's client speaks it unmodified.
"""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from sanan.cases import actions as cases
from sanan.cases.enums import Door
from sanan.cases.models import Case
from sanan.kit import clock, vault

pytestmark = pytest.mark.django_db
V2 = "/open311/v2"
SCHEMA = Path(__file__).resolve().parents[3] / "shared/data/open311/schema"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00")


def get(path: str, **query: str) -> Any:
    return Client().get(f"{V2}/{path}", query)


def post(form: str = "json", **given: str) -> Any:
    data = {"service_code": "env.rubbish", "description": "垃圾没有人收", "address_string": "村口"}
    data |= {
        k.replace("__", "[").removesuffix("_") + ("]" if "__" in k else ""): v
        for k, v in given.items()
    }
    return Client().post(f"{V2}/requests.{form}", {k: v for k, v in data.items() if v is not None})


@pytest.fixture
def shown(desk) -> Case:
    """A case that a dispatcher released, with names and numbers in it."""
    case = cases.open_case(
        text="我叫陈志强，电话13800010001，村口垃圾成堆",
        place=desk.village,
        door=Door.WEB,
        contact_name="陈志强",
        contact_phone="13800010001",
        lat=25.4,
        lon=118.2,
    ).case
    from sanan.cases.models import Category

    category = Category.objects.get(code="env.rubbish")
    cases.dispatch(case=case, to=desk.roads, by=desk.dispatcher, category=category)
    cases.publish(case=case, by=desk.dispatcher)
    cases.open_case(text="没有公开的一件", place=desk.village, door=Door.WEB)
    case.refresh_from_db()
    return case


def valid(name: str, found: Any) -> None:
    """Against the published schema, where it is."""
    if not SCHEMA.is_dir():
        return
    import jsonschema_rs

    schema = json.loads((SCHEMA / f"{name}.json").read_text())
    for each in found:
        jsonschema_rs.validate(schema, each)


def test_where_it_is_is_told(desk):
    found = Client().get("/open311/discovery.json").json()
    [end] = found["endpoints"]
    assert end["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert end["url"].endswith("/open311/v2")
    root = ET.fromstring(Client().get("/open311/discovery.xml").content)
    assert root.findtext("endpoints/endpoint/url") == end["url"]
    assert [e.text for e in root.findall("endpoints/endpoint/formats/format")] == end["formats"]


def test_services_and_their_questions(desk):
    found = get("services.json").json()
    valid("service", found)
    codes = [each["service_code"] for each in found]
    assert {"env.rubbish", "other"} <= set(codes)
    assert len(codes) == len(set(codes))
    assert {each["type"] for each in found} == {"realtime"}
    defined = get("services/env.rubbish.json").json()
    valid("service-definition", [defined])
    assert defined["service_code"] == "env.rubbish"
    asked = {each["code"]: each for each in defined["attributes"]}
    assert [v["key"] for v in asked["nature"]["values"]][:2] == ["consult", "help"]
    assert [each["order"] for each in defined["attributes"]] == sorted(
        each["order"] for each in defined["attributes"]
    )
    assert get("services/nothing.json").status_code == 404
    root = ET.fromstring(get("services/env.rubbish.xml").content)
    assert root.tag == "service_definition"
    assert root.findtext("attributes/attribute/variable") in {"true", "false"}
    every = ET.fromstring(get("services.xml").content)
    assert [e.findtext("service_code") for e in every.findall("service")] == codes


def test_only_what_is_public_is_there_and_masked(desk, shown):
    [found] = get("requests.json").json()
    valid("request", [found])
    assert (found["service_request_id"], found["status"], found["service_code"]) == (
        shown.code,
        "open",
        "env.rubbish",
    )
    assert (found["lat"], found["long"], found["media_url"]) == (None, None, None)
    assert found["agency_responsible"] == "县交通运输局"
    assert all(
        MOMENT.fullmatch(found[f"{name}_datetime"]) for name in ("requested", "updated", "expected")
    )
    said = get("requests.json").content.decode() + get("requests.xml").content.decode()
    assert not [w for w in ("陈志强", "13800010001", "没有公开") if w in said]
    hidden = Case.objects.exclude(pk=shown.pk).get()
    assert get(f"requests/{hidden.code}.json").status_code == 404
    assert get(f"requests/{shown.code}.json").json() == [found]
    cases.unpublish(case=shown, by=desk.dispatcher, reason="撤下")
    assert get("requests.json").json() == []


def test_requests_are_filtered_as_the_standard_says(desk, shown):
    now, day = clock.now(), timedelta(days=1)
    iso = "%Y-%m-%dT%H:%M:%SZ"

    def codes(**query: str) -> int:
        answer = get("requests.json", **query)
        assert answer.status_code == 200, answer.content
        return len(answer.json())

    assert codes(service_request_id=f"nothing,{shown.code}", status="closed") == 1
    assert codes(service_code="env.rubbish,other", status="open") == 1
    assert codes(service_code="other") == 0
    assert codes(status="closed") == 0
    assert codes(status="open,closed") == 1
    assert codes(start_date=(now - day).strftime(iso), end_date=(now + day).strftime(iso)) == 1
    assert codes(start_date=(now - 100 * day).strftime(iso)) == 0  # 90 days from there on
    assert codes(end_date=(now - day).strftime(iso)) == 0
    assert codes(jurisdiction_id=desk.county.code) == 1
    assert codes(jurisdiction_id=desk.elsewhere.code) == 0
    assert get("requests.json", jurisdiction_id="x").status_code == 404
    assert codes(page="2") == 0
    wrong = {
        "status": "closing",
        "start_date": "0001-01-01T00:00:00Z",
        "end_date": "9999-12-31T23:59:59Z",
    }
    for name, value in wrong.items():
        answer = get("requests.json", **{name: value})
        assert answer.status_code == 400
        assert [set(each) for each in answer.json()] == [{"code", "description"}]
    root = ET.fromstring(get("requests.xml", start_date="yesterday").content)
    assert (root.tag, root.findtext("error/code")) == ("errors", "400")


def test_a_request_becomes_an_ordinary_case(desk):
    answer = post(
        first_name="志强",
        last_name="陈",
        phone="138 0001 0001",
        attribute__nature="complaint",
        attribute__where="戏台旁边",
        lat="25.47",
        long="118.28",
        address_id=desk.village.code,
        media_url="https://example.com/a.jpg",
    )
    assert answer.status_code == 201, answer.content
    [told] = answer.json()
    case = Case.objects.get(code=told["service_request_id"])
    assert (case.door, case.nature, case.category.code, case.place) == (
        "exchange",
        "complaint",
        "env.rubbish",
        desk.village,
    )
    assert (case.lat, case.lon) == (25.47, 118.28)
    assert (case.contact_name, vault.unlock(case.contact_locked)) == ("陈 志强", "13800010001")
    assert "戏台旁边" in case.text
    token = get(f"tokens/{told['token']}.json").json()
    assert token[0]["service_request_id"] == case.code
    assert get(f"tokens/{case.code}:{'0' * 32}.json").status_code == 404
    followed = urlsplit(re.search(r"http\S+", told["service_notice"])[0]).path
    assert Client().get(followed).json()["state"] == "submitted"
    root = ET.fromstring(post("xml", service_code="other").content)
    assert Case.objects.get(code=root.findtext("request/service_request_id")).category is None


def test_the_same_key_is_one_request(desk):
    data = {"service_code": "other", "description": "漏水", "address_string": "村口"}
    codes = {
        Client()
        .post(f"{V2}/requests.json", data, HTTP_IDEMPOTENCY_KEY="k")
        .json()[0]["service_request_id"]
        for _time in range(2)
    }
    assert len(codes) == 1


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"service_code": "nothing"}, 400),
        ({"service_code": ""}, 400),
        ({"description": " "}, 400),
        ({"address_string": None}, 400),
        ({"lat": "25"}, 400),
        ({"lat": "nan", "long": "1"}, 400),
        ({"lat": "1e999", "long": "1"}, 400),
        ({"address_id": "x"}, 400),
        ({"attribute__nature": "patrol"}, 400),
        ({"api_key": "wrong"}, 403),
        ({"jurisdiction_id": "x"}, 404),
        ({"description": "长" * 20_001}, 400),
        ({"description": "路\x00\ud800灯"}, 201),
    ],
)
def test_what_is_not_in_order_is_told_in_the_standards_own_way(desk, given, status):
    given = {k: v.encode("utf-8", "ignore").decode() if v else v for k, v in given.items()}
    answer = post(**given)
    assert answer.status_code == status, answer.content
    if status != 201:
        assert [each["code"] for each in answer.json()] == [status]
        assert answer.json()[0]["description"].endswith("。")


def test_a_key_must_be_for_it_and_may_be_demanded(desk, settings):
    assert post(api_key=desk.key(desk.dispatcher, "open311")).status_code == 201
    assert post(api_key=desk.key(desk.dispatcher, "read")).status_code == 403
    settings.OPEN311_ANONYMOUS = False
    assert post().status_code == 403


def test_other_ways_and_other_formats_are_refused_clearly(desk):
    assert Client().post(f"{V2}/services.json").status_code == 405
    assert Client().get(f"{V2}/services.csv").status_code == 404
    assert Client().get(f"{V2}/services").json()[0]["code"] == 404
    body = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"
    assert Client().post(f"{V2}/requests.xml", body, "text/xml").status_code == 400


class Answered:
    """What `requests.get` gives, from the application itself."""

    def __init__(self, response: Any) -> None:
        self.content, self._response = response.content, response

    def json(self) -> Any:
        return json.loads(self.content)

    def raise_for_status(self) -> None:
        assert self._response.status_code < 400, self.content


@pytest.mark.parametrize("form", ["json", "xml"])
def test_somebody_elses_client_speaks_with_it(desk, shown, monkeypatch, form):
    georeport = pytest.importorskip("georeport")
    import requests

    def local(address: str, params: Any = None, **_more: Any) -> Answered:
        return Answered(Client().get(urlsplit(address).path, params or {}))

    monkeypatch.setattr(requests, "get", local)
    client = georeport.GeoReport("http://testserver/open311/v2/", output_format=form)
    assert "env.rubbish" in [each["service_code"] for each in client.get_service_list()]
    assert client.get_service_definition("env.rubbish")["service_code"] == "env.rubbish"
    since = (clock.now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    found = client.get_service_requests(status="open", start_date=since)
    one = client.get_service_request(shown.code)
    assert (found[0] if isinstance(found, list) else found)["service_request_id"] == shown.code
    assert one["service_request_id"] == shown.code
