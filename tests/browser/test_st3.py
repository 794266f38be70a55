"""ST-3, the hand-over: a draw that anyone recomputes, keys signed for on a phone and on paper."""

import io
import json
import re

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from sanan.livelihood.rules import draw

from .site import XIANGAN, opened, visitor
from .test_st4 import entered

pytestmark = pytest.mark.browser
BUILDING = "温泉小区 2 号楼"


def test_from_the_acceptance_to_the_last_closing_survey(chrome, phone, site):
    with entered(chrome, site, "huashi") as desk:
        code = drawn(desk)
        homes = chosen(desk, code)
        figures = [slip_figures(site, home) for home in homes]
        for number, home in enumerate(homes):
            inspected(desk, home, "阳台：地漏堵了" if number == 0 else "")
    context = chrome.new_context(**phone, base_url=site.address)
    context.add_cookies([{"name": "care", "value": "1", "url": site.address}])
    signed(context.new_page(), figures[0])
    context.close()
    with entered(chrome, site, "huashi") as desk:
        for home in homes[1:]:
            received_on_paper(desk, home)
        done(desk, f"handovers/{code}/close", {})
        expect(desk.locator(".standing")).to_have_text("全部交完")


def test_a_stalled_hand_over_is_pushed_by_discipline_and_inspection_until_the_keys_are_there(
    chrome, site
):
    with entered(chrome, site, "zengmin") as page:
        page.goto(f"{PUSHES}new/")
        form = page.locator("main form").last
        for name, said in (("place", "祥安"), ("org", "德化县住房和城乡建设局")):
            value = form.locator(f"[name={name}] option", has_text=said).first
            form.locator(f"[name={name}]").select_option(value=value.get_attribute("value"))
        form.locator("[name=title]").fill("祥安小区三期交钥匙")
        form.locator("[name=text]").fill("竣工备案停了三个月，四十户在等。")
        form.locator("button[type=submit]").click()
        expect(page.locator(".standing")).to_have_text("等另一方加入")
        code = re.search(r"/pushes/(\w+)/", page.url)[1]
    with entered(chrome, site, "yejianqiu") as page:
        pushed(page, code, "join")
        expect(page.locator(".standing")).to_have_text("正在推动")
        for title in ("竣工备案", "交钥匙"):
            pushed(page, code, "set", title=title, due_on="2030-01-01")
        expect(page.locator("main")).to_contain_text("“竣工备案”还没有到，到了才能办结。")
    with entered(chrome, site, "kedahai") as page:
        for title in ("竣工备案", "交钥匙"):
            pushed(page, code, "reach", milestone=title)
    with entered(chrome, site, "zengmin") as page:
        pushed(page, code, "finish")
        expect(page.locator(".standing")).to_have_text("已办结")


PUSHES = "/staff/inspection/pushes/"


def pushed(page: Page, code: str, verb: str, **values: str) -> None:
    """One verb of a joint push, on its page."""
    page.goto(f"{PUSHES}{code}/")
    form = opened(page, verb)
    for name, value in values.items():
        field = form.locator(f"[name={name}]")
        if name == "milestone":
            field.select_option(label=value)
        else:
            field.fill(value)
    form.locator("button[type=submit]").click()
    page.wait_for_load_state()


def test_the_communitys_page_says_the_figures_of_the_report_with_their_qualifiers(site):
    """ACC-01 to 07, 18, 19 and 42."""
    said = {
        "dwelling": ("2,981 人", "3 个乡镇 3 个村", "6 间", "320 平方米"),
        "work": ("近 20 万元", "6 家", "4 个", "54 人", "12 场", "10 余种", "近 1,000 元"),
    }
    with visitor(site) as client:
        for tab, figures in said.items():
            text = client.get(f"/livelihood/{XIANGAN}/?tab={tab}").text
            assert [each for each in figures if each not in text] == []
        assert "参加抽签 78 户" in client.get(draw_of(client, "温泉小区 1 号楼")).text


def draw_of(client, title: str) -> str:
    page = client.get("/livelihood/350525100010/").text
    return re.search(rf'href="(/livelihood/draws/\w+/)"><b>{title}', page)[1]


