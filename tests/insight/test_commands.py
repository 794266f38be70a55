"""The commands: files in, JSON out, bad input answered with a sentence."""

import json

import pytest
from click.testing import CliRunner

from sanan.insight.commands import insight
from sanan.insight.starter import taxonomy

LABELS = ("劳动和社会保障", "环境保护", "教育文体")


def run(*args):
    return CliRunner().invoke(insight, [str(arg) for arg in args])


def answer(*args):
    result = run(*args, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def write(path, rows):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    return path


@pytest.fixture
def labelled(tmp_path):
    rows = [
        {"title": text[:8], "body": text, "label": label}
        for label in LABELS
        for text in (*taxonomy()[label][1], *taxonomy()[label][0][:40])
    ]
    return write(tmp_path / "train.jsonl", rows)


@pytest.fixture
def held_out(tmp_path):
    return write(
        tmp_path / "test.jsonl",
        [
            {"title": "讨薪", "body": "老板拖欠工资不给", "label": "劳动和社会保障"},
            {"title": "废气", "body": "化工厂夜里偷排废气", "label": "环境保护"},
            {"title": None, "body": None, "text": "学校乱收补课费", "label": "教育文体"},
        ],
    )


def test_train_then_evaluate(labelled, held_out, tmp_path):
    model = tmp_path / "m.model"
    made = answer("train", labelled, "--out", model)
    assert set(made["class_counts"]) == set(LABELS)
    assert made["grouped_cv"]["macro_f1"] > 0.6
    found = answer("evaluate", "--model", model, "--test", held_out)
    assert found["accuracy"] == 1
    assert {"accuracy", "macro_f1", "per_class", "ece", "ms_per_message"} <= set(found)


def test_evaluate_trains_on_several_files(labelled, held_out):
    found = answer("evaluate", "--train", labelled, labelled, "--test", held_out)
    assert (found["model"], found["accuracy"]) == ("trained", 1)


def test_evaluate_without_labels_measures_what_is_shipped(held_out):
    assert answer("evaluate", "--test", held_out)["model"] == "shipped"


def test_same_event(tmp_path):
    rows = [
        {
            "service_request_id": str(i),
            "service_name": "Lamp",
            "description": text,
            "requested_datetime": f"2026-03-0{i}T09:00:00-05:00",
            "lat": 42.0,
            "long": -71.0 + far,
            "status": "closed",
            "status_notes": "duplicate of 1",
        }
        for i, text, far in [(1, "lamp out", 0), (2, "tree fell", 0.5), (3, "lamp is out", 0)]
    ]
    requests, pairs = tmp_path / "r.json", tmp_path / "p.json"
    requests.write_text(json.dumps(rows))
    pairs.write_text(json.dumps({"3": "1", "1": "3", "9": "1"}))
    found = answer("same-event", "--requests", requests, "--pairs", pairs)
    assert (found["pairs"], found["pairs_left_out"]) == (1, 2)
    assert [found[k] for k in ("candidates_recall", "recall_at_1", "recall_at_5")] == [1, 1, 1]


def test_hot_and_its_tables(tmp_path):
    says = ["旁边搅拌站噪音大", "搅拌站灰尘大", "附近搅拌站半夜施工噪音", "搅拌站噪音何时停"]
    path = write(
        tmp_path / "m.jsonl",
        [
            {
                "留言编号": i,
                "留言用户": f"u{i}",
                "留言主题": f"锦绣花园{text}",
                "留言时间": f"2026/3/{i + 1}",
                "留言详情": text,
                "反对数": 0,
                "点赞数": 2,
            }
            for i, text in enumerate(says)
        ],
    )
    found = answer("hot", path, "--tables", tmp_path / "out")["clusters"]
    assert len(found) == 1
    assert {"rank", "heat", "from", "to", "place", "description", "message_ids"} <= set(found[0])
    assert found[0]["message_ids"] == [0, 1, 2, 3]
    assert len(list((tmp_path / "out").glob("*.csv"))) == 2


def test_filter(tmp_path):
    path = tmp_path / "talk.txt"
    path.write_text("哈哈哈笑死我了\n\n青石村停水三天了\n晚上一起吃火锅吧\n")
    found = answer("filter", path)
    assert found["kept"] == ["青石村停水三天了"]
    assert len(found["left"]) == 2


def test_xlsx_and_csv_are_read(tmp_path, held_out):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["留言主题", "留言详情", "一级分类"])
    book.active.append(["讨薪", "老板拖欠工资不给", "劳动和社会保障"])
    book.save(tmp_path / "t.xlsx")
    (tmp_path / "t.csv").write_text("\ufefftitle,body,label\n废气,化工厂夜里偷排废气,环境保护\n")
    for name in ("t.xlsx", "t.csv"):
        assert answer("evaluate", "--test", tmp_path / name)["accuracy"] == 1


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("bad.jsonl", b"{not json}\n", "bad.jsonl"),
        ("list.jsonl", b"[1,2]\n", "list.jsonl"),
        ("bad.json", b"{", "bad.json"),
        ("one.json", b'{"a": 1}', "one.json"),
        ("bad.xlsx", b"PK no sheet", "bad.xlsx"),
        ("nolabel.jsonl", b'{"title": "x", "body": "y"}\n', "label"),
        ("empty.jsonl", b"", ""),
    ],
)
def test_bad_training_files_get_a_sentence(tmp_path, name, content, says):
    (tmp_path / name).write_bytes(content)
    result = run("train", tmp_path / name, "--out", tmp_path / "m.model")
    assert result.exit_code == 2
    assert says in result.output
    assert "Traceback" not in result.output
    assert not (tmp_path / "m.model").exists()


def test_a_damaged_model_is_an_error_not_another_model(tmp_path, held_out):
    (tmp_path / "m.model").write_bytes(b"garbage")
    result = run("evaluate", "--model", tmp_path / "m.model", "--test", held_out)
    assert result.exit_code == 2
    assert "m.model" in result.output


def test_a_row_without_a_time_is_named(tmp_path):
    path = write(tmp_path / "m.jsonl", [{"title": "停水", "time": "yesterday"}])
    result = run("hot", path)
    assert result.exit_code == 2
    assert "yesterday" in result.output


def test_places_are_marked_in_a_sample_that_a_seed_draws(tmp_path):
    rows = tmp_path / "said.jsonl"
    lines = [json.dumps({"title": f"文明路{n}号停水"}) for n in range(9)]
    rows.write_text("\n".join(lines), "utf-8")
    asked = ["places", str(rows), "--sample", "4"]
    first, again = (CliRunner().invoke(insight, asked) for _ in "12")
    assert (first.exit_code, first.output) == (0, again.output)
    lines = first.output.splitlines()
    assert len(lines) == 4
    assert all(line.startswith("【文明路") and line.endswith("号】停水") for line in lines)
