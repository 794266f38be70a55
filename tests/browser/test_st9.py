"""ST-9: the charger in the garage, to the power company's member of that community, and back."""

import re

import pytest
from playwright.sync_api import Page, expect

from .site import XIANGAN, signed_in
from .test_st4 import entered

pytestmark = pytest.mark.browser

TEXT = "地下车库的充电桩一插就跳闸,三天了,能不能派人来看看。"
ANSWER = (
    "今日,由供电公司挂点党员到地下车库看过,更换了分支开关,当天试充正常,"
    "充电桩跳闸的问题已经解决。联系电话 13800000097。"
)


def test_from_one_tap_to_what_the_chat_is_told(chrome, phone, site):
    context = chrome.new_context(**phone, base_url=site.address, java_script_enabled=False)
    page = context.new_page()
    figures = reported(page)
    with entered(chrome, site, "zhongliang") as desk:
        code = handled(desk)
        relayed(desk, code)
    page.goto("/track/")
    page.locator("main #code").fill(figures)
    page.locator("main form button").first.click()
    expect(page.locator("main")).to_contain_text("更换了分支开关")
    context.close()
    for who in ("shuiyuan", "ycpower"):
        client = signed_in(site, who)
        assert client.get(f"/staff/services/partner/{code}/").status_code == 404
        assert client.get(f"/staff/cases/{code}/").status_code == 404
        client.close()


def reported(page: Page) -> str:
    """A resident's one tap and few words; gives the query code."""
    page.goto(f"/village/{XIANGAN}/")
    expect(page.locator("main")).to_contain_text("更换老旧配电箱")  # the planned outage
    page.goto(f"/services/at/{XIANGAN}/")
    page.get_by_role("link", name="用电问题").click()
    page.locator("[name=text]").fill(TEXT)
    page.locator("[name=address]").fill("地下车库 A 区")
    page.locator("[name=phone]").fill("13800000096")
    page.locator("main form button").click()
    expect(page.locator("main")).to_contain_text("德化供电公司的 钟* 手上")
    return page.locator(".code").inner_text()


def handled(page: Page) -> str:
    """The member finds it, goes there and answers; the case's number."""
    page.goto("/staff/services/partner/")
    page.get_by_role("link", name=re.compile("充电桩一插就跳闸")).click()
    code = re.search(r"/cases/(\w+)/", page.url)[1]
    expect(page.locator("article")).to_contain_text("地下车库 A 区")
    expect(page.locator("main")).not_to_contain_text("13800000096")
    for verb, values in (
        ("sign", {}),
        ("contact", {"note": "约了下午看"}),
        ("reply", {"public_text": ANSWER}),
    ):
        page.goto(f"/staff/cases/{code}/{verb}/")
        form = page.locator("#do form")
        if verb == "contact":
            form.locator("[name=reached][value='1']").check()
        for name, value in values.items():
            form.locator(f"[name={name}]").first.fill(value)
        form.locator("button.btn-primary, button.btn-danger").click()
        page.wait_for_load_state()
    return code


def relayed(page: Page, code: str) -> None:
    """What to tell the chat stands ready, without the number; a person tells it and notes so."""
    page.goto(f"/staff/services/partner/{code}/")  # where the notice leads
    form = page.locator(f"#do form[action='/staff/cases/{code}/relay/']")
    text = form.locator("textarea").input_value()
    assert "更换了分支开关" in text
    assert "13800000097" not in text
    form.get_by_role("button").click()
    expect(page.locator("main")).to_contain_text("转告过")