def done(page: Page, path: str, values: dict[str, str]) -> None:
    """One verb at the desk, by its own address."""
    page.goto(f"/staff/livelihood/{path}/")
    form = page.locator("#do form")
    for name, value in values.items():
        form.locator(f"[name={name}]").first.fill(value)
    form.locator("button[type=submit]").click()
    page.wait_for_load_state()


def drawn(page: Page) -> str:
    """The list and the hash are public, a resident names a word, and anybody gets the same order."""
    page.goto("/staff/livelihood/handovers/")
    page.get_by_role("link", name=BUILDING).click()
    code = re.search(r"/handovers/(\w+)/", page.url)[1]
    done(page, f"handovers/{code}/commit", {})
    shown = json.loads(page.request.get(f"/livelihood/draws/{code}/draw.json").text())
    assert (len(shown["commitment"]), shown["secret"]) == (64, "")
    done(page, f"handovers/{code}/draw", {"word": "桂花开"})
    page.goto(f"/livelihood/draws/{code}/")
    expect(page.locator("main")).to_contain_text("和抽出的顺序一样")
    told = json.loads(page.request.get(f"/livelihood/draws/{code}/draw.json").text())
    assert (told["commitment"], told["entries"]) == (shown["commitment"], shown["entries"])
    assert draw.fits(shown["commitment"], told["secret"], told["entries"])
    order = draw.order(told["secret"], "桂花开", told["entries"])
    assert page.locator("main ol li").first.inner_text() == order[0]
    return code


def chosen(page: Page, code: str) -> list[str]:
    """Each family in its turn takes the first dwelling that is left."""
    page.goto(f"/staff/livelihood/handovers/{code}/")
    links = page.locator("table.sheet tbody th a")
    homes = [links.nth(n).get_attribute("href").split("/")[-2] for n in range(links.count())]
    assert len(homes) == 4
    for home in homes:
        page.goto(f"/staff/livelihood/homes/{home}/choose/")
        form = page.locator("#do form")
        form.locator("[name=dwelling]").select_option(index=1)
        form.locator("button[type=submit]").click()
        page.wait_for_load_state()
        expect(page.locator(".standing")).to_have_text("已选房，等验房")
    return homes


def slip_figures(site, home: str) -> str:
    """The query code that stands on the family's printed slip."""
    said = "from sanan.slips.actions import issue; "
    said += f"print('FIGURES', issue(kind='home', ref='{home}'))"
    return re.search(r"FIGURES (\d{12})", site.sanan("django", "shell", "-c", said))[1]


def inspected(page: Page, home: str, defects: str) -> None:
    given = {"water": "1.5", "power": "8", "keys": "3", "defects": defects}
    done(page, f"homes/{home}/inspect", given)
    expect(page.locator(".standing")).to_have_text("已验房，等领钥匙")


def signed(page: Page, figures: str) -> None:
    """With the code of the slip, a finger and large letters; one defect is known and open."""
    page.goto("/track/")
    page.locator("main #code").fill(figures)
    page.locator("main form button").first.click()
    expect(page.locator("main")).to_contain_text("地漏堵了")
    box = page.locator("canvas.signature")
    box.scroll_into_view_if_needed()
    frame = box.bounding_box()
    page.mouse.move(frame["x"] + 30, frame["y"] + 80)
    page.mouse.down()
    for step in range(1, 8):
        page.mouse.move(frame["x"] + 30 + step * 25, frame["y"] + 80 + (step % 2) * 40)
    page.mouse.up()
    page.locator("#receive [name=knows]").check()
    page.locator("#receive button[type=submit]").click()
    expect(page.locator(".state").first).to_have_text("已领钥匙")
    page.locator("#survey [name=score][value='5']").check()
    page.locator("#survey button[type=submit]").click()
    expect(page.locator(".state").first).to_have_text("已回访")


def received_on_paper(page: Page, home: str) -> None:
    """The scan of what the family signed, and a call afterwards."""
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(out, "JPEG")
    page.goto(f"/staff/livelihood/homes/{home}/receive/")
    form = page.locator("#do form")
    scan = {"name": "receipt.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}
    form.locator("[name=uploads]").set_input_files(scan)
    form.locator("button[type=submit]").click()
    page.wait_for_load_state()
    page.goto(f"/staff/livelihood/homes/{home}/survey/")
    page.locator("#do form [name=score][value='4']").check()
    page.locator("#do form button[type=submit]").click()
    expect(page.locator(".standing")).to_have_text("已回访")
