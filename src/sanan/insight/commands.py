"""The `insight` commands: files in, lines or JSON out. They run without Django."""

import dataclasses
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import orjson

from sanan.insight.encoder import Encoder, configured
from sanan.insight.errors import InsightError
from sanan.insight.progress import SAID, Kept, Tick, place_for, told_on

if TYPE_CHECKING:
    from sanan.insight.hot import Message

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUT = click.Path(dir_okay=False, path_type=Path)
_TRIED = 100
_ENCODER = click.option(
    "--encoder",
    "encoder_path",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of a sentence encoder (model.onnx, tokenizer.json or vocab.txt).",
)
_AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


class _Said(click.ClickException):
    """A refusal of this room, shown as its sentence instead of a trace."""

    exit_code = 2


class _Stopped(click.ClickException):
    """Ended by the person at the keyboard."""

    exit_code = 130


_STOPPED = (
    "停下了；再运行同一条命令，会从这里接着做 / "
    "stopped; run the same command again and it goes on from here"
)


class _Group(click.Group):
    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except InsightError as error:
            raise _Said(f"{error.sentence} / {error.english}") from error
        except KeyboardInterrupt as error:
            raise _Stopped(_STOPPED) from error


@click.group(cls=_Group)
def insight() -> None:
    """Read messages: train, measure, find repeats and hot issues, leave chatter alone."""


@insight.command()
@click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=_FILE)
@click.option("--out", required=True, type=_OUT, help="Where the model goes.")
@_ENCODER
@_AS_JSON
def train(paths: tuple[Path, ...], out: Path, encoder_path: Path | None, as_json: bool) -> None:
    """Train a model from labelled files (JSONL, XLSX, CSV; any label set).

    Stopped halfway, the same command goes on where it was (OUT.progress holds what is done) and
    comes to the equal model; with other input it starts over. It says which.
    """
    from sanan.insight.evaluation import train_on
    from sanan.insight.files import digest, labelled

    start = time.perf_counter()
    rows = labelled(list(paths))
    kept = Kept(out.with_name(f"{out.name}.progress"), _say)
    source = f"labels {digest(list(paths))}"
    by = _encoder(encoder_path)
    made = train_on(rows, source=source, encoder=by, kept=kept, tick=_tick(as_json))
    made.model.save(out)
    kept.drop()
    counts = Counter(row.label for row in rows)
    result = {
        "model": str(out),
        "rows": len(rows),
        "class_counts": dict(counts.most_common()),
        "folds": made.folds,
        "grouped_cv": _scores(made.check),
        "grouped_cv_titles": _scores(made.short),
        "seconds": round(time.perf_counter() - start, 2),
        "bytes": out.stat().st_size,
    }
    _print(result, as_json)


