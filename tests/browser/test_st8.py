"""ST-8, the sealed report: about a village secretary's superior, by name, with a photo and a file.

Encrypted in the browser, invisible to everyone here, opened by the body above, answered through the
receipt; and nothing of it in any search, page, log or file of the installation.
"""

import io
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, Request, expect

from .site import desk, opened

pytestmark = pytest.mark.browser

PASSPHRASE = "demo only, opens nothing real"
WHO = "浔中镇某副镇长金丝雀"
TEXT = "祠堂后面的地没有开会就批给了他侄子,金丝雀在此"
MORE = "金丝雀补充:合同在村会计手里"
ASKED = "金丝雀请问是哪一年批的"
TOLD = "金丝雀结果:批地已经撤销"
FILE = "canary-in-a-file-90210"
NAME, PHONE = "连某某金丝雀", "13800007788"
CANARIES = (WHO, TEXT, MORE, ASKED, TOLD, FILE, NAME, PHONE, PASSPHRASE)
LOCAL = ("xuwen", "laichunsheng", "zhengxiaoqin", "huangzhiyuan", "chenli", "zhaoan", "panzheng")


def photo() -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "TELLTALE PHONE"
    Image.new("RGB", (3000, 2000), "navy").save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.fixture
def reporter(chrome, site, phone) -> Iterator[Page]:
    context = chrome.new_context(**phone, base_url=site.address)
    page = context.new_page()
    page.sent = []

    def note(request: Request) -> None:  # a function: the listener's arguments are counted
        page.sent.append(request)

    page.on("request", note)
    yield page
    context.close()


def test_only_the_body_above_reads_it_and_only_the_receipt_reads_the_answer(reporter, chrome, site):
    receipt = write(reporter)
    nothing_left_the_browser_readable(reporter.sent, site)
    assert reporter.context.cookies() == []
    for who in LOCAL:
        with desk(chrome, site, who) as page:
            sees_nothing(page)

    with desk(chrome, site, "zengmin") as page:
        code = open_it(page)
        form = opened(page, "reply")
        form.locator("textarea").fill(ASKED)
        form.get_by_role("button").click()
        expect(page.locator(".standing strong")).to_have_text("已打开")

    dialogue(reporter, receipt)
    expect(reporter.locator("main")).to_contain_text(ASKED)
    expect(reporter.locator("main")).not_to_contain_text(TEXT)
    reporter.locator("#text").fill(MORE)
    reporter.get_by_role("button", name="密封送出").click()
    expect(reporter.locator("[role=status]")).to_have_text("已经密封送到。")
    nothing_left_the_browser_readable(reporter.sent, site, but=receipt)

    with desk(chrome, site, "zengmin") as page:
        end_it(page, code)
    dialogue(reporter, receipt)
    expect(reporter.locator("h1")).to_have_text("已办结")
    expect(reporter.locator("main")).to_contain_text(TOLD)

    with desk(chrome, site, "zhouming") as page:
        page.goto("/staff/sealed/record/")
        row = page.locator("tr", has_text=code).filter(has_text="打开了一件举报").first
        expect(row).to_contain_text("曾敏")
        expect(page.locator("main")).not_to_contain_text("金丝雀")
    site.work()
    nowhere(site, receipt)


