"""Loading the code table: all or nothing, twice is once, every bad row named."""

from pathlib import Path

import pytest

from sanan.kit.errors import Forbidden, Invalid, Missing
from sanan.ledger.models import Entry
from sanan.places import actions, queries
from sanan.places.models import Place

pytestmark = pytest.mark.django_db

DEMO = Path(__file__).parents[2] / "src/sanan/places/data/regions.csv"
QUANZHOU = Path(__file__).parents[3] / "shared/data/places/quanzhou_villages.csv"
HEADER = "village_code,village,town_code,town,county_code,county"
GOOD = (
    "350526100214,祥安社区居委会,350526100,浔中镇,350526,德化县",
    "350526100213,蒲坂村委会,350526100,浔中镇,350526,德化县",
    "350526110211,林地村委会,350526110,盖德镇,350526,德化县",
)


def table(*rows: str, header: str = HEADER, encoding: str = "utf-8") -> bytes:
    return "\n".join([header, *rows, ""]).encode(encoding)


def tree() -> list[tuple[str, str, str, str]]:
    return list(Place.objects.order_by("path").values_list("code", "name", "kind", "full_name"))


def everything() -> list[tuple[object, ...]]:
    return list(Place.objects.order_by("pk").values_list())


def test_a_table_becomes_a_tree():
    loaded = actions.load_regions(source=table(*GOOD))
    assert loaded == actions.Loaded(3, 3, 0, 0, 4, 0)
    assert tree() == [
        ("350500000000", "泉州市", "city", "泉州市"),
        ("350526000000", "德化县", "county", "德化县"),
        ("350526100000", "浔中镇", "township", "德化县浔中镇"),
        ("350526100213", "蒲坂村委会", "village", "德化县浔中镇蒲坂村"),
        ("350526100214", "祥安社区居委会", "village", "德化县浔中镇祥安社区"),
        ("350526110000", "盖德镇", "township", "德化县盖德镇"),
        ("350526110211", "林地村委会", "village", "德化县盖德镇林地村"),
    ]
    assert all(not problem for problem in Place.objects.find_problems())


def test_again_changes_nothing_and_leaves_no_entry():
    actions.load_regions(source=table(*GOOD))
    before = everything()
    assert actions.load_regions(source=table(*GOOD)) == actions.Loaded(3, 0, 0, 3, 0, 0)
    assert everything() == before
    assert Entry.objects.filter(event="place.load").count() == 1


def test_in_any_order_in_any_parts_the_tree_is_the_same():
    for row in reversed(GOOD):
        actions.load_regions(source=table(row))
    in_parts = sorted(tree())
    Place.objects.all().delete()
    actions.load_regions(source=table(*GOOD))
    assert sorted(tree()) == in_parts
    assert all(not problem for problem in Place.objects.find_problems())


def test_a_renamed_village_renames_what_is_under_it():
    actions.load_regions(source=table(*GOOD))
    village = queries.by_code("350526100214")
    estate = actions.add_place(parent=village, name="祥安小区", kind="estate")
    building = actions.add_place(parent=estate, name="3号楼", kind="building")
    renamed = GOOD[0].replace("祥安社区居委会", "吉安社区居委会")
    assert actions.load_regions(source=table(renamed, *GOOD[1:])) == actions.Loaded(
        3, 0, 1, 2, 0, 0
    )
    building.refresh_from_db()
    assert building.full_name == "德化县浔中镇吉安社区祥安小区3号楼"
    assert queries.by_code("350526100213").full_name == "德化县浔中镇蒲坂村"


def test_a_renamed_township_and_many_renamed_villages():
    actions.load_regions(source=DEMO)
    text = DEMO.read_text(encoding="utf-8").replace("浔中镇", "浔东镇").replace("村委会", "村")
    loaded = actions.load_regions(source=text.encode())
    assert (loaded.above_renamed, loaded.added, loaded.above_added) == (1, 0, 0)
    assert loaded.renamed == DEMO.read_text(encoding="utf-8").count("村委会")
    for place in Place.objects.all():
        line = [*queries.ancestors(place), place]
        assert place.full_name == "".join(p.spoken for p in line if p.kind != "city") or "泉州市"


