"""The pages and files that everyone may read."""

import re

import pytest

from sanan.ledger import actions
from sanan.ledger.enums import Reason
from sanan.ledger.log.tiles import edge_tiles
from sanan.ledger.models import Audit, Entry
from sanan.ledger.queries import logs, receipts

from .conftest import at

pytestmark = pytest.mark.django_db
FOR_EVER = "public, max-age=31536000, immutable"


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def test_every_published_file_is_served_as_it_lies_there(client, said):
    folder = logs.folder(said.year)
    files = [p.relative_to(folder.root).as_posix() for p in folder.root.rglob("*") if p.is_file()]
    assert len(files) > 5
    for path in files:
        answer = client.get(f"/log/{said.year}/{path}")
        if path == ".lock":
            assert answer.status_code == 404
            continue
        assert answer.content == folder.read(path)
        kept = "public, max-age=5" if path == "checkpoint" else FOR_EVER
        assert answer["Cache-Control"] == kept
        assert answer["Access-Control-Allow-Origin"] == "*"


def test_the_newest_log_also_stands_at_log_but_is_kept_a_moment_only(client, said):
    tile = next(iter(edge_tiles(300))).path
    for path in ("checkpoint", tile, "vkey"):
        short, long = client.get(f"/log/{path}"), client.get(f"/log/{said.year}/{path}")
        assert short.content == long.content
        assert short["Cache-Control"] == "public, max-age=5"
    assert client.get("/log/vkey").content.decode().strip() == said.vkey


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/999",
        "tile/0/0",
        "tile/../checkpoint",
        ".lock",
        "tile/entries/000.p/0",
        "",
        "../keys/log-2026",
        "checkpoint/",
    ],
)
def test_nothing_else_is_served(client, said, path):
    assert client.get(f"/log/{said.year}/{path}").status_code == 404
    assert client.get(f"/log/1999/{path}").status_code == 404


def test_the_page_of_an_entry_turns_the_promise_into_a_proof(client, say):
    entry = say(7)
    path = receipts.path_of(entry)
    before = page(client, path)
    assert "您的话已经记下，谁也改不了" in before
    assert "正在排队" in before
    assert client.get(f"{path}receipt.tlog-proof").status_code == 404
    assert client.get(f"{path}promise.txt").content.startswith(b"sanan.record/promise@v1\n")
    actions.publish_all()
    after = page(client, path)
    assert "这是记录里的第 1 条" in after
    assert "第7盏路灯不亮" in after
    answer = client.get(f"{path}receipt.tlog-proof")
    assert answer.content == receipts.held(Entry.objects.get()).receipt
    assert 'filename="receipt.tlog-proof"' in answer["Content-Disposition"]
    assert client.get(f"{path}words.txt").content.decode() == "第7盏路灯不亮"


def test_residents_read_no_engineers_words(client, said):
    words = page(client, receipts.path_of(at(5))) + page(client, "/record/check/")
    assert not re.search(r"merkle|hash|默克尔|哈希|区块链", words, re.IGNORECASE)


def test_an_erased_entry_says_so_and_gives_no_words(client, said):
    entry = at(5)
    actions.erase(entry=entry, reason=Reason.REQUEST, by="p1")
    text = page(client, receipts.path_of(entry))
    assert "内容已经删除" in text
    assert "本人要求" in text
    assert "路灯" not in text
    assert client.get(f"{receipts.path_of(entry)}words.txt").content == b""
    assert client.get(f"{receipts.path_of(entry)}promise.txt").status_code == 404


def test_a_damaged_log_is_said_and_not_a_fault(client, said):
    folder = logs.folder(said.year)
    folder.write({"tile/0/000": bytes(32 * 256)})
    assert "对不上" in page(client, receipts.path_of(at(5)))


def test_the_public_page_says_how_large_it_is_and_who_watches(client, said, settings):
    text = page(client, "/record/")
    assert "一共 300 条" in text
    assert "还没有外面的见证人" in text
    assert said.vkey in text


@pytest.mark.parametrize("where", ["", "row"], ids=["clean", "not clean"])
def test_the_public_page_tells_what_the_last_audit_found(client, said, where):
    Audit.objects.create(
        log=said,
        at=said.began_at,
        entries=300,
        root=bytes(32),
        where=where,
        position=137 if where else None,
    )
    text = page(client, "/record/")
    assert ("全部对得上" in text, "第 137 条对不上" in text) == (not where, bool(where))


def test_the_public_page_before_anything_happened(client):
    assert "记录还没有开始" in page(client, "/record/")


@pytest.mark.parametrize("path", ["/record/1-abc/", "/record/nothing/", "/record/1-abc/words.txt"])
def test_a_guessed_address_tells_nothing(client, said, path):
    assert client.get(path).status_code == 404


def test_the_page_of_an_entry_says_when_it_came_in_and_marks_a_moment_outside(client, past):
    """Times are those here, eight hours ahead of UTC."""
    true, back, ahead, act, old = (page(client, receipts.path_of(row)) for row in past)
    assert "进入公开记录2026-06-05 02:30:00 以前" in true
    assert "2026-06-05 02:30:00 以后，2026-06-05 03:30:00 以前" in back
    warned = [("这个时间不能当作证据，请问一问" in text) for text in (true, back, ahead, act, old)]
    assert warned == [False, True, True, False, True]