def write(page: Page) -> str:
    """From the first page to the receipt."""
    page.goto("/")
    page.get_by_role("link", name="举报干部").click()
    page.context.clear_cookies()  # the first page sets one; from here on there must be none
    page.get_by_label("德化县").check()
    page.get_by_label("乡镇（街道）的干部或单位").check()
    page.get_by_role("button", name="下一步").click()
    expect(page.locator("h1")).to_have_text("由德化县纪委监委来收")
    expect(page.locator("[data-sealing]")).to_be_visible()
    expect(page.locator("[data-plain]")).to_be_hidden()
    readable(page)
    page.get_by_role("button", name="密封交出").click()
    expect(page.locator("[data-wrong]")).to_have_text("请写要反映谁、什么事。")
    page.locator("#who").fill(WHO)
    page.locator("#text").fill(TEXT)
    torn = {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": photo()[:500]}
    page.locator("#files").set_input_files([torn])
    page.get_by_role("button", name="密封交出").click()
    expect(page.locator("[data-wrong]")).to_contain_text("照片坏了")
    expect(page.locator("#text")).to_have_value(TEXT)
    page.locator("#files").set_input_files(
        [
            {**torn, "buffer": photo()},
            {"name": "合同.txt", "mimeType": "text/plain", "buffer": FILE.encode()},
        ]
    )
    page.locator("details summary").last.click()
    page.locator("#name").fill(NAME)
    page.locator("#phone").fill(PHONE)
    page.get_by_role("button", name="密封交出").click()
    expect(page.locator("h1")).to_have_text("已经收下，这是您的回执")
    readable(page)
    return re.sub(r"\D", "", page.locator("[data-receipt]").inner_text())


def readable(page: Page) -> None:
    """These pages answer a form, so that no walk along links comes to them."""
    for violation in Axe().run(page).response["violations"]:
        raise AssertionError((page.url, violation["id"], violation["nodes"][:2]))
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_where_nobody_receives_the_page_names_the_real_road(reporter):
    reporter.goto("/sealed/")
    reporter.get_by_label("泉州市").check()
    reporter.get_by_label("市里的领导，或市纪委监委的人").check()
    reporter.get_by_role("button", name="下一步").click()
    expect(reporter.locator("h1")).to_have_text("这里收不了，请走另一条路")
    assert reporter.locator("main a[href='tel:12388']").count() == 1
    readable(reporter)


def nothing_left_the_browser_readable(sent: list[Request], site, but: str = "") -> None:
    """Every request went to this site only, and none carried a word of it."""
    for request in sent:
        assert request.url.startswith((site.address, "data:", "blob:")), request.url
        body = request.post_data_buffer or b""
        for canary in CANARIES:
            assert canary.encode() not in body, request.url
            assert canary not in request.url
        assert b"TELLTALE" not in body
        if but:
            assert but not in request.url


def sees_nothing(page: Page) -> None:
    """Their search, their lists, the desk itself."""
    for path in (
        "/staff/",
        "/staff/cases/?group=all&q=祠堂后面",
        "/staff/notices/",
        "/staff/board/",
    ):
        page.goto(path)
        expect(page.locator("body")).not_to_contain_text("金丝雀")
    answer = page.goto("/staff/sealed/")
    assert answer is not None
    if answer.status == 200:  # an officer of another county
        expect(page.locator("main")).not_to_contain_text("德化")
    else:
        assert answer.status == 404


def open_it(page: Page) -> str:
    """The newest report, by passphrase; the photo comes without what it hid. Its code."""
    page.goto("/staff/sealed/")
    rows = page.locator("tbody tr", has_text="已收到").filter(has_text="实名")
    link = rows.locator("a").first
    code = link.inner_text()
    link.click()
    page.locator("#open-passphrase").fill("not the passphrase")
    page.get_by_role("button", name="打开", exact=True).click()
    expect(page.locator(".invalid-feedback")).to_contain_text("密语不对")
    page.locator("#open-passphrase, [name=passphrase]").first.fill(PASSPHRASE)
    page.get_by_role("button", name="打开", exact=True).click()
    expect(page.locator(".bubble").first).to_have_text(TEXT)
    expect(page.locator("main")).to_contain_text(WHO)
    expect(page.locator("main")).to_contain_text(PHONE)
    readable(page)
    for number, check in ((0, drawn_anew), (1, the_file)):
        form = page.locator("ol.line form").nth(number)
        form.locator("input[type=password]").fill(PASSPHRASE)
        with page.expect_download() as coming:
            form.get_by_role("button", name="取出").click()
        check(coming.value)
    return code


def drawn_anew(download) -> None:
    data = download.path().read_bytes()
    assert download.suggested_filename == "1.jpg"
    assert b"TELLTALE" not in data
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.size == (2560, 1707)


def the_file(download) -> None:
    assert download.suggested_filename == "合同.txt"
    assert download.path().read_bytes() == FILE.encode()


def dialogue(page: Page, receipt: str) -> None:
    page.goto("/sealed/ask/")
    page.locator("#receipt").fill(" ".join(receipt[i : i + 4] for i in range(0, 16, 4)))
    page.get_by_role("button", name="打开").click()
    page.locator("ol.story").wait_for()
    readable(page)


def end_it(page: Page, code: str) -> None:
    page.goto(f"/staff/sealed/{code}/")
    expect(page.locator(".standing")).to_contain_text("有新内容")
    page.locator("[name=passphrase]").first.fill(PASSPHRASE)
    page.get_by_role("button", name="打开", exact=True).click()
    expect(page.locator("main")).to_contain_text(MORE)
    for verb, text in (("assess", "初核"), ("conclude", TOLD)):
        form = opened(page, verb)
        if verb == "assess":
            form.locator("[name=way]").select_option("check")
        form.locator("textarea").fill(text)
        form.get_by_role("button").click()
        page.wait_for_load_state()
    expect(page.locator(".standing strong")).to_have_text("已办结")


def nowhere(site, receipt: str) -> None:
    """No file of the installation holds a word of it: database, journal, log, public record.

    So no page can; tests/sealed/test_wall.py opens every page as everyone nevertheless.
    """
    with closing(sqlite3.connect(site.place / "sanan.sqlite3")) as database:
        database.execute("PRAGMA wal_checkpoint(FULL)")
    looked = 0
    for path in site.place.rglob("*"):
        if not path.is_file() or "static" in path.parts:
            continue
        data, looked = path.read_bytes(), looked + 1
        for canary in (*CANARIES, receipt):
            for how in ("utf-8", "utf-16-le", "gb18030"):
                assert canary.encode(how) not in data, f"{canary} in {path}"
    assert looked > 3
