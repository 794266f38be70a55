"""Jobs in a limited child: what it may not do, and who waits."""

import io
import json
import os
import re
import signal
import threading
from pathlib import Path

import pytest

from sanan.kit import packed, pool
from sanan.kit.errors import Refused
from sanan.kit.files import inspect

LITTLE = pool.Limits(processor=1, seconds=5, memory=200 << 20, written=1 << 20)
HERE = "kit.pool_jobs:"


def run(job, content=b"x", limits=LITTLE, queue=None, **given):
    return pool.run(
        HERE + job, io.BytesIO(content), limits=limits, queue=queue or pool.Queue(), **given
    )


def test_a_job_gets_the_file_and_gives_an_answer_and_a_file(tmp_path):
    result = run("copied", b"abc", times=2)
    assert (result.said["times"], result.out.read()) == (2, b"abcabc")
    path = tmp_path / "a"
    path.write_bytes(b"xyz")
    with path.open("rb") as stream:
        stream.read()
        found = pool.run(HERE + "copied", stream, limits=LITTLE, queue=pool.Queue(), times=1)
        assert found.out.read() == b"xyz"


def test_a_child_knows_no_secret_and_lets_others_go_first(monkeypatch):
    monkeypatch.setenv("SANAN_SECRET_KEY", "secret")
    said = run("copied", times=1).said
    assert set(said["environment"]) <= {"PYTHONPATH", "LC_ALL", "LC_CTYPE"}
    assert said["nice"] > os.nice(0)


@pytest.mark.parametrize("job", ["turning", "crashing"])
def test_what_does_not_end_well_is_ended(job):
    with pytest.raises(pool.Ended):
        run(job)


def test_more_memory_than_allowed():
    with pytest.raises(pool.Raised) as raised:
        run("hoarding")
    assert raised.value.name == "MemoryError"


def test_more_written_than_allowed():
    with pytest.raises((pool.Ended, pool.Raised)):
        run("copied", b"x" * (1 << 20), times=2)


def test_an_exception_is_named_without_its_words():
    with pytest.raises(pool.Raised) as raised:
        run("failing")
    assert str(raised.value) == "LookupError"


def test_the_next_job_finds_a_new_parent_where_the_old_one_was_killed():
    run("copied", times=1)
    process = pool._template.process
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert run("copied", b"a", times=1).out.read() == b"a"


def test_few_at_once_few_wait_and_the_next_is_told(tmp_path):
    """One runs, one waits, the third is sent away at once; then the one that waited has its turn."""
    queue = pool.Queue(at_once=1, waiting=1, patience=30)
    file = tmp_path / "gate"
    file.write_bytes(b"x")
    ended: list[str] = []

    def gated(name):
        with file.open("rb") as stream:
            pool.run(HERE + "waiting", stream, limits=LITTLE, queue=queue)
        ended.append(name)

    first = threading.Thread(target=gated, args=["first"])
    second = threading.Thread(target=gated, args=["second"])
    first.start()
    second.start()
    while queue._places._value:
        os.sched_yield()
    with pytest.raises(pool.Busy):
        run("copied", queue=queue, times=1)
    file.write_bytes(b"xx")
    first.join()
    second.join()
    assert sorted(ended) == ["first", "second"]


def test_whoever_waits_too_long_is_told():
    queue = pool.Queue(at_once=1, waiting=1, patience=0)
    with queue.turn(), pytest.raises(pool.Busy):
        run("copied", queue=queue, times=1)


def test_a_person_is_asked_to_come_again(monkeypatch):
    queue = pool.Queue(waiting=0)
    monkeypatch.setattr("sanan.kit.files._QUEUE", queue)
    with queue.turn(), pytest.raises(Refused) as refused:
        inspect(io.BytesIO(b"%PDF-1.7 %%EOF"), "a.pdf")
    assert (refused.value.status, refused.value.code) == (503, "file_busy")


def test_the_server_parses_no_picture_itself():
    """Neither Pillow nor a reader of tables is called where uploads are judged."""
    kit = Path(pool.__file__).parent
    assert not re.search(r"PIL|photos import|recognise", (kit / "files.py").read_text())


def test_what_a_child_writes_is_data_and_no_program():
    out = io.BytesIO()
    packed.write(out, [(3, ["字", 1, 2.5, None, True])])
    assert json.loads(out.getvalue()) == [3, ["字", 1, 2.5, None, True]]
