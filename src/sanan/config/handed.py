"""The web server on a socket that was handed over, by systemd or by whoever starts us.

The listening socket outlives the server: what comes while a new version starts waits in the system's
queue and is answered by it. Granian's own workers each listen for themselves, so that what waits for
one that ends would be refused.
"""

import multiprocessing
import os
import sys

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.net import SocketHolder  # type: ignore[attr-defined] # not said to be exported
from granian.server.mp import MPServer

from sanan.config.serve import BACKLOG, CONNECTIONS, HEADER_MILLISECONDS, KILL_SECONDS

FIRST = 3
"""The first descriptor that is handed over (sd_listen_fds(3))."""
_NO_PATH = False  # a port, no socket in the file system


def is_given() -> bool:
    """Whether a socket was handed over to this process."""
    mine = os.environ.get("LISTEN_PID") == str(os.getpid())
    return mine and os.environ.get("LISTEN_FDS", "0") == "1"


class Server(MPServer):
    """Granian, listening where it was told to."""

    def _init_shared_socket(self) -> None:
        self._ssp = self._sso = None
        # Its stubs know neither the arguments nor that there may be one.
        self._shd = SocketHolder(FIRST, _NO_PATH, BACKLOG)  # type: ignore[call-arg,assignment]


def main() -> None:
    """`python -m sanan.config.handed WORKERS`, with the socket as descriptor 3."""
    multiprocessing.set_start_method("fork")  # the workers have our descriptors
    os.environ.pop("LISTEN_PID", None)
    os.environ.pop("LISTEN_FDS", None)
    Server(
        "sanan.config.asgi:application",
        interface=Interfaces.ASGINL,
        workers=int(sys.argv[1]),
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_MILLISECONDS),
        websockets=False,
        backpressure=CONNECTIONS,
        respawn_failed_workers=True,
        workers_kill_timeout=KILL_SECONDS,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main()
