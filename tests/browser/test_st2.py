"""ST-2, a clue in the chat: broken road, confirmed, sent to the village, mended, back in the room."""

import io
import re
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from .site import desk, neighbour
from .test_st1 import step

pytestmark = pytest.mark.browser

PLACE = "350526100210"
PHONES = {True: "13800005002", False: "13800005003"}
ROOM = f"/voices/{PLACE}/"
BROKEN = "小学门口的水泥路塌了一个坑,学生放学骑车很危险,请派人来修。"
MENDED = (
    "今日,由蒲坂村委会和浔中镇交通办把小学门口水泥路的塌坑填平、浇好水泥,已修复,"
    "学生放学骑车可以照常通过。"
)


def photo(colour: str) -> dict[str, object]:
    out = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(out, "JPEG")
    return {"name": "road.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def member(chrome, phone, site, request) -> Iterator[Page]:
    context = chrome.new_context(
        **phone, base_url=site.address, java_script_enabled=request.param, has_touch=True
    )
    context.add_cookies([{**c} for c in neighbour(site, PHONES[request.param])])
    page = context.new_page()
    page.script = request.param
    yield page
    context.close()


def test_from_the_chat_to_the_repair_and_back(member: Page, chrome, site):
    said = BROKEN if member.script else f"昨天也说过:{BROKEN}"
    member.goto(ROOM)
    if member.script:
        expect(member.locator("[data-state]")).to_have_text("实时")
    member.locator("#text").fill(said)
    member.locator(".speak__more summary").click()
    member.locator("#photos").set_input_files(photo("#655"))
    member.locator("[data-send]").click()
    mine = member.locator(".talk_mine", has_text=said)
    expect(mine.locator("img")).to_have_count(1)

    with desk(chrome, site, "wuqing") as page:  # the inspector reads, and may not decide
        page.goto("/staff/voices/search/?q=塌了一个坑")
        page.get_by_role("link", name=said).click()
        expect(page.locator("main")).to_contain_text("像是诉求")
        expect(page.get_by_role("button", name="立为事项")).to_have_count(0)

    with desk(chrome, site, "xujinshui") as page:
        page.goto("/staff/voices/review/")
        one = page.locator("article", has_text=said)
        one.get_by_role("button", name="是，立为事项").click()
        code = re.search(r"立为事项 (\w{12})", page.locator("main").inner_text())[1]
    with desk(chrome, site, "xuwen") as page:
        step(page, code, "dispatch", then="已派单", to="蒲坂村委会", category="道路破损")
    with desk(chrome, site, "xujinshui") as page:
        step(page, code, "sign", then="已签收")
        step(page, code, "contact", then="办理中", reached="1", note="下午去看")
        page.goto(f"/staff/cases/{code}/reply/")
        form = page.locator("#do form")
        form.locator("[name=public_text]").fill(MENDED)
        form.locator("[type=file]").set_input_files(photo("#9b9"))
        form.locator("button.btn-primary, button.btn-danger").click()
        expect(page.locator(".standing strong")).to_have_text("已答复")

    site.work()
    if not member.script:
        member.goto(ROOM)
    answer = member.locator(".talk_answer", has_text=MENDED).last
    expect(answer.locator("img")).to_have_count(1)
    expect(answer.locator(".bubble__to")).to_contain_text(said[:12])
    expect(member.locator(".talk_mine", has_text=said)).to_contain_text("已立为事项 · 已答复")
