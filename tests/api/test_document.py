"""The document is complete, readable, and attacked."""

import json
import re
import shlex
from urllib.parse import urlencode

import pytest
import schemathesis
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import Resolver404, get_resolver
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sanan.api.middleware import _offered
from sanan.api.views import SHAPES, api

pytestmark = pytest.mark.django_db


def document() -> dict:
    return json.loads(Client().get("/api/v1/openapi.json").content)


def test_every_call_says_what_it_takes_and_answers():
    found = document()
    assert found["openapi"].startswith("3.")
    for path, ways in found["paths"].items():
        for method, call in ways.items():
            assert call["summary"], path
            assert {"404", "422"} <= set(call["responses"]), path
            assert (method == "post") == ("requestBody" in call), path
    assert "#/$defs" not in json.dumps(found)


def test_the_document_is_built_once_for_all(monkeypatch):
    browser = Client()
    first = browser.get("/api/v1/openapi.json"), browser.get("/api/v1/docs/")
    monkeypatch.setattr(api, "get_openapi_schema", None)
    again = browser.get("/api/v1/openapi.json"), browser.get("/api/v1/docs/")
    assert [a.status_code for a in (*first, *again)] == [200] * 4
    assert first[0].content == again[0].content


def test_every_sample_of_the_document_is_a_call_that_is_understood(site):
    """Typed as it stands, against the application: refused by a rule perhaps, never misunderstood."""
    case, told = site.say()["code"], {}
    for path, ways in document()["paths"].items():
        for method, call in ways.items():
            [sample] = call["x-codeSamples"]
            words = shlex.split(sample["source"])
            assert words[-1] == f"https://sanan.example.com{path}"
            headers = {"HTTP_AUTHORIZATION": f"Bearer {site.keys['dispatcher']}"}
            data = words[words.index("-d") + 1] if "-d" in words else ""
            assert (method == "post") == bool(data)
            asked = path.replace("{code}", case).replace("{what}", "cases")
            answer = Client().generic(method.upper(), asked, data, "application/json", **headers)
            if answer.status_code >= 500 or answer.json().get("code") in {"malformed", "not_json"}:
                told[sample["source"]] = answer.content.decode()
    assert told == {}


def test_the_page_shows_every_call_and_no_other_host():
    page = Client().get("/api/v1/docs/")
    text = page.content.decode()
    assert page.status_code == 200
    assert page["Content-Security-Policy"]
    assert [path for path in document()["paths"] if path not in text] == []
    assert re.findall(r'(?:src|href)="(?:https?:)?//[^"]+', text) == []


SCHEMA = schemathesis.openapi.from_dict(
    json.loads(json.dumps(api.get_openapi_schema(), default=str))
)


@pytest.fixture
def known(site):
    """A key and a case, so that the attack gets beyond the door."""
    return site.keys["dispatcher"], site.say()["code"]


@SCHEMA.parametrize()
@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_request_makes_the_server_fail(case, known):
    key, code = known
    if "code" in (case.path_parameters or {}):
        case.path_parameters["code"] = code
    assert sent(case, key).status_code < 500


def sent(case, key):
    """One generated request, through the whole application and the test's own connection."""
    headers = {f"HTTP_{k.upper().replace('-', '_')}": v for k, v in (case.headers or {}).items()}
    headers["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    client = Client(raise_request_exception=False)
    path, query = case.formatted_path, urlencode(case.query or {}, doseq=True)
    if case.media_type == "multipart/form-data" and isinstance(case.body, dict):
        given = {name: file_or_text(value) for name, value in case.body.items()}
        return client.post(path, given, query_params=case.query or {}, **headers)
    body = case.body if isinstance(case.body, bytes) else json.dumps(case.body, default=str)
    return client.generic(
        case.method, path, body, "application/json", QUERY_STRING=query, **headers
    )


def file_or_text(value):
    """As a browser sends it."""
    if isinstance(value, list):
        return [file_or_text(each) for each in value]
    return SimpleUploadedFile("a.jpg", value) if isinstance(value, bytes) else str(value)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


@pytest.mark.parametrize("verb", SHAPES)
def test_no_body_makes_a_verb_fail(verb, site):
    code = site.say()["code"]

    @settings(max_examples=12, deadline=None, derandomize=True, database=None)
    @given(st.fixed_dictionaries({}, optional=dict.fromkeys(SHAPES[verb].model_fields, JUNK)))
    def attack(body):
        answer = site.ask("POST", f"/cases/{code}/{verb}", body, who="dispatcher")
        assert answer.status_code < 500, (body, answer.content)

    attack()


def test_programs_find_every_address_as_browsers_do() -> None:
    every = get_resolver()
    paths = [path.replace("{", "").replace("}", "") for path in api.get_openapi_schema()["paths"]]
    assert len(paths) > 50
    for path in [*paths, "/open311/v2/services.json", "/api/v1/docs/", "/api/v1/openapi.json"]:
        ours, theirs = _offered(every).resolve(path), every.resolve(path)
        assert (ours.func, ours.args, ours.kwargs) == (theirs.func, theirs.args, theirs.kwargs), (
            path
        )
    for path in ("/api/", "/api/v1/nothing", "/open311", "/staff/cases/"):
        with pytest.raises(Resolver404):
            _offered(every).resolve(path)