@insight.command()
@click.option("--train", "train_paths", multiple=True, type=_FILE, help="Labelled file; repeat.")
@click.option("--test", "test_path", required=True, type=_FILE, help="Held-out labelled rows.")
@click.option("--model", "model_path", type=_FILE, help="A trained model instead of --train.")
@click.option("--all-labels", is_flag=True, help="Let the shipped model use its whole taxonomy.")
@click.argument("more", metavar="[FILE...]", nargs=-1, type=_FILE)
@_AS_JSON
def evaluate(
    train_paths: tuple[Path, ...],
    test_path: Path,
    model_path: Path | None,
    all_labels: bool,
    more: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Measure on held-out rows: accuracy, macro-F1, calibration, time.

    Trains on --train files (more files may follow them), or reads --model, or with neither
    measures the shipped model, restricted to the labels in the test rows.
    """
    from sanan.insight.category import starter_model
    from sanan.insight.evaluation import evaluate as measure
    from sanan.insight.evaluation import train_on
    from sanan.insight.files import labelled
    from sanan.insight.model import TextModel

    test = labelled([test_path])
    paths = [*train_paths, *more]
    if paths:
        model = train_on(labelled(paths), encoder=configured(), tick=_tick(as_json)).model
    else:
        model = TextModel.load(model_path) if model_path else starter_model()
    shipped = not paths and model_path is None
    found = measure(model, test, restrict=shipped and not all_labels)
    result = _scores(found.scores) or {}
    result["ms_per_message"] = round(found.ms_per_message, 4)
    result["model"] = "shipped" if shipped else "trained"
    _print(result, as_json)


@insight.command("same-event")
@click.option("--requests", "requests_path", required=True, type=_FILE)
@click.option("--pairs", "pairs_path", required=True, type=_FILE)
@_ENCODER
@_AS_JSON
def same_event(
    requests_path: Path, pairs_path: Path, encoder_path: Path | None, as_json: bool
) -> None:
    """Replay requests in order and see whether the original of each duplicate is found."""
    from sanan.insight.event_index import replay
    from sanan.insight.files import reports

    pairs = _pairs(pairs_path)
    rows = sorted(reports(requests_path), key=lambda report: report.at)
    start = time.perf_counter()
    found = replay(rows, encoder=_encoder(encoder_path))
    spent = time.perf_counter() - start
    place = {report.id: number for number, report in enumerate(rows)}
    asked = [
        (late, first)
        for late, first in pairs.items()
        if late in place and first in place and place[first] < place[late]
    ]
    size = max(len(asked), 1)
    result = {
        "candidates_recall": sum(first in found[late][0] for late, first in asked) / size,
        "recall_at_1": sum(found[late][1][:1] == [first] for late, first in asked) / size,
        "recall_at_5": sum(first in found[late][1][:5] for late, first in asked) / size,
        "pairs": len(asked),
        "pairs_left_out": len(pairs) - len(asked),
        "requests": len(rows),
        "mean_candidates": sum(len(found[late][0]) for late, _ in asked) / size,
        "ms_per_request": 1000 * spent / max(len(rows), 1),
    }
    _print(result, as_json)


@insight.command()
@click.argument("path", metavar="FILE", type=_FILE)
@click.option("--least", default=3, show_default=True, help="Messages an issue needs at least.")
@click.option("--limit", default=0, help="Only the hottest so many; 0 means all.")
@click.option(
    "--tables", type=click.Path(file_okay=False, path_type=Path), help="Write the two tables there."
)
@click.option("--state", type=_OUT, help="Where the progress is kept while it runs.")
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), help="As it stood at the end of that day."
)
@_AS_JSON
def hot(
    path: Path,
    least: int,
    limit: int,
    tables: Path | None,
    state: Path | None,
    until: datetime | None,
    as_json: bool,
) -> None:
    """Find the hot issues of a file of messages: at one spot, or all over about one subject.

    Each has a phase on the last day: new (its first week), growing, steady, fading (two weeks
    without a word). With --until, day by day, one sees them come and go.

    Stopped halfway, the same command goes on where it was and comes to the equal answer; what is
    done lies under ~/.cache/sanan, or in --state. With other input it starts over. It says which.
    """
    from sanan.insight.files import messages
    from sanan.insight.hot import hot_issues
    from sanan.insight.hot_tables import as_rows, write_tables

    rows = messages(path)
    kept = Kept(state or place_for("hot", path), _say)
    if until is not None:
        rows = [row for row in rows if row.at.replace(tzinfo=None).date() <= until.date()]
    issues = hot_issues(rows, least=least, until=_last(until, rows), kept=kept, tick=_tick(as_json))
    kept.drop()
    issues = issues[:limit] if limit else issues
    if tables is not None:
        write_tables(tables, issues=issues, messages=rows)
    clusters = [as_rows(issue) for issue in issues]
    if as_json:
        _print({"messages": len(rows), "clusters": clusters}, as_json)
        return
    for one in clusters:
        click.echo(
            f"{one['rank']:>3}  {one['heat']:>7.2f}  {one['from'][:10]}–{one['to'][:10]}  "
            f"{len(one['message_ids']):>4}  {one['phase']:<7}  {one['place']}  {one['description']}"
        )


def _last(until: datetime | None, rows: "Sequence[Message]") -> datetime | None:
    """The end of that day, in the time zone of the messages."""
    if until is None or not rows:
        return None
    return until.replace(hour=23, minute=59, second=59, tzinfo=rows[0].at.tzinfo)


@insight.command("filter")
@click.argument("path", metavar="FILE", type=_FILE)
@_AS_JSON
def filter_(path: Path, as_json: bool) -> None:
    """Tell concerns from chatter; one text a line. `kept` are concerns, `left` are not."""
    from sanan.insight.concern import sorts_of

    with path.open(encoding="utf-8-sig", errors="replace") as file:
        lines = [line.rstrip("\r\n") for line in file]
    lines = [line for line in lines if line.strip()]
    sorts = sorts_of(lines)
    kept = [line for line, sort in zip(lines, sorts, strict=True) if sort.is_concern]
    left = [line for line, sort in zip(lines, sorts, strict=True) if not sort.is_concern]
    if as_json:
        _print(
            {"kept": kept, "left": left, "kept_count": len(kept), "left_count": len(left)}, as_json
        )
        return
    for line, sort in zip(lines, sorts, strict=True):
        click.echo(f"{sort.sort.value}\t{sort.probability:.2f}\t{line}")


@insight.command("read")
@click.argument("path", metavar="FILE", type=_FILE)
@click.option("--processes", default=1, show_default=True, help="How many read at once.")
@_AS_JSON
def read(path: Path, processes: int, as_json: bool) -> None:
    """Read every message of a file: category, places, private words, urgency, sort, near copies.

    A line of JSON for each message, in order; with --json only how fast that was.
    """
    from sanan.insight.files import pairs
    from sanan.insight.reading import read_many

    rows = pairs(path)
    began, used = time.perf_counter(), _processor()
    found = read_many(rows, processes=processes)
    took, cost = time.perf_counter() - began, _processor() - used
    if as_json:
        figures = {"messages": len(rows), "processes": processes, "seconds": round(took, 2)}
        _print(figures | {"processor_seconds": round(cost, 2)}, as_json)
        return
    for one in found:
        click.echo(
            orjson.dumps(
                {
                    "category": [
                        [each.label, round(each.probability, 4)] for each in one.suggestions
                    ],
                    "places": [each.words for each in one.heard.places],
                    "private": [[each.kind, each.text] for each in one.heard.private],
                    "urgency": one.urgency.level,
                    "sort": one.sort.sort,
                    "group": one.group,
                }
            ).decode()
        )


def _processor() -> float:
    """Seconds of processor time of this process and of those that it waited for."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


@insight.command("mask")
@click.argument("path", metavar="FILE", type=_FILE)
@click.option("--names", "as_names", is_flag=True, help="Each line is a name in a table.")
@_AS_JSON
def mask(path: Path, as_names: bool, as_json: bool) -> None:
    """Cover private words; one text a line. `masked` are the texts as everyone may read them."""
    from sanan.insight.private import tables
    from sanan.insight.private.covering import cover

    with path.open(encoding="utf-8-sig", errors="replace", newline="\n") as file:
        lines = [line.removesuffix("\n").removesuffix("\r") for line in file]
    masked = [tables.name(line) if as_names else cover(line) for line in lines]
    if as_json:
        _print({"masked": masked}, as_json)
        return
    for line in masked:
        click.echo(line)


@insight.command("places")
@click.argument("path", metavar="FILE", type=_FILE)
@click.option("--sample", default=0, help="Only so many rows, drawn with --seed; 0 means all.")
@click.option("--seed", default=1, show_default=True, help="The same seed draws the same rows.")
@_AS_JSON
def places(path: Path, sample: int, seed: int, as_json: bool) -> None:
    """Mark the places that messages name by their form, without a gazetteer; any file of messages."""
    from sanan.insight.files import texts
    from sanan.insight.heard import mentioned

    rows = texts(path)
    if sample:
        rows = random.Random(seed).sample(rows, min(sample, len(rows)))  # noqa: S311 - a sample
    found = [(row, mentioned(row)) for row in rows]
    if as_json:
        _print({"places": [[one.words for one in named] for _text, named in found]}, as_json)
        return
    for text, named in found:
        for one in reversed(named):
            text = f"{text[: one.start]}【{one.words}】{text[one.end :]}"  # noqa: PLW2901 - marked
        click.echo(" ".join(text.split()))


@insight.command("build", hidden=True)
def build() -> None:
    """Make the shipped models again from the project's own text."""
    from sanan.insight.concern import build_talk
    from sanan.insight.starter import build_starter

    data = Path(__file__).with_name("data")
    build_starter(data / "starter.model")
    build_talk(data / "talk.model")


@insight.command("encoder")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@_AS_JSON
def try_encoder(folder: Path, as_json: bool) -> None:
    """Read a sentence encoder and tell its size, its fingerprint and how fast it is here."""
    from sanan.insight.encoder import SETTING
    from sanan.insight.starter import taxonomy

    found = Encoder.load(folder)
    lines = [line for _words, lines in taxonomy().values() for line in lines][:_TRIED]
    start = time.perf_counter()
    found.encode(lines)
    result = {
        "size": found.size,
        "sha256": found.sha256,
        "ms_per_message": round(1000 * (time.perf_counter() - start) / len(lines), 3),
        "setting": f"{SETTING}={folder.resolve()}",
    }
    _print(result, as_json)


def _encoder(folder: Path | None) -> Encoder | None:
    """The encoder in a folder, else the one that the setting names."""
    return Encoder.load(folder) if folder is not None else configured()


def _pairs(path: Path) -> dict[str, str]:
    from sanan.insight.errors import BadInput

    try:
        pairs = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise BadInput(f"{path.name} 不是 JSON。", f"{path.name} is not JSON.") from error
    if not isinstance(pairs, dict):
        raise BadInput(
            f"{path.name} 应是“后来的编号：原件编号”的对象。",
            f"{path.name} must be an object of later id: original id.",
        )
    return {str(late): str(first) for late, first in pairs.items()}


def _scores(scores: object) -> dict[str, Any] | None:
    if scores is None:
        return None
    return dataclasses.asdict(scores)  # type: ignore[call-overload, no-any-return]


def _say(state: str) -> None:
    click.echo(SAID[state], err=True)


def _tick(quiet: bool) -> Tick:
    return told_on(sys.stderr, quiet=quiet)


def _print(result: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(orjson.dumps(result, option=orjson.OPT_NON_STR_KEYS).decode())
        return
    for name, value in result.items():
        click.echo(f"{name}: {value}")
