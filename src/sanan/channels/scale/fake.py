"""A scale as it speaks, on this machine: the other end of a pseudo terminal."""

import os
import pty
import threading
import tty
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class FakeScale:
    """Sends `lines` in turn, the last of them again and again, as a scale does."""

    lines: Sequence[bytes] = (b"ST,GS,+0000.415kg\r\n",)
    pause: float = 0.01
    stopped: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def running(self) -> Iterator[str]:
        """Speak; yields the device file."""
        ours, theirs = pty.openpty()
        tty.setraw(theirs)
        os.set_blocking(ours, False)
        speaking = threading.Thread(target=self._speak, args=(ours,), daemon=True)
        speaking.start()
        try:
            yield os.ttyname(theirs)
        finally:
            self.stopped.set()
            speaking.join()
            os.close(ours)
            os.close(theirs)

    def _speak(self, line: int) -> None:
        turn = 0
        while not self.stopped.wait(self.pause):
            try:
                os.write(line, self.lines[min(turn, len(self.lines) - 1)])
            except BlockingIOError:
                continue
            turn += 1
