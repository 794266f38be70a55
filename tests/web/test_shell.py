"""The shell: how a visitor wants to see it is kept without a script; nothing leads away."""

import gzip
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory

from sanan.kit.errors import Forbidden, Invalid, Missing, Refused, TooMany
from sanan.web import looks
from sanan.web.middleware import refusals

BUDGET = 60 * 1024


def body(answer):
    return re.search(r"<body([^>]*)>", answer.content.decode()).group(1)


@pytest.mark.django_db
def test_elders_mode_is_one_tap_remembered_and_undone(client):
    client.post("/care/", {"on": "1", "next": "/privacy/"})
    page = client.get("/privacy/").content.decode()
    assert ('class="care"' in page, "care.css" in page) == (True, True)
    client.post("/care/", {"on": "0"})
    assert "care.css" not in client.get("/privacy/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wanted", "said"), [("dark", "dark"), ("light", "light"), ("", ""), ("neon", "")]
)
def test_light_or_dark_is_remembered(client, wanted, said):
    client.post("/theme/", {"theme": wanted})
    found = re.search(r'data-weui-theme="(\w+)"', body(client.get("/privacy/")))
    assert (found.group(1) if found else "") == said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wanted", "said"), [("en", "en"), ("zh-hans", "zh-hans"), ("xx", "zh-hans")]
)
def test_the_language_is_remembered(client, wanted, said):
    client.post("/lang/", {"lang": wanted})
    assert f'<html lang="{said}"' in client.get("/privacy/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wanted", "to"),
    [
        ("/track/", "/track/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
@pytest.mark.parametrize("path", ["/care/", "/theme/", "/lang/"])
def test_a_toggle_leads_back_and_never_away(client, path, wanted, to):
    assert client.post(path, {"next": wanted}).url == to


@pytest.mark.parametrize("path", ["/theme/", "/lang/"])
def test_a_link_cannot_change_it(client, path):
    assert client.get(path).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/track/", "/me/", "/privacy/", "/offline/", "/care/", "/x"])
def test_pages_have_no_inline_script_or_style_and_ask_no_one_else(client, path):
    answer = client.get(path)
    page = answer.content.decode()
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", page) == []
    assert re.findall(r'(?:src|href|action)="(?:https?:)?//', page) == []
    assert "unsafe" not in answer["Content-Security-Policy"]


@pytest.mark.django_db
def test_the_offline_worker_keeps_what_the_first_page_loads(client):
    worker = client.get("/sw.js")
    assert worker["Content-Type"] == "text/javascript"
    for name in ("weui.css", "resident.css", "resident.js"):
        assert name in worker.content.decode()
    assert client.get("/manifest.webmanifest").json()["start_url"] == "/"


@pytest.mark.django_db
def test_the_first_page_is_light(client):
    page = client.get("/").content
    names = re.findall(rb'(?:src|href)="/static/([^"]+\.(?:css|js))"', page)
    files = [finders.find(name.decode()) for name in names]
    if not all(files):
        pytest.skip("the front-end files are not built (python -m sanan.web.assets)")
    size = sum(len(gzip.compress(Path(file).read_bytes())) for file in files if file)
    assert len(gzip.compress(page)) + size < BUDGET


@pytest.mark.parametrize(
    "error",
    [
        Refused("先派单。"),
        Invalid("请写一句话。"),
        Forbidden("不由您来办。"),
        Missing("没有这件事。"),
        TooMany("太快了。", retry_after=7),
    ],
)
@pytest.mark.parametrize("part", [False, True])
@pytest.mark.django_db
def test_a_refusal_is_a_page_or_a_sentence_with_its_status(error, part):
    headers = {"HX-Request": "true"} if part else {}
    request = RequestFactory().get("/track/", headers=headers)
    request.session = {}

    request.user = AnonymousUser()
    answer = refusals(lambda _request: HttpResponse()).process_exception(request, error)
    assert (answer.status_code, str(error.sentence) in answer.content.decode()) == (
        error.status,
        True,
    )
    assert ("<html" in answer.content.decode()) is not part
    assert answer.get("HX-Retarget") == ("#notice" if part else None)
    assert answer.get("Retry-After") == ("7" if isinstance(error, TooMany) else None)


@pytest.mark.parametrize(
    ("path", "method", "heading", "onward"),
    [
        ("/staff/people/", "get", "这一页现在打不开", "/staff/"),
        ("/staff/people/", "post", "这一步没有办成", "/staff/"),
        ("/track/", "get", "这一页现在打不开", "/"),
    ],
)
@pytest.mark.django_db
def test_a_refusal_says_what_was_refused_and_leads_on(path, method, heading, onward):
    request = getattr(RequestFactory(), method)(path)
    request.session, request.user = {}, AnonymousUser()
    answer = refusals(lambda _request: HttpResponse()).process_exception(
        request, Refused("先派单。")
    )
    page = answer.content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert f"<h1>{heading}</h1>" in main
    assert f'href="{onward}"' in main
    assert ("没有任何东西被改动" in main) is (method == "post")


@pytest.mark.django_db
def test_what_is_missing_at_a_desk_leads_back_to_the_work_and_on_a_phone_to_the_first_page(client):
    desk, phone = (client.get(path).content.decode() for path in ("/staff/nothing/", "/nothing/"))
    assert ("回到我的工作" in desk, "用查询码查进度" in desk) == (True, False)
    assert ("回到我的工作" in phone, "用查询码查进度" in phone) == (False, True)


def test_a_fault_is_not_swallowed():
    assert (
        refusals(lambda _request: HttpResponse()).process_exception(
            RequestFactory().get("/"), KeyError()
        )
        is None
    )


@pytest.mark.parametrize("name", ["400.html", "500.html", "403_csrf.html"])
def test_pages_for_the_worst_need_nothing(name):
    assert "<h1>" in render_to_string(name)


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a, b):
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_white_on_our_accent_can_be_read():
    css = Path(finders.find("web/resident.css")).read_text()
    accent = re.search(r"--accent: (#\w{6});", css).group(1)
    assert contrast(accent, "#ffffff") >= 4.5


def test_elders_mode_has_the_sizes_of_the_norm():
    css = Path(finders.find("web/care.css")).read_text()
    size, lead, touch = (
        float(re.search(rf"--{name}: ([\d.]+)", css).group(1)) for name in ("size", "lead", "touch")
    )
    assert (size >= 18, lead >= 1.3, touch >= 60) == (True, True, True)


def test_the_toggles_are_sent_only_to_us():

    response = HttpResponse()
    looks.keep(response, looks.CARE, "1")
    cookie = response.cookies[looks.CARE]
    assert (cookie["samesite"], cookie["httponly"], bool(cookie["secure"])) == (
        "Lax",
        True,
        settings.SECURE,
    )


def test_whom_to_tell_of_a_hole(client, settings):
    """RFC 9116 asks for a contact and a day until which it holds, less than a year away."""
    settings.SITE_URL, settings.SECURITY_CONTACT = "https://sanan.example", ""
    answer = client.get("/.well-known/security.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    told = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert told["Contact"] == "https://sanan.example/"
    assert told["Canonical"] == "https://sanan.example/.well-known/security.txt"
    until = datetime.fromisoformat(told["Expires"])
    assert timedelta(0) < until - datetime.now(UTC) < timedelta(days=365)
    settings.SECURITY_CONTACT = "mailto:safety@sanan.example"
    assert (
        "Contact: mailto:safety@sanan.example"
        in client.get(answer.request["PATH_INFO"]).content.decode()
    )
