"""Files of messages as people bring them: which columns count, which moments, what is refused."""

import json
from datetime import datetime

import pytest

from sanan.insight.errors import BadInput
from sanan.insight.files import digest, labelled, messages, moment, reports, rows_of


def written(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-03-01 09:30", datetime(2026, 3, 1, 9, 30)),
        ("2026-03-01T09:30:05", datetime(2026, 3, 1, 9, 30, 5)),
        ("2026/3/1 9:30:05", datetime(2026, 3, 1, 9, 30, 5)),
        ("2026/3/1 9:30", datetime(2026, 3, 1, 9, 30)),
        ("2026/3/1", datetime(2026, 3, 1)),
        ("2026-03-01", datetime(2026, 3, 1)),
        ("2026年3月1日", datetime(2026, 3, 1)),
        (datetime(2026, 3, 1, 9, 30), datetime(2026, 3, 1, 9, 30)),
    ],
)
def test_moments_as_sheets_and_people_write_them(text, at):
    assert moment(text) == at


@pytest.mark.parametrize("text", ["", None, "昨天", "2026-02-30", "09:30"])
def test_what_is_no_moment_is_refused_with_its_place(text):
    with pytest.raises(BadInput) as refused:
        moment(text, "留言.csv 第 3 行")
    assert "留言.csv 第 3 行" in refused.value.sentence
    assert "2026-03-01 09:30" in refused.value.sentence


def test_messages_of_a_sheet_with_chinese_heads(tmp_path):
    path = written(
        tmp_path,
        "留言.csv",
        "留言编号,留言用户,留言主题,留言时间,留言详情,反对数,点赞数\n"
        "7,A1,路灯不亮,2026/3/1 9:30,河堤路的路灯坏了,2,15\n"
        ",A2,,2026/3/2,停水了,,\n"
        "9,A3,,2026/3/2,,1,1\n",
    )
    found = messages(path)
    assert [(m.id, m.person, m.title, m.text) for m in found] == [
        ("7", "A1", "路灯不亮", "河堤路的路灯坏了"),
        ("2", "A2", "", "停水了"),
    ]
    assert [(m.at, m.likes, m.dislikes) for m in found] == [
        (datetime(2026, 3, 1, 9, 30), 15, 2),
        (datetime(2026, 3, 2), 0, 0),
    ]


def test_a_message_without_a_time_is_refused_with_its_line(tmp_path):
    path = written(tmp_path, "a.csv", "标题,时间\n路灯,2026-03-01\n停水,\n")
    with pytest.raises(BadInput, match="2"):
        messages(path)


def test_reports_keep_where_they_were_and_read_no_number_from_words(tmp_path):
    place = {"lat": "25.49", "long": 118.24, "address": "1 Main St"}
    said = {"description": "pothole", "requested_datetime": "2026-03-01", "service_name": "Roads"}
    rows = [
        {"service_request_id": 5, **said, **place},
        {"text": "no place", "at": "2026-03-01", "lat": "unknown"},
    ]
    first, second = reports(written(tmp_path, "r.json", json.dumps(rows)))
    assert (first.id, first.text, first.kind) == ("5", "pothole", "Roads")
    assert (first.lat, first.lon, first.address) == (25.49, 118.24, "1 Main St")
    assert (second.id, second.lat, second.lon, second.address) == ("2", None, None, "")


def test_labelled_rows_keep_their_weight_and_leave_out_those_without_words(tmp_path):
    path = written(
        tmp_path,
        "l.csv",
        "title,text,label,weight\n路灯,不亮,电力,3\n停水,,供水,\n,,环境,1\n",
    )
    found = labelled([path])
    assert [(one.title, one.label, one.weight) for one in found] == [
        ("路灯", "电力", 3.0),
        ("停水", "供水", 1.0),
    ]


def test_a_row_without_a_label_is_refused_with_its_line(tmp_path):
    path = written(tmp_path, "l.csv", "text,label\n路灯,电力\n停水,\n")
    with pytest.raises(BadInput) as refused:
        labelled([path])
    assert "l.csv 第 2 行" in refused.value.sentence


def test_lines_of_json_pass_blank_ones_and_name_a_broken_one(tmp_path):
    path = written(tmp_path, "a.jsonl", '{"text": "一"}\n\n{"text": "二"}\n')
    assert [row["text"] for row in rows_of(path)] == ["一", "二"]
    for broken in ("{", "[1]", '"words"'):
        path = written(tmp_path, "b.jsonl", f'{{"text": "一"}}\n\n{broken}\n')
        with pytest.raises(BadInput) as refused:
            list(rows_of(path))
        assert "b.jsonl 第 3 行" in refused.value.sentence


@pytest.mark.parametrize("text", ["{", '{"text": "一"}', "[1]"])
def test_json_that_is_no_list_of_objects_is_refused(tmp_path, text):
    with pytest.raises(BadInput, match=r"a\.json"):
        list(rows_of(written(tmp_path, "a.json", text)))


def test_a_fingerprint_follows_the_words_and_the_order(tmp_path):
    one, two = written(tmp_path, "1", "甲"), written(tmp_path, "2", "乙")
    assert len(digest([one])) == 16
    assert digest([one, two]) != digest([two, one]) != digest([one])
