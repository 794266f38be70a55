"""Long work stopped and started again: it goes on, says so, and comes to the equal result."""

import json
import signal
import subprocess
import sys
from datetime import datetime, timedelta

import numpy as np
import pytest
from click.testing import CliRunner

from sanan.insight import gathering
from sanan.insight.commands import hot, insight, train
from sanan.insight.evaluation import train_on
from sanan.insight.files import Labelled
from sanan.insight.hot import Message, hot_issues
from sanan.insight.model import prepared
from sanan.insight.progress import CHANGED, DAMAGED, RESUMED, SAID, UNKEPT, Kept, place_for

WORDS = {
    "交通": "公交车 红绿灯 堵车 道路 路面",
    "教育": "学校 老师 学生 补课 幼儿园",
    "环保": "污染 臭气 噪音 垃圾 废水",
}


class Stop(Exception):
    pass


def labelled_rows(more: str = "") -> list[Labelled]:
    rows = []
    for label, words in WORDS.items():
        for number, word in enumerate(words.split() * 6):
            text = prepared(f"{word}的事情反映第{chr(0x4E00 + 37 * number)}次{more}", word)
            rows.append(Labelled(text, word, label))
    return rows


def messages(more: str = "") -> list[Message]:
    first = datetime(2026, 1, 1)
    told = []
    for number in range(12):
        for spot, matter in (("温泉小区", "搅拌站夜里施工噪音大"), ("丽水花园", "电梯坏了没人修")):
            words = f"{spot}{matter}{more},第{chr(0x4E00 + 53 * number)}户"
            at = first + timedelta(hours=number)
            told.append(Message(f"{spot}{number}", words, words, at, person=f"{spot}{number}"))
    return told


def stopping(what: str, at: int):
    def tick(step: str, done: int, _of: int) -> None:
        if (step, done) == (what, at):
            raise Stop

    return tick


def counted(steps: list[tuple[str, int]]):
    return lambda what, done, _of: steps.append((what, done))


def model_bytes(trained, path):
    trained.model.save(path)
    return path.read_bytes()


@pytest.mark.parametrize("at", [0, 4])
def test_training_goes_on_where_it_stopped_and_comes_to_the_equal_model(tmp_path, at):
    rows, state, heard = labelled_rows(), tmp_path / "state", []
    whole = train_on(rows)
    with pytest.raises(Stop):
        train_on(rows, kept=Kept(state, heard.append), tick=stopping("folds", at))
    fits = []
    kept = Kept(state, heard.append)
    again = train_on(rows, kept=kept, tick=lambda what, done, _of: fits.append((what, done)))
    assert heard == [RESUMED]
    assert again.check == whole.check
    assert model_bytes(again, tmp_path / "a") == model_bytes(whole, tmp_path / "b")
    kept.drop()
    assert not state.exists()


def test_a_fold_that_is_kept_is_not_trained_again(tmp_path, monkeypatch):
    from sanan.insight import training

    rows, state = labelled_rows(), tmp_path / "state"
    with pytest.raises(Stop):
        train_on(rows, kept=Kept(state), tick=stopping("folds", 4))
    fitted = []
    real = training.fit
    monkeypatch.setattr(training, "fit", lambda *given: fitted.append(1) or real(*given))
    train_on(rows, kept=Kept(state))
    assert len(fitted) == 2  # the last fold, and the model of all rows


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows[:-1],
        lambda rows: [*rows[1:], Labelled(rows[0].text, "", "环保", 3.0)],
        lambda _rows: labelled_rows("啊"),
    ],
)
def test_training_with_other_rows_starts_over_and_says_so(tmp_path, change):
    rows, state, heard = labelled_rows(), tmp_path / "state", []
    with pytest.raises(Stop):
        train_on(rows, kept=Kept(state), tick=stopping("folds", 2))
    other = change(rows)
    again = train_on(other, kept=Kept(state, heard.append))
    assert heard == [CHANGED]
    assert model_bytes(again, tmp_path / "a") == model_bytes(train_on(other), tmp_path / "b")


@pytest.mark.parametrize("at", [("words", 0), ("spots", 0), ("spots", 1), ("joining", 0)])
def test_mining_goes_on_and_comes_to_the_equal_issues(tmp_path, monkeypatch, at):
    monkeypatch.setattr(gathering, "_KEEP_AFTER", 1)
    rows, state, heard = messages(), tmp_path / "state", []
    whole = hot_issues(rows)
    assert len(whole) == 2
    with pytest.raises(Stop):
        hot_issues(rows, kept=Kept(state, heard.append), tick=stopping(*at))
    kept, steps = state.exists(), []
    assert hot_issues(rows, kept=Kept(state, heard.append), tick=counted(steps)) == whole
    assert heard == ([RESUMED] if kept else [])
    assert kept == (at == ("joining", 0))
    assert (("spots", 0) in steps) != kept


