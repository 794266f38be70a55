"""On a phone: hold to talk, mark the place on a map, send, and press Back."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from .site import QUIET, chromium, with_fonts

pytestmark = pytest.mark.browser
# A microphone that beeps, and a picture of the map without a graphics card.
PLAYED = [
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--enable-unsafe-swiftshader",
    "--use-gl=angle",
    "--use-angle=swiftshader",
]
PLACE = "/?place=350526100010"


@pytest.fixture
def talker(site, phone, chrome) -> Iterator[Page]:
    quiet = [each for each in QUIET if each != "--disable-gpu"]
    browser = chrome.browser_type.launch(
        executable_path=chromium(), args=[*quiet, *PLAYED], env={**with_fonts()}
    )
    context = browser.new_context(
        **phone, base_url=site.address, permissions=["microphone"], has_touch=True
    )
    yield context.new_page()
    browser.close()


def test_talk_mark_send_and_back(talker):
    complaints = []
    talker.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    talker.goto("/privacy/")
    talker.goto(PLACE)
    mark_the_place(talker)
    talk(talker)
    talker.get_by_role("button", name="提 交").click()
    expect(talker.locator("h1")).to_have_text("收到了")
    talker.get_by_role("link", name="看进度").click()
    expect(talker.locator("main")).to_contain_text("（一段录音，请听。）")
    expect(talker.locator("main audio")).to_have_count(1)
    talker.go_back()
    talker.go_back()
    assert "/privacy/" in talker.url  # past the form, which offers nothing to be sent again
    assert complaints == []


def mark_the_place(page: Page) -> None:
    page.get_by_role("button", name="在地图上标出来").click()
    page.locator("canvas").wait_for()
    page.get_by_role("button", name="就是这里").click()
    expect(page.get_by_text("已经在地图上标好了。")).to_be_visible()
    assert re.fullmatch(r"25\.\d{6}", page.locator("#lat").input_value())
    assert page.locator("#crs").input_value() == "wgs84"


def talk(page: Page) -> None:
    """Held for two seconds; what was said has arrived in pieces before the form is sent."""
    page.locator("[data-hold]").scroll_into_view_if_needed()
    box = page.locator("[data-hold]").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    expect(page.locator("[data-hold-told]")).to_contain_text("0:02")
    page.mouse.up()
    expect(page.locator("[name=pieces]")).to_have_value(re.compile(r"[\w-]{32}"), timeout=20_000)
    expect(page.locator("[data-clip-input]")).to_be_disabled()


def test_after_a_mistake_back_shows_the_form_with_what_was_typed(chrome, site, phone):
    """Without a script the page that answers has its mistakes; Back to it is no page of the browser's."""
    context = chrome.new_context(**phone, base_url=site.address, java_script_enabled=False)
    page = context.new_page()
    page.goto(PLACE)
    page.locator("#text").fill("🙂🙂🙂")
    page.get_by_role("button", name="提 交").click()
    expect(page.locator("#text")).to_have_value("🙂🙂🙂")
    page.get_by_role("link", name="怎样保护您的信息").click()
    page.go_back()
    expect(page.locator("#text-wrong")).to_be_visible()
    expect(page.locator("#text")).to_have_value("🙂🙂🙂")
    context.close()
