"""`bench import`: how fast a table of messages is taken in, and in how much memory."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from openpyxl import Workbook

from bench.http import installation
from bench.processes import prepare

ROWS = 200_000
TARGET_PER_SECOND, TARGET_MB = 3_000, 400
HEAD = ("留言编号", "留言主题", "留言时间", "留言详情", "点赞数")
WORDS = "小区门口路灯不亮晚上学生放学过路很危险请安排人修一修已经反映过几次没有结果谢谢"


@dataclass(frozen=True)
class Taken:
    """What `bin/sanan import` did with a file; `peak_mb` is the most memory it ever held."""

    rows: int
    imported: int
    updated: int
    rejected: int
    seconds: float
    cpu_seconds: float
    rows_per_second: float
    peak_mb: float
    database: str


def run(
    *, file: Path | None, rows: int, database: str, say: Callable[[str], object] = print
) -> Taken:
    """Import `file`, or `rows` generated ones, into an empty installation."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        installation(Path(folder), database) as environment,
    ):
        place = Path(folder)
        prepare(environment)
        source = file or _made(place / "rows.xlsx", rows, say)
        say(f"importing {source.name}")
        began = time.perf_counter()
        line = [sys.executable, "-m", "sanan.config", "import", str(source), "--json"]
        with subprocess.Popen(line, env=dict(environment), stdout=subprocess.PIPE) as process:
            assert process.stdout is not None  # noqa: S101 - asked for above
            told = json.loads(process.stdout.read())
            _pid, _status, usage = os.wait4(process.pid, 0)
            process.returncode = 0
        seconds = time.perf_counter() - began
    total = told["imported"] + told["updated"] + told["rejected"]
    return Taken(
        total,
        told["imported"],
        told["updated"],
        told["rejected"],
        round(seconds, 1),
        round(usage.ru_utime + usage.ru_stime, 1),
        round(total / seconds, 1),
        round(usage.ru_maxrss / 1024, 1),
        database,
    )


def _made(path: Path, rows: int, say: Callable[[str], object]) -> Path:
    say(f"writing {rows} rows")
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEAD)
    first = datetime(2025, 1, 1, 8)  # noqa: DTZ001 - a cell has no zone
    for number in range(rows):
        turn = number % len(WORDS)
        text = (WORDS[turn:] + WORDS[:turn]) * (1 + number % 4)
        at = first + timedelta(minutes=number % 500_000)
        sheet.append((100_000 + number, text[:18], at, f"{text}{number}。", number % 7))
    book.save(path)
    return path
