"""A resident's own phone checks their receipt, also with the network gone."""

import re

import pytest

from sanan.ledger.log.proof import read_receipt

from .site import cookies, say, visitor

pytestmark = pytest.mark.browser
WORDS = "温泉小区 3 号楼电梯停了两天,\n老人下不了楼。"


@pytest.fixture(scope="module")
def receipt(site):
    """The address of what a resident said, published; the receipt's bytes."""
    client = visitor(site)
    said = client.get(say(client, WORDS)).text
    path = re.search(r'href="(/record/[0-9a-z]+-[0-9a-f]+/)"', said)[1]
    assert "正在排队" in client.get(path).text
    assert client.get(f"{path}promise.txt").text.startswith("sanan.record/promise@v1\n")
    site.work()
    data = client.get(f"{path}receipt.tlog-proof").content
    assert read_receipt(data).encode() == data
    assert len(data) <= 1024
    yield client, path, data
    client.close()


@pytest.fixture
def tab(chrome, phone, site, receipt):
    context = chrome.new_context(**phone)
    context.add_cookies([{**c} for c in cookies(receipt[0], site)])
    yield context.new_page()
    context.close()


def verdict(tab) -> tuple[str, str]:
    place = tab.locator("[data-verdict]")
    place.wait_for(state="visible")
    return place.get_attribute("data-kind"), place.inner_text()


def test_the_page_of_an_entry_checks_itself(tab, site, receipt):
    tab.goto(site.address + receipt[1])
    kind, text = verdict(tab)
    assert kind == "holds"
    assert "这些话一个字没变" in text


@pytest.mark.parametrize(
    ("words", "change", "kind"),
    [
        (WORDS, None, "holds"),
        (WORDS.replace("\n", "\r\n") + "\n", None, "holds"),
        ("别的话", None, "content"),
        (WORDS, (b"index ", b"index 1"), "not_included"),
        (WORDS, (b"c2sp", b"c3sp"), "receipt"),
    ],
    ids=["unchanged", "other line ends", "other words", "another place", "no receipt"],
)
def test_a_receipt_is_checked_with_the_network_gone(tab, site, receipt, words, change, kind):
    tab.goto(f"{site.address}/record/check/")
    tab.context.set_offline(offline=True)
    data = receipt[2].replace(*change) if change else receipt[2]
    file = {"name": "receipt.tlog-proof", "mimeType": "text/plain", "buffer": data}
    tab.set_input_files("#receipt", files=[file])
    text = {"name": "words.txt", "mimeType": "text/plain", "buffer": words.encode()}
    tab.set_input_files("#file", files=[text])
    tab.get_by_role("button", name="核对").click()
    assert verdict(tab)[0] == kind


def test_another_key_than_the_log_signed_with_refuses(tab, site, receipt):
    tab.goto(f"{site.address}/record/check/")
    file = {"name": "receipt.tlog-proof", "mimeType": "text/plain", "buffer": receipt[2]}
    tab.set_input_files("#receipt", files=[file])
    tab.locator("main summary").click()
    tab.fill("#keys", "sanan.example/2026+f9770db6+AZsfhHkc/HZjBFhU04netcqVRJ2HXydqg4QLBgqznPxx")
    tab.get_by_role("button", name="核对").click()
    assert verdict(tab)[0] == "checkpoint"
