"""A list as its room declares it, on the toy room: what is shown, kept, taken away, walked through."""

import io
import json
import re
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from openpyxl import load_workbook

from sanan.ledger.models import Entry
from sanan.lists.models import KeptList
from sanan.lists.queries import back_of, href_of
from toys.shelves.actions import take

ADDRESS = "/staff/shelves/list/"


@pytest.fixture
def desk(client, yard):
    client.force_login(yard.cadre)
    return client


@pytest.fixture
def shelves(yard):
    return [yard.shelf(what) for what in ("伞", "凳", "=1+1", "锅", "灯")]


def titles(answer) -> list[str]:
    return re.findall(r'<a class="title" href="[^"]*">([^<]*)</a>', answer.content.decode())


def links(answer) -> list[str]:
    found = re.findall(r'<a class="title" href="([^"]*)">', answer.content.decode())
    return [href.replace("&amp;", "&") for href in found]


def test_a_page_of_rows_and_the_next(desk, shelves):
    first, second = desk.get(ADDRESS), desk.get(f"{ADDRESS}?page=2")
    assert (titles(first), titles(second)) == (["伞", "凳", "=1+1"], ["锅", "灯"])
    assert 'rel="next"' in first.content.decode()
    assert 'rel="next"' not in second.content.decode()


def test_a_state_stays_on_one_line_however_narrow_its_column(desk, shelves):
    assert '<td class="short ">摆着</td>' in desk.get(ADDRESS).content.decode()


def test_what_is_chosen_stands_in_the_heading_and_what_is_unknown_is_left_out(desk, shelves, yard):
    take(shelf=shelves[1], by=yard.stranger)
    taken = desk.get(f"{ADDRESS}?state=taken&colour=red")
    assert titles(taken) == ["凳"]
    assert '<span class="tag">取走了</span>' in taken.content.decode()
    assert titles(desk.get(f"{ADDRESS}?state=flying")) != ["凳"]
    assert '<span class="tag">摆着</span>' in desk.get(ADDRESS).content.decode(), "the fallback"
    worn = desk.get(f"{ADDRESS}?worn=1&state=all").content.decode()
    assert ("坏了的" in worn, "没有符合筛选的" in worn) == (True, True)


def test_each_view_says_how_many_it_opens(desk, shelves, yard):
    take(shelf=shelves[1], by=yard.stranger)
    shown = desk.get(ADDRESS).context["list"]
    counts = {str(look.label): (look.count, look.current) for look in shown.looks}
    assert counts == {"摆着的": ("4", True), "取走的": ("1", False)}
    for look in shown.looks:
        assert desk.get(f"{ADDRESS}?{look.query}").context["list"].total == look.count


@pytest.mark.parametrize("many", [1, 3])
def test_a_page_costs_as_much_with_one_row_as_with_three(
    desk, yard, many, django_assert_max_num_queries
):
    for number in range(many):
        yard.shelf(f"东西 {number}")
    desk.get(ADDRESS)
    with django_assert_max_num_queries(14):
        desk.get(ADDRESS)


def test_a_head_sorts_and_turns(desk, shelves):
    up = titles(desk.get(f"{ADDRESS}?sort=what"))
    down = desk.get(f"{ADDRESS}?sort=-what")
    assert up == sorted(["伞", "凳", "=1+1", "锅", "灯"])[:3]
    assert titles(down) == sorted(["伞", "凳", "=1+1", "锅", "灯"], reverse=True)[:3]
    assert 'aria-sort="descending"' in down.content.decode()
    assert titles(desk.get(f"{ADDRESS}?sort=owner")) == ["伞", "凳", "=1+1"], "no such head"


def test_the_file_holds_the_rows_as_shown_and_its_taking_is_on_the_record(desk, shelves, yard):
    take(shelf=shelves[1], by=yard.stranger)
    before = Entry.objects.count()
    answer = desk.get(f"{ADDRESS}?state=shown&sort=-what&xlsx")
    page = load_workbook(io.BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert rows[0] == ["东西", "现在", "编号"]
    assert [row[0] for row in rows[1:-1]] == sorted(
        ["伞", "'=1+1", "锅", "灯"], key=lambda what: what.lstrip("'"), reverse=True
    )
    assert "cadre" in rows[-1][0]
    assert (page.freeze_panes, page.auto_filter.ref) == ("A2", f"A1:C{len(rows)}")
    assert page.column_dimensions["A"].width == 30
    assert Entry.objects.count() == before + 1
    assert json.loads(bytes(Entry.objects.latest("pk").content))["rows"] == 4


def test_a_list_is_kept_under_a_name_opened_and_forgotten(desk, shelves, yard):
    here = f"{ADDRESS}?state=taken"
    sent = {"name": "取走的", "address": here}
    assert desk.post("/staff/lists/shelves/keep/", sent)["Location"] == here
    shown = desk.get(here).content.decode()
    assert f'<a href="{here}" aria-current="true">' in shown
    kept = KeptList.objects.get()
    assert (kept.person, kept.of, kept.name) == (yard.cadre, "shelves", "取走的")
    outside = desk.post("/staff/lists/shelves/keep/", {"name": "x", "address": "//evil.example/"})
    assert (outside.status_code, KeptList.objects.count()) == (404, 1)
    desk.post(f"/staff/lists/kept/{kept.pk}/forget/")
    assert KeptList.objects.count() == 0


def test_another_persons_list_is_not_there(desk, yard, client):
    kept = KeptList.objects.create(person=yard.leader, of="shelves", name="x", address=ADDRESS)
    assert desk.post(f"/staff/lists/kept/{kept.pk}/forget/").status_code == 404
    assert desk.get(ADDRESS).context["list"].kept == []


def test_from_a_row_one_goes_to_its_neighbours_of_the_same_list_and_back(desk, shelves, yard):
    take(shelf=shelves[1], by=yard.stranger)
    opened = desk.get(links(desk.get(f"{ADDRESS}?state=shown"))[1])
    beside = opened.context["beside"]
    assert urlsplit(beside.before).path.endswith(f"/{shelves[0].code}/")
    assert urlsplit(beside.behind).path.endswith(f"/{shelves[3].code}/"), (
        "the taken one is left out"
    )
    assert beside.back == f"{ADDRESS}?state=shown#c-{shelves[2].code}"
    assert parse_qs(urlsplit(beside.behind).query)["from"] == ["state=shown"]
    alone = desk.get(f"/staff/shelves/things/{shelves[0].code}/")
    assert alone.context["beside"] is None


def test_chosen_rows_are_sent_to_the_verbs_that_this_person_could_use(desk, shelves, yard):
    shown = desk.get(f"{ADDRESS}?state=shown").content.decode()
    assert f'name="shelf" value="{shelves[0].code}"' in shown
    assert 'formaction="/staff/shelves/things/bulk/close/"' in shown
    sent = {"shelf": [shelves[0].code, shelves[1].code], "reason": "过期", "go": "1"}
    desk.post("/staff/shelves/things/bulk/close/", sent)
    assert titles(desk.get(f"{ADDRESS}?state=closed")) == ["伞", "凳"]
    taken = desk.get(f"{ADDRESS}?state=taken").content.decode()
    assert 'bulk/close/"' not in taken, "none of these can be closed"


def test_a_page_that_is_asked_for_by_more_than_its_path_keeps_what_it_was_asked():
    listed = SimpleNamespace(name="things", href=lambda row: f"/staff/things/?place={row}")
    assert href_of(listed, "35", back_of(listed, "/staff/", "a=1")) == (
        "/staff/things/?place=35&list=things&from=a%3D1&at=%2Fstaff%2F"
    )