def test_mining_other_messages_starts_over_and_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(gathering, "_KEEP_AFTER", 1)
    state, heard = tmp_path / "state", []
    with pytest.raises(Stop):
        hot_issues(messages(), kept=Kept(state), tick=stopping("joining", 0))
    other = messages("了")
    assert hot_issues(other, kept=Kept(state, heard.append)) == hot_issues(other)
    assert heard == [CHANGED]


@pytest.mark.parametrize("raw", [b"", b"\x00" * 500, b"SANAN-INSIGHT\n{}\n"])
def test_progress_that_cannot_be_read_is_said_and_not_used(tmp_path, raw):
    state, heard = tmp_path / "state", []
    state.write_bytes(raw)
    kept = Kept(state, heard.append)
    kept.begin("a")
    assert (heard, kept.get("x")) == ([DAMAGED], None)


def test_a_progress_file_is_no_model_and_a_model_no_progress(tmp_path):
    heard = []
    train_on(labelled_rows()).model.save(tmp_path / "model")
    Kept(tmp_path / "model", heard.append).begin("a")
    assert heard == [CHANGED]


def test_where_nothing_can_be_written_the_work_is_done_all_the_same(tmp_path):
    (tmp_path / "file").write_text("")
    heard = []
    kept = Kept(tmp_path / "file" / "state", heard.append)
    whole = train_on(labelled_rows())
    assert train_on(labelled_rows(), kept=kept).check == whole.check
    kept.drop()
    assert heard == [UNKEPT]


def test_nothing_is_kept_without_a_path():
    kept = Kept()
    kept.begin("a")
    kept.put(x=np.arange(3))
    assert list(kept.get("x")) == [0, 1, 2]
    kept.drop()


def written(path, rows):
    lines = [json.dumps({"text": r.text, "label": r.label}, ensure_ascii=False) for r in rows]
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_the_command_keeps_its_progress_beside_the_model_and_clears_it(tmp_path):
    labels, out = written(tmp_path / "l.jsonl", labelled_rows()), tmp_path / "m.model"
    made = CliRunner().invoke(train, [str(labels), "--out", str(out)])
    assert made.exit_code == 0, made.output
    assert [one.name for one in tmp_path.iterdir() if "progress" in one.name] == []
    assert "folds 4/5" in made.stderr


ENDED_IN_THE_THIRD_FIT = """
import os, signal, sys
from sanan.insight import training
from sanan.insight.commands import insight
signal.signal(signal.SIGINT, signal.default_int_handler)  # whatever started the tests
real, fits = training.fit, []
def fit(*given):
    fits.append(1)
    if len(fits) == 3:
        os.kill(os.getpid(), int(sys.argv.pop()))
    return real(*given)
training.fit = fit
insight(sys.argv[1:5])
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_killed_training_goes_on_with_the_same_command(tmp_path, how):
    labels, out = written(tmp_path / "l.jsonl", labelled_rows()), tmp_path / "m.model"
    line = ["train", str(labels), "--out", str(out)]
    ended = subprocess.run(
        [sys.executable, "-c", ENDED_IN_THE_THIRD_FIT, *line, str(int(how))],
        capture_output=True,
        text=True,
        check=False,
    )
    state = tmp_path / "m.model.progress"
    assert ended.returncode != 0
    assert state.exists()
    assert not out.exists()
    if how == signal.SIGINT:
        assert "再运行同一条命令" in ended.stderr
    again = CliRunner().invoke(insight, line)
    assert SAID[RESUMED] in again.stderr
    assert not state.exists()
    CliRunner().invoke(insight, [*line[:-1], str(tmp_path / "fresh.model")])
    assert out.read_bytes() == (tmp_path / "fresh.model").read_bytes()


def test_hot_keeps_its_progress_in_the_cache_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(gathering, "_KEEP_AFTER", 1)
    table = tmp_path / "m.jsonl"
    rows = [
        {"id": m.id, "title": m.title, "body": m.text, "time": str(m.at), "user": m.person}
        for m in messages()
    ]
    table.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    state = place_for("hot", table)
    real = gathering.joined_events
    monkeypatch.setattr(
        gathering, "joined_events", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt)
    )
    stopped = CliRunner().invoke(hot, [str(table), "--json"])
    assert stopped.exit_code != 0
    assert state.exists()
    monkeypatch.setattr(gathering, "joined_events", real)
    again = CliRunner().invoke(hot, [str(table), "--json"])
    assert SAID[RESUMED] in again.stderr
    assert len(json.loads(again.stdout)["clusters"]) == 2
    assert not state.exists()
    assert list(state.parent.iterdir()) == []
