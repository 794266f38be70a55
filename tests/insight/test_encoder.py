"""A county's own encoder: two local files, no network, and a clear sentence when something lacks."""

import builtins
import json
import sys
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from click.testing import CliRunner

from sanan.insight import encoder as module
from sanan.insight.category import classify
from sanan.insight.commands import insight
from sanan.insight.encoder import Encoder, configured
from sanan.insight.errors import BadEncoder, EncoderMissing
from sanan.insight.evaluation import train_on
from sanan.insight.files import Labelled
from sanan.insight.model import TextModel
from sanan.insight.progress import RESUMED, Kept
from sanan.insight.same_event import Report, rank

from . import tiny_encoder

MEANINGS = ("猫狗鸟", "车船桥", "雨雪风")
LABELS = ("动物", "交通", "天气")
NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def bare(tmp_path, monkeypatch):
    monkeypatch.delenv(module.SETTING, raising=False)
    return tiny_encoder.write(tmp_path / "encoder", MEANINGS)


@pytest.fixture
def folder(bare):
    for library in ("onnxruntime", "tokenizers"):
        pytest.importorskip(library, reason=f"{library} is an extra: pip install sanan[encoder]")
    return bare


def rows(characters=slice(0, 2)):
    """Texts of one character's meaning each, never using the third."""
    return [
        Labelled(f"{one}{chr(0x5000 + 7 * number + 101 * at)}" * 4, "", LABELS[at])
        for at, all_ in enumerate(MEANINGS)
        for one in all_[characters]
        for number in range(8)
    ]


def test_vectors_are_of_unit_length_and_mean_what_their_words_mean(folder):
    found = Encoder.load(folder)
    assert (found.size, len(found.sha256)) == (3, 64)
    cat, dog, ship, nothing = found.encode(["猫猫", "狗", "船桥船", "零"])
    assert cat == pytest.approx([1, 0, 0])
    assert dog == pytest.approx(cat)
    assert ship == pytest.approx([0, 1, 0])
    assert nothing == pytest.approx([0, 0, 0])


def test_a_batch_with_padding_agrees_with_one_by_one(folder):
    found = Encoder.load(folder)
    texts = ["猫", "猫车" * 30, "", "雨" * 1000, "😀", "猫雨"] * 9
    together = found.encode(texts)
    alone = np.concatenate([found.encode([text]) for text in texts])
    assert together == pytest.approx(alone, abs=1e-6)


def test_a_tokenizer_file_does_as_well_as_a_vocabulary(folder):
    import tokenizers

    written = tokenizers.BertWordPieceTokenizer(str(folder / "vocab.txt"))
    written.save(str(folder / "tokenizer.json"))
    by_list = Encoder.load(folder).encode(["猫车"])
    (folder / "vocab.txt").unlink()
    assert Encoder.load(folder).encode(["猫车"]) == pytest.approx(by_list)


def test_mask_and_types_are_given_where_they_are_asked_for(folder, tmp_path):
    asks = ("input_ids", "attention_mask", "token_type_ids")
    found = Encoder.load(tiny_encoder.write(tmp_path, MEANINGS, asks=asks))
    assert found.encode(["猫"])[0] == pytest.approx([1, 0, 0])


def spoil(folder, name, content=None):
    (folder / name).unlink() if content is None else (folder / name).write_bytes(content)


@pytest.mark.parametrize("name", ["model.onnx", "vocab.txt"])
def test_a_folder_that_lacks_a_file_says_which(bare, name):
    spoil(bare, name)
    with pytest.raises(EncoderMissing, match=name):
        Encoder.load(bare)


@pytest.mark.parametrize(
    ("name", "content", "error", "says"),
    [
        ("model.onnx", b"", BadEncoder, "读不了"),
        ("model.onnx", b"not a model", BadEncoder, "读不了"),
        ("tokenizer.json", b"{}", BadEncoder, "读不了"),
        ("model.onnx", tiny_encoder.model(np.eye(14), ("pixel_values",)), BadEncoder, "pixel_"),
        ("model.onnx", tiny_encoder.model(np.full((14, 3), np.nan)), BadEncoder, "向量"),
        ("model.onnx", tiny_encoder.model(np.eye(1)), BadEncoder, "读不了"),
    ],
)
def test_what_is_no_encoder_is_refused_with_a_sentence(folder, name, content, error, says):
    spoil(folder, name, content)
    with pytest.raises(error) as refused:
        Encoder.load(folder)
    assert says in refused.value.sentence
    assert refused.value.english


