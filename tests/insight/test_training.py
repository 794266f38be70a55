"""Training, calibration, model files."""

import numpy as np
import pytest

from sanan.insight import container
from sanan.insight.errors import BadLabels, ModelDamaged, ModelVersion
from sanan.insight.evaluation import evaluate, groups_of, train_on
from sanan.insight.files import Labelled
from sanan.insight.measures import calibration_error, scores_of
from sanan.insight.model import TextModel
from sanan.insight.starter import taxonomy
from sanan.insight.training import calibrate, fold_numbers


def invented(labels=("劳动和社会保障", "环境保护", "教育文体")):
    return [
        Labelled(text, "", label)
        for label in labels
        for text in (*taxonomy()[label][1], *taxonomy()[label][0][:40])
    ]


@pytest.fixture(scope="module")
def made():
    return train_on(invented())


def test_trained_model_learns_and_reports(made):
    assert made.check is not None
    assert made.check.accuracy > 0.75
    assert made.folds == 5
    assert sum(made.counts.values()) == made.check.rows
    found = evaluate(made.model, [Labelled("公司拖欠工资不交社保", "", "劳动和社会保障")])
    assert found.scores.accuracy == 1
    assert found.ms_per_message > 0


def test_saved_model_reads_back_the_same(made, tmp_path):
    made.model.save(tmp_path / "m.model")
    again = TextModel.load(tmp_path / "m.model")
    texts = ["公司拖欠工资", "油烟扰民", ""]
    assert again.labels == made.model.labels
    assert again.probabilities(texts) == pytest.approx(made.model.probabilities(texts), abs=2e-3)


def test_a_label_with_one_example_is_refused_by_name():
    rows = [*invented(), Labelled("海里的鱼", "", "渔业")]
    with pytest.raises(BadLabels, match="渔业"):
        train_on(rows)


def test_one_label_alone_is_refused():
    with pytest.raises(BadLabels):
        train_on([Labelled("甲乙丙丁", "", "一"), Labelled("戊己庚辛", "", "一")])


def test_a_correction_replaces_what_it_corrects():
    rows = [
        Labelled("这条路灯不亮", "", "甲"),
        Labelled("这条路灯不亮", "", "乙", weight=3),
        Labelled("这条路灯不亮", "", "甲"),
        *[Labelled(f"{label}{word}坏了", "", label) for label in "甲乙" for word in "电水气桥路井"],
    ]
    assert train_on(rows).counts == {"甲": 6, "乙": 7}


def test_two_labels_work(tmp_path):
    made = train_on(invented(("环境保护", "教育文体")))
    assert evaluate(made.model, [Labelled("废气刺鼻", "", "环境保护")]).scores.accuracy == 1


@pytest.mark.parametrize("at", [0, 20, 200, -1])
def test_a_damaged_file_is_told_apart(made, tmp_path, at):
    path = tmp_path / "m.model"
    made.model.save(path)
    raw = bytearray(path.read_bytes())
    raw[at] ^= 0xFF
    path.write_bytes(raw)
    with pytest.raises((ModelDamaged, ModelVersion)):
        TextModel.load(path)


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04", container.MAGIC, container.MAGIC + b"{}\n"])
def test_what_is_no_model_is_refused(tmp_path, raw):
    path = tmp_path / "m.model"
    path.write_bytes(raw)
    with pytest.raises((ModelDamaged, ModelVersion)):
        TextModel.load(path)


def test_a_cut_file_is_damaged(made, tmp_path):
    path = tmp_path / "m.model"
    made.model.save(path)
    path.write_bytes(path.read_bytes()[:-1000])
    with pytest.raises(ModelDamaged):
        TextModel.load(path)


def test_another_version_is_named(made, tmp_path, monkeypatch):
    path = tmp_path / "m.model"
    monkeypatch.setattr(container, "VERSION", 7)
    made.model.save(path)
    monkeypatch.undo()
    with pytest.raises(ModelVersion, match="7"):
        TextModel.load(path)


def test_folds_keep_groups_whole_and_even():
    groups = np.array([0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 7])
    folds = fold_numbers(groups, 4)
    assert all(len(set(folds[groups == group])) == 1 for group in set(groups))
    assert np.bincount(folds).tolist() == [3, 3, 3, 3]


def test_near_copies_share_a_group():
    texts = [
        "县城东门大桥下面有人偷偷排放污水",
        "县城东门大桥下面有人偷偷排放污水!",
        "幼儿园学费什么时候退",
        "县城 东门 大桥 下面 偷偷 排放 污水".replace(" ", ""),
    ]
    groups = groups_of(texts)
    assert groups[0] == groups[1] == groups[3] != groups[2]


def test_calibration_repairs_overconfidence():
    dice = np.random.default_rng(1)
    y = dice.integers(0, 3, size=3000)
    scores = dice.normal(size=(3000, 3)).astype(np.float32)
    scores[np.arange(3000), y] += 1
    slope, offset = calibrate(scores * 9, y)
    odds = np.exp(scores * 9 * slope + offset)
    shares = odds / odds.sum(axis=1, keepdims=True)
    assert calibration_error(shares.max(axis=1), shares.argmax(axis=1) == y) < 0.03


def test_scores_by_hand():
    shares = np.array([[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.6, 0.4]], dtype=np.float32)
    found = scores_of(shares, np.array([0, 0, 1, 1]), ("a", "b"))
    assert found.accuracy == 0.75
    assert found.per_class == {"a": 0.8, "b": pytest.approx(2 / 3)}
    assert found.macro_f1 == pytest.approx((0.8 + 2 / 3) / 2)