def test_new_villages_join_an_estate_that_stands_there_already():
    actions.load_regions(source=table(GOOD[0]))
    county = queries.by_code("350526000000")
    actions.add_place(parent=queries.by_code("350526100000"), name="镇区小区", kind="estate")
    actions.load_regions(source=table(*GOOD))
    assert all(not problem for problem in Place.objects.find_problems())
    assert queries.subtree(county).count() == 7


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("35052610021,短村委会,350526100,浔中镇,350526,德化县", "应为12位数字"),
        ("3505261002140,长村委会,350526100,浔中镇,350526,德化县", "应为12位数字"),
        ("35052610021X,坏村委会,350526100,浔中镇,350526,德化县", "应为12位数字"),
        ("３５０５２６１００２１５,全角村委会,350526100,浔中镇,350526,德化县", "应为12位数字"),
        (",无码村委会,350526100,浔中镇,350526,德化县", "应为12位数字"),
        ("350526100000,占位村委会,350526100,浔中镇,350526,德化县", "不是村（社区）的编码"),
        ("350526100215,甲村委会,35052610,浔中镇,350526,德化县", "应为9位数字"),
        ("350526100215,甲村委会,350526100,浔中镇,3505,德化县", "应为6位数字"),
        ("350526100215,甲村委会,350526100,浔中镇,350500,德化县", "不是县的编码"),
        ("350526100215,甲村委会,350526101,龙浔镇,350526,德化县", "不在龙浔镇的编码350526101之下"),
        ("350526100215,甲村委会,350526100,浔中镇,350525,永春县", "不在永春县的编码350525之下"),
        ("350526100215,,350526100,浔中镇,350526,德化县", "没有村（社区）名称"),
        ("350526100215,  \u200b ,350526100,浔中镇,350526,德化县", "没有村（社区）名称"),
        ("350526100215,甲村委会,350526100,,350526,德化县", "没有乡镇名称"),
        ("350526100215,甲村委会,350526100,浔东镇,350526,德化县", "这里叫“浔东镇”"),
        ("350526100214,祥安社区居委会,350526100,浔中镇,350526,德化县", "与第2行重复"),
        ("350526100214,另一个名字,350526100,浔中镇,350526,德化县", "与第2行重复"),
        ("350526100215," + "长" * 81 + ",350526100,浔中镇,350526,德化县", "请缩短到 80 个字以内"),
        ("350526100215,甲村委会", "县编码“”应为6位数字"),
        ("110101001001,多福巷社区居委会,110101001,东华门街道,110101,东城区", "没有市名称"),
    ],
)
def test_one_bad_row_and_nothing_is_loaded(row, why):
    with pytest.raises(actions.BadTable) as refused:
        actions.load_regions(source=table(GOOD[0], row, *GOOD[1:]))
    assert [bad.line for bad in refused.value.rows] == [3]
    assert why in refused.value.rows[0].why
    assert not Place.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("city", "why"),
    [("350500000000,泉州市", ""), ("3505,泉州市", ""), ("350300,莆田市", "市的编码与县的编码不符")],
)
def test_a_column_for_the_city_must_agree_with_the_county(city, why):
    source = table(f"{GOOD[0]},{city}", header=f"{HEADER},city_code,city")
    if why:
        with pytest.raises(actions.BadTable) as refused:
            actions.load_regions(source=source)
        assert why in refused.value.rows[0].why
    else:
        actions.load_regions(source=source)
        assert queries.by_code("350500000000").name == "泉州市"


def test_every_bad_row_is_listed_with_its_line():
    rows = [GOOD[0], "1,a,2,b,3,c", GOOD[1], "", GOOD[0], '350526110212,"两行\n村",1,2,3,4']
    with pytest.raises(actions.BadTable) as refused:
        actions.load_regions(source=table(*rows))
    assert [bad.line for bad in refused.value.rows] == [3, 6, 8]
    assert "3行" in str(refused.value.sentence)


