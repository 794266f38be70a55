"""Ten things that a resident does on a phone, each by the shortest way the pages offer, and counted.

A tap is a press on a link, a button or a choice; a field is one that is typed into; a page is one that
the phone loads after the first. Where a phone number is confirmed, its code is a field like any other.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Locator, Page

from .site import Site

VILLAGE, COMMUNITY = "350526100210", "350526100010"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c49444154789c63606060000000040001f61738550000000049454e44ae426082"
)
KEY = """
from sanan.council import actions, models
from sanan.council.rules import MEETING
from sanan.people.models import Person
vote = models.Vote.objects.open().first()
who = next(p for p in Person.objects.all() if "print_keys" in MEETING.allowed(vote.meeting, p))
print(actions.print_keys(meeting=vote.meeting, by=who)[0][1])
"""
REPLIED = """
from sanan.cases.models import Case
from sanan.kit import tokens
print(tokens.query_code(Case.objects.filter(state="replied", master=None).latest("pk").code))
"""


@dataclass
class Hand:
    """One hand on a phone, and what it had to do."""

    page: Page
    site: Site
    taps: int = 0
    typed: int = 0
    pages: int = 0
    came: str = field(default="", repr=False)

    def start(self, path: str) -> None:
        """Where the task begins; what comes before is not counted."""
        self.page.goto(path)
        self.taps = self.typed = self.pages = 0

    def tap(self, what: str | Locator) -> None:
        """Press a link, a button or a choice, by its words or where it is."""
        found = self._named(what) if isinstance(what, str) else what
        found.first.click()
        self.page.wait_for_load_state("networkidle")
        self.taps += 1

    def type(self, name: str, text: str) -> None:
        """Write into a field."""
        self.page.locator(f"[name={name}]:visible").first.fill(text)
        self.typed += 1

    def confirm(self, phone: str) -> None:
        """Say a number and the code that was sent to it."""
        self.type("phone", phone)
        self.tap("发验证码")
        sent = (self.site.place / "sms.jsonl").read_text(encoding="utf-8").splitlines()[-1]
        self.type("code", re.search(r"\d{6}", json.loads(sent)["text"])[0])
        self.tap("登录")

    def reads(self, *words: str) -> None:
        """What stands on the page in the end."""
        text = self.page.locator("main").inner_text()
        missing = [word for word in words if word not in text]
        if missing:
            raise AssertionError(f"{self.page.url} does not say {missing}: {text[:400]}")

    def _named(self, words: str) -> Locator:
        whole = self.page.locator("a, button, summary, label").filter(has_text=words)
        return whole.locator("visible=true")


Task = Callable[[Hand], None]


def say_with_a_photo(hand: Hand) -> None:
    hand.start("/")
    hand.type("text", "桥头的路灯坏了三天，晚上看不见路。")
    hand.page.locator("[name=photos]").set_input_files(
        {"name": "灯.png", "mimeType": "image/png", "buffer": PIXEL}
    )
    hand.taps += 1
    hand.tap("提 交")
    hand.page.wait_for_url("**/said/**")
    hand.reads("收到了", "查询码")


def follow_it(hand: Hand) -> None:
    hand.start("/")
    hand.tap("我的事")
    hand.tap("桥头的路灯坏了")
    hand.reads("办到哪一步", "接下来")


def say_not_fixed(hand: Hand) -> None:
    code = hand.site.sanan("django", "shell", "-v0", "-c", REPLIED).strip()
    hand.start("/")
    hand.type("code", code)
    hand.tap(hand.page.get_by_role("button", name="查", exact=True))
    hand.tap(hand.page.locator("#not_fixed summary"))
    form = hand.page.locator("#not_fixed")
    form.locator("textarea").fill("灯还是不亮。")
    hand.typed += 1
    hand.tap(form.get_by_role("button", name="还没解决"))
    hand.reads("您说还没解决，退回重新办", "灯还是不亮。")


def find_the_roads(hand: Hand) -> None:
    hand.start("/")
    hand.tap("我们村")
    hand.tap("账本")
    hand.tap("合同和租金")
    hand.reads("机耕路平整", "2.6万元")


def ask_about_a_line(hand: Hand) -> None:
    hand.start(f"/?place={COMMUNITY}")
    hand.tap("我们村")
    hand.tap("村里的账和事")
    hand.tap("救助名单")
    hand.tap(hand.page.locator(".sums__ask"))
    hand.type("text", "这个月为什么少了一户？")
    hand.tap(hand.page.locator("main form button[type=submit]"))
    hand.reads("已提出", "查询码")


def find_it_again(hand: Hand) -> None:
    hand.start("/")
    hand.tap("我的事")
    hand.tap("这个月为什么少了一户")
    hand.reads("已提出", "回答")


def join_from_afar(hand: Hand) -> None:
    hand.start("/")
    hand.tap("我们村")
    hand.tap("村群")
    hand.tap("人在外地，申请进群")
    hand.confirm("13800019901")
    hand.type("nickname", "阿强")
    hand.type("name", "林志强")
    hand.type("text", "桥头林家的二儿子，在厦门打工。")
    hand.tap(hand.page.locator("main form button[type=submit]"))
    hand.reads("申请已经交给村里")


def order_for_grandmother(hand: Hand) -> None:
    hand.start(f"/?place={COMMUNITY}")
    hand.tap("我们村")
    hand.tap("要帮忙、来帮忙")
    hand.tap("陪老人看病取药")
    hand.type("for_whom", "奶奶，82岁")
    hand.type("phone", "13800019902")
    hand.tap("下 单")
    hand.reads("查询码")


def vote(hand: Hand) -> None:
    key = hand.site.sanan("django", "shell", "-v0", "-c", KEY).strip()
    hand.start(f"/council/key/{key}/")
    for button in ("打开", "签到"):
        if hand.page.get_by_role("button", name=button).count():
            hand.tap(hand.page.get_by_role("button", name=button))
    hand.tap(hand.page.get_by_role("button", name="同意", exact=True))
    hand.reads("您投了“同意”")


def report_a_cadre(hand: Hand) -> None:
    hand.start("/")
    hand.tap("举报干部")
    hand.tap(hand.page.get_by_label("德化县"))
    hand.tap(hand.page.get_by_label("村（社区）的干部", exact=False))
    hand.tap("下一步")
    hand.type("who", "蒲坂村某委员")
    hand.type("text", "修路的砂石款和账上对不上。")
    hand.tap("密封交出")
    hand.page.locator("[data-receipt]").wait_for()
    hand.reads("已经收下，这是您的回执")


TASKS: dict[str, Task] = {
    "say it, with a photo": say_with_a_photo,
    "see how far it is": follow_it,
    "say that it is not fixed": say_not_fixed,
    "find what the village spent on roads": find_the_roads,
    "ask about a line of a list": ask_about_a_line,
    "find the answer again next week": find_it_again,
    "ask to join the room from afar": join_from_afar,
    "order a hand for grandmother": order_for_grandmother,
    "vote": vote,
    "report a cadre": report_a_cadre,
}


@contextmanager
def hand(chrome: Browser, site: Site, phone: dict[str, Any]) -> Iterator[Hand]:
    """A phone that already knows its village, as after its poster was scanned once."""
    context = chrome.new_context(**phone, base_url=site.address, has_touch=True)
    page = context.new_page()
    page.goto(f"/?place={VILLAGE}")
    held = Hand(page, site)

    def landed(frame: Any) -> None:
        if frame == page.main_frame:
            held.pages += 1

    page.on("framenavigated", landed)
    yield held
    context.close()
