"""Private words found and covered in texts. Every name and number here is invented."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.private_words import is_covered, recall, samples
from sanan.insight.private.covering import cover, pieces
from sanan.insight.private.finding import private_spans
from sanan.insight.private.numbers import luhn
from sanan.insight.private.spans import Kind

FOUND = [
    ("请打13800010000找我", Kind.PHONE, "13800010000"),
    ("电话 138-0001-0000", Kind.PHONE, "138-0001-0000"),
    ("手机１３８０００１００００", Kind.PHONE, "１３８０００１００００"),
    ("+86 138 0001 0000", Kind.PHONE, "+86 138 0001 0000"),
    ("（＋８６）１３８０００１００００", Kind.PHONE, "（＋８６）１３８０００１００００"),
    ("打一三八零零零一零零零零", Kind.PHONE, "一三八零零零一零零零零"),
    ("座机0595-20000000", Kind.PHONE, "0595-20000000"),
    ("（0595）2288-4444", Kind.PHONE, "（0595）2288-4444"),
    ("0595-2288 2222", Kind.PHONE, "0595-2288 2222"),
    ("0595-22882222转8123。", Kind.PHONE, "0595-22882222转8123"),
    ("0595-22882222-801", Kind.PHONE, "0595-22882222-801"),
    ("联系方式：2000000", Kind.PHONE, "2000000"),
    ("身份证350526199001010012", Kind.ID_NUMBER, "350526199001010012"),
    ("证号35052619900101001X。", Kind.ID_NUMBER, "35052619900101001X"),
    ("3505 2619 9001 0112 69", Kind.ID_NUMBER, "3505 2619 9001 0112 69"),
    ("ID350526199001010012", Kind.ID_NUMBER, "350526199001010012"),
    ("老证号350526900101001", Kind.ID_NUMBER, "350526900101001"),
    ("车牌闽C12345乱停", Kind.PLATE, "闽C12345"),
    ("闽 C 6789K占道", Kind.PLATE, "闽 C 6789K"),
    ("闽C·D12345占道", Kind.PLATE, "闽C·D12345"),
    ("闽C1234警", Kind.PLATE, "闽C1234警"),
    ("卡号6222 0000 0000 0000 000", Kind.BANK_CARD, "6222 0000 0000 0000 000"),
    ("请转4111111111111111谢谢", Kind.BANK_CARD, "4111111111111111"),
    ("写信到nobody@example.com", Kind.EMAIL, "nobody@example.com"),
    ("微信号wx_nobody00", Kind.ACCOUNT, "wx_nobody00"),
    ("张三(微信 zs_1988)", Kind.ACCOUNT, "zs_1988"),
    ("住在3栋2单元501室", Kind.HOME, "2单元501室"),
    ("我叫陈大明，住在村口", Kind.NAME, "陈大明"),
    ("联系人：欧阳小玲", Kind.NAME, "欧阳小玲"),
    ("林秀英女士来过", Kind.NAME, "林秀英"),
    ("村民王䶮反映", Kind.NAME, "王䶮"),
    ("业主𠮷小明说", Kind.NAME, "𠮷小明"),
    ("村民林会珍家门口", Kind.NAME, "林会珍"),
    ("阿依古丽・买买提来电", Kind.NAME, "阿依古丽・买买提"),
    ("姓名：赵 敏，女", Kind.NAME, "赵 敏"),
    ("王小明家门口的路灯坏了", Kind.NAME, "王小明"),
]


@pytest.mark.parametrize(("text", "kind", "found"), FOUND)
def test_found_where_it_stands(text, kind, found):
    spans = [span for span in private_spans(text) if span.kind is kind]
    assert [span.text for span in spans] == [found]
    assert text[spans[0].start : spans[0].end] == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "高速公路什么时候开通",
        "2026年3月1日上午10点，2026-03-01 至 2026.10.31",
        "补偿款120000元，面积350.5平方米，共1380万元",
        "单号20260301000012，案号(2026)闽0526民初1234号",
        "我们小区的路灯坏了三个月，任何人都可以申请",
        "项目编号1234567890，合同编号13800010000",
        "龙浔路12号、浔中镇祖厝村3组，K3路、205路公交，G358国道",
        "《民法典》第二百七十八条，12345热线，95598，400-820-8820",
        "有事请拨投诉电话0595-22881234",
        "陈书记和林大爷都来了，张某某没来",
        "村支书陈大明在会上说，县长林文海到场",
        "由于居住分散，对方承诺多次，业主委员会没有开会",
        "祥安花园5栋的电梯、3号楼2单元的楼道灯",
        "zs_1988 是什么意思",
    ],
)
def test_ordinary_words_and_who_holds_an_office_are_left(text):
    assert cover(text) == text


def test_a_name_keeps_its_first_character_and_a_number_nothing():
    text = "我叫陈大明，电话13800010000，\n陈大明的车闽C12345停在3栋2单元501室"
    assert cover(text) == "我叫陈**，电话***********，\n陈**的车*******停在3栋*******"


def test_a_name_found_once_is_covered_wherever_it_stands():
    assert cover("村民王伟反映。昨天王伟又来了。") == "村民王*反映。昨天王*又来了。"


def test_who_publishes_can_add_words():
    assert cover("老王头的三轮车，老王头不挪", more=["老王头"]) == "***的三轮车，***不挪"
    assert cover("阿明来了", names=["阿明"]) == "阿*来了"
    assert cover("什么都没有", more=["", " "]) == "什么都没有"


def test_pieces_say_what_will_be_covered():
    assert [(p.text, p.kind) for p in pieces("村民王小明，13800010000")] == [
        ("村民", None),
        ("王小明", Kind.NAME),
        ("，", None),
        ("13800010000", Kind.PHONE),
    ]
    assert pieces("") == []


def test_ninety_nine_of_a_hundred_in_more_than_a_hundred_forms():
    found = recall(cover, 40)
    low = {form: missed for form, (hidden, missed) in found.items() if hidden < 32}
    assert low == {}
    assert len(found) >= 40
    assert sum(hidden for hidden, _missed in found.values()) >= 0.99 * 40 * len(found)


def test_covering_again_changes_nothing():
    for sample in samples(8):
        once = cover(sample.text)
        assert cover(once) == once
        assert len(once) == len(sample.text)
        assert once.count("\n") == sample.text.count("\n")


def test_the_measure_itself_sees_what_is_left():
    sample = next(s for s in samples(1) if s.form == "mobile")
    assert not is_covered(sample, sample.text)
    assert is_covered(sample, cover(sample.text))


WORDS = "王李小明国建林会1358０５-+()（）·. 　\n村民业主先生电话微信身份证@闽C栋单元室转，、：女男Xx\u200b\ud800𠮷"


@given(st.one_of(st.text(max_size=200), st.text(alphabet=WORDS, max_size=120)))
def test_covering_keeps_length_and_lines_and_is_done_once(text):
    once = cover(text)
    assert len(once) == len(text)
    assert [at for at, char in enumerate(text) if char in "\r\n"] == [
        at for at, char in enumerate(once) if char in "\r\n"
    ]
    assert cover(once) == once


@given(st.integers(10**8, 10**9 - 1), st.text(alphabet="甲乙丙丁，。 ", max_size=10))
def test_no_mobile_number_survives(number, around):
    mobile = f"13{number:09d}"
    assert mobile not in cover(f"{around}{mobile}{around}")


@given(st.text(alphabet=WORDS, max_size=200))
def test_spans_are_ordered_and_apart(text):
    spans = private_spans(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    assert all(text[span.start : span.end] == span.text for span in spans)


def test_check_digit():
    assert luhn("4111111111111111")
    assert not luhn("4111111111111112")


@pytest.mark.parametrize("unit", ["1 ", "村民王小明、", "阿依古丽·", "先生"])
def test_four_hundred_thousand_characters_are_survived(unit):
    assert len(cover((unit * 400_000)[:400_000])) == 400_000


@pytest.mark.parametrize(
    "text",
    [
        "我实名向各级领导举报，举报人为实名，请查。",
        "给子孙后代留下天蓝水清的环境。",
        "那天常言道，树怕剥皮，人怕伤心。",
        "紫金大邸交房不到二年，紫金大邸的房屋墙壁开裂。",
        "他把话筒砸到地上，冲向唐女士。",
        "江声实验中学寒假补课，江声老师说要交钱，江声初二也一样。",
        "公司不顾国家的规定",
        "不要浪费国家的钱",
        "找了高林律师事务所起诉",
        "邻居房先建于2003年",
        "被害人吴某连之女。",
        "评分：牛牛牛！",
        "合计62.1024.2197.0458.3482元",
        "公司服务监督热线电话0595-22882222",
    ],
)
def test_words_that_look_like_names_stay(text):
    assert cover(text) == text


def test_a_person_stays_covered_beside_a_school():
    assert cover("我叫李伟，在江声实验中学教书。") == "我叫李*，在江声实验中学教书。"