def test_a_code_already_used_elsewhere_is_a_bad_row():
    actions.load_regions(source=table(GOOD[0]))
    village = queries.by_code("350526100214")
    actions.add_place(parent=village, name="小区", kind="estate", code="350526100213")
    before = everything()
    with pytest.raises(actions.BadTable) as refused:
        actions.load_regions(source=table(*GOOD))
    assert [(bad.line, bad.why) for bad in refused.value.rows] == [
        (3, "编码350526100213已经用在别的地方。")
    ]
    assert everything() == before


def test_the_narrow_shape_needs_the_parents_from_somewhere():
    header = "code,name,parent"
    rows = [
        "3505,泉州市,",
        "350526,德化县,3505",
        "350526100,浔中镇,350526",
        "350526100214,祥安社区居委会,350526100",
    ]
    with pytest.raises(actions.BadTable) as refused:
        actions.load_regions(source=table(rows[3], header=header))
    assert "没有上级编码350526100000" in refused.value.rows[0].why
    assert actions.load_regions(source=table(*rows, header=header)).added == 4
    with pytest.raises(actions.BadTable, match="bad_rows"):
        actions.load_regions(source=table("350526100215,甲村,350526101", header=header))
    assert actions.load_regions(source=table("350526100215,甲村,", header=header)).added == 1


def test_a_new_installation_begins_with_the_first_two_counties_and_another_does_not():
    with pytest.raises(Missing) as missing:
        queries.default()
    assert missing.value.code == "no_places"
    loaded = actions.load_first_regions()
    assert (loaded.rows, loaded.added) == (458, 458)
    assert queries.default().code == "350500000000"
    before = everything()
    assert actions.load_first_regions() is None
    assert everything() == before


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("350526100214,祥安社区居委会,350526101", "上级编码应为350526100000"),
        ("350526100214,祥安社区居委会,350526", "上级编码应为350526100000"),
        ("35052610,浔中镇,", "应为4、6、9或12位数字"),
        ("３５０５,泉州市,", "应为4、6、9或12位数字"),
        (",泉州市,", "应为4、6、9或12位数字"),
    ],
)
def test_a_narrow_row_says_its_own_parent(row, why):
    with pytest.raises(actions.BadTable) as refused:
        actions.load_regions(source=table("3505,泉州市,", row, header="code,name,parent"))
    assert [bad.line for bad in refused.value.rows] == [3]
    assert why in refused.value.rows[0].why


def test_rows_without_a_file():
    row = {"code": "3505", "name": "泉州市"}
    assert actions.load_regions(source=[row]).added == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_encodings_that_offices_use(encoding):
    assert actions.load_regions(source=table(*GOOD, encoding=encoding)).added == 3


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no_header"),
        (b"PK\x03\x04\xff\xff\xff", "encoding"),
        ("名称,编码\n祥安,1\n".encode(), "no_header"),
        (HEADER.encode() + b'\n"350526', "not_csv"),
    ],
)
def test_a_file_that_is_no_code_table(content, code):
    with pytest.raises(Invalid) as refused:
        actions.load_regions(source=content)
    assert refused.value.code == code
    assert not Place.objects.exists()


def test_a_missing_file(tmp_path):
    with pytest.raises(Invalid) as refused:
        actions.load_regions(source=tmp_path / "none.csv")
    assert refused.value.code == "no_file"


def test_only_the_system_administrator_loads():
    class Cadre:
        ref = "C"

        def roles_at(self, _path):
            return frozenset({"village_cadre"})

    with pytest.raises(Forbidden):
        actions.load_regions(source=table(*GOOD), by=Cadre())
    assert not Place.objects.exists()


def test_the_demo_counties():
    loaded = actions.load_regions(source=DEMO)
    assert (loaded.rows, loaded.added, loaded.above_added) == (458, 458, 43)


@pytest.mark.skipif(not QUANZHOU.exists(), reason=f"{QUANZHOU} is absent")
def test_all_of_quanzhou():
    first = actions.load_regions(source=QUANZHOU)
    assert (first.rows, first.added) == (2573, 2573)
    assert actions.load_regions(source=QUANZHOU) == actions.Loaded(2573, 0, 0, 2573, 0, 0)
    assert all(not problem for problem in Place.objects.find_problems())


def test_the_number_of_statements_does_not_grow_with_the_table(django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        actions.load_regions(source=DEMO)
