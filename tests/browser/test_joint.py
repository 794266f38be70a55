"""A need of the joint committee, claimed and met; a deed's step with its photo, seen and rated."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from .site import XIANGAN, desk
from .test_st1 import photo

pytestmark = pytest.mark.browser

NEED, DEED = "暑假想请人教孩子游泳", "活动室晚上开到九点"


@pytest.fixture
def resident(chrome, phone, site) -> Iterator[Page]:
    context = chrome.new_context(**phone, base_url=site.address, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_a_need_is_claimed_by_the_one_who_can(resident: Page, chrome, site):
    with desk(chrome, site, "laichunsheng") as page:
        page.goto("/staff/council/joint/")
        page.get_by_role("link", name="祥安社区大党委").click()
        expect(page.locator("#mechanisms h2")).to_contain_text("8 项")
        page.locator("#needs .btn").click()
        option = page.locator("[name=org] option", has_text="祥安社区党委").first
        page.locator("[name=org]").select_option(value=option.get_attribute("value"))
        page.locator("[name=title]").fill(NEED)
        page.get_by_role("button", name="提出来").click()
        expect(page.locator(".standing")).to_have_text("等人认领")

    with desk(chrome, site, "hongwei") as page:  # sits for the police
        page.goto("/staff/council/needs/?state=open")
        page.get_by_role("link", name=NEED).click()
        option = page.locator("#do-claim [name=org] option", has_text="公安").first
        page.locator("#do-claim [name=org]").select_option(value=option.get_attribute("value"))
        page.locator("#do-claim button").click()
        expect(page.locator(".standing")).to_have_text("已认领")
        page.locator("#do-meet textarea").fill("泳池每周三、五下午教,三十个孩子。")
        page.locator("#do-meet button").click()
        expect(page.locator(".standing")).to_have_text("已办到")

    resident.goto(f"/council/at/{XIANGAN}/")
    resident.get_by_role("link", name=re.compile("祥安社区大党委")).click()
    line = resident.locator("#needs li", has_text=NEED)
    expect(line).to_contain_text("公安局认领")
    expect(line).to_contain_text("三十个孩子")


def test_a_deed_is_seen_step_by_step_and_rated(resident: Page, chrome, site):
    with desk(chrome, site, "laichunsheng") as page:
        page.goto("/staff/council/works/?kind=deed&state=underway")
        page.get_by_role("link", name=DEED).click()
        for number in (2, 3):
            step = page.locator(f"#step{number}")
            step.locator("summary").first.click()
            step.locator("[name=evidence]").fill("值班表贴在门口")
            if number == 3:
                step.locator("[name=uploads]").set_input_files(
                    {"name": "night.jpg", "mimeType": "image/jpeg", "buffer": photo()}
                )
            step.get_by_role("button", name="这一步办成了").click()
            page.wait_for_load_state()
        page.locator("#do-finish summary").click()
        page.locator("#do-finish textarea").fill("每天晚上开到九点。")
        page.locator("#do-finish button").click()
        expect(page.locator(".standing")).to_have_text("办成了")

    resident.goto(f"/council/at/{XIANGAN}/deeds/")
    expect(resident.locator("main")).to_contain_text("办成 10 件")
    resident.get_by_role("link", name=re.compile(DEED)).click()
    small = resident.locator(".thumbs img").first.get_attribute("src")
    assert resident.request.get(f"{site.address}{small}").headers["content-type"] == "image/jpeg"
    resident.locator("input[value=satisfied]").check(force=True)
    resident.locator("#rate button").click()
    # Whoever is not known counts apart.
    expect(resident.locator("#rate")).to_contain_text("另有没登录的手机 1")
