"""Django's PostgreSQL backend: prepared statements, and a look at the socket for a health check."""

import select
from typing import Any

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Used by `ENGINE = "sanan.kit.postgres"`."""

    health_check_done: bool

    def close_if_health_check_failed(self) -> None:
        """As Django's, once a request; the server is only asked where its socket holds something."""
        enabled: bool = self.health_check_enabled  # type: ignore[attr-defined] # not in the stubs
        if self.connection is None or not enabled or self.health_check_done:
            return
        if _has_spoken(self.connection) and not self.is_usable():
            self.close()
        self.health_check_done = True


def _has_spoken(connection: Any) -> bool:
    """Whether an idle connection is closed, or holds what nobody has read: an end, or a notice."""
    if connection.closed:
        return True
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    return bool(waiting.poll(0))
