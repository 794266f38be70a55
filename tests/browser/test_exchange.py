"""A 12345 order: in by file, answered at the desk, sent back, joined with the neighbour's message."""

import json
from pathlib import Path
from typing import Any

import georeport
import pytest
from playwright.sync_api import expect

from .site import desk, say, visitor
from .test_st1 import step

pytestmark = pytest.mark.browser
SYSTEM = "hotline-12345"
SAID = "祥安社区三号楼门口路口的红绿灯箭头不亮，左转的车都抢着走，老人不敢过马路"
BACK = "来电人说箭头又灭了"


def sent(site, folder: Path, **row: Any) -> dict[str, Any]:
    """One message as the hotline's file; its receipt."""
    path = folder / "orders.json"
    path.write_text(json.dumps([{"工单编号": "QZ-20261130-7", **row}]), encoding="utf-8")
    told = site.sanan("exchange", "take", SYSTEM, str(path), "--json")
    return json.loads(told.strip().splitlines()[-1])["receipts"][0]


def test_an_order_in_answered_sent_back_and_joined(chrome, site, tmp_path):
    held = sent(site, tmp_path, 诉求内容=SAID, 所属区域="祥安社区", 诉求类别="交通信号")
    assert held["state"] == "held"
    with desk(chrome, site, "chenli") as page:
        page.goto("/staff/exchange/words/")
        page.get_by_role("link", name="类别 · 交通信号").click()
        form = page.locator("form#say")
        form.locator("[name=means]").fill("traffic.sign")
        form.locator("button[type=submit]").click()
        expect(page.locator("main")).to_contain_text("1 封信件重新收了一次")
    case = sent(site, tmp_path, 诉求内容=SAID, 所属区域="祥安社区", 诉求类别="交通信号")["case"]
    with desk(chrome, site, "xuwen") as page:
        page.goto(f"/staff/cases/{case}/")
        expect(page.locator("main")).to_contain_text("QZ-20261130-7")
        step(page, case, "dispatch", then="已派单", to="浔中镇交通办")
    with desk(chrome, site, "dongli") as page:
        step(page, case, "sign", then="已签收")
        step(page, case, "contact", then="办理中", reached="1", note="去看")
        step(
            page,
            case,
            "reply",
            then="已答复",
            public_text="红绿灯的箭头已经修好，左转可以照常通行。",
        )
    back = sent(site, tmp_path, 状态="退回重办", 退回原因=BACK)
    assert back["state"] == "done"
    with visitor(site) as phone:
        say(phone, SAID + "，请快来看看")
    with desk(chrome, site, "xuwen") as page:
        page.goto(f"/staff/cases/{case}/")
        expect(page.locator(".standing strong")).to_have_text("返工")
        expect(page.locator("main")).to_contain_text(BACK)
        page.goto("/staff/exchange/same/")
        ours = page.locator("section.panel", has_text="QZ-20261130-7")
        ours.get_by_role("button").first.click()
        expect(page.locator("main")).to_contain_text("一起办理，办完各自答复")
        page.goto(f"/staff/exchange/letters/?q={case}")
        expect(page.locator("table")).to_contain_text("QZ-20261130-7")


def test_somebody_elses_open311_client_speaks_with_the_running_server(site, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    client = georeport.GeoReport(f"{site.address}/open311/v2")
    codes = [each["service_code"] for each in client.get_service_list()]
    assert client.get_service_definition(codes[0])["service_code"] == codes[0]
    found = client.get_service_requests()
    assert found
    assert client.get_service_request(found[0]["service_request_id"]) == found[0]
