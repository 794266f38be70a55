"""`bin/sanan` beside a running site: what starts with Django is started once, and each command is a fork of it.

A journey asks for a command now and then; most of the processor that one takes is its start.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Commands:
    """Commands in one environment, all of them children of one process that is started by the first."""

    environment: dict[str, str]
    _begun: subprocess.Popen[str] | None = None

    def run(self, *arguments: str) -> str:
        """What the command said on both its outputs; one that fails is an error."""
        if self._begun is None:
            self._begun = subprocess.Popen(
                [sys.executable, __file__],
                env=self.environment,
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        asked, answers = self._begun.stdin, self._begun.stdout
        assert asked is not None
        assert answers is not None
        asked.write(json.dumps(arguments) + "\n")
        asked.flush()
        code, said = json.loads(answers.readline())
        if code:
            raise RuntimeError(f"bin/sanan {' '.join(arguments)} failed:\n{said[-4000:]}")
        return str(said)

    def end(self) -> None:
        """Let the process go."""
        if self._begun is not None:
            self._begun.communicate()


def serve() -> None:
    """Answer each line, the words of a command, with how it ended and what it said."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanan.config.settings")
    import django

    django.setup()
    from django.db import connections

    from sanan.config.cli import cli
    from sanan.config.worker import periodic
    from sanan.kit.manifest import load

    for name in periodic():
        load(name)
    connections.close_all()
    for line in sys.stdin:
        said, saying = os.pipe()
        if not (child := os.fork()):
            for fd, to in ((os.open(os.devnull, os.O_RDONLY), 0), (saying, 1), (saying, 2)):
                os.dup2(fd, to)
            os.close(said)
            os.close(saying)
            cli(json.loads(line), prog_name="bin/sanan")
        os.close(saying)
        with os.fdopen(said) as words:
            told = words.read()
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(json.dumps([code, told]), flush=True)


if __name__ == "__main__":
    serve()
