"""Learning: labels out, a model in, and what happens when the model is not what it should be."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from sanan.cases import actions
from sanan.cases.actions import rereading
from sanan.cases.commands import cases, reading
from sanan.cases.enums import Work
from sanan.cases.models import Case, Category, ModelInUse, Progress
from sanan.cases.queries import hints, suggestions
from sanan.cases.rules import APPELLANT
from sanan.insight.commands import train
from sanan.insight.progress import RESUMED, SAID
from sanan.kit.errors import Forbidden, Invalid
from sanan.ledger.models import Entry

from .conftest import MONDAY

ROADS = [
    "土方车多，学生过路危险",
    "路面有坑,车子颠簸",
    "红绿灯坏了没人管",
    "公交车总是晚点",
    "桥上堵车半小时",
]
WATER = [
    "水管爆了没人修",
    "自来水发黄不能喝",
    "停水两天了",
    "下水道堵了臭气熏天",
    "水压太低上不了楼",
]


@pytest.fixture
def vault(settings, tmp_path):
    settings.VAR = tmp_path
    suggestions.forget()
    yield tmp_path
    suggestions.forget()


@pytest.fixture
def water(county):
    return Category.objects.create(code="07", name="城乡建设")


@pytest.fixture
def trained(county, water, vault) -> Path:
    """A model made the way a county makes one: decided cases, labels, training."""
    for n in range(4):
        for category, said in ((county.roads, ROADS), (water, WATER)):
            for words in said:
                case = county.open(f"{words}，第{n}次反映，电话1380000{n:04}", at=MONDAY).case
                actions.classify(case=case, by=county.dispatcher, category=category, at=MONDAY)
    out, model = vault / "labels.jsonl", vault / "county.model"
    told = CliRunner().invoke(cases, ["labels", "--out", str(out), "--json"])
    assert json.loads(told.stdout) == {"labels": 40}
    made = CliRunner().invoke(train, [str(out), "--out", str(model), "--json"])
    assert made.exit_code == 0, made.output
    return model


def use(model: Path, code: str):
    return CliRunner().invoke(reading, ["use", str(model), "--county", code])


def test_labels_hold_what_people_decided_and_nothing_personal(trained, vault, county):
    rows = [json.loads(line) for line in (vault / "labels.jsonl").read_text().splitlines()]
    assert {row["label"] for row in rows} == {"交通运输", "城乡建设"}
    assert {tuple(row) for row in rows} == {("title", "body", "label", "weight")}
    assert not any("1380000" in row["body"] + row["title"] for row in rows)
    county.open("没有人定过", at=MONDAY)
    CliRunner().invoke(cases, ["labels", "--out", str(vault / "again.jsonl")])
    assert (vault / "again.jsonl").read_text() == (vault / "labels.jsonl").read_text()


def test_a_correction_weighs_more(county, water, vault):
    case = county.open("说不清的事", at=MONDAY).case
    case.suggested = {"categories": [{"label": "交通运输", "probability": 0.7}]}
    case.save(update_fields=["suggested"])
    actions.classify(case=case, by=county.dispatcher, category=water, at=MONDAY)
    out = vault / "labels.jsonl"
    CliRunner().invoke(cases, ["labels", "--out", str(out)])
    assert [json.loads(x)["weight"] for x in out.read_text().splitlines()] == [2.0]


def test_a_countys_model_reads_from_then_on_with_one_entry(trained, county):
    before = Entry.objects.count()
    told = use(trained, county.county.code)
    assert told.exit_code == 0, told.output
    entry = Entry.objects.order_by("-pk")[0]
    assert (Entry.objects.count(), entry.event) == (before + 1, "reading.use_model")
    used = ModelInUse.objects.get()
    assert (used.county, used.labels) == (county.county, 10)  # the same words count once
    assert used.macro_f1 is not None
    trained.unlink()  # what is in use was copied
    case = county.open("水管又爆了,自来水发黄", at=MONDAY).case
    actions.read_unread([case])
    assert case.suggested["model"] == used.path
    assert case.suggested["categories"][0]["label"] == "城乡建设"


def test_another_county_keeps_the_shipped_model(trained, county):
    use(trained, county.county.code)
    assert "model" not in suggestions.read("水管爆了", county_id=None)
    assert "model" not in suggestions.read("水管爆了", county_id=county.township.pk)


def damaged(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-200] ^= 1
    path.write_bytes(content)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:1000])


def other_version(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"version": 2', b'"version": 9', 1))


def no_model(path: Path) -> None:
    path.write_text("title,label\n")


def empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("spoil", [damaged, cut, other_version, no_model, empty])
def test_a_bad_model_is_refused_with_a_sentence_and_the_one_before_stays(trained, county, spoil):
    use(trained, county.county.code)
    before, entries = ModelInUse.objects.get().path, Entry.objects.count()
    spoil(trained)
    told = use(trained, county.county.code)
    assert told.exit_code == 1
    assert "Traceback" not in told.output
    assert trained.name in told.output
    assert (ModelInUse.objects.get().path, Entry.objects.count()) == (before, entries)


def test_only_a_county_and_only_known_labels(trained, county, vault):
    assert use(trained, county.village.code).exit_code == 1
    assert use(trained, "nowhere").exit_code == 1
    Category.objects.filter(name__in=["交通运输", "城乡建设"]).update(name="改名了")
    Case.objects.update(category=None)
    assert "类别" in use(trained, county.county.code).output
    assert ModelInUse.objects.count() == 0


def test_only_the_system_administrator_chooses_on_a_page(trained, county):
    with pytest.raises(Forbidden):
        actions.use_model(county=county.county, path=trained, by=county.dispatcher)
    with pytest.raises(Invalid):
        actions.use_model(county=county.county, path=trained.with_name("absent"))


@pytest.mark.parametrize("spoil", [damaged, cut, Path.unlink])
def test_a_model_that_went_bad_later_is_told_and_never_replaced_in_silence(
    trained, county, spoil, enter
):
    use(trained, county.county.code)
    spoil(suggestions.folder() / ModelInUse.objects.get().path)
    suggestions.forget()
    case = county.open("水管爆了", at=MONDAY).case  # nobody is turned away for it
    actions.read_unread([case])
    assert case.suggested["categories"] == []
    assert case.suggested["refusal"]
    assert any(h.why == case.suggested["refusal"] for h in hints.hints(case))
    page = enter(county.dispatcher).get(f"/staff/cases/{case.code}/").content.decode()
    assert "读不了" in page


def waiting_cases(county, number=5):
    return [
        county.open(f"{words}，第{n}次", at=MONDAY).case
        for n, words in zip(range(number), WATER * 3, strict=False)
    ]


def models_of(cases):
    return [
        Case.objects.get(pk=case.pk).suggested.get("model", "") if case else "" for case in cases
    ]


def work_off() -> list[str]:
    done = []
    while task := DBTaskResult.objects.filter(status="READY").order_by("enqueued_at").first():
        if task.task_path == "sanan.cases.tasks.reread":
            import_string(task.task_path).call(*task.args_kwargs["args"])
            done.append(task.task_path)
        task.delete()
    return done


def test_a_new_model_reads_the_waiting_cases_again_and_no_others(trained, county, water):
    waiting = waiting_cases(county)
    decided, gone = waiting_cases(county, 2)
    actions.classify(case=decided, by=county.dispatcher, category=water, at=MONDAY)
    actions.withdraw(case=gone, by=None, relation=APPELLANT, at=MONDAY)
    before, entries = models_of([decided, gone]), Entry.objects.count()
    told = use(trained, county.county.code)
    assert "again: 5" in told.output
    assert work_off() == ["sanan.cases.tasks.reread"]
    assert models_of(waiting) == [ModelInUse.objects.get().path] * 5
    assert models_of([decided, gone]) == before
    assert Entry.objects.count() == entries + 1  # the choice of the model, no suggestion
    assert not Progress.objects.exists()


def again(county):
    return CliRunner().invoke(reading, ["again", "--county", county.county.code])


def test_reading_again_goes_on_after_the_last_case_read(trained, county, monkeypatch, enter):
    waiting = waiting_cases(county)
    use(trained, county.county.code)
    monkeypatch.setattr(rereading, "AT_ONCE", 2)
    real, asked = suggestions.read, []

    def stopping(*given, **named):
        asked.append(1)
        if len(asked) == 4:
            raise KeyboardInterrupt
        return real(*given, **named)

    monkeypatch.setattr(suggestions, "read", stopping)
    with pytest.raises(KeyboardInterrupt):
        actions.reread(county=county.county)
    used = ModelInUse.objects.get().path
    assert models_of(waiting) == [used, used, "", "", ""]  # two at a time, whole or not at all
    page = enter(county.dispatcher).get("/staff/reading/").content.decode()
    assert "正在重读：2 / 5 件" in page
    done = again(county)
    assert done.exit_code == 0, done.output
    assert SAID[RESUMED] in done.stderr
    assert "(2/5)" in done.stderr
    assert done.stdout.strip() == "read 5"
    assert len(asked) == 4 + 3
    assert models_of(waiting) == [used] * 5
    assert again(county).stdout.strip() == "read 5"  # and from the beginning when it was done


def test_with_another_model_reading_again_begins_again(trained, county, monkeypatch, vault):
    waiting = waiting_cases(county)
    use(trained, county.county.code)
    row = Progress.objects.create(
        work=Work.REREAD,
        place=county.county,
        name="another.model",
        done=4,
        total=5,
        cursor=waiting[-1].pk,
        started_at=MONDAY,
        moved_at=MONDAY,
    )
    told = again(county)
    assert SAID[RESUMED] not in told.stderr
    assert models_of(waiting) == [ModelInUse.objects.get().path] * 5
    assert not Progress.objects.filter(pk=row.pk).exists()


def test_a_model_gone_bad_leaves_the_suggestions_as_they_were(trained, county):
    waiting = waiting_cases(county)
    use(trained, county.county.code)
    before = [Case.objects.get(pk=case.pk).suggested for case in waiting]
    (suggestions.folder() / ModelInUse.objects.get().path).unlink()
    told = again(county)
    assert told.exit_code == 1
    assert "读不到" in told.output
    assert [Case.objects.get(pk=case.pk).suggested for case in waiting] == before
