"""Jobs that a child of the pool is given in tests."""

import os
import signal


def copied(stream, out, *, times):
    for _ in range(times):
        stream.seek(0)
        out.write(stream.read())
    return {"times": times, "environment": sorted(os.environ), "nice": os.nice(0)}


def turning(_stream, _out):
    while True:
        pass


def hoarding(_stream, _out):
    return len([bytes(1 << 20) for _ in range(400)])


def waiting(stream, _out):
    """Until the file holds something more."""
    while len(os.pread(stream.fileno(), 2, 0)) < 2:
        signal.sigtimedwait([signal.SIGUSR1], 0.005)


def crashing(_stream, _out):
    os.kill(os.getpid(), signal.SIGSEGV)


def failing(_stream, _out):
    raise LookupError("what a stranger wrote")
