"""Real processes, small ones."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from sanan.config.supervise import Child, run, stop

ASLEEP = "import time; print('on', flush=True); time.sleep(600)"
# Starts one of its own, as a web server starts its workers.
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {ASLEEP!r}])"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {ASLEEP}"


def child(code: str, name: str = "it") -> Child:
    return Child(name, [sys.executable, "-c", code])


def family(one: Child) -> list[psutil.Process]:
    assert one.process is not None
    parent = psutil.Process(one.process.pid)
    while not parent.children():
        assert parent.is_running()
    return [parent, *parent.children(recursive=True)]


def test_nothing_that_a_child_started_outlives_it():
    one = child(PARENT)
    one.start()
    everyone = family(one)
    stop([one])
    assert [p.pid for p in psutil.wait_procs(everyone, timeout=5)[1]] == []


def test_whoever_does_not_listen_is_ended_by_force(monkeypatch):
    monkeypatch.setattr("sanan.config.supervise.GRACE_SECONDS", 0.3)
    one = child(STUBBORN)
    one.start()
    stop([one])
    assert one.process is not None
    assert one.process.returncode in {-signal.SIGKILL, -signal.SIGTERM}


def test_one_that_keeps_ending_at_once_ends_the_whole_with_a_reason(capfd):
    sleeper = child(ASLEEP, "web")
    assert run([sleeper, child("raise SystemExit(3)", "worker")]) == 1
    assert not sleeper.alive
    assert "worker ended 3 times at once (exit code 3); giving up." in capfd.readouterr().err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_asked_to_stop_it_stops_everything_and_says_it_was_well(number):
    seen: list[Child] = []

    def ready() -> None:
        seen.append(one)
        os.kill(os.getpid(), number)

    one = child(ASLEEP)
    assert run([one], ready=ready) == 0
    assert seen == [one]
    assert not one.alive


def test_the_server_is_one_command_line():
    from sanan.config.serve import command, free_port

    line = command(host="127.0.0.1", port=1, workers=3)
    assert Path(line[0]).name == "granian"
    assert line[line.index("--workers") + 1] == "3"
    assert 0 < free_port(0) < 65536


def test_help_is_complete():
    from click.testing import CliRunner

    from sanan.config.cli import cli, commands

    told = CliRunner().invoke(cli, ["--help"])
    assert told.exit_code == 0
    assert [name for name in commands() if name not in told.output] == []
    assert (
        subprocess.run(["sh", "-n", "bin/demo", "bin/test", "bin/sanan"], check=False).returncode
        == 0
    )