@pytest.mark.parametrize("library", ["onnxruntime", "tokenizers"])
def test_without_the_libraries_it_says_what_to_install(bare, monkeypatch, library):
    real = builtins.__import__

    def without(name, *more, **named):
        if name == library:
            raise ImportError(name)
        return real(name, *more, **named)

    monkeypatch.delitem(sys.modules, library, raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(EncoderMissing) as refused:
        Encoder.load(bare)
    assert "pip install onnxruntime tokenizers" in refused.value.sentence


def test_the_default_loads_neither_library():
    import subprocess

    code = (
        "import sys; from sanan.insight.category import classify; classify('路灯坏了');"
        "print([name for name in ('onnxruntime', 'tokenizers', 'rjieba') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_a_model_with_an_encoder_knows_words_it_never_saw(folder, monkeypatch, tmp_path):
    plain, made = train_on(rows()), train_on(rows(), encoder=Encoder.load(folder))
    monkeypatch.setenv(module.SETTING, str(folder))
    unseen = [row.text[0] * 6 for row in rows(slice(2, 3))]
    wanted = [LABELS.index(row.label) for row in rows(slice(2, 3))]
    with_it = made.model.probabilities(unseen).argmax(axis=1)
    names = [made.model.labels.index(label) for label in LABELS]
    assert [names.index(one) for one in with_it] == wanted
    without = plain.model.probabilities(unseen)
    assert len({tuple(np.round(row, 5)) for row in without}) == 1  # it knows none of them
    made.model.save(tmp_path / "m")
    again = TextModel.load(tmp_path / "m")
    assert again.probabilities(unseen) == pytest.approx(made.model.probabilities(unseen), abs=2e-2)


def test_a_model_never_reads_without_its_encoder_or_with_another(folder, monkeypatch, tmp_path):
    made = train_on(rows(), encoder=Encoder.load(folder))
    made.model.save(tmp_path / "m")
    with pytest.raises(EncoderMissing, match=module.SETTING):
        TextModel.load(tmp_path / "m")
    with pytest.raises(EncoderMissing):
        classify("猫猫狗狗", model=made.model)
    other = tiny_encoder.write(tmp_path / "other", MEANINGS[::-1])
    monkeypatch.setenv(module.SETTING, str(other))
    with pytest.raises(EncoderMissing):
        TextModel.load(tmp_path / "m")
    monkeypatch.setenv(module.SETTING, str(folder))
    assert classify("猫猫狗狗", model=TextModel.load(tmp_path / "m"))[0].label == "动物"


def test_it_is_read_once_per_process(folder, monkeypatch):
    assert configured() is None
    monkeypatch.setenv(module.SETTING, str(folder))
    assert configured() is configured()


def test_vectors_are_kept_when_training_stops(folder, tmp_path, monkeypatch):
    from sanan.insight import training

    monkeypatch.setattr(training, "ENCODED_AT_ONCE", 10)
    found, state, heard = Encoder.load(folder), tmp_path / "state", []

    class Stop(Exception):
        pass

    def tick(what, done, _of):
        if (what, done) == ("vectors", 30):
            raise Stop

    with pytest.raises(Stop):
        train_on(rows(), encoder=found, kept=Kept(state), tick=tick)
    steps = []
    again = train_on(
        rows(),
        encoder=found,
        kept=Kept(state, heard.append),
        tick=lambda what, done, _of: steps.append((what, done)),
    )
    assert heard == [RESUMED]
    assert min(done for what, done in steps if what == "vectors") == 30
    whole = train_on(rows(), encoder=found)
    assert (again.model.weights == whole.model.weights).all()
    assert (again.model.dense == whole.model.dense).all()


def test_same_event_is_ranked_by_meaning_as_well(folder):
    new = Report("new", "猫猫", NOW)
    old = [
        Report("ship", "船船", NOW - timedelta(hours=1)),
        Report("dog", "狗狗", NOW - timedelta(hours=2)),
    ]
    assert [match.id for match in rank(new, old)] == ["ship", "dog"]
    by_meaning = rank(new, old, encoder=Encoder.load(folder))
    assert [match.id for match in by_meaning] == ["dog", "ship"]
    assert all(0 <= match.score <= 1 for match in by_meaning)


def test_only_the_best_are_compared_by_meaning(folder, monkeypatch):
    found = Encoder.load(folder)
    asked = []
    real = found.encode
    monkeypatch.setattr(found, "encode", lambda texts: asked.append(len(texts)) or real(texts))
    old = [Report(str(n), "狗", NOW - timedelta(hours=n)) for n in range(1, 90)]
    assert len(rank(Report("new", "猫", NOW), old, encoder=found)) == 5
    assert asked == [21]


def test_the_commands_take_an_encoder(folder, tmp_path, monkeypatch):
    labels, model = tmp_path / "l.jsonl", tmp_path / "m.model"
    labels.write_text(
        "\n".join(json.dumps({"text": row.text, "label": row.label}) for row in rows())
    )
    run = lambda *given: CliRunner().invoke(insight, [*map(str, given), "--json"])  # noqa: E731
    told = json.loads(run("encoder", folder).stdout)
    assert told["size"] == 3
    made = run("train", labels, "--out", model, "--encoder", folder)
    assert made.exit_code == 0, made.output
    refused = run("evaluate", "--model", model, "--test", labels)
    assert refused.exit_code == 2
    assert module.SETTING in refused.stderr
    monkeypatch.setenv(module.SETTING, str(folder))
    assert json.loads(run("evaluate", "--model", model, "--test", labels).stdout)["accuracy"] == 1
