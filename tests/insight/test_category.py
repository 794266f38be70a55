"""Categories suggested by the shipped model."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanan.insight import concern
from sanan.insight.category import classify, classify_many, starter_model
from sanan.insight.starter import SOURCE, source_digest, taxonomy

SEVEN = {"城乡建设", "环境保护", "交通运输", "教育文体", "劳动和社会保障", "商贸旅游", "卫生计生"}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("楼下烧烤店每天油烟直排，噪音吵得睡不着", "环境保护"),
        ("公司拖欠工资半年，社保也没有交", "劳动和社会保障"),
        ("孩子上小学学区怎么划分，学校要收择校费", "教育文体"),
        ("公交车等不到，出租车司机拒载不打表", "交通运输"),
        ("独生子女奖励费没有发放，医院挂号也难", "卫生计生"),
        ("健身房办卡后跑路，商家不退钱", "商贸旅游"),
        ("物业乱收费，开发商不办房产证", "城乡建设"),
        ("公司拖欠工資半年，社保也沒有交", "劳动和社会保障"),
    ],
)
def test_plain_messages(text, label):
    found = classify(text)
    assert found[0].label == label
    assert len(found) == 3
    assert found[0].words
    assert all(word in text or len(word) > 1 for word in found[0].words)


def test_probabilities_add_up_and_fall():
    found = classify("物业乱收费，开发商不办房产证", top=99)
    shares = [one.probability for one in found]
    assert sum(shares) == pytest.approx(1, abs=1e-4)
    assert shares == sorted(shares, reverse=True)


def test_labels_in_use_restrict_the_answer():
    found = classify("派出所不给办户口", labels=SEVEN, top=99)
    assert {one.label for one in found} <= SEVEN
    assert sum(one.probability for one in found) == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize("text", ["", " ", "\n\t", "😀😀😀", "<p></p>"])
def test_nothing_to_read_gives_no_guess(text):
    assert classify(text) == []
    assert classify_many([("", text)]) == [[]]


@pytest.mark.parametrize(
    "text",
    [
        "路",
        "a",
        "lu deng huai le",
        "My street light 坏了 please fix",
        "停水" * 50_000,
        "<b>停水</b>" * 900,
    ],
)
def test_odd_texts_are_answered_or_declined(text):
    assert len(classify(text)) in (0, 3)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_survived(text):
    for one in classify(text):
        assert 0 <= one.probability <= 1


def test_batch_agrees_with_single():
    texts = ["公司拖欠工资半年", "楼下油烟扰民"]
    batch = classify_many([("", text) for text in texts])
    for text, found in zip(texts, batch, strict=True):
        assert [one.label for one in found] == [one.label for one in classify(text)]


def test_title_counts():
    assert classify("请尽快处理，谢谢", "公司拖欠工资")[0].label == "劳动和社会保障"


def test_shipped_models_are_made_from_the_project_text_as_it_stands():
    words, talk = source_digest(SOURCE), source_digest(concern.SOURCE)
    assert starter_model().about["made_from"] == words
    assert concern.talk_model().about["made_from"] == talk + words
    assert set(taxonomy()) == set(starter_model().labels) >= SEVEN


def test_reading_needs_neither_django_nor_the_trainer():
    code = (
        "import sys; from sanan.insight.category import classify;"
        "from sanan.insight import concern, event_index, handlers, places, private, replies, urgency;"
        "assert classify('公司拖欠工资');"
        "bad = [m for m in ('django', 'sklearn', 'pandas', 'rjieba') if m in sys.modules];"
        "assert not bad, bad"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
